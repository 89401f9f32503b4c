//! Table `audit`: who did what when, in words and in facts. Rows are only ever added, by [`Tx::audit`].
//!
//! Each row carries SHA-256(hash of the row before ‖ its own fields), so that no row can be changed, left out or put
//! between unnoticed; `audit_head` repeats the last hash, so that the end cannot be cut off unnoticed either. What a
//! row says stands in its hash by a digest with a salt of the row's own: when the case that it is about is deleted,
//! saying and salt go, the chain stays, and nobody can try out what it said. Rows from before had no salt.
//! Triggers refuse UPDATE and DELETE. Neither PINs nor passwords ever stand in `words` or `facts`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::canonical::{canonical_json, hex};
use crate::keys::random;
use crate::migration::Migration;
use crate::row::{Fields, FromRow, stamp};
use crate::{Account, AccountId, Acted, AuditAction, AuditCheck, CaseId, Result, StoreError, Tx};

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "audit-1",
        sql: "CREATE TABLE audit(
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            account_id INTEGER NOT NULL REFERENCES account(id),
            account_name TEXT NOT NULL,
            case_id INTEGER REFERENCES case_file(id),
            action TEXT NOT NULL,
            words TEXT NOT NULL,
            facts TEXT NOT NULL,
            prev_hash TEXT NOT NULL,
            hash TEXT NOT NULL
          ) STRICT;
          CREATE INDEX audit_of_case ON audit(case_id) WHERE case_id IS NOT NULL;
          CREATE TABLE audit_head(one INTEGER PRIMARY KEY CHECK (one = 1), \
          seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
          CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN \
          SELECT RAISE(ABORT, 'audit rows are never changed'); END;
          CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN \
          SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
          CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN \
          SELECT RAISE(ABORT, 'the audit head is never deleted'); END;",
    },
    Migration {
        name: "audit-2",
        // The board asks for the last backup on every look.
        sql: "CREATE INDEX audit_by_action ON audit(action);",
    },
];

/// The triggers that [`verify_audit`](crate::Store::verify_audit) expects to find.
pub(crate) const TRIGGERS: [&str; 3] = ["audit_never_changes", "audit_never_shrinks", "audit_head_stays"];

/// What a use case puts on record.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    at: DateTime<Utc>,
    account: AccountId,
    account_name: String,
    case: Option<CaseId>,
    action: AuditAction,
    words: String,
    facts: Value,
}

impl AuditEntry {
    /// `words` is a Chinese sentence without its subject.
    pub fn new(at: DateTime<Utc>, by: &Account, action: AuditAction, words: impl Into<String>) -> Self {
        Self {
            at,
            account: by.id,
            account_name: by.name.clone(),
            case: None,
            action,
            words: words.into(),
            facts: Value::Object(serde_json::Map::new()),
        }
    }

    /// The case it is about.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// The facts behind the sentence (hashes, numbers, ids).
    #[must_use]
    pub fn facts(mut self, facts: Value) -> Self {
        self.facts = facts;
        self
    }
}

/// A row of the audit trail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditRow {
    /// Running number from 1, without gaps.
    pub seq: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub account_id: AccountId,
    /// Under which name then.
    pub account_name: String,
    /// About which case.
    pub case_id: Option<CaseId>,
    /// What was done.
    pub action: Acted,
    /// Chinese sentence.
    pub words: String,
    /// Facts behind it.
    pub facts: Value,
    /// Hash of the row before, in hexadecimal.
    pub prev_hash: String,
    /// Hash of this row.
    pub hash: String,
}

impl FromRow for AuditRow {
    const TABLE: &'static str = "audit";
    const ID: &'static str = "seq";
    fn from_row(f: &Fields<'_>) -> Result<Self> {
        Ok(Self {
            seq: f.get("seq")?,
            at: f.at("at")?,
            account_id: f.get("account_id")?,
            account_name: f.get("account_name")?,
            case_id: f.get("case_id")?,
            action: Acted::of(f.get("action")?),
            words: f.get("words")?,
            facts: f.json("facts")?,
            prev_hash: f.get("prev_hash")?,
            hash: f.get("hash")?,
        })
    }
}

/// Before the fields of a row whose saying has a salt.
const SALTED: &[u8] = b"counterfoil/audit/2\0";
/// Before what a row says.
const SAID: &[u8] = b"counterfoil/said/1\0";
/// Length of a salt in bytes.
const SALT: usize = 16;

/// The fields of a row exactly as stored: what the hash is taken over.
struct Stored {
    seq: i64,
    /// When, who, under which name, about which case, what.
    head: [String; 5],
    /// Words and facts.
    said: [String; 2],
    /// The digest of what it says; none of a row from before it had a salt.
    digest: Option<String>,
}

impl Stored {
    /// Every field is preceded by its length, so that no two rows read alike.
    fn hash(&self, prev: &str) -> String {
        let mut hash = Sha256::new();
        if self.digest.is_some() {
            hash.update(SALTED);
        }
        hash.update(prev.as_bytes());
        hash.update(self.seq.to_be_bytes());
        let said: Vec<&String> = match &self.digest {
            Some(digest) => vec![digest],
            None => self.said.iter().collect(),
        };
        for text in self.head.iter().chain(said) {
            part(&mut hash, text);
        }
        hex(&hash.finalize())
    }
}

fn part(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

/// The digest of what a row says, after its salt.
fn digest_of(salt: &[u8], said: &[String; 2]) -> String {
    let mut hash = Sha256::new();
    hash.update(SAID);
    hash.update(salt);
    for text in said {
        part(&mut hash, text);
    }
    hex(&hash.finalize())
}

/// What stands before the first row.
fn genesis() -> String {
    "0".repeat(64)
}

impl Tx<'_> {
    /// Adds a row to the audit trail, in this transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub fn audit(&mut self, entry: &AuditEntry) -> Result<u32> {
        let (last, prev) = self.audit_head()?;
        let salt = random::<SALT>()?;
        let said = [entry.words.clone(), canonical_json(&entry.facts)?];
        let row = Stored {
            seq: last + 1,
            head: [
                stamp(entry.at),
                entry.account.to_string(),
                entry.account_name.clone(),
                entry.case.map(|c| c.to_string()).unwrap_or_default(),
                entry.action.word().to_owned(),
            ],
            digest: Some(digest_of(&salt, &said)),
            said,
        };
        let hash = row.hash(&prev);
        self.insert(
            "INSERT INTO audit(seq, at, account_id, account_name, case_id, action, words, facts, prev_hash, hash,
                               salt, said)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            (
                row.seq,
                &row.head[0],
                entry.account,
                &entry.account_name,
                entry.case,
                entry.action.word(),
                &row.said[0],
                &row.said[1],
                prev,
                &hash,
                salt.as_slice(),
                &row.digest,
            ),
        )?;
        self.insert(
            "INSERT INTO audit_head(one, seq, hash) VALUES (1, ?1, ?2)
             ON CONFLICT(one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            (row.seq, &hash),
        )?;
        if let Some(case) = entry.case {
            self.work_here(case, None, entry.account, entry.at)?;
        }
        u32::try_from(row.seq).map_err(|_| StoreError::damaged("审计行号超出范围"))
    }

    /// The audit trail of a case, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn audit_of_case(&self, case: CaseId) -> Result<Vec<AuditRow>> {
        self.rows("SELECT * FROM audit WHERE case_id = ?1 ORDER BY seq", [case])
    }

    /// Rows of some actions that name no case, oldest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn audit_without_case(&self, actions: &[AuditAction]) -> Result<Vec<AuditRow>> {
        let words: Vec<&str> = actions.iter().map(|action| action.word()).collect();
        self.rows(
            "SELECT * FROM audit WHERE case_id IS NULL AND action IN (SELECT value FROM json_each(?1)) ORDER BY seq",
            [canonical_json(&words)?],
        )
    }

    /// Whether an account has done one of these actions to a case.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn has_acted(&self, case: CaseId, account: AccountId, actions: &[AuditAction]) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM audit WHERE case_id = ?1 AND account_id = ?2
                     AND action IN (SELECT value FROM json_each(?3)))";
        let words: Vec<&str> = actions.iter().map(|action| action.word()).collect();
        Ok(self
            .conn()
            .query_row(sql, (case, account, canonical_json(&words)?), |r| r.get(0))?)
    }

    /// The newest row of a case with one of these actions.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn last_act(&self, case: CaseId, actions: &[AuditAction]) -> Result<Option<AuditRow>> {
        let words: Vec<&str> = actions.iter().map(|action| action.word()).collect();
        self.row(
            "SELECT * FROM audit WHERE case_id = ?1 AND action IN (SELECT value FROM json_each(?2))
              ORDER BY seq DESC LIMIT 1",
            (case, canonical_json(&words)?),
        )
    }

    /// The newest rows of the whole trail, newest first.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn audit_tail(&self, limit: u32) -> Result<Vec<AuditRow>> {
        self.rows("SELECT * FROM audit ORDER BY seq DESC LIMIT ?1", [limit])
    }

    /// The rows since a moment, oldest first. The chain is followed back from its end: no more is read than is wanted.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn audit_since(&self, since: DateTime<Utc>) -> Result<Vec<AuditRow>> {
        const AT_A_TIME: u32 = 256;
        let mut rows: Vec<AuditRow> = Vec::new();
        loop {
            let before = rows.last().map_or(i64::MAX, |row| i64::from(row.seq));
            let more: Vec<AuditRow> = self.rows(
                "SELECT * FROM audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
                (before, AT_A_TIME),
            )?;
            let is_all = more.len() < AT_A_TIME as usize || more.iter().any(|row| row.at < since);
            rows.extend(more.into_iter().take_while(|row| row.at >= since));
            if is_all {
                rows.reverse();
                return Ok(rows);
            }
        }
    }

    /// When something was last done, if ever (for instance the last backup).
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn last_audit(&self, action: AuditAction) -> Result<Option<AuditRow>> {
        self.row(
            "SELECT * FROM audit WHERE action = ?1 ORDER BY seq DESC LIMIT 1",
            [action.word()],
        )
    }

    /// The hash of an audit row, where there is one.
    pub(crate) fn audit_hash(&self, seq: i64) -> Result<Option<String>> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT hash FROM audit WHERE seq = ?1")?;
        let mut rows = statement.query([seq])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    pub(crate) fn audit_head(&self) -> Result<(i64, String)> {
        let mut statement = self
            .conn()
            .prepare_cached("SELECT seq, hash FROM audit_head WHERE one = 1")?;
        let mut rows = statement.query(())?;
        match rows.next()? {
            Some(row) => Ok((row.get(0)?, row.get(1)?)),
            None => Ok((0, genesis())),
        }
    }

    /// Follows the chain from the first row and names the first that does not fit.
    pub(crate) fn check_audit(&self) -> Result<AuditCheck> {
        let broken = |seq, why: &str| {
            Ok(AuditCheck::Broken {
                seq,
                why: why.to_owned(),
            })
        };
        for trigger in TRIGGERS {
            let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = ?1";
            let n: i64 = self.conn().query_row(sql, [trigger], |r| r.get(0))?;
            if n == 0 {
                return broken(0, "保护审计表的触发器已被删除");
            }
        }
        let mut statement = self.conn().prepare(
            "SELECT a.seq, a.at, CAST(a.account_id AS TEXT), a.account_name, coalesce(CAST(a.case_id AS TEXT), ''),
                    a.action, a.words, a.facts, a.prev_hash, a.hash, a.salt, a.said, e.seq IS NOT NULL
               FROM audit a LEFT JOIN audit_erased e ON e.seq = a.seq ORDER BY a.seq",
        )?;
        let mut rows = statement.query(())?;
        let (mut last, mut prev) = (0_i64, genesis());
        while let Some(row) = rows.next()? {
            let seq: i64 = row.get(0)?;
            let expected = last + 1;
            if seq != expected {
                return broken(expected, "缺少这一行");
            }
            let mut head: [String; 5] = Default::default();
            for (i, text) in head.iter_mut().enumerate() {
                *text = row.get(i + 1)?;
            }
            let said: [String; 2] = [row.get(6)?, row.get(7)?];
            let (stored_prev, stored_hash): (String, String) = (row.get(8)?, row.get(9)?);
            let (salt, digest): (Option<Vec<u8>>, Option<String>) = (row.get(10)?, row.get(11)?);
            let is_erased: bool = row.get(12)?;
            if stored_prev != prev {
                return broken(seq, "与前一行不相接");
            }
            // What went with its case is gone for good; that a deletion let it go is proven with the acts.
            let holds = match (&salt, &digest) {
                (None, _) if is_erased => said[0].is_empty() && said[1] == "{}",
                (Some(salt), Some(digest)) => digest_of(salt, &said) == *digest,
                (None, Some(_)) => false,
                (_, None) => true,
            };
            let is_former_and_erased = digest.is_none() && is_erased;
            let stored = Stored {
                seq,
                head,
                said,
                digest,
            };
            if !holds || (!is_former_and_erased && stored.hash(&prev) != stored_hash) {
                return broken(seq, "内容与校验值不符");
            }
            (last, prev) = (seq, stored_hash);
        }
        if self.audit_head()? != (last, prev) {
            return broken(last + 1, "末尾的行已被删除或替换");
        }
        Ok(AuditCheck::Whole {
            rows: u32::try_from(last).map_err(|_| StoreError::damaged("审计行号超出范围"))?,
        })
    }
}
