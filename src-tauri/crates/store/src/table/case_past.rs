//! Table `case_past`: what a case keeps of its way beside its content: why it came back, what was approved last, how
//! it was given up or handed over. One row for each case that has any of it; read by who looks at one case, never by
//! lists.

use case::CaseContent;
use serde::{Deserialize, Serialize};

use crate::canonical::canonical_json;
use crate::migration::Migration;
use crate::row::{Fields, FromRow};
use crate::{CaseId, Result, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    name: "case_past-1",
    sql: include_str!("case_past-1.sql"),
}];

/// A reason with which a case came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnReason {
    /// The field or item, by its label.
    pub label: String,
    /// Dictionary name when it is a field.
    pub field: Option<String>,
    /// Why.
    pub reason: String,
}

/// How a case was given up. When: [`CaseRow::state_since`](crate::CaseRow::state_since), for it is an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Why.
    pub reason: String,
    /// What was paid back, in 分; none where nobody had to say.
    pub refund_cents: Option<u32>,
}

/// One line of how a case was handed over: 领取人, 快递 …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverLine {
    /// What it is about.
    pub what: String,
    /// The words.
    pub words: String,
}

/// How a case was handed over, as its sheet says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// 已交付 2 把 UKey.
    pub title: String,
    /// How it left.
    pub lines: Vec<HandOverLine>,
    /// The counter's own day.
    pub day: String,
    /// The exact time.
    pub at: String,
}

/// What is kept of a case's way; all of it empty in a case that went straight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CasePast {
    /// Why it came back last; emptied when it goes on.
    pub returned: Vec<ReturnReason>,
    /// What was approved last, also where that approval holds no more.
    pub approved_content: Option<CaseContent>,
    /// How it was given up.
    pub given_up: Option<GivenUp>,
    /// How it was handed over.
    pub handed_over: Option<HandOver>,
}

impl FromRow for CasePast {
    const TABLE: &'static str = "case_past";
    const ID: &'static str = "case_id";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        let refund_cents = f.get("refund_cents")?;
        Ok(Self {
            // None where the case never came back.
            returned: f.opt_json("returned")?.unwrap_or_default(),
            approved_content: f.opt_json("approved_content")?,
            given_up: f
                .get::<Option<String>>("given_up_reason")?
                .map(|reason| GivenUp { reason, refund_cents }),
            handed_over: f.opt_json("handed_over")?,
        })
    }
}

impl Tx<'_> {
    /// What is kept of a case's way.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn case_past(&self, case: CaseId) -> Result<CasePast> {
        let row = self.row("SELECT * FROM case_past WHERE case_id = ?1", [case])?;
        Ok(row.unwrap_or_default())
    }

    /// Keeps why a case came back; no reasons when it goes on.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_return(&mut self, case: CaseId, reasons: &[ReturnReason]) -> Result<()> {
        self.insert(
            "INSERT INTO case_past(case_id, returned) VALUES (?1, ?2)
             ON CONFLICT(case_id) DO UPDATE SET returned = excluded.returned",
            (case, canonical_json(&reasons)?),
        )
    }

    /// Keeps what was approved, for the day it is changed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_approved_content(&mut self, case: CaseId, content: &CaseContent) -> Result<()> {
        self.insert(
            "INSERT INTO case_past(case_id, approved_content) VALUES (?1, ?2)
             ON CONFLICT(case_id) DO UPDATE SET approved_content = excluded.approved_content",
            (case, canonical_json(content)?),
        )
    }

    /// Keeps how a case was given up.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_given_up(&mut self, case: CaseId, how: &GivenUp) -> Result<()> {
        self.insert(
            "INSERT INTO case_past(case_id, given_up_reason, refund_cents) VALUES (?1, ?2, ?3)
             ON CONFLICT(case_id) DO UPDATE SET
               given_up_reason = excluded.given_up_reason, refund_cents = excluded.refund_cents",
            (case, &how.reason, how.refund_cents),
        )
    }

    /// Keeps how a case was handed over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn keep_hand_over(&mut self, case: CaseId, how: &HandOver) -> Result<()> {
        self.insert(
            "INSERT INTO case_past(case_id, handed_over) VALUES (?1, ?2)
             ON CONFLICT(case_id) DO UPDATE SET handed_over = excluded.handed_over",
            (case, canonical_json(how)?),
        )
    }
}
