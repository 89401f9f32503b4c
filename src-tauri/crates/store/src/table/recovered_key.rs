//! Table `recovered_key`: what a CA sent beside the signing certificate to bring an encryption key back. The private
//! key lies in its envelope, which only the key of the job opens.

use crate::migration::Migration;
use crate::row::{Fields, FromRow};
use crate::{AttachmentId, KeyJobId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "recovered_key-1",
    sql: "CREATE TABLE recovered_key(
            job_id INTEGER PRIMARY KEY REFERENCES key_job(id),
            certificate INTEGER NOT NULL REFERENCES attachment(id),
            envelope INTEGER NOT NULL REFERENCES attachment(id)
          ) STRICT;",
}];

/// An encryption key that was sent for a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveredKey {
    /// The job.
    pub job_id: KeyJobId,
    /// Its certificate, DER.
    pub certificate: AttachmentId,
    /// The private key in its envelope, CMS EnvelopedData as DER.
    pub envelope: AttachmentId,
}

impl FromRow for RecoveredKey {
    const TABLE: &'static str = "recovered_key";
    const ID: &'static str = "job_id";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            job_id: f.get("job_id")?,
            certificate: f.get("certificate")?,
            envelope: f.get("envelope")?,
        })
    }
}

impl Tx<'_> {
    /// Keeps what was sent for a job; what was sent again takes the place of what was wrong.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_recovered_key(&mut self, new: &RecoveredKey) -> Result<()> {
        self.insert(
            "INSERT INTO recovered_key(job_id, certificate, envelope) VALUES (?1, ?2, ?3)
             ON CONFLICT(job_id) DO UPDATE SET certificate = excluded.certificate, envelope = excluded.envelope",
            (new.job_id, new.certificate, new.envelope),
        )
    }

    /// What was sent for a job; none for a job that recovers nothing, or nothing yet.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn recovered_key(&self, job: KeyJobId) -> Result<Option<RecoveredKey>> {
        self.row("SELECT * FROM recovered_key WHERE job_id = ?1", [job])
    }
}
