//! Mending what describes the tables: triggers, indexes, views and tables that somebody put into the database beside
//! the program are taken out, and triggers, indexes and views of the program's own that are gone are made again.
//!
//! Until that is done nothing is written, because what a foreign trigger writes beside would be signed by whoever
//! writes next. Rows that one wrote before stay named by `verify`: they are not mended here. Nor is one of the
//! program's own tables that is gone or another: that takes a backup.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::schema::{self, Described};
use crate::{Account, AuditAction, AuditEntry, Result, Store, StoreError};

/// What was mended, each by its kind and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mended {
    /// Taken out: nobody but the program makes them.
    pub removed: Vec<String>,
    /// Made again.
    pub restored: Vec<String>,
}

impl Mended {
    /// Whether there was nothing to mend.
    pub fn is_nothing(&self) -> bool {
        self.removed.is_empty() && self.restored.is_empty()
    }

    fn words(&self) -> String {
        let part = |what: &str, names: &[String]| match names {
            [] => None,
            names => Some(format!("{what} {}", names.join("、"))),
        };
        let parts = [
            part("去掉绕过程序放入的", &self.removed),
            part("补上缺少的", &self.restored),
        ];
        let told: Vec<String> = parts.into_iter().flatten().collect();
        format!("修复库结构：{}", told.join("；"))
    }
}

impl Store {
    /// Takes out what the program did not make and makes again what is gone of its own, in one transaction with its
    /// record in the audit. Where there is nothing to mend nothing is written.
    ///
    /// # Errors
    /// `store-needs-administrator` for anybody else; `store-damaged` where one of the program's tables is gone or
    /// another than it made.
    pub fn mend_tables(&mut self, by: &Account, now: DateTime<Utc>) -> Result<Mended> {
        if !by.roles.has(case::Role::Admin) {
            return Err(StoreError::NeedsAdministrator);
        }
        self.write(|tx| {
            let mended = mend(tx.conn())?;
            if !mended.is_nothing() {
                let entry = AuditEntry::new(now, by, AuditAction::TablesMended, mended.words());
                tx.audit(&entry)?;
            }
            Ok(mended)
        })
    }
}

fn mend(conn: &Connection) -> Result<Mended> {
    let (there, made) = (schema::described(conn)?, schema::described_as_made(conn)?);
    let mut foreign: Vec<&Described> = there.iter().filter(|one| !made.contains(one)).collect();
    let mut missing: Vec<&Described> = made.iter().filter(|one| !there.contains(one)).collect();
    if let Some(table) = missing.iter().find(|one| one.kind == "table") {
        return Err(StoreError::damaged(format!(
            "表 {} 不见了或被改动过，不能就地修复",
            table.name
        )));
    }
    // Triggers first, before anything is written under them; a virtual table takes the tables behind it along.
    foreign.sort_by_key(|one| (rank(one), one.name.as_str()));
    for one in &foreign {
        take_out(conn, one)?;
    }
    missing.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    for one in &missing {
        conn.execute_batch(&one.sql)?;
    }
    let names = |some: &[&Described]| some.iter().map(|one| one.in_words()).collect();
    Ok(Mended {
        removed: names(&foreign),
        restored: names(&missing),
    })
}

fn rank(one: &Described) -> u8 {
    match one.kind.as_str() {
        "trigger" => 0,
        "view" => 1,
        "index" => 2,
        _ if one.sql.to_ascii_uppercase().starts_with("CREATE VIRTUAL") => 3,
        _ => 4,
    }
}

fn take_out(conn: &Connection, one: &Described) -> Result<()> {
    let name = one.name.replace('"', "\"\"");
    let kind = match one.kind.as_str() {
        "trigger" => "TRIGGER",
        "view" => "VIEW",
        "index" => "INDEX",
        _ => "TABLE",
    };
    Ok(conn.execute_batch(&format!("DROP {kind} IF EXISTS \"{name}\""))?)
}
