//! Table `page`: scanned pages, where they are filed and what their reading had to say. The scan itself is an
//! attachment and is never deleted: a page is put aside or replaced, not removed.

use case::Finding;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AccountId, AttachmentId, CaseId, PageId, PrintId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "page-1",
        sql: "CREATE TABLE page(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER REFERENCES case_file(id),
            attachment_id INTEGER NOT NULL REFERENCES attachment(id),
            origin TEXT NOT NULL,
            form TEXT,
            form_version TEXT,
            page INTEGER NOT NULL,
            pages INTEGER NOT NULL,
            copy INTEGER NOT NULL,
            registration TEXT,
            findings TEXT NOT NULL,
            filed_by INTEGER REFERENCES account(id),
            filed_at TEXT,
            arrived TEXT NOT NULL,
            replaced_by INTEGER REFERENCES page(id),
            state TEXT NOT NULL CHECK (state IN ('filed', 'tray', 'discarded')),
            CHECK (state <> 'filed' OR case_id IS NOT NULL)
          ) STRICT;
          CREATE INDEX page_of_case ON page(case_id) WHERE case_id IS NOT NULL;
          CREATE INDEX page_in_tray ON page(state) WHERE state = 'tray';
          CREATE TRIGGER page_never_deleted BEFORE DELETE ON page BEGIN SELECT RAISE(ABORT, 'pages are kept'); END;",
    },
    // Pages from before this step were read as they arrived.
    Migration {
        name: "page-2",
        sql: "ALTER TABLE page ADD COLUMN file_id INTEGER REFERENCES attachment(id);
          ALTER TABLE page ADD COLUMN read_at TEXT;
          ALTER TABLE page ADD COLUMN map TEXT;
          UPDATE page SET read_at = arrived;",
    },
    // Of which print a page from before this step is follows from when it came.
    Migration {
        name: "page-3",
        sql: "ALTER TABLE page ADD COLUMN print_id INTEGER REFERENCES print_record(id);",
    },
];

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Filed to a case.
    Filed,
    /// Waits for the clerk.
    Tray,
    /// Put aside; kept, but counted no more.
    Discarded,
}

/// A page that arrived.
#[derive(Debug, Clone)]
pub struct NewPage {
    /// The case it belongs to, when its marks tell.
    pub case_id: Option<CaseId>,
    /// The scan.
    pub attachment: AttachmentId,
    /// The whole file it was taken out of, as it came; none when the scan is the file.
    pub file: Option<AttachmentId>,
    /// Name of the file or device it came from.
    pub origin: String,
    /// Form id, or the material's row id.
    pub form: Option<String>,
    /// Version of the form.
    pub form_version: Option<String>,
    /// Page of the form, from 1; 0 when unknown.
    pub page: u32,
    /// Pages of the form; 0 when unknown.
    pub pages: u32,
    /// Copy, from 1; 0 when unknown.
    pub copy: u32,
    /// How the scan lies on the form.
    pub registration: Option<Value>,
    /// What the reading has to say.
    pub findings: Vec<Finding>,
    /// Who filed it; none when it filed itself by its marks.
    pub filed_by: Option<AccountId>,
    /// When its marks were looked for; none while that is still to be done.
    pub read_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: PageState,
}

/// A page on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The page.
    pub id: PageId,
    /// Case.
    pub case_id: Option<CaseId>,
    /// The scan.
    pub attachment: AttachmentId,
    /// The whole file it was taken out of, as it came; none when the scan is the file.
    pub file: Option<AttachmentId>,
    /// Name of the file or device it came from.
    pub origin: String,
    /// Form id, or the material's row id.
    pub form: Option<String>,
    /// Version of the form.
    pub form_version: Option<String>,
    /// Page of the form, from 1; 0 when unknown.
    pub page: u32,
    /// Pages of the form; 0 when unknown.
    pub pages: u32,
    /// Copy, from 1; 0 when unknown.
    pub copy: u32,
    /// How the scan lies on the form.
    pub registration: Option<Value>,
    /// What the reading has to say.
    pub findings: Vec<Finding>,
    /// Who filed it.
    pub filed_by: Option<AccountId>,
    /// Filed when.
    pub filed_at: Option<DateTime<Utc>>,
    /// Arrived when.
    pub arrived: DateTime<Utc>,
    /// When its marks were looked for; none while that is still to be done.
    pub read_at: Option<DateTime<Utc>>,
    /// Where fields and frames stand on this sheet, when it is another than the last print of its form.
    pub map: Option<Value>,
    /// The print that this sheet is of, where its mark or a person says so.
    pub print: Option<PrintId>,
    /// The later scan of the same page that counts instead.
    pub replaced_by: Option<PageId>,
    /// Where it stands.
    pub state: PageState,
}

impl FromRow for Page {
    const TABLE: &'static str = "page";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        let json = |name: &'static str| -> Result<Option<Value>> {
            let there: Option<String> = f.get(name)?;
            there.map(|_| f.json(name)).transpose()
        };
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            attachment: f.get("attachment_id")?,
            file: f.get("file_id")?,
            origin: f.get("origin")?,
            form: f.get("form")?,
            form_version: f.get("form_version")?,
            page: f.get("page")?,
            pages: f.get("pages")?,
            copy: f.get("copy")?,
            registration: json("registration")?,
            findings: f.json("findings")?,
            filed_by: f.get("filed_by")?,
            filed_at: f.opt_at("filed_at")?,
            arrived: f.at("arrived")?,
            read_at: f.opt_at("read_at")?,
            map: json("map")?,
            print: f.get("print_id")?,
            replaced_by: f.get("replaced_by")?,
            state: f.word("state")?,
        })
    }
}

impl Tx<'_> {
    /// Records a page.
    ///
    /// # Errors
    /// Those of the database; a filed page needs its case.
    pub fn add_page(&mut self, new: &NewPage, now: DateTime<Utc>) -> Result<PageId> {
        let registration = new.registration.as_ref().map(canonical_json).transpose()?;
        let filed_at = (new.state == PageState::Filed).then(|| stamp(now));
        self.insert(
            "INSERT INTO page(case_id, attachment_id, origin, form, form_version, page, pages, copy, registration,
                              findings, filed_by, filed_at, arrived, state, file_id, read_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            (
                new.case_id,
                new.attachment,
                &new.origin,
                &new.form,
                &new.form_version,
                new.page,
                new.pages,
                new.copy,
                registration,
                canonical_json(&new.findings)?,
                new.filed_by,
                filed_at,
                stamp(now),
                word_of(&new.state)?,
                new.file,
                new.read_at.map(stamp),
            ),
        )?;
        PageId::last(self.conn())
    }

    /// Saves everything about a page that may change: where it is filed, its registration, its findings. The scan,
    /// its origin and its arrival stay.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn save_page(&mut self, page: &Page) -> Result<()> {
        let registration = page.registration.as_ref().map(canonical_json).transpose()?;
        let map = page.map.as_ref().map(canonical_json).transpose()?;
        self.change(
            "扫描页",
            page.id.0,
            "UPDATE page SET case_id = ?2, form = ?3, form_version = ?4, page = ?5, pages = ?6, copy = ?7,
                    registration = ?8, findings = ?9, filed_by = ?10, filed_at = ?11, replaced_by = ?12, state = ?13,
                    read_at = ?14, map = ?15, print_id = ?16
             WHERE id = ?1",
            (
                page.id,
                page.case_id,
                &page.form,
                &page.form_version,
                page.page,
                page.pages,
                page.copy,
                registration,
                canonical_json(&page.findings)?,
                page.filed_by,
                page.filed_at.map(stamp),
                page.replaced_by,
                word_of(&page.state)?,
                page.read_at.map(stamp),
                map,
                page.print,
            ),
        )
    }

    /// A page.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn page(&self, id: PageId) -> Result<Page> {
        found(
            self.row("SELECT * FROM page WHERE id = ?1", [id])?,
            "扫描页",
            id.0,
        )
    }

    /// The pages of a case that count: filed and not replaced.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn pages_of_case(&self, case: CaseId) -> Result<Vec<Page>> {
        self.rows(
            "SELECT * FROM page WHERE case_id = ?1 AND state = 'filed' AND replaced_by IS NULL
             ORDER BY form, copy, page, id",
            [case],
        )
    }

    /// Every page that was ever filed to a case, in order of arrival.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn page_history(&self, case: CaseId) -> Result<Vec<Page>> {
        self.rows("SELECT * FROM page WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// The pages at a place of a case that have not been replaced, newest first: one for each print of another content.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn pages_at(&self, case: CaseId, form: &str, page: u32, copy: u32) -> Result<Vec<Page>> {
        self.rows(
            "SELECT * FROM page WHERE case_id = ?1 AND form = ?2 AND page = ?3 AND copy = ?4
               AND state = 'filed' AND replaced_by IS NULL ORDER BY id DESC",
            (case, form, page, copy),
        )
    }

    /// Pages that wait for the clerk, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn tray(&self) -> Result<Vec<Page>> {
        self.rows("SELECT * FROM page WHERE state = 'tray' ORDER BY id", ())
    }
}
