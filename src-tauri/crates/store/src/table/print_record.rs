//! Table `print_record`: what was printed with which content, whether it came out, and where each field stands on the
//! paper.
//!
//! A print is bound to its paper: the hash of what that form shows. Prints older than this have the hash of the whole
//! content only, and get that of their paper while the content is still the one they were printed with.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp, word_of};
use crate::{AccountId, AttachmentId, CaseId, PrintId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "print_record-1",
        sql: "CREATE TABLE print_record(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            form TEXT NOT NULL,
            version TEXT NOT NULL,
            copies INTEGER NOT NULL,
            content_hash TEXT NOT NULL,
            page_maps TEXT NOT NULL,
            attachment_id INTEGER NOT NULL REFERENCES attachment(id),
            by INTEGER NOT NULL REFERENCES account(id),
            at TEXT NOT NULL,
            reprint INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX print_of_case ON print_record(case_id);",
    },
    // Of prints from before this step nobody asked whether they came out: they counted, and go on counting.
    Migration {
        name: "print_record-2",
        sql: "ALTER TABLE print_record ADD COLUMN paper_hash TEXT;
          ALTER TABLE print_record ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
          ALTER TABLE print_record ADD COLUMN outcome TEXT NOT NULL DEFAULT 'printed'
            CHECK (outcome IN ('printing', 'printed', 'saved', 'failed', 'unknown'));
          ALTER TABLE print_record ADD COLUMN job TEXT;
          ALTER TABLE print_record ADD COLUMN told TEXT;
          CREATE INDEX print_under_way ON print_record(outcome) WHERE outcome = 'printing';",
    },
];

/// What became of a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintOutcome {
    /// With the printer, or on its way there.
    Printing,
    /// It came out: the printing system says so, or a person who has it in the hand.
    Printed,
    /// Saved as a file instead.
    Saved,
    /// It did not come out.
    Failed,
    /// Nobody knows; a person has to say.
    Unknown,
}

impl PrintOutcome {
    /// Whether there is a paper (or a file to print it from), so that the print counts.
    pub fn is_out(self) -> bool {
        matches!(self, Self::Printed | Self::Saved)
    }
}

/// A print to be recorded.
#[derive(Debug, Clone)]
pub struct NewPrint {
    /// The case.
    pub case_id: CaseId,
    /// Form id.
    pub form: String,
    /// Version of the form.
    pub version: String,
    /// Copies.
    pub copies: u32,
    /// Hash of the content that was printed.
    pub content_hash: String,
    /// Hash of what the form shows of it.
    pub paper_hash: Option<String>,
    /// Where fields, frames and stamps stand on each page.
    pub page_maps: Value,
    /// The PDF.
    pub attachment: AttachmentId,
    /// Who printed.
    pub by: AccountId,
    /// What has become of it so far.
    pub outcome: PrintOutcome,
}

/// A print on record.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintRecord {
    /// The print.
    pub id: PrintId,
    /// The case.
    pub case_id: CaseId,
    /// Form id.
    pub form: String,
    /// Version of the form.
    pub version: String,
    /// Copies.
    pub copies: u32,
    /// Hash of the content that was printed.
    pub content_hash: String,
    /// Hash of what the form shows of it.
    pub paper_hash: Option<String>,
    /// Where fields, frames and stamps stand on each page.
    pub page_maps: Value,
    /// The PDF.
    pub attachment: AttachmentId,
    /// Who printed.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// The same form had been printed with the same content before.
    pub reprint: bool,
    /// Which print of this form for this case it is, from 1, as its page marks say; 0 for prints older than that count.
    pub number: u32,
    /// What became of it.
    pub outcome: PrintOutcome,
    /// The printing system's name of the job.
    pub job: Option<String>,
    /// What the printing system said of it last, by the desk's own code.
    pub told: Option<String>,
}

impl PrintRecord {
    /// What tells papers apart: two prints with the same answer show the same.
    pub fn paper(&self) -> &str {
        self.paper_hash.as_deref().unwrap_or(&self.content_hash)
    }
}

impl FromRow for PrintRecord {
    const TABLE: &'static str = "print_record";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            form: f.get("form")?,
            version: f.get("version")?,
            copies: f.get("copies")?,
            content_hash: f.get("content_hash")?,
            page_maps: f.json("page_maps")?,
            attachment: f.get("attachment_id")?,
            by: f.get("by")?,
            at: f.at("at")?,
            reprint: f.get("reprint")?,
            paper_hash: f.get("paper_hash")?,
            number: f.get("number")?,
            outcome: f.word("outcome")?,
            job: f.get("job")?,
            told: f.get("told")?,
        })
    }
}

impl Tx<'_> {
    /// The number that the next print of a form for a case gets: its page marks say it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn next_print(&self, case: CaseId, form: &str) -> Result<u32> {
        let mut count = self
            .conn()
            .prepare_cached("SELECT count(*) FROM print_record WHERE case_id = ?1 AND form = ?2")?;
        let before: u32 = count.query_row((case, form), |r| r.get(0))?;
        Ok(before + 1)
    }

    /// Records a print; whether it is a reprint, and the which it is, follow from what was printed before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_print(&mut self, new: &NewPrint, now: DateTime<Utc>) -> Result<PrintRecord> {
        let number = self.next_print(new.case_id, &new.form)?;
        self.insert(
            "INSERT INTO print_record(case_id, form, version, copies, content_hash, page_maps, attachment_id, by, at,
                                      paper_hash, number, outcome, reprint)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
               EXISTS (SELECT 1 FROM print_record WHERE case_id = ?1 AND form = ?2 AND version = ?3
                         AND outcome IN ('printed', 'saved')
                         AND coalesce(paper_hash, content_hash) IN (?5, ?10))",
            (
                new.case_id,
                &new.form,
                &new.version,
                new.copies,
                &new.content_hash,
                canonical_json(&new.page_maps)?,
                new.attachment,
                new.by,
                stamp(now),
                &new.paper_hash,
                number,
                word_of(&new.outcome)?,
            ),
        )?;
        let id = PrintId::last(self.conn())?;
        self.print(id)
    }

    /// A print.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn print(&self, id: PrintId) -> Result<PrintRecord> {
        let row = self.row("SELECT * FROM print_record WHERE id = ?1", [id])?;
        crate::row::found(row, "打印记录", id.0)
    }

    /// Records what became of a print, and what the printing system calls its job or said of it where that is known.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_print_outcome(
        &mut self,
        id: PrintId,
        outcome: PrintOutcome,
        job: Option<&str>,
        told: Option<&str>,
    ) -> Result<()> {
        self.change(
            "打印记录",
            id.0,
            "UPDATE print_record SET outcome = ?2, job = coalesce(?3, job), told = ?4 WHERE id = ?1",
            (id, word_of(&outcome)?, job, told),
        )
    }

    /// Writes down the paper of a print that is older than this record; one that has it keeps it.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_print_paper(&mut self, id: PrintId, paper_hash: &str) -> Result<()> {
        self.change(
            "打印记录",
            id.0,
            "UPDATE print_record SET paper_hash = coalesce(paper_hash, ?2) WHERE id = ?1",
            (id, paper_hash),
        )
    }

    /// Prints of which it is not known yet whether they came out, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn prints_under_way(&self) -> Result<Vec<PrintRecord>> {
        self.rows(
            "SELECT * FROM print_record WHERE outcome = 'printing' ORDER BY id",
            (),
        )
    }

    /// The prints of a case, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn prints_of_case(&self, case: CaseId) -> Result<Vec<PrintRecord>> {
        self.rows(
            "SELECT * FROM print_record WHERE case_id = ?1 ORDER BY id",
            [case],
        )
    }

    /// The last print of a form of a case: what a scanned page is read against.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn last_print(&self, case: CaseId, form: &str) -> Result<Option<PrintRecord>> {
        self.row(
            "SELECT * FROM print_record WHERE case_id = ?1 AND form = ?2 ORDER BY id DESC LIMIT 1",
            (case, form),
        )
    }
}
