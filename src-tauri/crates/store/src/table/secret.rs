//! Table `secret`: SO PINs, PUKs, transport PINs, the counter's signing key, each sealed under the key of its circle
//! ([`Circle`]), so that the database key alone opens none of them. Those from before there were circles are sealed
//! under a key made from the database key until the first member of their circle signs in; from then on such a seal,
//! which anybody could make, opens nothing. A secret is asked for with its circle, so that none can be slipped in from
//! another.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::circle::{Circle, Held, Opened};
use crate::keys::{open, seal};
use crate::migration::Migration;
use crate::row::stamp;
use crate::{Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "secret-1",
        sql: "CREATE TABLE secret(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            sealed BLOB NOT NULL,
            at TEXT NOT NULL
          ) STRICT;",
    },
    Migration {
        name: "secret-2",
        sql: "-- No generation: sealed as before there were circles.
              ALTER TABLE secret ADD COLUMN circle TEXT NOT NULL DEFAULT 'keys';
              ALTER TABLE secret ADD COLUMN generation INTEGER;
              UPDATE secret SET circle = 'window' WHERE name LIKE 'pin:job:%';",
    },
    Migration {
        name: "secret-3",
        sql: "-- To be sealed for two as soon as there are two.
              ALTER TABLE secret ADD COLUMN for_two INTEGER NOT NULL DEFAULT 0 CHECK (for_two IN (0, 1));
              UPDATE secret SET for_two = 1 WHERE name LIKE 'so-pin:token:%';",
    },
];

/// A secret as it lies in the store.
struct Sealed {
    circle: Circle,
    generation: Option<u32>,
    bytes: Vec<u8>,
}

/// What a sealed value is bound to: it opens under no other name, in no other circle.
fn bound(circle: Circle, generation: u32, name: &str) -> Vec<u8> {
    let generation = generation.to_be_bytes();
    [circle.word().as_bytes(), b"\0", &generation, name.as_bytes()].concat()
}

impl Tx<'_> {
    /// Seals a secret under a name, for instance `so-pin:SERIAL`, for the members of a circle; the one before is
    /// overwritten.
    ///
    /// # Errors
    /// `store-secret-closed` when whoever is signed in is not of the circle; `store-no-random`.
    pub fn put_secret(
        &mut self,
        circle: Circle,
        name: &str,
        value: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Held::Opened(opened) = self.circle_key(circle)? else {
            return Err(closed(circle));
        };
        let bound = bound(circle, opened.generation, name);
        let sealed = seal(&opened.key, &bound, value.expose_secret().as_bytes())?;
        self.insert(
            "INSERT INTO secret(name, sealed, at, circle, generation) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT(name) DO UPDATE SET sealed = excluded.sealed, at = excluded.at,
               circle = excluded.circle, generation = excluded.generation",
            (name, sealed, stamp(now), circle.word(), opened.generation),
        )
    }

    /// Opens a secret of a circle; none when there is none of that name.
    ///
    /// # Errors
    /// `store-secret-closed` when whoever is signed in is not of the circle; `store-damaged` when it was tampered with,
    /// moved from another name or sealed in another way.
    pub fn secret(&self, circle: Circle, name: &str) -> Result<Option<SecretString>> {
        let Some(sealed) = self.sealed(name)? else {
            return Ok(None);
        };
        if sealed.circle != circle {
            return Err(broken());
        }
        let opened = match self.circle_key(circle)? {
            Held::Opened(opened) => Some(opened),
            Held::ByOthers => return Err(closed(circle)),
            Held::NotBegun => None,
        };
        let plain = self.unseal(name, &sealed, opened.as_ref())?;
        let text = std::str::from_utf8(&plain).map_err(|_| broken())?;
        Ok(Some(SecretString::from(text)))
    }

    /// Whether there is a secret of that name, for whomever it is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn has_secret(&self, name: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM secret WHERE name = ?1)";
        Ok(self
            .conn()
            .prepare_cached(sql)?
            .query_row([name], |row| row.get(0))?)
    }

    /// Forgets a secret (its key was handed over or destroyed).
    ///
    /// # Errors
    /// Those of the database.
    pub fn drop_secret(&mut self, name: &str) -> Result<()> {
        self.insert("DELETE FROM secret WHERE name = ?1", [name])
    }

    /// Names of a circle's secrets.
    pub(crate) fn secrets_of(&self, circle: Circle) -> Result<Vec<String>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT name FROM secret WHERE circle = ?1 ORDER BY id")?;
        let rows = statement.query_map([circle.word()], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether anything is sealed under a key of a circle.
    pub(crate) fn has_sealed(&self, circle: Circle) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM secret WHERE circle = ?1 AND generation IS NOT NULL)";
        let mut statement = self.conn().prepare_cached(sql)?;
        Ok(statement.query_row([circle.word()], |row| row.get(0))?)
    }

    /// Seals a secret under another key of its circle. One that does not open stays as it is: it was tampered with,
    /// and is named when it is wanted.
    pub(crate) fn seal_anew(
        &mut self,
        circle: Circle,
        name: &str,
        former: Option<&Opened>,
        new: &Opened,
    ) -> Result<()> {
        let Some(sealed) = self.sealed(name)? else {
            return Ok(());
        };
        let Ok(plain) = self.unseal(name, &sealed, former) else {
            return Ok(());
        };
        let again = seal(&new.key, &bound(circle, new.generation, name), &plain)?;
        self.insert(
            "UPDATE secret SET sealed = ?2, generation = ?3 WHERE name = ?1",
            (name, again, new.generation),
        )
    }

    fn sealed(&self, name: &str) -> Result<Option<Sealed>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT circle, generation, sealed FROM secret WHERE name = ?1")?;
        let mut rows = statement.query([name])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let circle: String = row.get(0)?;
        Ok(Some(Sealed {
            circle: Circle::of_word(&circle).ok_or_else(broken)?,
            generation: row.get(1)?,
            bytes: row.get(2)?,
        }))
    }

    /// What is sealed, by the key of its circle; by the one made from the database key as long as the circle has none.
    fn unseal(&self, name: &str, sealed: &Sealed, opened: Option<&Opened>) -> Result<Zeroizing<Vec<u8>>> {
        let plain = match (sealed.generation, opened) {
            (None, None) => self.keys.open(name, &sealed.bytes),
            (Some(generation), Some(opened)) if generation == opened.generation => {
                let bound = bound(sealed.circle, generation, name);
                open(&opened.key, &bound, &sealed.bytes)
            }
            _ => None,
        };
        plain.ok_or_else(broken)
    }
}

fn closed(circle: Circle) -> StoreError {
    StoreError::SecretClosed {
        members: circle.members(),
    }
}

fn broken() -> StoreError {
    StoreError::damaged("封存的口令无法打开")
}
