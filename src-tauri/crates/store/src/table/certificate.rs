//! Table `certificate`: certificates that were written to keys, and whether they still count.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AttachmentId, CaseId, CertificateId, KeyJobId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "certificate-1",
    sql: "CREATE TABLE certificate(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            job_id INTEGER NOT NULL REFERENCES key_job(id),
            serial TEXT NOT NULL,
            subject TEXT NOT NULL,
            issuer TEXT NOT NULL,
            not_before TEXT NOT NULL,
            not_after TEXT NOT NULL,
            spki_sha256 TEXT NOT NULL,
            attachment_id INTEGER NOT NULL REFERENCES attachment(id),
            token_serial TEXT,
            status TEXT NOT NULL CHECK (status IN ('current', 'superseded', 'revoked_pending')),
            UNIQUE (issuer, serial)
          ) STRICT;
          CREATE INDEX certificate_of_case ON certificate(case_id);
          CREATE INDEX certificate_by_token ON certificate(token_serial) WHERE token_serial IS NOT NULL;",
}];

/// Whether a certificate still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateStatus {
    /// In use.
    Current,
    /// Another one took its place.
    Superseded,
    /// Its revocation was asked for; only the CA revokes.
    RevokedPending,
}

/// A certificate to be recorded.
#[derive(Debug, Clone)]
pub struct NewCertificate {
    /// The case.
    pub case_id: CaseId,
    /// The job that wrote it.
    pub job_id: KeyJobId,
    /// Serial number, in hexadecimal.
    pub serial: String,
    /// Subject (RFC 4514).
    pub subject: String,
    /// Issuer (RFC 4514).
    pub issuer: String,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal.
    pub spki_sha256: String,
    /// The certificate, DER.
    pub attachment: AttachmentId,
    /// Serial of the key it is on.
    pub token_serial: Option<String>,
}

/// A certificate on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate.
    pub id: CertificateId,
    /// The case.
    pub case_id: CaseId,
    /// The job that wrote it.
    pub job_id: KeyJobId,
    /// Serial number, in hexadecimal.
    pub serial: String,
    /// Subject (RFC 4514).
    pub subject: String,
    /// Issuer (RFC 4514).
    pub issuer: String,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the public key, in hexadecimal.
    pub spki_sha256: String,
    /// The certificate, DER.
    pub attachment: AttachmentId,
    /// Serial of the key it is on.
    pub token_serial: Option<String>,
    /// Whether it still counts.
    pub status: CertificateStatus,
}

impl FromRow for Certificate {
    const TABLE: &'static str = "certificate";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            job_id: f.get("job_id")?,
            serial: f.get("serial")?,
            subject: f.get("subject")?,
            issuer: f.get("issuer")?,
            not_before: f.at("not_before")?,
            not_after: f.at("not_after")?,
            spki_sha256: f.get("spki_sha256")?,
            attachment: f.get("attachment_id")?,
            token_serial: f.get("token_serial")?,
            status: f.word("status")?,
        })
    }
}

impl Tx<'_> {
    /// Records a certificate as current.
    ///
    /// # Errors
    /// `store-database` when this issuer's serial is on record already.
    pub fn add_certificate(&mut self, new: &NewCertificate) -> Result<CertificateId> {
        self.insert(
            "INSERT INTO certificate(case_id, job_id, serial, subject, issuer, not_before, not_after, spki_sha256,
                                     attachment_id, token_serial, status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'current')",
            (
                new.case_id,
                new.job_id,
                &new.serial,
                &new.subject,
                &new.issuer,
                stamp(new.not_before),
                stamp(new.not_after),
                &new.spki_sha256,
                new.attachment,
                &new.token_serial,
            ),
        )?;
        let id = CertificateId::last(self.conn())?;
        self.index_case(new.case_id)?;
        Ok(id)
    }

    /// Changes whether a certificate still counts.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_certificate_status(&mut self, id: CertificateId, status: CertificateStatus) -> Result<()> {
        self.change(
            "证书",
            id.0,
            "UPDATE certificate SET status = ?2 WHERE id = ?1",
            (id, word_of(&status)?),
        )
    }

    /// A certificate.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn certificate(&self, id: CertificateId) -> Result<Certificate> {
        found(
            self.row("SELECT * FROM certificate WHERE id = ?1", [id])?,
            "证书",
            id.0,
        )
    }

    /// The certificates of a case, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificates_of_case(&self, case: CaseId) -> Result<Vec<Certificate>> {
        self.rows("SELECT * FROM certificate WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// Whether a unit, by its unified code, holds a unit certificate of a project in these books.
    ///
    /// # Errors
    /// Those of the database.
    pub fn has_unit_certificate(&self, project: &str, uscc: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM certificate c JOIN case_file f ON f.id = c.case_id
                     WHERE f.project = ?1 AND f.kind = 'org' AND c.status = 'current'
                       AND json_extract(f.content, '$.fields.uscc') = ?2)";
        Ok(self.conn().query_row(sql, [project, uscc], |r| r.get(0))?)
    }

    /// The certificates in use that a unit, by its unified code, got by cases of this project and kind.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificates_of_unit(&self, project: &str, kind: &str, uscc: &str) -> Result<Vec<Certificate>> {
        self.rows(
            "SELECT c.* FROM certificate c JOIN case_file f ON f.id = c.case_id
             WHERE f.project = ?1 AND f.kind = ?2 AND c.status = 'current'
               AND json_extract(f.content, '$.fields.uscc') = ?3 ORDER BY c.id",
            (project, kind, uscc),
        )
    }

    /// Certificates that were written to a key, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificates_by_token(&self, serial: &str) -> Result<Vec<Certificate>> {
        self.rows(
            "SELECT * FROM certificate WHERE token_serial = ?1 ORDER BY id DESC",
            [serial],
        )
    }
}
