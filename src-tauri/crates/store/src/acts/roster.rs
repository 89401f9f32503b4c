//! Who may sign: the certificates of accounts, in the order in which they were made, each holding the one before.
//!
//! The first is signed by itself: it is the store's beginning, and its hash is the store's name. Every further one is
//! signed by an active administrator, by the account itself when it changes its own key without gaining anything, or by
//! the recovery key, which gives back to an administrator what was theirs. An account from before acts were signed, or
//! whose key nobody has yet, has a certificate without a key, and makes one at its next sign-in. So an account, a role
//! or a password that was made beside the program signs nothing.
//!
//! Nobody alone makes a second person: a right over others' work, and another key for somebody, take the signature of a
//! second account as well, of somebody whose key nobody else has given. Only where there is nobody of the kind, when a
//! counter is set up, does one signature do.

use std::collections::BTreeMap;

use case::{Role, Roles};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::acts::certificate::Stored;
pub(crate) use crate::acts::certificate::Vouched;
use crate::acts::signer::{Signer, is_signed};
use crate::canonical::canonical_json;
use crate::{AccountId, Result, StoreError};

const BESIDE: &[u8] = b"counterfoil/account-beside/1\0";

/// By which certificates are made now: where it takes two signatures, two have to be there. Stores hold some from
/// before.
const RULE: u32 = 2;

/// Rights over what others do: nobody alone gives them.
const RULED: [Role; 4] = [Role::Reviewer, Role::KeyClerk, Role::Admin, Role::Recovery];

/// Who lists all rows of a store anew when its schema is brought up to date.
pub(crate) const LISTERS: [Role; 2] = [Role::Admin, Role::Recovery];

/// Stands where an account has no key yet.
pub(crate) const NO_KEY: [u8; 32] = [0; 32];

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
    /// Every key with the number of the certificate from which on it is its account's, and whether nobody else gave it.
    keys: Vec<Key>,
    /// The rule of the newest certificate.
    rule: u32,
    /// Every set of roles likewise, with who gave it.
    roles: Vec<Given>,
    /// The first certificate that does not hold, and why.
    pub broken: Option<(u32, &'static str)>,
}

/// The key of an account from a certificate on.
#[derive(Debug)]
struct Key {
    account: AccountId,
    from: u32,
    public: [u8; 32],
    /// Its owner made it, or got it back by the key from the safe.
    is_own: bool,
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

impl Roster {
    /// Reads and proves the roster. A certificate that does not hold ends it; what follows counts for nothing.
    pub fn read(conn: &Connection) -> Result<Self> {
        let mut roster = Self::default();
        let mut statement = conn.prepare(
            // A store that is about to be brought up to date has no second signatures yet.
            match has_second(conn)? {
                true => {
                    "SELECT id, account_id, public, roles, active, by_account, founders, signature, rule, beside, second
                       FROM account_certificate ORDER BY id"
                }
                false => {
                    "SELECT id, account_id, public, roles, active, by_account, founders, signature, 1, NULL, NULL
                       FROM account_certificate ORDER BY id"
                }
            },
        )?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let id: u32 = row.get(0).unwrap_or(0);
            let Some(stored) = Stored::of(row).unwrap_or_default() else {
                return Ok(roster.broken_at(id, "账号凭证读不出来"));
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
    pub(super) fn take(&mut self, stored: Stored) -> Result<(), &'static str> {
        if stored.id != self.newest + 1 {
            return Err("缺少这一张账号凭证");
        }
        let statement = stored.statement(&self.link);
        let key = self.key_for(&stored)?;
        if !is_signed(&key, &statement, &stored.signature) {
            return Err("账号凭证的签名不对");
        }
        self.check_second(&stored, &statement)?;
        let is_own = stored.by == stored.said.account || self.is_safe(stored.by);
        self.link = link(
            &statement,
            &[stored.signature.as_slice(), &stored.second].concat(),
        );
        self.rule = stored.rule;
        if stored.id == 1 {
            self.store.copy_from_slice(&self.link[..16]);
            self.founder = Some(stored.by);
            self.founders = stored.founders;
        }
        self.newest = stored.id;
        let said = stored.said;
        if self
            .of(said.account)
            .is_none_or(|before| before.public != said.public)
        {
            self.keys.push(Key {
                account: said.account,
                from: stored.id,
                public: said.public,
                is_own,
            });
        }
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

    /// Whether the second signature is there where it takes one, and right where it is there.
    fn check_second(&self, stored: &Stored, statement: &[u8]) -> Result<(), &'static str> {
        if stored.rule < self.rule || stored.rule > RULE {
            return Err("账号凭证退回到了以前的规则");
        }
        let Some(beside) = stored.beside else {
            let lacks = stored.rule >= RULE && self.takes_two(&stored.said, stored.by);
            return match (lacks, stored.second.is_empty()) {
                (true, _) => Err("账号凭证缺少第二个人的签名"),
                (false, false) => Err("账号凭证多出一个没有名字的第二签名"),
                (false, true) => Ok(()),
            };
        };
        let may = self.may_agree(beside, stored.by, stored.said.account);
        let key = self.of(beside).map(|said| said.public);
        match may && key.is_some_and(|key| is_signed(&key, &agreed(statement), &stored.second)) {
            true => Ok(()),
            false => Err("账号凭证上第二个人的签名不对"),
        }
    }

    /// Whether a certificate takes a second person: it gives a right over what others do, another key to somebody, or
    /// lets somebody in again; and there is somebody who could be the second.
    fn takes_two(&self, said: &Vouched, by: AccountId) -> bool {
        let before = self.of(said.account);
        if by == said.account || self.newest == 0 || self.is_safe(by) {
            return false;
        }
        let had = |role: &Role| before.is_some_and(|before| before.roles.has(*role));
        let gains = RULED.iter().any(|role| said.roles.has(*role) && !had(role));
        let is_another_key =
            before.is_some_and(|before| before.public != NO_KEY && before.public != said.public);
        let is_back = before.is_some_and(|before| said.active && !before.active);
        let is_grave = gains || is_another_key || is_back;
        is_grave
            && self
                .all()
                .any(|other| self.may_agree(other.account, by, said.account))
    }

    /// Whether an account may agree beside: somebody else than both, with a key that nobody else gave.
    fn may_agree(&self, account: AccountId, by: AccountId, about: AccountId) -> bool {
        let said = self
            .of(account)
            .filter(|said| said.active && said.public != NO_KEY);
        let is_person = said.is_some_and(|said| Role::ALL.iter().any(|role| said.roles.has(*role)));
        is_person && account != by && account != about && self.is_key_own(account)
    }

    /// Whether there is somebody who could agree beside to what an account does.
    pub fn has_second_for(&self, by: AccountId) -> bool {
        self.all().any(|other| self.may_agree(other.account, by, by))
    }

    /// Whether nobody else has given an account the key that it has.
    pub fn is_key_own(&self, account: AccountId) -> bool {
        let mut known = self.keys.iter().rev().filter(|key| key.account == account);
        known.next().is_some_and(|key| key.is_own)
    }

    fn is_safe(&self, account: AccountId) -> bool {
        self.of(account)
            .is_some_and(|said| said.roles.has(Role::Recovery))
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
        let mut known = known.filter(|key| key.account == account && key.from <= newest);
        known.next().map(|key| key.public)
    }

    /// Whether an account begins the acts, when the roster had so many certificates: who founded the store, before
    /// anybody else was added to it.
    pub fn is_founding(&self, account: AccountId, newest: u32) -> bool {
        self.founder == Some(account) && newest <= 1 + self.founders
    }

    /// Whether an account was active at an act under so many certificates, `before` it so many: whoever leaves by
    /// himself does so in an act of his own.
    pub fn may_sign(&self, account: AccountId, before: u32, newest: u32) -> bool {
        let known = self.roles.iter().rev();
        let mut known = known.filter(|given| given.account == account && given.from <= newest);
        let given = known.next();
        given.is_some_and(|given| given.active || (given.by == account && given.from > before))
    }

    /// Whether an account was active and had a role when the roster had so many certificates.
    pub fn had_role(&self, account: AccountId, role: Role, newest: u32) -> bool {
        let known = self.roles.iter().rev();
        let mut known = known.filter(|given| given.account == account && given.from <= newest);
        known.next().is_some_and(|given| given.has_any(&[role]))
    }

    /// Whether an account might list all rows of the store anew when the roster had so many certificates: what is
    /// listed so counts as right from then on.
    pub fn may_list(&self, account: AccountId, newest: u32) -> bool {
        LISTERS.iter().any(|role| self.had_role(account, *role, newest))
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

    /// Which accounts were closed, or had their key replaced by somebody else, since the roster had so many
    /// certificates: what they knew before they still know.
    pub fn left_since(&self, newest: u32) -> Vec<AccountId> {
        let mut left: Vec<_> = self
            .roles
            .iter()
            .filter(|given| given.from > newest && !given.active)
            .map(|given| given.account)
            .collect();
        left.sort_unstable();
        left.dedup();
        left
    }

    /// Vouches for an account in a running transaction, with somebody who agrees beside where it takes two.
    ///
    /// # Errors
    /// `store-needs-second` where it takes two and nobody agrees, or somebody who may not.
    pub fn vouch(
        &mut self,
        conn: &Connection,
        by: &Signer,
        said: Vouched,
        founders: u32,
        second: Option<&Signer>,
    ) -> Result<()> {
        if self.broken.is_some() {
            return Err(StoreError::damaged("账号凭证被改动过"));
        }
        if self.of(said.account) == Some(&said) {
            return Ok(());
        }
        let takes_two = founders == 0 && self.takes_two(&said, by.account);
        let second = second.filter(|_| takes_two);
        let may = second.is_some_and(|beside| self.may_agree(beside.account, by.account, said.account));
        if takes_two && !may {
            return Err(StoreError::NeedsSecond);
        }
        let mut stored = Stored {
            id: self.newest + 1,
            roles: canonical_json(&said.roles)?,
            said,
            by: by.account,
            founders,
            rule: RULE,
            beside: second.map(|beside| beside.account),
            signature: Vec::new(),
            second: Vec::new(),
        };
        let statement = stored.statement(&self.link);
        stored.signature = by.sign(&statement).to_vec();
        if let Some(beside) = second {
            stored.second = beside.sign(&agreed(&statement)).to_vec();
        }
        conn.execute(
            "INSERT INTO account_certificate(id, account_id, public, roles, active, by_account, founders, signature,
                rule, beside, second)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            (
                stored.id,
                stored.said.account,
                stored.said.public,
                &stored.roles,
                stored.said.active,
                stored.by,
                stored.founders,
                &stored.signature,
                stored.rule,
                stored.beside,
                stored.beside.map(|_| &stored.second),
            ),
        )?;
        self.take(stored)
            .map_err(|why| StoreError::damaged(format!("账号凭证不成立：{why}")))
    }
}

/// What the second person signs.
fn agreed(statement: &[u8]) -> Vec<u8> {
    [BESIDE, Sha256::digest(statement).as_slice()].concat()
}

/// Whether certificates may have a second signature yet.
fn has_second(conn: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) FROM pragma_table_info('account_certificate') WHERE name = 'second'";
    Ok(conn.query_row(sql, (), |row| row.get::<_, i64>(0))? > 0)
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

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::table::act;

    const ADMIN: u8 = 1;
    const REVIEWER: u8 = 2;
    const CLERK: u8 = 3;

    fn signer(account: u8, key: u8) -> Signer {
        Signer::new(AccountId(account.into()), &Zeroizing::new([key; 32]))
    }

    fn says(of: &Signer, roles: &[Role], active: bool) -> Vouched {
        Vouched {
            account: of.account,
            public: of.public(),
            roles: Roles::new(roles.iter().copied()),
            active,
        }
    }

    /// A roster with an administrator, a reviewer and a clerk, both with keys that the administrator gave.
    fn begun() -> (Connection, Roster) {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("PRAGMA foreign_keys = OFF; CREATE TABLE account(id INTEGER PRIMARY KEY);")
            .unwrap();
        for step in act::MIGRATIONS {
            conn.execute_batch(step.sql).unwrap();
        }
        let mut roster = Roster::default();
        let admin = signer(ADMIN, 1);
        let mut alone = |said| roster.vouch(&conn, &admin, said, 0, None).unwrap();
        alone(says(&admin, &[Role::Admin], true));
        alone(says(&signer(REVIEWER, 2), &[Role::Reviewer], true));
        alone(says(&signer(CLERK, 3), &[Role::Clerk], true));
        (conn, roster)
    }

    /// The same once the reviewer has a key that nobody gave.
    fn owned() -> (Connection, Roster) {
        let (conn, mut roster) = begun();
        let own = says(&signer(REVIEWER, 12), &[Role::Reviewer], true);
        roster.vouch(&conn, &signer(REVIEWER, 2), own, 0, None).unwrap();
        (conn, roster)
    }

    #[test]
    fn nobody_alone_makes_a_second_person_once_there_is_one() {
        let admin = signer(ADMIN, 1);
        let reviewer = signer(REVIEWER, 12);
        let puppet = signer(9, 9);
        for (what, said, takes_two) in [
            ("a key clerk", says(&puppet, &[Role::KeyClerk], true), true),
            ("an administrator", says(&puppet, &[Role::Admin], true), true),
            ("a key for the safe", says(&puppet, &[Role::Recovery], true), true),
            ("a clerk", says(&puppet, &[Role::Clerk], true), false),
            (
                "a right more",
                says(&signer(CLERK, 3), &[Role::Clerk, Role::Reviewer], true),
                true,
            ),
            (
                "another key",
                says(&signer(CLERK, 13), &[Role::Clerk], true),
                true,
            ),
            ("closing", says(&signer(CLERK, 3), &[Role::Clerk], false), false),
            ("a right less", says(&signer(CLERK, 3), &[], true), false),
        ] {
            let tried = |second: Option<&Signer>| {
                let (conn, mut roster) = owned();
                let vouched = roster.vouch(&conn, &admin, said.clone(), 0, second);
                let read = Roster::read(&conn).unwrap();
                assert_eq!(read.broken, None, "{what}");
                assert_eq!(read.newest, roster.newest, "{what}");
                vouched.map_err(|error| error.code())
            };
            let alone = if takes_two {
                Err("store-needs-second")
            } else {
                Ok(())
            };
            assert_eq!(tried(None), alone, "{what}");
            assert_eq!(tried(Some(&reviewer)), Ok(()), "{what}");
            // The maker, whoever it is about, and somebody whose key the administrator gave are nobody's second.
            for nobody in [&admin, &signer(said.account.0 as u8, 9), &signer(CLERK, 3)] {
                assert_eq!(tried(Some(nobody)), alone, "{what}");
            }
            // Where everybody's key was given, as when a counter is set up, one does.
            let (conn, mut roster) = begun();
            assert!(
                roster.vouch(&conn, &admin, said.clone(), 0, None).is_ok(),
                "{what}"
            );
        }
    }

    #[test]
    fn a_certificate_that_lacks_the_second_signature_ends_the_roster() {
        let admin = signer(ADMIN, 1);
        let reviewer = signer(REVIEWER, 12);
        let said = says(&signer(9, 9), &[Role::Admin], true);
        let (conn, roster) = owned();
        let forged = |rule: u32, beside: Option<AccountId>, second: Option<Vec<u8>>| {
            let mut stored = Stored {
                id: roster.newest + 1,
                roles: canonical_json(&said.roles).unwrap(),
                said: said.clone(),
                by: admin.account,
                founders: 0,
                rule,
                beside,
                signature: Vec::new(),
                second: second.unwrap_or_default(),
            };
            let statement = stored.statement(&roster.link);
            stored.signature = admin.sign(&statement).to_vec();
            (stored, statement)
        };
        let mut right = forged(RULE, Some(reviewer.account), None);
        right.0.second = reviewer.sign(&agreed(&right.1)).to_vec();
        let mut own = forged(RULE, Some(reviewer.account), None);
        own.0.second = admin.sign(&agreed(&own.1)).to_vec();
        let mut plain = forged(RULE, Some(reviewer.account), None);
        plain.0.second = reviewer.sign(&plain.1).to_vec();
        for (stored, holds) in [
            (right.0, true),
            (own.0, false),
            (plain.0, false),
            (forged(RULE, None, None).0, false),
            (forged(1, None, None).0, false),
            (forged(RULE + 1, None, None).0, false),
            (forged(RULE, Some(admin.account), Some(vec![0; 64])).0, false),
        ] {
            let mut again = Roster::read(&conn).unwrap();
            assert_eq!(again.take(stored).is_ok(), holds);
        }
    }
}
