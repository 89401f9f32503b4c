//! Proving the store: pages, ciphers, references, the audit chain, the bytes of every attachment, the texts kept by
//! hash.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::acts::head::{self, Head};
use crate::acts::proof;
use crate::acts::signed_head::{self, Seen};
use crate::audit_check::AuditCheck;
use crate::{Result, Store, StoreError, Tx, schema};

/// Something that is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// In Chinese.
    pub words: String,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the audit trail.
    pub audit_rows: u32,
    /// Attachments whose bytes were read and checked.
    pub attachments: u32,
    /// What is wrong, worst first; empty when nothing is.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Most problems of one kind that are listed.
const LISTED: usize = 20;

/// Pages, ciphers and references of an opened database.
pub(crate) fn check_pages(conn: &Connection) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut list = |code: &'static str, words: Vec<String>| {
        problems.extend(
            words
                .into_iter()
                .take(LISTED)
                .map(|words| Problem { code, words }),
        );
    };
    let texts = |sql: &str| -> Result<Vec<String>> {
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map((), |r| r.get::<_, String>(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    // Each page's authentication code (<https://www.zetetic.net/sqlcipher/sqlcipher-api/#cipher_integrity_check>).
    let ciphers = texts("PRAGMA cipher_integrity_check")?;
    list(
        "store-page-tampered",
        ciphers
            .into_iter()
            .map(|t| format!("加密页校验不符：{t}"))
            .collect(),
    );
    let pages = texts("PRAGMA integrity_check(20)")?;
    let pages = pages.into_iter().filter(|t| t != "ok");
    list(
        "store-page-damaged",
        pages.map(|t| format!("数据页损坏：{t}")).collect(),
    );
    let orphans = texts("SELECT \"table\" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check")?;
    list(
        "store-orphan-row",
        orphans
            .into_iter()
            .map(|t| format!("引用的行不存在：{t}"))
            .collect(),
    );
    Ok(problems)
}

/// Who wrote what: the roster, the signed acts, and each row against the act that listed it.
pub(crate) fn check_acts(tx: &Tx<'_>) -> Result<Vec<Problem>> {
    // One that cannot be read is named below, and hides nothing else.
    let accounts = tx.accounts().unwrap_or_default();
    let name = |id: u32| {
        let known = accounts.iter().find(|account| account.id.0 == id);
        known.map_or_else(|| format!("编号 {id} 的账号"), |account| account.name.clone())
    };
    let mut of_code: BTreeMap<&'static str, usize> = BTreeMap::new();
    let named = proof::prove(tx.conn(), schema::RULES, name)?.named.into_iter();
    let foreign = "数据库的表、索引或触发器与程序所建的不同".to_owned();
    let history = schema::history_fault(tx.conn())?.map(|words| ("schema-differs", words));
    let foreign = (!schema::is_as_made(tx.conn())?).then_some(("schema-differs", foreign));
    let listed = named.chain(foreign).chain(history).filter(|(code, _)| {
        let count = of_code.entry(code).or_default();
        *count += 1;
        *count <= LISTED
    });
    Ok(listed.map(|(code, words)| Problem { code, words }).collect())
}

/// Everything that can be checked of the bytes of one state of the database.
pub(crate) fn check(tx: &Tx<'_>) -> Result<Report> {
    let mut problems = check_pages(tx.conn())?;
    let audit_rows = match tx.check_audit()? {
        AuditCheck::Whole { rows } => rows,
        AuditCheck::Broken { seq, why } => {
            problems.push(Problem {
                code: "store-audit-broken",
                words: format!("审计记录第 {seq} 行：{why}"),
            });
            0
        }
    };
    let attachments = tx.attachments().unwrap_or_else(|error| {
        problems.push(Problem {
            code: "store-attachment-damaged",
            words: error.to_string(),
        });
        Vec::new()
    });
    for attachment in &attachments {
        match tx.attachment_bytes(attachment.id) {
            Ok(_) => {}
            // Bytes that lie on a hall's server are not damaged because it is away.
            Err(error @ (StoreError::HallGone { .. } | StoreError::HallBusy)) => return Err(error),
            Err(error) => problems.push(Problem {
                code: "store-attachment-damaged",
                words: error.to_string(),
            }),
        }
    }
    for hash in tx.project_versions()? {
        if let Err(error) = tx.project_version(&hash) {
            problems.push(Problem {
                code: "store-text-damaged",
                words: error.to_string(),
            });
        }
    }
    if let Err(error) = tx.agreements() {
        problems.push(Problem {
            code: "store-text-damaged",
            words: error.to_string(),
        });
    }
    Ok(Report {
        audit_rows,
        attachments: u32::try_from(attachments.len()).unwrap_or(u32::MAX),
        problems,
    })
}

impl Store {
    /// Checks the whole store. Takes as long as reading it.
    ///
    /// # Errors
    /// `store-damaged` when it cannot even be read; `hall-gone` at a window that cannot get everything; all else is in
    /// the report.
    pub fn verify(&self) -> Result<Report> {
        // The ciphers are checked in the file itself, past the write-ahead log: pages that the log still holds would be
        // taken for tampered ones. Where another program reads, the rest is copied by the next who closes.
        self.conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))?;
        let mut report = self.read(check)?;
        report.problems.extend(self.read(check_acts)?);
        report.problems.extend(self.doubt().map(|doubt| Problem {
            code: doubt.code(),
            words: doubt.words(),
        }));
        Ok(report)
    }

    /// The newest act, as it is carried outside on paper; none of a store that nobody has written to.
    ///
    /// # Errors
    /// Those of the database.
    pub fn head(&self) -> Result<Option<Head>> {
        self.read(|tx| tx.head())
    }

    /// Holds the store against heads that were kept outside, and names those that it does not have.
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify_against(&self, seen: &[Seen]) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for seen in seen {
            let found = match seen {
                Seen::Signed(head) => self.read(|tx| signed_head::differs(tx.conn(), head))?,
                Seen::Short(head) if self.read(|tx| head::holds(tx.conn(), head))? => None,
                Seen::Short(head) => Some((
                    "head-missing",
                    format!("库里没有印记 {head} 所指的记录：之后的记录被换掉或退回过"),
                )),
            };
            problems.extend(found.map(|(code, words)| Problem { code, words }));
        }
        Ok(problems)
    }

    /// Follows the audit chain alone and names the first row that does not fit.
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify_audit(&self) -> Result<AuditCheck> {
        self.read(|tx| tx.check_audit())
    }
}

impl Tx<'_> {
    /// The newest act before this transaction's own, as it is carried outside on paper.
    ///
    /// # Errors
    /// Those of the database.
    pub fn head(&self) -> Result<Option<Head>> {
        head::newest(self.conn())
    }
}
