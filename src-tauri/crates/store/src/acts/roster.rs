//! Who may sign: the certificates of accounts, in the order in which they were made, each holding the one before.
//!
//! The first is signed by itself: it is the store's beginning, and its hash is the store's name. Every further one is
//! signed by an active administrator, by the account itself when it changes its own key without gaining anything, or by
//! the recovery key, which gives back to an administrator what was theirs. An
//! account from before acts were signed, or whose key nobody has yet, has a certificate without a key, and makes one at
//! its next sign-in. So an account, a role or a password that was made beside the program signs nothing.

use std::collections::BTreeMap;

use case::{Role, Roles};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::acts::signer::{Signer, is_signed};
use crate::canonical::canonical_json;
use crate::{AccountId, Result, StoreError};

const PURPOSE: &[u8] = b"counterfoil/account/1\0";

/// Stands where an account has no key yet.
pub(crate) const NO_KEY: [u8; 32] = [0; 32];

/// What a certificate says of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vouched {
    /// The account.
    pub account: AccountId,
    /// The public half of its key.
    pub public: [u8; 32],
    /// Its roles.
    pub roles: Roles,
    /// May sign in.
    pub active: bool,
}

/// The roster as its certificates tell.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    /// Number of the newest certificate.
    pub newest: u32,
    /// Hash of the newest certificate.
    link: [u8; 32],
    /// The store's name.
    pub store: [u8; 16],
    /// Whose certificate the first one is.
    founder: Option<AccountId>,
    /// How many accounts the first one vouched for beside itself.
    founders: u32,
    now: BTreeMap<AccountId, Vouched>,
    /// Every key with the number of the certificate from which on it is its account's.
    keys: Vec<(AccountId, u32, [u8; 32])>,
    /// Every set of roles likewise, with who gave it.
    roles: Vec<Given>,
    /// The first certificate that does not hold, and why.
    pub broken: Option<(u32, &'static str)>,
}

/// The roles of an account from a certificate on.
#[derive(Debug)]
struct Given {
    account: AccountId,
    from: u32,
    roles: Roles,
    active: bool,
    by: AccountId,
}

impl Given {
    fn has_any(&self, roles: &[Role]) -> bool {
        self.active && roles.iter().any(|role| self.roles.has(*role))
    }
}

/// A certificate as it is stored.
struct Stored {
    id: u32,
    said: Vouched,
    roles: String,
    by: AccountId,
    founders: u32,
    signature: Vec<u8>,
}

impl Stored {
    fn statement(&self, link: &[u8; 32]) -> Vec<u8> {
        let mut out = PURPOSE.to_vec();
        out.extend(link);
        for number in [self.id, self.said.account.0, self.by.0, self.founders] {
            out.extend(number.to_be_bytes());
        }
        out.extend(self.said.public);
        out.push(u8::from(self.said.active));
        out.extend((self.roles.len() as u64).to_be_bytes());
        out.extend(self.roles.as_bytes());
        out
    }
}

impl Roster {
    /// Reads and proves the roster. A certificate that does not hold ends it; what follows counts for nothing.
    pub fn read(conn: &Connection) -> Result<Self> {
        let mut roster = Self::default();
        let mut statement = conn.prepare(
            "SELECT id, account_id, public, roles, active, by_account, founders, signature
               FROM account_certificate ORDER BY id",
        )?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let roles: String = row.get(3)?;
            let id: u32 = row.get(0)?;
            let public: [u8; 32] = match row.get::<_, Vec<u8>>(2)?.try_into() {
                Ok(public) => public,
                Err(_) => return Ok(roster.broken_at(id, "公钥长度不对")),
            };
            let Ok(listed) = serde_json::from_str(&roles) else {
                return Ok(roster.broken_at(id, "权限读不出来"));
            };
            let stored = Stored {
                id,
                said: Vouched {
                    account: row.get(1)?,
                    public,
                    roles: listed,
                    active: row.get(4)?,
                },
                roles,
                by: row.get(5)?,
                founders: row.get(6)?,
                signature: row.get(7)?,
            };
            if let Err(why) = roster.take(stored) {
                return Ok(roster.broken_at(id, why));
            }
        }
        Ok(roster)
    }

    fn broken_at(mut self, id: u32, why: &'static str) -> Self {
        self.broken = Some((id, why));
        self
    }

    /// Proves the next certificate and takes it over.
    fn take(&mut self, stored: Stored) -> Result<(), &'static str> {
        if stored.id != self.newest + 1 {
            return Err("缺少这一张账号凭证");
        }
        let statement = stored.statement(&self.link);
        let key = self.key_for(&stored)?;
        if !is_signed(&key, &statement, &stored.signature) {
            return Err("账号凭证的签名不对");
        }
        self.link = link(&statement, &stored.signature);
        if stored.id == 1 {
            self.store.copy_from_slice(&self.link[..16]);
            self.founder = Some(stored.by);
            self.founders = stored.founders;
        }
        self.newest = stored.id;
        let said = stored.said;
        self.keys.push((said.account, stored.id, said.public));
        self.roles.push(Given {
            account: said.account,
            from: stored.id,
            roles: said.roles.clone(),
            active: said.active,
            by: stored.by,
        });
        self.now.insert(said.account, said);
        Ok(())
    }

    /// With whose key a certificate has to be signed, when it may be made at all.
    fn key_for(&self, stored: &Stored) -> Result<[u8; 32], &'static str> {
        let (said, by) = (&stored.said, stored.by);
        let before = self.now.get(&said.account);
        if stored.id == 1 {
            return match by == said.account {
                true => Ok(said.public),
                false => Err("第一张账号凭证不是本人签的"),
            };
        }
        if by == said.account {
            let Some(before) = before else {
                return Err("自己给自己发了账号凭证");
            };
            let gained = said.roles.iter().any(|role| !before.roles.has(role));
            if gained || (said.active && !before.active) {
                return Err("自己给自己加了权限");
            }
            return Ok(match before.public == NO_KEY {
                true => said.public,
                false => before.public,
            });
        }
        let Some(maker) = self.now.get(&by) else {
            return Err("发凭证的账号没有凭证");
        };
        let is_founding = self.founder == Some(by) && stored.id <= 1 + self.founders;
        let may =
            maker.roles.has(Role::Admin) || (maker.roles.has(Role::Recovery) && is_given_back(before, said));
        match is_founding || (maker.active && may) {
            true => Ok(maker.public),
            false => Err("发凭证的人不是管理员"),
        }
    }

    /// Whether nobody has begun it.
    pub fn is_empty(&self) -> bool {
        self.newest == 0 && self.broken.is_none()
    }

    /// What is vouched for an account now.
    pub fn of(&self, account: AccountId) -> Option<&Vouched> {
        self.now.get(&account)
    }

    /// Everything that is vouched for now.
    pub fn all(&self) -> impl Iterator<Item = &Vouched> {
        self.now.values()
    }

    /// The key of an account when the roster had so many certificates.
    pub fn key_at(&self, account: AccountId, newest: u32) -> Option<[u8; 32]> {
        let known = self.keys.iter().rev();
        let mut known = known.filter(|(of, from, _)| *of == account && *from <= newest);
        known.next().map(|(_, _, key)| *key)
    }

    /// Whether an account was active and had a role when the roster had so many certificates.
    pub fn had_role(&self, account: AccountId, role: Role, newest: u32) -> bool {
        let known = self.roles.iter().rev();
        let mut known = known.filter(|given| given.account == account && given.from <= newest);
        known.next().is_some_and(|given| given.has_any(&[role]))
    }

    /// Whether an account had one of some roles when the roster had so many certificates, and nobody else has taken
    /// them from it since. Who gave them up leaves in order; from whom they were taken, what is said to be from before
    /// is not believed.
    pub fn may_give(&self, account: AccountId, roles: &[Role], newest: u32) -> bool {
        let had = roles.iter().any(|role| self.had_role(account, *role, newest));
        let mut later = self
            .roles
            .iter()
            .filter(|given| given.account == account && given.from > newest);
        had && later.all(|given| given.by == account || given.has_any(roles))
    }

    /// Vouches for an account in a running transaction.
    pub fn vouch(&mut self, conn: &Connection, by: &Signer, said: Vouched, founders: u32) -> Result<()> {
        if self.broken.is_some() {
            return Err(StoreError::damaged("账号凭证被改动过"));
        }
        if self.of(said.account) == Some(&said) {
            return Ok(());
        }
        let mut stored = Stored {
            id: self.newest + 1,
            roles: canonical_json(&said.roles)?,
            said,
            by: by.account,
            founders,
            signature: Vec::new(),
        };
        stored.signature = by.sign(&stored.statement(&self.link)).to_vec();
        conn.execute(
            "INSERT INTO account_certificate(id, account_id, public, roles, active, by_account, founders, signature)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                stored.id,
                stored.said.account,
                stored.said.public,
                &stored.roles,
                stored.said.active,
                stored.by,
                stored.founders,
                &stored.signature,
            ),
        )?;
        self.take(stored)
            .map_err(|why| StoreError::damaged(format!("账号凭证不成立：{why}")))
    }
}

/// Whether an administrator gets a new key, and nothing that was not theirs before.
fn is_given_back(before: Option<&Vouched>, said: &Vouched) -> bool {
    before.is_some_and(|before| before.roles.has(Role::Admin) && before.roles == said.roles)
}

fn link(statement: &[u8], signature: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"counterfoil/account-link/1\0");
    hash.update(statement);
    hash.update(signature);
    hash.finalize().into()
}
