//! Table `working`: at which window of a hall somebody worked on a case or on one of its keys last. A PC alone writes
//! none of it: there is no other place where somebody could be.

use chrono::{DateTime, Utc};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp};
use crate::{AccountId, CaseId, KeyJobId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "working-1",
    sql: "CREATE TABLE working(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            -- None for the case itself.
            job_id INTEGER REFERENCES key_job(id),
            window TEXT NOT NULL,
            account_id INTEGER NOT NULL REFERENCES account(id),
            at TEXT NOT NULL
          ) STRICT;
          CREATE UNIQUE INDEX working_on ON working(case_id, coalesce(job_id, 0));",
}];

/// Who worked where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// What the window is called at the counter.
    pub window: String,
    /// Who.
    pub account: AccountId,
    /// When last.
    pub at: DateTime<Utc>,
}

impl FromRow for Working {
    const TABLE: &'static str = "working";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            window: f.get("window")?,
            account: f.get("account_id")?,
            at: f.at("at")?,
        })
    }
}

impl Tx<'_> {
    /// Puts down that somebody works at this window on a case, or on one of its keys. Nothing at a PC alone, and
    /// nothing of a case that is not there any more.
    ///
    /// # Errors
    /// Those of the database.
    pub fn work_here(
        &mut self,
        case: CaseId,
        job: Option<KeyJobId>,
        by: AccountId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Some(far) = self.far else {
            return Ok(());
        };
        self.insert(
            "INSERT INTO working(case_id, job_id, window, account_id, at)
             SELECT id, ?2, ?3, ?4, ?5 FROM case_file WHERE id = ?1 AND state <> 'deleted'
             ON CONFLICT(case_id, coalesce(job_id, 0))
             DO UPDATE SET window = excluded.window, account_id = excluded.account_id, at = excluded.at",
            (case, job, far.window(), by, stamp(now)),
        )
    }

    /// Forgets where a key was worked on: it may go on anywhere.
    ///
    /// # Errors
    /// Those of the database.
    pub fn work_nowhere(&mut self, job: KeyJobId) -> Result<()> {
        self.insert("DELETE FROM working WHERE job_id = ?1", [job])
    }

    /// Where a case, or one of its keys, was worked on last, when that was at another window than this.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn worked_elsewhere(&self, case: CaseId, job: Option<KeyJobId>) -> Result<Option<Working>> {
        let Some(far) = self.far else {
            return Ok(None);
        };
        let last: Option<Working> = self.row(
            "SELECT * FROM working WHERE case_id = ?1 AND coalesce(job_id, 0) = coalesce(?2, 0)",
            (case, job),
        )?;
        Ok(last.filter(|last| last.window != far.window()))
    }
}
