//! Table `outside_file`: what was written outside the store, as files of folders that people work with: papers,
//! packages for the CA, files for its site, copies of documents. Each is removed again by rule; that it was, and why,
//! is recorded.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp, word_of};
use crate::{AccountId, CaseId, ExchangeId, OutsideFileId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "outside_file-1",
    sql: "CREATE TABLE outside_file(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('paper', 'package', 'upload', 'sample', 'copy', 'person')),
            case_id INTEGER REFERENCES case_file(id),
            exchange_id INTEGER REFERENCES exchange(id),
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            by INTEGER NOT NULL REFERENCES account(id),
            at TEXT NOT NULL,
            removed_at TEXT,
            removed_why TEXT
          ) STRICT;
          CREATE INDEX outside_file_there ON outside_file(id) WHERE removed_at IS NULL;
          CREATE INDEX outside_file_of_case ON outside_file(case_id) WHERE case_id IS NOT NULL;
          CREATE INDEX outside_file_of_exchange ON outside_file(exchange_id) WHERE exchange_id IS NOT NULL;",
}];

/// As what a file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideKind {
    /// A form or sheet that was saved instead of printed.
    Paper,
    /// A package or list for the CA.
    Package,
    /// Scans for the site of an authority.
    Upload,
    /// The picture of a seal or signature.
    Sample,
    /// A copy of a stored document.
    Copy,
    /// What is kept of a person, for that person.
    Person,
}

/// A file that is about to be written.
#[derive(Debug, Clone)]
pub struct NewOutsideFile {
    /// As what.
    pub kind: OutsideKind,
    /// Of which case; none where it is of several or of none.
    pub case_id: Option<CaseId>,
    /// The package that it is.
    pub exchange: Option<ExchangeId>,
    /// Where.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// By whom.
    pub by: AccountId,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideFile {
    /// The row.
    pub id: OutsideFileId,
    /// As what.
    pub kind: OutsideKind,
    /// Of which case.
    pub case_id: Option<CaseId>,
    /// The package that it is.
    pub exchange: Option<ExchangeId>,
    /// Where.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was removed; none while it is there.
    pub removed_at: Option<DateTime<Utc>>,
    /// Why, in words.
    pub removed_why: Option<String>,
}

impl FromRow for OutsideFile {
    const TABLE: &'static str = "outside_file";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            kind: f.word("kind")?,
            case_id: f.get("case_id")?,
            exchange: f.get("exchange_id")?,
            path: f.get("path")?,
            sha256: f.get("sha256")?,
            at: f.at("at")?,
            removed_at: f.opt_at("removed_at")?,
            removed_why: f.get("removed_why")?,
        })
    }
}

impl Tx<'_> {
    /// Records that a file is being written.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_outside_file(&mut self, new: &NewOutsideFile, now: DateTime<Utc>) -> Result<OutsideFileId> {
        self.insert(
            "INSERT INTO outside_file(kind, case_id, exchange_id, path, sha256, by, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                word_of(&new.kind)?,
                new.case_id,
                new.exchange,
                &new.path,
                &new.sha256,
                new.by,
                stamp(now),
            ),
        )?;
        OutsideFileId::last(self.conn())
    }

    /// Files that were not removed yet, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn outside_files(&self) -> Result<Vec<OutsideFile>> {
        self.rows(
            "SELECT * FROM outside_file WHERE removed_at IS NULL ORDER BY id",
            (),
        )
    }

    /// Files of a case, removed or not, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn outside_files_of_case(&self, case: CaseId) -> Result<Vec<OutsideFile>> {
        self.rows(
            "SELECT * FROM outside_file WHERE case_id = ?1 ORDER BY id",
            [case],
        )
    }

    /// A file is gone.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn outside_file_removed(&mut self, id: OutsideFileId, why: &str, now: DateTime<Utc>) -> Result<()> {
        self.change(
            "写出的文件",
            id.0,
            "UPDATE outside_file SET removed_at = ?2, removed_why = ?3 WHERE id = ?1",
            (id, stamp(now), why),
        )
    }
}
