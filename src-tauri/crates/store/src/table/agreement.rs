//! Tables `agreement` and `print_agreement`: the texts of the authorities' long agreements (服务协议, 责任书) that the
//! counter has installed, and which of them each print carried.
//!
//! A newer text takes the place of an older one, but the older one stays: what a customer signed must be found again
//! for as long as the case is kept. Whether a text can be printed is checked in `desk`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::canonical::sha256_hex;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp};
use crate::{AccountId, AgreementId, PrintId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "agreement-1",
    sql: "CREATE TABLE agreement(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project TEXT NOT NULL,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            dated TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            text TEXT NOT NULL,
            by INTEGER NOT NULL REFERENCES account(id),
            at TEXT NOT NULL
          ) STRICT;
          CREATE INDEX agreement_of_project ON agreement(project, name);
          CREATE TRIGGER agreement_never_changes BEFORE UPDATE ON agreement
            BEGIN SELECT RAISE(ABORT, 'agreements are never changed'); END;
          CREATE TRIGGER agreement_never_deleted BEFORE DELETE ON agreement
            BEGIN SELECT RAISE(ABORT, 'agreements are kept'); END;
          CREATE TABLE print_agreement(
            print_id INTEGER NOT NULL REFERENCES print_record(id),
            agreement_id INTEGER NOT NULL REFERENCES agreement(id),
            PRIMARY KEY(print_id, agreement_id)
          ) STRICT;",
}];

/// A text to be installed.
#[derive(Debug, Clone)]
pub struct NewAgreement {
    /// Project id.
    pub project: String,
    /// The agreement's id in its project.
    pub name: String,
    /// The authority's word for the version.
    pub version: String,
    /// The authority's date of the text.
    pub dated: NaiveDate,
    /// The whole text.
    pub text: String,
    /// Who installs it.
    pub by: AccountId,
}

/// An installed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The row.
    pub id: AgreementId,
    /// Project id.
    pub project: String,
    /// The agreement's id in its project.
    pub name: String,
    /// The authority's word for the version.
    pub version: String,
    /// The authority's date of the text.
    pub dated: NaiveDate,
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub sha256: String,
    /// The whole text.
    pub text: String,
    /// Who installed it.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

impl FromRow for Agreement {
    const TABLE: &'static str = "agreement";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        let row = Self {
            id: f.get("id")?,
            project: f.get("project")?,
            name: f.get("name")?,
            version: f.get("version")?,
            dated: f.word("dated")?,
            sha256: f.get("sha256")?,
            text: f.get("text")?,
            by: f.get("by")?,
            at: f.at("at")?,
        };
        if sha256_hex(row.text.as_bytes()) != row.sha256 {
            return Err(StoreError::damaged(format!("协议 {} 的文本与校验值不符", row.id)));
        }
        Ok(row)
    }
}

impl Tx<'_> {
    /// Installs a text; it is the current one from now on.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_agreement(&mut self, new: &NewAgreement, now: DateTime<Utc>) -> Result<Agreement> {
        self.insert(
            "INSERT INTO agreement(project, name, version, dated, sha256, text, by, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                &new.project,
                &new.name,
                &new.version,
                new.dated.to_string(),
                sha256_hex(new.text.as_bytes()),
                &new.text,
                new.by,
                stamp(now),
            ),
        )?;
        let id = AgreementId::last(self.conn())?;
        self.agreement(id)
    }

    /// An installed text.
    ///
    /// # Errors
    /// `store-not-found`; `store-damaged` when it is not what was installed.
    pub fn agreement(&self, id: AgreementId) -> Result<Agreement> {
        let row = self.row("SELECT * FROM agreement WHERE id = ?1", [id])?;
        found(row, "协议文本", id.0)
    }

    /// The texts of a project's agreement, the current one first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn agreement_versions(&self, project: &str, name: &str) -> Result<Vec<Agreement>> {
        self.rows(
            "SELECT * FROM agreement WHERE project = ?1 AND name = ?2 ORDER BY id DESC",
            [project, name],
        )
    }

    /// The text of a project's agreement that is printed now; none when none is installed.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn current_agreement(&self, project: &str, name: &str) -> Result<Option<Agreement>> {
        self.row(
            "SELECT * FROM agreement WHERE project = ?1 AND name = ?2 ORDER BY id DESC LIMIT 1",
            [project, name],
        )
    }

    /// Every text that was ever installed.
    ///
    /// # Errors
    /// `store-damaged` when one is not what was installed.
    pub fn agreements(&self) -> Result<Vec<Agreement>> {
        self.rows("SELECT * FROM agreement ORDER BY id", ())
    }

    /// Records that a print carried a text.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_print_agreement(&mut self, print: PrintId, agreement: AgreementId) -> Result<()> {
        self.insert(
            "INSERT INTO print_agreement(print_id, agreement_id) VALUES (?1, ?2)",
            (print, agreement),
        )
    }

    /// The texts that a print carried.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn agreements_of_print(&self, print: PrintId) -> Result<Vec<Agreement>> {
        self.rows(
            "SELECT agreement.* FROM agreement JOIN print_agreement ON agreement_id = agreement.id
             WHERE print_id = ?1 ORDER BY agreement.id",
            [print],
        )
    }
}
