//! The way out of a hall: the books go on at one PC, and at no window any more.
//!
//! Everything is brought home and proven first. Then the hall is closed by its last write, which every window reads
//! before its own next one; only after that this PC forgets its hall.

use std::fs;

use chrono::{DateTime, Utc};

use crate::audit_action::AuditAction;
use crate::hall::closed::{CLOSED, Closed};
use crate::hall::far::Far as _;
use crate::hall::opener::HALL;
use crate::hall::seen::Seen;
use crate::keyring::sync_folder;
use crate::table::{Account, AuditEntry};
use crate::{Result, Store, StoreError};

/// What is left of a ticket at a PC that has moved out.
const FORMER: &str = "hall.toml.former";

/// What came home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedOut {
    /// Links of the hall, the last of which closed it.
    pub links: u64,
    /// Cases.
    pub cases: u64,
    /// Attachments, each with its bytes.
    pub attachments: u64,
    /// Rows of the audit trail.
    pub audit: u64,
}

impl Store {
    /// Moves the books out of their hall to this PC, for good: everything comes here, is verified, the hall is closed
    /// at every window, and this PC works alone. Interrupted, it is done again.
    ///
    /// # Errors
    /// `hall-other` at a PC alone, or when the hall was closed at another window; `hall-gone`; `store-damaged` when
    /// what the hall has is not what its windows wrote: then it is not closed.
    pub fn move_out_of_hall(&mut self, by: &Account, now: DateTime<Utc>) -> Result<MovedOut> {
        let Some(hall) = self.hall.as_ref() else {
            return Err(StoreError::HallOther {
                what: "这台电脑不是大厅的窗口，没有要搬出的".to_owned(),
            });
        };
        let (id, window) = (hall.borrow().id.clone(), hall.window());
        while self.bring_some_home()? > 0 {}
        let problems = self.verify()?.problems;
        if !problems.is_empty() {
            return Err(StoreError::damaged(format!(
                "大厅里的数据有 {} 处问题，没有搬出",
                problems.len()
            )));
        }
        let closed: Option<Closed> = self.read(|tx| tx.setting(CLOSED))?;
        if closed.is_none_or(|closed| closed.hall != id || closed.window != window) {
            let words = format!("数据搬出大厅，以后在“{window}”的电脑上办理");
            self.write(|tx| -> Result<()> {
                tx.insert(
                    "INSERT INTO setting(key, value) SELECT key, value FROM hall_setting WHERE 1
                     ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                    (),
                )?;
                tx.put_setting(CLOSED, &Closed { hall: id, window })?;
                tx.audit(&AuditEntry::new(now, by, AuditAction::HallLeft, words))?;
                Ok(())
            })?;
        }
        // What others wrote before the hall was closed.
        while self.bring_some_home()? > 0 {}
        let moved = self.counted()?;
        // What it followed is over: these books are like any others, which may move into a hall again.
        self.local(|tx| {
            let forget = "DELETE FROM hall_seen; DELETE FROM hall_setting;";
            Ok(tx.conn().execute_batch(forget)?)
        })?;
        let (from, to) = (self.folder.join(HALL), self.folder.join(FORMER));
        fs::rename(&from, &to).map_err(|e| StoreError::file(&from, &e))?;
        sync_folder(&self.folder).map_err(|e| StoreError::file(&self.folder, &e))?;
        Ok(moved)
    }

    /// What lies here, when it is everything that the hall has.
    fn counted(&self) -> Result<MovedOut> {
        if let Some(why) = self.only_reads() {
            return Err(why.refusal());
        }
        self.read(|tx| {
            let count = |table: &str| -> Result<u64> {
                let sql = format!("SELECT count(*) FROM \"{table}\"");
                let rows: u32 = tx.conn().query_row(&sql, (), |row| row.get(0))?;
                Ok(rows.into())
            };
            Ok(MovedOut {
                links: Seen::read(tx.conn())?.seq,
                cases: count("case_file")?,
                attachments: count("attachment_blob")?,
                audit: count("audit")?,
            })
        })
    }
}
