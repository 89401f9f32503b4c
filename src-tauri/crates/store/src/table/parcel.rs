//! Table `parcel`: what came and left by post for a case, with the courier's number, who opened or sent it, and the
//! receipt.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AccountId, CaseId, ParcelId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "parcel-1",
    sql: "CREATE TABLE parcel(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            kind TEXT NOT NULL CHECK (kind IN ('incoming', 'keys', 'pin_letter')),
            holds TEXT NOT NULL,
            courier TEXT NOT NULL,
            tracking TEXT NOT NULL,
            address TEXT NOT NULL,
            at TEXT NOT NULL,
            by INTEGER NOT NULL REFERENCES account(id),
            beside INTEGER REFERENCES account(id),
            received_at TEXT,
            received_words TEXT
          ) STRICT;
          CREATE INDEX parcel_of_case ON parcel(case_id);
          CREATE INDEX parcel_by_tracking ON parcel(tracking);",
}];

/// What kind of parcel it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelKind {
    /// It came from a customer.
    Incoming,
    /// Keys that left for their holder.
    Keys,
    /// The letter with their first PIN, which never lies in one parcel with them.
    PinLetter,
}

/// A parcel to be recorded.
#[derive(Debug, Clone)]
pub struct NewParcel<'a> {
    /// For which case.
    pub case_id: CaseId,
    /// What kind.
    pub kind: ParcelKind,
    /// What lay in it, in words.
    pub holds: &'a str,
    /// The courier.
    pub courier: &'a str,
    /// The courier's number.
    pub tracking: &'a str,
    /// Where it went; empty for one that came.
    pub address: &'a str,
    /// Who opened or sent it.
    pub by: AccountId,
    /// Who stood beside.
    pub beside: Option<AccountId>,
}

/// A parcel on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Its number.
    pub id: ParcelId,
    /// For which case.
    pub case_id: CaseId,
    /// What kind.
    pub kind: ParcelKind,
    /// What lay in it, in words.
    pub holds: String,
    /// The courier.
    pub courier: String,
    /// The courier's number.
    pub tracking: String,
    /// Where it went; empty for one that came.
    pub address: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who opened or sent it.
    pub by: AccountId,
    /// Who stood beside.
    pub beside: Option<AccountId>,
    /// When its receipt was put down.
    pub received_at: Option<DateTime<Utc>>,
    /// By whom and when it was received, in words.
    pub received_words: Option<String>,
}

impl FromRow for Parcel {
    const TABLE: &'static str = "parcel";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            kind: f.word("kind")?,
            holds: f.get("holds")?,
            courier: f.get("courier")?,
            tracking: f.get("tracking")?,
            address: f.get("address")?,
            at: f.at("at")?,
            by: f.get("by")?,
            beside: f.get("beside")?,
            received_at: f.opt_at("received_at")?,
            received_words: f.get("received_words")?,
        })
    }
}

impl Tx<'_> {
    /// Records a parcel.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_parcel(&mut self, new: &NewParcel<'_>, now: DateTime<Utc>) -> Result<()> {
        self.insert(
            "INSERT INTO parcel(case_id, kind, holds, courier, tracking, address, at, by, beside)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                new.case_id,
                word_of(&new.kind)?,
                new.holds,
                new.courier,
                new.tracking,
                new.address,
                stamp(now),
                new.by,
                new.beside,
            ),
        )
    }

    /// The parcels of a case, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn parcels_of_case(&self, case: CaseId) -> Result<Vec<Parcel>> {
        self.rows("SELECT * FROM parcel WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// The parcels with a courier's number, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn parcels_by_tracking(&self, tracking: &str) -> Result<Vec<Parcel>> {
        self.rows("SELECT * FROM parcel WHERE tracking = ?1 ORDER BY id", [tracking])
    }

    /// A parcel.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn parcel(&self, id: ParcelId) -> Result<Parcel> {
        found(
            self.row("SELECT * FROM parcel WHERE id = ?1", [id])?,
            "快递",
            id.0,
        )
    }

    /// Records that a parcel was received.
    ///
    /// # Errors
    /// `store-not-found` when that is on record already.
    pub fn parcel_received(&mut self, id: ParcelId, words: &str, now: DateTime<Utc>) -> Result<()> {
        self.change(
            "快递",
            id.0,
            "UPDATE parcel SET received_at = ?2, received_words = ?3 WHERE id = ?1 AND received_at IS NULL",
            (id, stamp(now), words),
        )
    }
}
