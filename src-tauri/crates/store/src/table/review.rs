//! Tables `review` and `review_verdict`: the second check, item by item, bound to the hash of what was seen.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::migration::Migration;
use crate::row::{Fields, FromRow, found, stamp, word_of};
use crate::{AccountId, CaseId, Result, ReviewId, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "review-1",
        sql: "CREATE TABLE review(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            case_id INTEGER NOT NULL REFERENCES case_file(id),
            reviewer INTEGER NOT NULL REFERENCES account(id),
            bound_hash TEXT NOT NULL,
            started TEXT NOT NULL,
            finished TEXT,
            outcome TEXT CHECK (outcome IN ('approved', 'returned', 'abandoned')),
            note TEXT NOT NULL DEFAULT '',
            CHECK ((finished IS NULL) = (outcome IS NULL))
          ) STRICT;
          CREATE UNIQUE INDEX review_one_open ON review(case_id) WHERE finished IS NULL;
          CREATE INDEX review_of_case ON review(case_id);
          CREATE TABLE review_verdict(
            review_id INTEGER NOT NULL REFERENCES review(id),
            item TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'wrong')),
            reason TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (review_id, item)
          ) STRICT;",
    },
    // Verdicts from before this step say nothing of what was seen: they are never taken over into another review.
    Migration {
        name: "review-2",
        sql: "ALTER TABLE review_verdict ADD COLUMN seen TEXT;",
    },
    Migration {
        name: "review-3",
        sql: "ALTER TABLE review_verdict ADD COLUMN carried_from INTEGER REFERENCES review(id);",
    },
];

/// How a review ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// Signed off.
    Approved,
    /// Sent back with reasons.
    Returned,
    /// Given up, because what was seen has changed or somebody else took over.
    Abandoned,
}

/// The verdict on one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemVerdict {
    /// 一致
    Ok,
    /// 不符
    Wrong,
}

/// A second check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The review.
    pub id: ReviewId,
    /// The case.
    pub case_id: CaseId,
    /// Who checks.
    pub reviewer: AccountId,
    /// Hash of what is seen.
    pub bound_hash: String,
    /// Begun when.
    pub started: DateTime<Utc>,
    /// Finished when.
    pub finished: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<ReviewOutcome>,
    /// A word to the clerk.
    pub note: String,
}

impl FromRow for Review {
    const TABLE: &'static str = "review";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            id: f.get("id")?,
            case_id: f.get("case_id")?,
            reviewer: f.get("reviewer")?,
            bound_hash: f.get("bound_hash")?,
            started: f.at("started")?,
            finished: f.opt_at("finished")?,
            outcome: f.opt_word("outcome")?,
            note: f.get("note")?,
        })
    }
}

/// A verdict on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewVerdict {
    /// Item id, for instance `field:unit_name`.
    pub item: String,
    /// The verdict.
    pub verdict: ItemVerdict,
    /// Why it is wrong.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Hash of what was seen of this item.
    pub seen: Option<String>,
    /// The earlier review that this verdict was taken over from.
    pub carried_from: Option<ReviewId>,
}

impl FromRow for ReviewVerdict {
    const TABLE: &'static str = "review_verdict";
    const ID: &'static str = "review_id";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            item: f.get("item")?,
            verdict: f.word("verdict")?,
            reason: f.get("reason")?,
            at: f.at("at")?,
            seen: f.get("seen")?,
            carried_from: f.get("carried_from")?,
        })
    }
}

impl Tx<'_> {
    /// Begins a review. A case has at most one that is not finished.
    ///
    /// # Errors
    /// `store-database` when one is open.
    pub fn start_review(
        &mut self,
        case: CaseId,
        reviewer: AccountId,
        bound_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Review> {
        self.insert(
            "INSERT INTO review(case_id, reviewer, bound_hash, started) VALUES (?1, ?2, ?3, ?4)",
            (case, reviewer, bound_hash, stamp(now)),
        )?;
        self.review(ReviewId::last(self.conn())?)
    }

    /// Sets the verdict on an item, with the hash of what was seen of it; `None` takes it back.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_verdict(
        &mut self,
        review: ReviewId,
        item: &str,
        verdict: Option<(ItemVerdict, &str)>,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        match verdict {
            None => self.insert(
                "DELETE FROM review_verdict WHERE review_id = ?1 AND item = ?2",
                (review, item),
            ),
            Some((verdict, seen)) => self.insert(
                "INSERT INTO review_verdict(review_id, item, verdict, reason, at, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT(review_id, item) DO UPDATE
                   SET verdict = excluded.verdict, reason = excluded.reason, at = excluded.at, seen = excluded.seen,
                       carried_from = NULL",
                (review, item, word_of(&verdict)?, reason, stamp(now), seen),
            ),
        }
    }

    /// Takes a verdict of an earlier review over into a new one; when it was given stays.
    ///
    /// # Errors
    /// Those of the database.
    pub fn carry_verdict(&mut self, review: ReviewId, from: ReviewId, verdict: &ReviewVerdict) -> Result<()> {
        self.insert(
            "INSERT INTO review_verdict(review_id, item, verdict, reason, at, seen, carried_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                review,
                &verdict.item,
                word_of(&verdict.verdict)?,
                &verdict.reason,
                stamp(verdict.at),
                &verdict.seen,
                verdict.carried_from.unwrap_or(from),
            ),
        )
    }

    /// Finishes an open review.
    ///
    /// # Errors
    /// `store-not-found` when it is not open.
    pub fn finish_review(
        &mut self,
        id: ReviewId,
        outcome: ReviewOutcome,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.change(
            "进行中的复核",
            id.0,
            "UPDATE review SET finished = ?2, outcome = ?3, note = ?4 WHERE id = ?1 AND finished IS NULL",
            (id, stamp(now), word_of(&outcome)?, note),
        )
    }

    /// A review.
    ///
    /// # Errors
    /// `store-not-found`.
    pub fn review(&self, id: ReviewId) -> Result<Review> {
        found(
            self.row("SELECT * FROM review WHERE id = ?1", [id])?,
            "复核",
            id.0,
        )
    }

    /// The review of a case that is not finished.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn open_review(&self, case: CaseId) -> Result<Option<Review>> {
        self.row(
            "SELECT * FROM review WHERE case_id = ?1 AND finished IS NULL",
            [case],
        )
    }

    /// All reviews of a case, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn reviews_of_case(&self, case: CaseId) -> Result<Vec<Review>> {
        self.rows("SELECT * FROM review WHERE case_id = ?1 ORDER BY id", [case])
    }

    /// The verdicts of a review, by item.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn verdicts(&self, review: ReviewId) -> Result<Vec<ReviewVerdict>> {
        self.rows(
            "SELECT * FROM review_verdict WHERE review_id = ?1 ORDER BY item",
            [review],
        )
    }
}
