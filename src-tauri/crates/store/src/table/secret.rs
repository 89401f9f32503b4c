//! Table `secret`: SO PINs and PUKs, sealed once more under a key made from the database key, so that they stand
//! as plain text neither in a dump of the opened database nor in anybody's query tool.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};

use crate::migration::Migration;
use crate::row::stamp;
use crate::{Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "secret-1",
    sql: "CREATE TABLE secret(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            sealed BLOB NOT NULL,
            at TEXT NOT NULL
          ) STRICT;",
}];

impl Tx<'_> {
    /// Seals a secret under a name, for instance `so-pin:SERIAL`; the one before is overwritten.
    ///
    /// # Errors
    /// `store-no-random`.
    pub fn put_secret(&mut self, name: &str, value: &SecretString, now: DateTime<Utc>) -> Result<()> {
        let sealed = self.keys.seal(name, value.expose_secret().as_bytes())?;
        self.insert(
            "INSERT INTO secret(name, sealed, at) VALUES (?1, ?2, ?3)
             ON CONFLICT(name) DO UPDATE SET sealed = excluded.sealed, at = excluded.at",
            (name, sealed, stamp(now)),
        )
    }

    /// Opens a secret; none when there is none of that name.
    ///
    /// # Errors
    /// `store-damaged` when it was tampered with or moved from another name.
    pub fn secret(&self, name: &str) -> Result<Option<SecretString>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT sealed FROM secret WHERE name = ?1")?;
        let mut rows = statement.query([name])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let sealed: Vec<u8> = row.get(0)?;
        let plain = self.keys.open(name, &sealed);
        let text = plain.as_ref().and_then(|p| std::str::from_utf8(p).ok());
        match text {
            Some(text) => Ok(Some(SecretString::from(text))),
            None => Err(StoreError::damaged("封存的口令无法打开")),
        }
    }

    /// Forgets a secret (its key was handed over or destroyed).
    ///
    /// # Errors
    /// Those of the database.
    pub fn drop_secret(&mut self, name: &str) -> Result<()> {
        self.insert("DELETE FROM secret WHERE name = ?1", [name])
    }
}
