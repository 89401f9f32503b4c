//! Table `account`: who may sign in, under which name, with which roles. The password is nowhere: an account owns
//! a slot of the keyring. Names stay on record when somebody leaves, because papers and audit rows refer to them.

use case::Roles;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::acts::roster::{NO_KEY, Roster, Vouched};
use crate::acts::signer::Signer;
use crate::keys::fold_login;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp};
use crate::{AccountId, Result, StoreError, Tx, canonical_json};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "account-1",
    sql: "CREATE TABLE account(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            login TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            roles TEXT NOT NULL,
            slot_id TEXT UNIQUE,
            active INTEGER NOT NULL,
            created TEXT NOT NULL
          ) STRICT;",
}];

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Login name; compared in NFKC and lower case.
    pub login: String,
    /// The person's name, as it appears on papers.
    pub name: String,
    /// Roles.
    pub roles: Roles,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// Login name, folded.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Roles.
    pub roles: Roles,
    /// May sign in.
    pub active: bool,
    /// Has a password; an account that was closed needs a new one before it can sign in again.
    pub has_password: bool,
    /// Made when.
    pub created: DateTime<Utc>,
}

impl FromRow for Account {
    const TABLE: &'static str = "account";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            login: f.get("login")?,
            name: f.get("name")?,
            roles: f.json("roles")?,
            active: f.get("active")?,
            has_password: f.get::<Option<String>>("slot_id")?.is_some(),
            created: f.at("created")?,
        })
    }
}

impl Tx<'_> {
    /// Makes an account with its first password.
    ///
    /// # Errors
    /// `store-login-taken`; `store-invalid` for an empty login or name.
    pub fn add_account(
        &mut self,
        new: &NewAccount,
        password: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<Account> {
        let login = fold_login(&new.login);
        if login.is_empty() || new.name.trim().is_empty() {
            return Err(StoreError::Invalid {
                what: "登录名和姓名不能为空".to_owned(),
            });
        }
        if self.account_by_login(&login)?.is_some() {
            return Err(StoreError::LoginTaken);
        }
        self.insert(
            "INSERT INTO account(login, name, roles, active, created) VALUES (?1, ?2, ?3, 1, ?4)",
            (&login, new.name.trim(), canonical_json(&new.roles)?, stamp(now)),
        )?;
        let id = AccountId::last(self.conn())?;
        self.set_password(id, password)?;
        self.account(id)
    }

    /// Gives an account a new password; the old one opens nothing any more.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_password(&mut self, id: AccountId, password: &SecretString) -> Result<()> {
        let login = self.account(id)?.login;
        let keys = self.keys;
        let ring = self.keyring()?;
        let slot = ring.slot_key(&login, password)?;
        let seed = ring.seed_for(&slot)?;
        ring.add(&slot, &keys.db, &seed)?;
        self.change(
            "账号",
            id.0,
            "UPDATE account SET slot_id = ?2 WHERE id = ?1",
            (id, &slot.id),
        )?;
        self.give_key(id, Signer::new(id, &seed))
    }

    /// Vouches for an account's new key: whoever signs does, the first account of a store for itself. Who changed the
    /// own key signs with the new one from here on.
    pub(crate) fn give_key(&mut self, id: AccountId, key: Signer) -> Result<()> {
        let account = self.account(id)?;
        let said = Vouched {
            account: id,
            public: key.public(),
            roles: account.roles,
            active: account.active,
        };
        let own = self.signer.as_ref().is_none_or(|signer| signer.account == id);
        if self.signer.is_none() {
            self.signer = Some(key.clone());
        }
        self.vouch(said)?;
        if own {
            self.signer = Some(key);
        }
        Ok(())
    }

    /// Vouches for an account as it now stands, with the key it has.
    fn vouch_again(&mut self, id: AccountId) -> Result<()> {
        let account = self.account(id)?;
        let public = Roster::read(self.conn())?
            .of(id)
            .map_or(NO_KEY, |said| said.public);
        self.vouch(Vouched {
            account: id,
            public,
            roles: account.roles,
            active: account.active,
        })
    }

    /// Changes name and roles.
    ///
    /// # Errors
    /// `store-not-found`, `store-invalid` for an empty name.
    pub fn edit_account(&mut self, id: AccountId, name: &str, roles: &Roles) -> Result<()> {
        if name.trim().is_empty() {
            return Err(StoreError::Invalid {
                what: "姓名不能为空".to_owned(),
            });
        }
        self.change(
            "账号",
            id.0,
            "UPDATE account SET name = ?2, roles = ?3 WHERE id = ?1",
            (id, name.trim(), canonical_json(roles)?),
        )?;
        self.vouch_again(id)
    }

    /// Closes an account, or opens it again. Closing takes its slot off the keyring; opened again it needs a new
    /// password ([`Tx::set_password`]).
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_account_active(&mut self, id: AccountId, active: bool) -> Result<()> {
        if !active {
            self.keyring()?;
        }
        self.change(
            "账号",
            id.0,
            "UPDATE account SET active = ?2, slot_id = iif(?2, slot_id, NULL) WHERE id = ?1",
            (id, active),
        )?;
        self.vouch_again(id)
    }

    /// An account.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn account(&self, id: AccountId) -> Result<Account> {
        found(
            self.row("SELECT * FROM account WHERE id = ?1", [id])?,
            "账号",
            id.0,
        )
    }

    /// The account with a login name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn account_by_login(&self, login: &str) -> Result<Option<Account>> {
        self.row("SELECT * FROM account WHERE login = ?1", [fold_login(login)])
    }

    /// Whether somebody else gave an account the password that it has, and with it its key: whoever gave it can sign in
    /// its name until its owner has changed it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_password_given(&self, id: AccountId) -> Result<bool> {
        let roster = Roster::read(self.conn())?;
        Ok(roster.of(id).is_some_and(|said| said.public != NO_KEY) && !roster.is_key_own(id))
    }

    /// Whether there is somebody beside whoever is signed in who could agree to what takes two.
    ///
    /// # Errors
    /// Those of the database.
    pub fn has_second_person(&self) -> Result<bool> {
        let roster = Roster::read(self.conn())?;
        Ok(self
            .signer
            .as_ref()
            .is_some_and(|signer| roster.has_second_for(signer.account)))
    }

    /// All accounts, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.rows("SELECT * FROM account ORDER BY id", ())
    }

    pub(crate) fn account_of_slot(&self, slot_id: &str) -> Result<Option<Account>> {
        self.row("SELECT * FROM account WHERE slot_id = ?1", [slot_id])
    }
}
