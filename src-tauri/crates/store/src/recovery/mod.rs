//! The recovery key: printed once for the safe, for the day on which no administrator knows a password any more.
//!
//! It is an account of its own, with a slot in the keyring, a certificate in the roster and an envelope of every
//! circle, but no person's: it does not sign in. Its one use gives an administrator a new password, under its own
//! signature, and ends it. A new one ends the one before.
//!
//! - [`letters`]: how it is written, checked and parted into halves.

mod letters;

use std::path::Path;

use case::{Role, Roles};
use chrono::{DateTime, Utc};
use secrecy::SecretString;

pub use letters::RecoveryKey;

use crate::{Account, AuditAction, AuditEntry, NewAccount, Result, Store, StoreError, Tx};

/// The login under which the recovery key stands in the books. Nobody signs in with it.
pub const RECOVERY_LOGIN: &str = "恢复密钥";

impl Tx<'_> {
    /// Makes a recovery key; the one before opens nothing any more. It is told here and nowhere again.
    ///
    /// # Errors
    /// `store-login-taken` where a person has its login; `store-no-random`; those of the database.
    pub fn make_recovery_key(&mut self, now: DateTime<Utc>) -> Result<RecoveryKey> {
        let key = RecoveryKey::random()?;
        match self.account_by_login(RECOVERY_LOGIN)? {
            None => {
                let safe = NewAccount::new(RECOVERY_LOGIN, RECOVERY_LOGIN, Roles::new([Role::Recovery]));
                self.add_account(&safe, &key.password(), now)?;
            }
            Some(safe) if safe.roles.has(Role::Recovery) => {
                if !safe.active {
                    self.set_account_active(safe.id, true)?;
                }
                self.set_password(safe.id, &key.password())?;
            }
            Some(_) => return Err(StoreError::LoginTaken),
        }
        Ok(key)
    }

    /// Whether a recovery key that was printed can still be used.
    ///
    /// # Errors
    /// Those of the database.
    pub fn has_recovery_key(&self) -> Result<bool> {
        let safe = self.account_by_login(RECOVERY_LOGIN)?;
        Ok(safe.is_some_and(|safe| safe.active && safe.has_password && safe.roles.has(Role::Recovery)))
    }
}

impl Store {
    /// Gives an administrator a new password by the key from the safe, and signs them in. A closed one is opened again.
    /// The key is used up.
    ///
    /// # Errors
    /// `store-wrong-password` for a key that opens nothing; `store-invalid` for a login that is no administrator's;
    /// those of [`Store::unlock`] and [`Store::write`].
    pub fn recover(
        folder: &Path,
        key: &RecoveryKey,
        login: &str,
        password: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<(Self, Account)> {
        let (mut store, safe) = Self::open_for(folder, RECOVERY_LOGIN, &key.password())?;
        store.write(|tx| tx.give_back(&safe, login, password, now))?;
        drop(store);
        Self::unlock(folder, login, password)
    }
}

impl Tx<'_> {
    fn give_back(
        &mut self,
        safe: &Account,
        login: &str,
        password: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let found = self.account_by_login(login)?;
        let Some(admin) = found.filter(|account| account.roles.has(Role::Admin)) else {
            return Err(StoreError::Invalid {
                what: "这个登录名不是管理员的".to_owned(),
            });
        };
        if !admin.active {
            self.set_account_active(admin.id, true)?;
        }
        self.set_password(admin.id, password)?;
        self.give_shares_to(admin.id)?;
        let words = format!(
            "用恢复密钥给管理员 {}（{}）设了新口令，这把恢复密钥已作废",
            admin.login, admin.name
        );
        self.audit(&AuditEntry::new(now, safe, AuditAction::AccountRecovered, words))?;
        self.set_account_active(safe.id, false)
    }
}
