//! Table `certificate`: certificates with their holder, key and case, and whether they still count. That one has
//! expired follows from its last day and is never stored.

use case::CertKind;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AttachmentId, CaseId, CertificateId, HolderId, KeyJobId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
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
    },
    Migration {
        name: "certificate-2",
        // The tables are laid anew because a certificate may come from elsewhere, without a case, a job or its file.
        // Holders of the certificates that are there are taken from the content of their cases.
        sql: include_str!("certificate-2.sql"),
    },
];

/// Whether a certificate still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateStatus {
    /// In use.
    Current,
    /// Another one took its place.
    Superseded,
    /// Its suspension was asked for; until further notice it does not count.
    Suspended,
    /// Its revocation was asked for; only the CA revokes.
    RevokedPending,
    /// The CA has revoked it.
    Revoked,
    /// It was issued with a fault and is not used.
    Wrong,
}

/// A certificate to be recorded.
#[derive(Debug, Clone)]
pub struct NewCertificate {
    /// Whose it is.
    pub holder: Option<HolderId>,
    /// The project that it belongs to.
    pub project: String,
    /// What kind it is.
    pub kind: CertKind,
    /// The case; none for one that came from elsewhere.
    pub case_id: Option<CaseId>,
    /// The job that wrote it.
    pub job_id: Option<KeyJobId>,
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
    /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal; none where only its paper is known.
    pub spki_sha256: Option<String>,
    /// The certificate, DER.
    pub attachment: Option<AttachmentId>,
    /// Serial of the key it is on.
    pub token_serial: Option<String>,
}

/// A certificate on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate.
    pub id: CertificateId,
    /// Whose it is.
    pub holder: Option<HolderId>,
    /// The project that it belongs to.
    pub project: String,
    /// What kind it is.
    pub kind: CertKind,
    /// The case; none for one that came from elsewhere.
    pub case_id: Option<CaseId>,
    /// The job that wrote it.
    pub job_id: Option<KeyJobId>,
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
    /// SHA-256 of the public key, in hexadecimal; none where only its paper is known.
    pub spki_sha256: Option<String>,
    /// The certificate, DER.
    pub attachment: Option<AttachmentId>,
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
            holder: f.get("holder_id")?,
            project: f.get("project")?,
            kind: f.word("kind")?,
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

impl Certificate {
    /// Whether its last day is past.
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.not_after < now
    }

    /// Its last day in the counter's own zone.
    pub fn last_day(&self, zone: FixedOffset) -> NaiveDate {
        self.not_after.with_timezone(&zone).date_naive()
    }
}

impl Tx<'_> {
    /// Records a certificate as current.
    ///
    /// # Errors
    /// `store-database` when this issuer's serial is on record already.
    pub fn add_certificate(&mut self, new: &NewCertificate) -> Result<CertificateId> {
        self.insert(
            "INSERT INTO certificate(holder_id, project, kind, case_id, job_id, serial, subject, issuer, not_before,
                                     not_after, spki_sha256, attachment_id, token_serial, status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'current')",
            (
                new.holder,
                &new.project,
                new.kind.word(),
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
        if let Some(case) = new.case_id {
            self.index_case(case)?;
        }
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

    /// All certificates of a holder, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificates_of_holder(&self, holder: HolderId) -> Result<Vec<Certificate>> {
        self.rows(
            "SELECT * FROM certificate WHERE holder_id = ?1 ORDER BY id",
            [holder],
        )
    }

    /// The certificate of an issuer by its serial number.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificate_by_serial(&self, issuer: &str, serial: &str) -> Result<Option<Certificate>> {
        self.row(
            "SELECT * FROM certificate WHERE issuer = ?1 AND serial = ?2",
            (issuer, serial),
        )
    }

    /// Certificates of a public key, by its SHA-256 in hexadecimal, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificates_by_public_key(&self, spki_sha256: &str) -> Result<Vec<Certificate>> {
        self.rows(
            "SELECT * FROM certificate WHERE spki_sha256 = ?1 ORDER BY id DESC",
            [spki_sha256],
        )
    }

    /// Every certificate, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn certificates(&self) -> Result<Vec<Certificate>> {
        self.rows("SELECT * FROM certificate ORDER BY id", ())
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
