//! Table `print_record`: what was printed with which content, and where each field stands on the paper.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::canonical::canonical_json;
use crate::row::{Fields, FromRow, stamp};
use crate::schema::Migration;
use crate::{AccountId, AttachmentId, CaseId, PrintId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
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
}];

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
    /// Where fields, frames and stamps stand on each page.
    pub page_maps: Value,
    /// The PDF.
    pub attachment: AttachmentId,
    /// Who printed.
    pub by: AccountId,
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
        })
    }
}

impl Tx<'_> {
    /// Records a print; whether it is a reprint follows from what was printed before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn add_print(&mut self, new: &NewPrint, now: DateTime<Utc>) -> Result<PrintRecord> {
        self.insert(
            "INSERT INTO print_record(case_id, form, version, copies, content_hash, page_maps, attachment_id, by, at, reprint)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
               EXISTS (SELECT 1 FROM print_record WHERE case_id = ?1 AND form = ?2 AND version = ?3 AND content_hash = ?5)",
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
            ),
        )?;
        let id = PrintId::last(self.conn())?;
        let row = self.row("SELECT * FROM print_record WHERE id = ?1", [id])?;
        crate::row::found(row, "打印记录", id.0)
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
