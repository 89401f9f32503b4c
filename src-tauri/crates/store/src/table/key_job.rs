//! Tables `key_job` and `key_step`: the journal of work on a key. Each step is recorded before it begins and after
//! it ended, so that after a power cut the journal tells what may have happened on the key. Steps are only added.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AttachmentId, CaseId, KeyJobId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "key_job-1",
    sql: "CREATE TABLE key_job(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            subject_index INTEGER,
            kind TEXT NOT NULL,
            token_serial TEXT,
            key_id TEXT,
            state TEXT NOT NULL,
            csr INTEGER REFERENCES attachment(id),
            cert INTEGER REFERENCES attachment(id),
            spki_sha256 TEXT,
            created TEXT NOT NULL,
            updated TEXT NOT NULL
          ) STRICT;
          CREATE INDEX key_job_of_case ON key_job(case_id);
          CREATE INDEX key_job_by_token ON key_job(token_serial) WHERE token_serial IS NOT NULL;
          CREATE INDEX key_job_by_key ON key_job(spki_sha256) WHERE spki_sha256 IS NOT NULL;
          CREATE TABLE key_step(
            job_id INTEGER NOT NULL REFERENCES key_job(id),
            seq INTEGER NOT NULL,
            step TEXT NOT NULL,
            phase TEXT NOT NULL CHECK (phase IN ('started', 'done', 'failed')),
            token_serial TEXT,
            detail TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (job_id, seq)
          ) STRICT;
          CREATE TRIGGER key_step_never_changes BEFORE UPDATE ON key_step
            BEGIN SELECT RAISE(ABORT, 'the journal is only written on'); END;
          CREATE TRIGGER key_step_never_deleted BEFORE DELETE ON key_step
            BEGIN SELECT RAISE(ABORT, 'the journal is only written on'); END;",
}];

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPhase {
    /// About to be done: from here on the key may be changed.
    Started,
    /// Done and read back.
    Done,
    /// Failed.
    Failed,
}

/// What became of a key when its case was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFate {
    /// The customer's own key went back to the customer.
    Customer,
    /// Back into the stock.
    Stock,
    /// Kept at the counter.
    Kept,
    /// Destroyed.
    Destroyed,
}

/// A job to be made.
#[derive(Debug, Clone)]
pub struct NewKeyJob {
    /// The case.
    pub case_id: CaseId,
    /// Row of the employee annex, from 0; none for the unit itself.
    pub subject_index: Option<u32>,
    /// What kind of job, for instance `issue`, `unlock`.
    pub kind: String,
    /// Where it stands, in the words of the key desk.
    pub state: String,
}

/// Work on one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyJob {
    /// The job.
    pub id: KeyJobId,
    /// The case.
    pub case_id: CaseId,
    /// Row of the employee annex, from 0.
    pub subject_index: Option<u32>,
    /// What kind of job.
    pub kind: String,
    /// Serial of the key it is bound to.
    pub token_serial: Option<String>,
    /// Id of the key pair on it, in hexadecimal.
    pub key_id: Option<String>,
    /// Where it stands.
    pub state: String,
    /// The request.
    pub csr: Option<AttachmentId>,
    /// The certificate.
    pub cert: Option<AttachmentId>,
    /// SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal.
    pub spki_sha256: Option<String>,
    /// Made when.
    pub created: DateTime<Utc>,
    /// Last changed when.
    pub updated: DateTime<Utc>,
    /// How often its PIN letter was printed.
    pub letters: u32,
    /// What became of the key when the case was given up.
    pub fate: Option<KeyFate>,
}

impl KeyJob {
    /// The row of the annex that it is for, from 0; none for a single holder.
    pub fn row(&self) -> Option<usize> {
        self.subject_index.map(|at| at as usize)
    }
}

impl FromRow for KeyJob {
    const TABLE: &'static str = "key_job";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            subject_index: f.get("subject_index")?,
            kind: f.get("kind")?,
            token_serial: f.get("token_serial")?,
            key_id: f.get("key_id")?,
            state: f.get("state")?,
            csr: f.get("csr")?,
            cert: f.get("cert")?,
            spki_sha256: f.get("spki_sha256")?,
            created: f.at("created")?,
            updated: f.at("updated")?,
            letters: f.get("letters")?,
            fate: f.opt_word("fate")?,
        })
    }
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStep {
    /// Running number within the job, from 1.
    pub seq: u32,
    /// Step code.
    pub step: String,
    /// How far it is.
    pub phase: StepPhase,
    /// Serial of the key that was plugged in.
    pub token_serial: Option<String>,
    /// What came of it; never a PIN.
    pub detail: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl FromRow for KeyStep {
    const TABLE: &'static str = "key_step";
    const ID: &'static str = "job_id";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            seq: f.get("seq")?,
            step: f.get("step")?,
            phase: f.word("phase")?,
            token_serial: f.get("token_serial")?,
            detail: f.get("detail")?,
            at: f.at("at")?,
        })
    }
}

impl Tx<'_> {
    /// Makes a job.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_key_job(&mut self, new: &NewKeyJob, now: DateTime<Utc>) -> Result<KeyJob> {
        self.insert(
            "INSERT INTO key_job(case_id, subject_index, kind, state, created, updated)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            (new.case_id, new.subject_index, &new.kind, &new.state, stamp(now)),
        )?;
        self.key_job(KeyJobId::last(self.conn())?)
    }

    /// Forgets the jobs of a case that were never begun; they are made anew for what the case asks for then.
    ///
    /// # Errors
    /// Those of the database.
    pub fn forget_unbegun_jobs(&mut self, case: CaseId) -> Result<()> {
        self.insert(
            "DELETE FROM key_job WHERE case_id = ?1 AND token_serial IS NULL
               AND NOT EXISTS (SELECT 1 FROM key_step WHERE key_step.job_id = key_job.id)",
            [case],
        )
    }

    /// Records how often the PIN letter of a job was printed.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_letters(&mut self, job: KeyJobId, letters: u32) -> Result<()> {
        self.change(
            "制证任务",
            job.0,
            "UPDATE key_job SET letters = ?2 WHERE id = ?1",
            (job, letters),
        )
    }

    /// Records what became of the key of a job whose case was given up.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_fate(&mut self, job: KeyJobId, fate: KeyFate) -> Result<()> {
        self.change(
            "制证任务",
            job.0,
            "UPDATE key_job SET fate = ?2 WHERE id = ?1",
            (job, word_of(&fate)?),
        )
    }

    /// Saves where a job stands: key, key pair, state, request, certificate. What it was not told, it leaves.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn save_key_job(&mut self, job: &KeyJob, now: DateTime<Utc>) -> Result<()> {
        self.change(
            "制证任务",
            job.id.0,
            "UPDATE key_job SET token_serial = ?2, key_id = ?3, state = ?4, csr = ?5, cert = ?6, spki_sha256 = ?7,
                    updated = ?8 WHERE id = ?1",
            (
                job.id,
                &job.token_serial,
                &job.key_id,
                &job.state,
                job.csr,
                job.cert,
                &job.spki_sha256,
                stamp(now),
            ),
        )?;
        self.index_case(job.case_id)
    }

    /// Writes a line of the journal.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_key_step(
        &mut self,
        job: KeyJobId,
        step: &str,
        phase: StepPhase,
        token_serial: Option<&str>,
        detail: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.insert(
            "INSERT INTO key_step(job_id, seq, step, phase, token_serial, detail, at)
             SELECT ?1, 1 + coalesce(max(seq), 0), ?2, ?3, ?4, ?5, ?6 FROM key_step WHERE job_id = ?1",
            (job, step, word_of(&phase)?, token_serial, detail, stamp(now)),
        )
    }

    /// A job.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn key_job(&self, id: KeyJobId) -> Result<KeyJob> {
        found(
            self.row("SELECT * FROM key_job WHERE id = ?1", [id])?,
            "制证任务",
            id.0,
        )
    }

    /// The jobs of a case, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn jobs_of_case(&self, case: CaseId) -> Result<Vec<KeyJob>> {
        self.rows("SELECT * FROM key_job WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// Jobs that ever worked on a key, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn jobs_by_token(&self, serial: &str) -> Result<Vec<KeyJob>> {
        self.rows(
            "SELECT * FROM key_job WHERE token_serial = ?1 ORDER BY id DESC",
            [serial],
        )
    }

    /// Jobs whose key pair has this public key: how a CA's answer finds its job.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn jobs_by_key(&self, spki_sha256: &str) -> Result<Vec<KeyJob>> {
        self.rows(
            "SELECT * FROM key_job WHERE spki_sha256 = ?1 ORDER BY id DESC",
            [spki_sha256],
        )
    }

    /// Jobs of cases under way that have a key and wait for a certificate on it, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn jobs_without_certificate(&self) -> Result<Vec<KeyJob>> {
        self.rows(
            "SELECT j.* FROM key_job j JOIN case_file f ON f.id = j.case_id
              WHERE f.state IN ('approved', 'at_ca') AND j.kind <> 'unlock'
                AND j.token_serial IS NOT NULL AND j.cert IS NULL ORDER BY j.id",
            (),
        )
    }

    /// The journal of a job.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn steps_of_job(&self, job: KeyJobId) -> Result<Vec<KeyStep>> {
        self.rows("SELECT * FROM key_step WHERE job_id = ?1 ORDER BY seq", [job])
    }
}
