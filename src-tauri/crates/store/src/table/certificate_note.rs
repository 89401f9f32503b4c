//! Table `certificate_note`: what happened to a certificate outside any case: that it was entered from elsewhere, that
//! the CA revoked it of its own accord. What cases did stands with the cases.

use chrono::{DateTime, Utc};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp};
use crate::{AccountId, CertificateId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "certificate_note-1",
    sql: "CREATE TABLE certificate_note(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            certificate_id INTEGER NOT NULL REFERENCES certificate(id),
            at TEXT NOT NULL,
            by INTEGER NOT NULL REFERENCES account(id),
            words TEXT NOT NULL
          ) STRICT;
          CREATE INDEX certificate_note_of ON certificate_note(certificate_id);",
}];

/// Something that happened to a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNote {
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it down.
    pub by: AccountId,
    /// In words.
    pub words: String,
}

impl FromRow for CertificateNote {
    const TABLE: &'static str = "certificate_note";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            at: f.at("at")?,
            by: f.get("by")?,
            words: f.get("words")?,
        })
    }
}

impl Tx<'_> {
    /// Writes down what happened to a certificate.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_certificate(
        &mut self,
        certificate: CertificateId,
        by: AccountId,
        words: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.insert(
            "INSERT INTO certificate_note(certificate_id, at, by, words) VALUES (?1, ?2, ?3, ?4)",
            (certificate, stamp(now), by, words),
        )
    }

    /// What happened to a certificate, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn notes_of_certificate(&self, certificate: CertificateId) -> Result<Vec<CertificateNote>> {
        self.rows(
            "SELECT * FROM certificate_note WHERE certificate_id = ?1 ORDER BY id",
            [certificate],
        )
    }
}
