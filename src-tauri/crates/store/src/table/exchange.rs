//! Table `exchange`: packages that left for the CA and answers that came back, by file.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp, word_of};
use crate::{AccountId, AttachmentId, CaseId, ExchangeId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "exchange-1",
    sql: "CREATE TABLE exchange(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
            case_id INTEGER REFERENCES case_file(id),
            attachment_id INTEGER NOT NULL REFERENCES attachment(id),
            at TEXT NOT NULL,
            by INTEGER NOT NULL REFERENCES account(id),
            manifest TEXT NOT NULL
          ) STRICT;
          CREATE INDEX exchange_of_case ON exchange(case_id) WHERE case_id IS NOT NULL;",
}];

/// Which way a package went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the CA.
    Out,
    /// From the CA.
    In,
}

/// A package to be recorded.
#[derive(Debug, Clone)]
pub struct NewExchange {
    /// Which way it went.
    pub direction: Direction,
    /// The case, when it is about one.
    pub case_id: Option<CaseId>,
    /// The file.
    pub attachment: AttachmentId,
    /// Who sent or took it.
    pub by: AccountId,
    /// What is in it.
    pub manifest: Value,
}

/// A package on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The package.
    pub id: ExchangeId,
    /// Which way it went.
    pub direction: Direction,
    /// The case, when it is about one.
    pub case_id: Option<CaseId>,
    /// The file.
    pub attachment: AttachmentId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who sent or took it.
    pub by: AccountId,
    /// What is in it.
    pub manifest: Value,
}

impl FromRow for Exchange {
    const TABLE: &'static str = "exchange";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            direction: f.word("direction")?,
            case_id: f.get("case_id")?,
            attachment: f.get("attachment_id")?,
            at: f.at("at")?,
            by: f.get("by")?,
            manifest: f.json("manifest")?,
        })
    }
}

impl Tx<'_> {
    /// Records a package.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_exchange(&mut self, new: &NewExchange, now: DateTime<Utc>) -> Result<ExchangeId> {
        self.insert(
            "INSERT INTO exchange(direction, case_id, attachment_id, at, by, manifest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                word_of(&new.direction)?,
                new.case_id,
                new.attachment,
                stamp(now),
                new.by,
                canonical_json(&new.manifest)?,
            ),
        )?;
        ExchangeId::last(self.conn())
    }

    /// The packages of a case, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn exchanges_of_case(&self, case: CaseId) -> Result<Vec<Exchange>> {
        self.rows("SELECT * FROM exchange WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// Packages of several cases that do not say of which: those from before that was written down.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn exchanges_of_several(&self) -> Result<Vec<Exchange>> {
        self.rows(
            "SELECT * FROM exchange WHERE case_id IS NULL AND json_type(manifest, '$.cases') IS NULL ORDER BY id",
            (),
        )
    }

    /// Packages of several cases that say they hold this one.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn exchanges_with_case(&self, case: CaseId) -> Result<Vec<Exchange>> {
        self.rows(
            "SELECT * FROM exchange WHERE case_id IS NULL
                AND EXISTS (SELECT 1 FROM json_each(manifest, '$.cases') c WHERE c.value = ?1) ORDER BY id",
            [case],
        )
    }
}
