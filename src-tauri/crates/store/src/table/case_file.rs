//! Tables `case_file` and `number_series`: the cases, their running numbers, and when their clock runs out.
//!
//! 电子签名法 第二十四条 keeps records at least five years after the certificate lapses, and 个人信息保护法 第四十七条 locks
//! what is no longer needed until then: a case that is over is never changed. Of one that was deleted when its time had
//! come its number stays, and that it was. Which step is allowed is decided in `case` and `desk`; this table records
//! it.

use case::{CaseContent, CaseState};
use chrono::{DateTime, Months, NaiveDate, Utc};
use rusqlite::OptionalExtension as _;

use crate::canonical::{canonical_json, content_hash};
use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AccountId, CaseId, CertificateId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "case_file-1",
        sql: "CREATE TABLE number_series(prefix TEXT NOT NULL, day TEXT NOT NULL, last INTEGER NOT NULL, \
          PRIMARY KEY(prefix, day)) STRICT;
          CREATE TABLE case_file(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            number TEXT NOT NULL UNIQUE,
            project TEXT NOT NULL,
            business TEXT NOT NULL,
            kind TEXT NOT NULL,
            channel TEXT NOT NULL,
            state TEXT NOT NULL,
            state_since TEXT NOT NULL,
            title TEXT NOT NULL,
            content TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            revision INTEGER NOT NULL,
            clerk INTEGER NOT NULL REFERENCES account(id),
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            reviewer INTEGER REFERENCES account(id),
            approved_hash TEXT,
            closed_at TEXT,
            retain_until TEXT
          ) STRICT;
          CREATE INDEX case_file_by_state ON case_file(state, state_since);
          CREATE INDEX case_file_by_created ON case_file(created);
          CREATE INDEX case_file_by_closed ON case_file(closed_at) WHERE closed_at IS NOT NULL;
          CREATE TRIGGER case_file_never_deleted BEFORE DELETE ON case_file
            BEGIN SELECT RAISE(ABORT, 'cases are kept'); END;",
    },
    Migration {
        name: "case_file-2",
        sql: "ALTER TABLE case_file ADD COLUMN project_hash TEXT REFERENCES project_version(sha256);",
    },
];

/// A case to be opened.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// The project's prefix of case numbers, for instance `YL`.
    pub prefix: String,
    /// The counter's own day, which the number carries.
    pub day: NaiveDate,
    /// What is entered so far.
    pub content: CaseContent,
    /// Who takes it.
    pub clerk: AccountId,
}

/// A case on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: CaseState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// The name it goes by in lists.
    pub title: String,
    /// What was entered.
    pub content: CaseContent,
    /// Hash of the content, in hexadecimal.
    pub content_hash: String,
    /// Grows by one with every save of the content.
    pub revision: u32,
    /// Who took it.
    pub clerk: AccountId,
    /// Opened when.
    pub created: DateTime<Utc>,
    /// Last changed when.
    pub updated: DateTime<Utc>,
    /// Who approved it.
    pub reviewer: Option<AccountId>,
    /// Hash of what was seen at the approval.
    pub approved_hash: Option<String>,
    /// Closed when.
    pub closed_at: Option<DateTime<Utc>>,
    /// Kept at least until.
    pub retain_until: Option<DateTime<Utc>>,
    /// Hash of the project's data it was opened with; none in cases older than that record.
    pub project_hash: Option<String>,
    /// The case whose content it began with.
    pub taken_from: Option<CaseId>,
    /// The case, which is over, that goes on in this one.
    pub linked_from: Option<CaseId>,
}

impl FromRow for CaseRow {
    const TABLE: &'static str = "case_file";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            number: f.get("number")?,
            state: f.word("state")?,
            state_since: f.at("state_since")?,
            title: f.get("title")?,
            content: f.json("content")?,
            content_hash: f.get("content_hash")?,
            revision: f.get("revision")?,
            clerk: f.get("clerk")?,
            created: f.at("created")?,
            updated: f.at("updated")?,
            reviewer: f.get("reviewer")?,
            approved_hash: f.get("approved_hash")?,
            closed_at: f.opt_at("closed_at")?,
            retain_until: f.opt_at("retain_until")?,
            project_hash: f.get("project_hash")?,
            taken_from: f.get("taken_from")?,
            linked_from: f.get("linked_from")?,
        })
    }
}

/// So many years after the certificate lapses. 电子签名法 第二十四条 asks for five or more; how many is data of the project.
pub fn retention_end(lapses: DateTime<Utc>, years: u32) -> DateTime<Utc> {
    lapses
        .checked_add_months(Months::new(years.saturating_mul(12)))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl Tx<'_> {
    /// The numbers of the cases that brought certificates.
    ///
    /// # Errors
    /// Those of the database.
    pub fn case_numbers(&self) -> Result<Vec<(u32, String)>> {
        let sql = "SELECT id, number FROM case_file WHERE id IN (SELECT case_id FROM certificate)";
        let mut statement = self.conn().prepare_cached(sql)?;
        let rows = statement.query_map((), |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The cases that act on a certificate of the register, in order.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn cases_acting_on(&self, certificate: CertificateId) -> Result<Vec<CaseRow>> {
        self.rows(
            "SELECT f.* FROM case_file f
              WHERE CASE WHEN json_valid(content) THEN json_extract(content, '$.acts_on[0]') END = ?1
                 OR (CASE WHEN json_valid(content) THEN json_extract(content, '$.acts_on[1]') END IS NOT NULL
                     AND EXISTS (SELECT 1 FROM json_each(f.content, '$.acts_on') a WHERE a.value = ?1))
              ORDER BY f.id",
            [certificate],
        )
    }

    /// The next running number of a prefix and day, `YL-20261121-0001`. Without gaps and never given twice: it is
    /// given back only when this transaction is undone.
    ///
    /// # Errors
    /// `store-invalid` for a prefix that is not 1–8 capital letters or digits.
    pub fn next_number(&mut self, prefix: &str, day: NaiveDate) -> Result<String> {
        let sound = (1..=8).contains(&prefix.len())
            && prefix
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !sound {
            return Err(StoreError::Invalid {
                what: format!("业务编号前缀“{prefix}”应为1到8个大写字母或数字"),
            });
        }
        let day = day.format("%Y%m%d").to_string();
        let n: i64 = self
            .conn()
            .prepare_cached(
                "INSERT INTO number_series(prefix, day, last) VALUES (?1, ?2, 1)
                 ON CONFLICT(prefix, day) DO UPDATE SET last = last + 1 RETURNING last",
            )?
            .query_row((prefix, &day), |r| r.get(0))?;
        Ok(format!("{prefix}-{day}-{n:04}"))
    }

    /// Opens a case as a draft.
    ///
    /// # Errors
    /// As [`Tx::next_number`].
    pub fn add_case(&mut self, new: &NewCase, now: DateTime<Utc>) -> Result<CaseRow> {
        let number = self.next_number(&new.prefix, new.day)?;
        let c = &new.content;
        self.insert(
            "INSERT INTO case_file(number, project, business, kind, channel, state, state_since, title, content,
                                   content_hash, revision, clerk, created, updated)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?7, ?7)",
            (
                number,
                &c.project,
                c.business.word(),
                c.kind.word(),
                c.channel.word(),
                word_of(&CaseState::Draft)?,
                stamp(now),
                c.title(),
                canonical_json(c)?,
                content_hash(c)?,
                new.clerk,
            ),
        )?;
        let id = CaseId::last(self.conn())?;
        self.index_case(id)?;
        self.case(id)
    }

    /// Records the case that a new one took its content from, and the one that goes on in it.
    ///
    /// # Errors
    /// `store-not-found`; those of the database where an earlier case is none.
    pub fn set_origin(
        &mut self,
        id: CaseId,
        taken_from: Option<CaseId>,
        linked_from: Option<CaseId>,
    ) -> Result<()> {
        self.change(
            "受理件",
            id.0,
            "UPDATE case_file SET taken_from = ?2, linked_from = ?3 WHERE id = ?1",
            (id, taken_from, linked_from),
        )
    }

    /// Saves the entered content over the revision it is based on.
    ///
    /// # Errors
    /// `case-changed-elsewhere` when it was saved meanwhile; `store-not-found`.
    pub fn save_content(
        &mut self,
        id: CaseId,
        revision: u32,
        content: &CaseContent,
        now: DateTime<Utc>,
    ) -> Result<CaseRow> {
        let stored = self.case(id)?.revision;
        if stored != revision {
            return Err(StoreError::ChangedElsewhere {
                stored,
                given: revision,
            });
        }
        self.change(
            "受理件",
            id.0,
            "UPDATE case_file SET project = ?2, business = ?3, kind = ?4, channel = ?5, title = ?6, content = ?7,
                    content_hash = ?8, revision = revision + 1, updated = ?9 WHERE id = ?1",
            (
                id,
                &content.project,
                content.business.word(),
                content.kind.word(),
                content.channel.word(),
                content.title(),
                canonical_json(content)?,
                content_hash(content)?,
                stamp(now),
            ),
        )?;
        self.index_case(id)?;
        self.case(id)
    }

    /// Puts a case where [`CaseState::after`] says it goes.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_case_state(&mut self, id: CaseId, state: CaseState, now: DateTime<Utc>) -> Result<()> {
        self.change(
            "受理件",
            id.0,
            "UPDATE case_file SET state_since = iif(state = ?2, state_since, ?3), state = ?2, updated = ?3
             WHERE id = ?1",
            (id, word_of(&state)?, stamp(now)),
        )
    }

    /// Records who approved what was seen; `None` takes the approval back.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn set_approval(&mut self, id: CaseId, approval: Option<(AccountId, &str)>) -> Result<()> {
        self.change(
            "受理件",
            id.0,
            "UPDATE case_file SET reviewer = ?2, approved_hash = ?3 WHERE id = ?1",
            (id, approval.map(|a| a.0), approval.map(|a| a.1)),
        )
    }

    /// Closes the books of a case, which is kept `until` then: [`retention_end`] after the end of its certificate, or
    /// after now where it made none.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn close_case(
        &mut self,
        id: CaseId,
        state: CaseState,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.set_case_state(id, state, now)?;
        self.change(
            "受理件",
            id.0,
            "UPDATE case_file SET closed_at = ?2, retain_until = ?3 WHERE id = ?1",
            (id, stamp(now), stamp(until)),
        )
    }

    /// A case.
    ///
    /// # Errors
    /// `store-not-found`; `store-damaged` when it does not read back.
    pub fn case(&self, id: CaseId) -> Result<CaseRow> {
        if let Some(number) = self.deleted_number(id)? {
            return Err(StoreError::CaseDeleted { number });
        }
        found(
            self.row("SELECT * FROM case_file WHERE id = ?1", [id])?,
            "受理件",
            id.0,
        )
    }

    /// The number of a case that was deleted.
    fn deleted_number(&self, id: CaseId) -> Result<Option<String>> {
        let sql = "SELECT number FROM case_file WHERE id = ?1 AND state = 'deleted'";
        let mut statement = self.conn().prepare_cached(sql)?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// The case that was deleted under a number, as printed or scanned.
    ///
    /// # Errors
    /// Those of the database.
    pub fn deleted_by_number(&self, number: &str) -> Result<Option<CaseId>> {
        let sql = "SELECT id FROM case_file WHERE number = ?1 AND state = 'deleted'";
        let mut statement = self.conn().prepare_cached(sql)?;
        let number = number.trim().to_uppercase();
        Ok(statement.query_row([number], |row| row.get(0)).optional()?)
    }

    /// The cases in which a case goes on, in the order in which they were opened.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn cases_linked_from(&self, id: CaseId) -> Result<Vec<CaseRow>> {
        self.rows("SELECT * FROM case_file WHERE linked_from = ?1 ORDER BY id", [id])
    }

    /// Another case, not given up, in which a field holds this value; of the projects named only.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn case_with_value(
        &self,
        projects: &[&str],
        field: &str,
        value: &str,
        except: CaseId,
    ) -> Result<Option<CaseRow>> {
        self.row(
            "SELECT * FROM case_file
             WHERE project IN (SELECT value FROM json_each(?1)) AND id <> ?4 AND state <> 'void'
               AND json_extract(content, '$.fields.' || ?2) = ?3 ORDER BY id LIMIT 1",
            (canonical_json(&projects)?, field, value, except),
        )
    }

    /// The case with a number, as printed or scanned.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn case_by_number(&self, number: &str) -> Result<Option<CaseRow>> {
        let number = number.trim().to_uppercase();
        self.row(
            "SELECT * FROM case_file WHERE number = ?1 AND state <> 'deleted'",
            [number],
        )
    }

    /// Cases in any of these states (in all when none is given), newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn cases_in(&self, states: &[CaseState], limit: u32) -> Result<Vec<CaseRow>> {
        let words = states.iter().map(word_of).collect::<Result<Vec<_>>>()?;
        self.rows(
            "SELECT * FROM case_file
             WHERE (?1 = '[]' AND state <> 'deleted') OR state IN (SELECT value FROM json_each(?1))
             ORDER BY id DESC LIMIT ?2",
            (canonical_json(&words)?, limit),
        )
    }

    /// How many cases there are.
    ///
    /// # Errors
    /// `store-database`.
    pub fn case_count(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM case_file WHERE state <> 'deleted'";
        let count: i64 = self.conn().query_row(sql, (), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Cases opened at or after a moment, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn cases_opened_since(&self, since: DateTime<Utc>) -> Result<Vec<CaseRow>> {
        self.rows(
            "SELECT * FROM case_file WHERE created >= ?1 AND state <> 'deleted' ORDER BY id",
            [stamp(since)],
        )
    }

    /// Cases closed at or after a moment, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn cases_closed_since(&self, since: DateTime<Utc>) -> Result<Vec<CaseRow>> {
        self.rows(
            "SELECT * FROM case_file WHERE closed_at >= ?1 ORDER BY id",
            [stamp(since)],
        )
    }
}
