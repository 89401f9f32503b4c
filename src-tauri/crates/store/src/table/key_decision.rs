//! Table `key_decision`: that a key which is not blank may be wiped for a case. Two accounts stand behind each: the
//! one at the key desk and the one who agreed beside it. Decisions are only added.

use chrono::{DateTime, Utc};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp};
use crate::{AccountId, CaseId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "key_decision-1",
    sql: "CREATE TABLE key_decision(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            token_serial TEXT NOT NULL,
            contents_sha256 TEXT NOT NULL,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            reason TEXT NOT NULL CHECK (length(reason) > 0),
            by INTEGER NOT NULL REFERENCES account(id),
            beside INTEGER NOT NULL REFERENCES account(id),
            at TEXT NOT NULL,
            CHECK (by <> beside)
          ) STRICT;
          CREATE INDEX key_decision_by_token ON key_decision(token_serial);
          CREATE TRIGGER key_decision_never_changes BEFORE UPDATE ON key_decision
            BEGIN SELECT RAISE(ABORT, 'a decision is only added'); END;
          CREATE TRIGGER key_decision_never_deleted BEFORE DELETE ON key_decision
            BEGIN SELECT RAISE(ABORT, 'a decision is only added'); END;",
}];

/// A decision to be recorded.
#[derive(Debug, Clone)]
pub struct NewKeyDecision {
    /// Serial of the key.
    pub token_serial: String,
    /// Hash of what lay on it when it was decided, in hexadecimal: what is on it later was not decided about.
    pub contents_sha256: String,
    /// The case that it may be wiped for.
    pub case_id: CaseId,
    /// Why.
    pub reason: String,
    /// Who decided at the key desk.
    pub by: AccountId,
    /// Who agreed, another account.
    pub beside: AccountId,
}

/// A decision on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDecision {
    /// Serial of the key.
    pub token_serial: String,
    /// Hash of what lay on it, in hexadecimal.
    pub contents_sha256: String,
    /// The case.
    pub case_id: CaseId,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: AccountId,
    /// Who agreed.
    pub beside: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

impl FromRow for KeyDecision {
    const TABLE: &'static str = "key_decision";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            token_serial: f.get("token_serial")?,
            contents_sha256: f.get("contents_sha256")?,
            case_id: f.get("case_id")?,
            reason: f.get("reason")?,
            by: f.get("by")?,
            beside: f.get("beside")?,
            at: f.at("at")?,
        })
    }
}

impl Tx<'_> {
    /// Records a decision.
    ///
    /// # Errors
    /// Those of the database: no reason, one account on both sides.
    pub fn add_key_decision(&mut self, new: &NewKeyDecision, now: DateTime<Utc>) -> Result<()> {
        self.insert(
            "INSERT INTO key_decision(token_serial, contents_sha256, case_id, reason, by, beside, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                &new.token_serial,
                &new.contents_sha256,
                new.case_id,
                &new.reason,
                new.by,
                new.beside,
                stamp(now),
            ),
        )
    }

    /// The newest decision about a key for a case.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn key_decision(&self, token_serial: &str, case: CaseId) -> Result<Option<KeyDecision>> {
        self.row(
            "SELECT * FROM key_decision WHERE token_serial = ?1 AND case_id = ?2 ORDER BY id DESC LIMIT 1",
            (token_serial, case),
        )
    }
}
