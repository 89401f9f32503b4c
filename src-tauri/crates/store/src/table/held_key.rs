//! Table `held_key`: keys that are no blank stock any more: whose they are and where they are. One row for each serial
//! number.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp, word_of};
use crate::{HolderId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "held_key-1",
    sql: "CREATE TABLE held_key(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            serial TEXT NOT NULL UNIQUE,
            model TEXT NOT NULL,
            holder_id INTEGER REFERENCES holder(id),
            place TEXT NOT NULL
              CHECK (place IN ('stock', 'window', 'handed_over', 'posted', 'returned', 'destroyed')),
            at TEXT NOT NULL
          ) STRICT;
          CREATE INDEX held_key_of_holder ON held_key(holder_id) WHERE holder_id IS NOT NULL;
          INSERT INTO held_key(serial, model, holder_id, place, at)
            SELECT c.token_serial, coalesce(max(s.model), ''), c.holder_id,
                   CASE f.state WHEN 'closed' THEN 'handed_over' ELSE 'window' END, f.updated
              FROM certificate c JOIN case_file f ON f.id = c.case_id
              LEFT JOIN key_stock s ON s.serial = c.token_serial
             WHERE c.id IN (SELECT max(id) FROM certificate WHERE token_serial IS NOT NULL GROUP BY token_serial)
             GROUP BY c.token_serial;",
}];

/// Where a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// Back in its box.
    Stock,
    /// At the counter, being made or waiting to be fetched.
    Window,
    /// With its holder, fetched at the counter.
    HandedOver,
    /// With its holder, posted.
    Posted,
    /// Handed in again.
    Returned,
    /// Destroyed.
    Destroyed,
}

/// A key on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldKey {
    /// Row number.
    pub id: u32,
    /// Its serial number.
    pub serial: String,
    /// Its model; empty where nobody knows.
    pub model: String,
    /// Whose it is.
    pub holder_id: Option<HolderId>,
    /// Where it is.
    pub place: KeyPlace,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl FromRow for HeldKey {
    const TABLE: &'static str = "held_key";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            serial: f.get("serial")?,
            model: f.get("model")?,
            holder_id: f.get("holder_id")?,
            place: f.word("place")?,
            at: f.at("at")?,
        })
    }
}

impl Tx<'_> {
    /// Records whose a key is and where; an empty model keeps the one on record.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_held_key(
        &mut self,
        serial: &str,
        model: &str,
        holder: Option<HolderId>,
        place: KeyPlace,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.insert(
            "INSERT INTO held_key(serial, model, holder_id, place, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT(serial) DO UPDATE SET
               model = CASE excluded.model WHEN '' THEN model ELSE excluded.model END,
               holder_id = coalesce(excluded.holder_id, holder_id), place = excluded.place, at = excluded.at",
            (serial, model, holder, word_of(&place)?, stamp(now)),
        )
    }

    /// Records where a key is; one that these books do not know stays unknown.
    ///
    /// # Errors
    /// Those of the database.
    pub fn place_held_key(&mut self, serial: &str, place: KeyPlace, now: DateTime<Utc>) -> Result<()> {
        self.insert(
            "UPDATE held_key SET place = ?2, at = ?3 WHERE serial = ?1",
            (serial, word_of(&place)?, stamp(now)),
        )
    }

    /// A key by its serial number; none that these books do not know.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn held_key(&self, serial: &str) -> Result<Option<HeldKey>> {
        self.row("SELECT * FROM held_key WHERE serial = ?1", [serial])
    }

    /// Every key that is no blank stock any more, in the order in which they came.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn held_keys(&self) -> Result<Vec<HeldKey>> {
        self.rows("SELECT * FROM held_key ORDER BY id", ())
    }

    /// The keys of a holder, in the order in which they came.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn keys_of_holder(&self, holder: HolderId) -> Result<Vec<HeldKey>> {
        self.rows(
            "SELECT * FROM held_key WHERE holder_id = ?1 ORDER BY id",
            [holder],
        )
    }
}
