//! Table `sample`: seals and signatures cut from their frames, what was read in them, what the clerk decided.

use case::Finding;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp};
use crate::{AccountId, AttachmentId, CaseId, PageId, Result, SampleId, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "sample-1",
        sql: "CREATE TABLE sample(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            page_id INTEGER NOT NULL REFERENCES page(id),
            frame TEXT NOT NULL,
            picture INTEGER NOT NULL REFERENCES attachment(id),
            raw INTEGER REFERENCES attachment(id),
            reading TEXT NOT NULL,
            findings TEXT NOT NULL,
            verdict TEXT NOT NULL,
            decision TEXT,
            reason TEXT NOT NULL DEFAULT '',
            decided_by INTEGER REFERENCES account(id),
            decided_at TEXT,
            chosen INTEGER NOT NULL DEFAULT 0,
            created TEXT NOT NULL
          ) STRICT;
          CREATE INDEX sample_of_case ON sample(case_id);",
    },
    Migration {
        name: "sample-2",
        sql: "ALTER TABLE sample ADD COLUMN fused_of TEXT NOT NULL DEFAULT '[]';
          ALTER TABLE sample ADD COLUMN beside TEXT;
          ALTER TABLE sample ADD COLUMN edit TEXT;",
    },
];

/// A sample as read.
#[derive(Debug, Clone)]
pub struct NewSample {
    /// The case.
    pub case_id: CaseId,
    /// The page it was cut from.
    pub page_id: PageId,
    /// Name of the frame, for instance `seal.org.1`.
    pub frame: String,
    /// The cleaned picture, PNG.
    pub picture: AttachmentId,
    /// The frame as scanned, PNG.
    pub raw: Option<AttachmentId>,
    /// What was measured.
    pub reading: Value,
    /// What there is to say about it.
    pub findings: Vec<Finding>,
    /// `accept`, `look`, `reject`.
    pub verdict: String,
    /// The samples it was made of; empty for one cut from a frame.
    pub fused_of: Vec<SampleId>,
}

/// A sample on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The sample.
    pub id: SampleId,
    /// The case.
    pub case_id: CaseId,
    /// The page it was cut from.
    pub page_id: PageId,
    /// Name of the frame.
    pub frame: String,
    /// The cleaned picture, PNG.
    pub picture: AttachmentId,
    /// The frame as scanned, PNG.
    pub raw: Option<AttachmentId>,
    /// What was measured.
    pub reading: Value,
    /// What there is to say about it.
    pub findings: Vec<Finding>,
    /// `accept`, `look`, `reject`.
    pub verdict: String,
    /// The clerk's decision, where one was taken.
    pub decision: Option<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// The one to be used of its group.
    pub chosen: bool,
    /// The samples it was made of; empty for one cut from a frame.
    pub fused_of: Vec<SampleId>,
    /// What comparing it with the others of its group said, where it has been compared.
    pub beside: Option<Value>,
    /// How the clerk cropped and turned it, and what was read then; nothing when it is as it was cut.
    pub edit: Option<Value>,
}

impl FromRow for Sample {
    const TABLE: &'static str = "sample";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            page_id: f.get("page_id")?,
            frame: f.get("frame")?,
            picture: f.get("picture")?,
            raw: f.get("raw")?,
            reading: f.json("reading")?,
            findings: f.json("findings")?,
            verdict: f.get("verdict")?,
            decision: f.get("decision")?,
            reason: f.get("reason")?,
            decided_by: f.get("decided_by")?,
            decided_at: f.opt_at("decided_at")?,
            chosen: f.get("chosen")?,
            fused_of: f.json("fused_of")?,
            beside: f.opt_json("beside")?,
            edit: f.opt_json("edit")?,
        })
    }
}

impl Tx<'_> {
    /// Records a sample.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_sample(&mut self, new: &NewSample, now: DateTime<Utc>) -> Result<SampleId> {
        self.insert(
            "INSERT INTO sample(case_id, page_id, frame, picture, raw, reading, findings, verdict, fused_of, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            (
                new.case_id,
                new.page_id,
                &new.frame,
                new.picture,
                new.raw,
                canonical_json(&new.reading)?,
                canonical_json(&new.findings)?,
                &new.verdict,
                canonical_json(&new.fused_of)?,
                stamp(now),
            ),
        )?;
        SampleId::last(self.conn())
    }

    /// Records the clerk's decision on a sample and why.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn decide_sample(
        &mut self,
        id: SampleId,
        decision: &str,
        reason: &str,
        by: AccountId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.change(
            "印模",
            id.0,
            "UPDATE sample SET decision = ?2, reason = ?3, decided_by = ?4, decided_at = ?5 WHERE id = ?1",
            (id, decision, reason, by, stamp(now)),
        )
    }

    /// Takes a decision on a sample back: what it was taken on is not there any more.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn reopen_sample(&mut self, id: SampleId) -> Result<()> {
        self.change(
            "印模",
            id.0,
            "UPDATE sample SET decision = NULL, reason = '', decided_by = NULL, decided_at = NULL, chosen = 0
             WHERE id = ?1",
            [id],
        )
    }

    /// Keeps what comparing a sample with the others of its group said.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_sample_beside(&mut self, id: SampleId, beside: &Value) -> Result<()> {
        self.change(
            "印模",
            id.0,
            "UPDATE sample SET beside = ?2 WHERE id = ?1",
            (id, canonical_json(beside)?),
        )
    }

    /// Keeps how a sample was cropped and turned, or that it is as it was cut.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_sample_edit(&mut self, id: SampleId, edit: Option<&Value>) -> Result<()> {
        self.change(
            "印模",
            id.0,
            "UPDATE sample SET edit = ?2 WHERE id = ?1",
            (id, edit.map(canonical_json).transpose()?),
        )
    }

    /// Marks a sample as the one to be used, or takes the mark off.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn choose_sample(&mut self, id: SampleId, chosen: bool) -> Result<()> {
        self.change(
            "印模",
            id.0,
            "UPDATE sample SET chosen = ?2 WHERE id = ?1",
            (id, chosen),
        )
    }

    /// A sample.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn sample(&self, id: SampleId) -> Result<Sample> {
        found(
            self.row("SELECT * FROM sample WHERE id = ?1", [id])?,
            "印模",
            id.0,
        )
    }

    /// The samples of a case that count: those of pages that count.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn samples_of_case(&self, case: CaseId) -> Result<Vec<Sample>> {
        self.rows(
            "SELECT sample.* FROM sample JOIN page ON page.id = sample.page_id
             WHERE sample.case_id = ?1 AND page.case_id = ?1 AND page.state = 'filed' AND page.replaced_by IS NULL
             ORDER BY sample.frame, sample.id",
            [case],
        )
    }
}
