//! Renewing the database key: after somebody has left who knew it, whoever keeps it opens nothing that is written from
//! then on, nor a copy of the disk.
//!
//! The database is copied under a new key, proven, and put in the place of the old one; nobody else may have it open
//! meanwhile. Whoever renews it types the own password; for everybody else the new key is closed in an envelope for
//! their own key, and moves into their slot at their next sign-in. Whenever the power fails, there is one whole pair of
//! database and keyring: the keyring holds both keys before the database changes places, and the new one alone after.
//! Backups from before stay with the key of their time.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::backup::{Backup as Copying, StepResult};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::acts::roster::{NO_KEY, Roster};
use crate::acts::touched::Touched;
use crate::keyring::{Keyring, create_private, sync_folder};
use crate::keys::Keys;
use crate::mark::{self, Mark};
use crate::open::{DATABASE, Opening, open};
use crate::{AuditAction, AuditEntry, Result, Store, StoreError, Tx, verify};

/// The copy under the new key, until it takes the database's place.
const COPY: &str = "counter.db.renewed";
/// The setting that says when it was last renewed.
const SETTING: &str = "database-key";
/// Pages that are copied at a time.
const STEP: i32 = 1024;

/// When the database key was last renewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Renewed {
    at: DateTime<Utc>,
    /// How many certificates the roster had.
    roster: u32,
}

/// What is to be known of the database key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseKey {
    /// Since when it is in use; none since the store was made.
    pub since: Option<DateTime<Utc>>,
    /// Who knew it and has left since, by name.
    pub left: Vec<String>,
}

impl Tx<'_> {
    /// Since when the database key is in use, and who has left since.
    ///
    /// # Errors
    /// `store-damaged`.
    pub fn database_key(&self) -> Result<DatabaseKey> {
        let renewed: Option<Renewed> = self.setting(SETTING)?;
        let roster = Roster::read(self.conn())?;
        let since = renewed.as_ref().map_or(0, |renewed| renewed.roster);
        let left = roster.left_since(since).into_iter();
        let names = left.map(|id| Ok(self.account(id)?.name));
        Ok(DatabaseKey {
            since: renewed.map(|renewed| renewed.at),
            left: names.collect::<Result<_>>()?,
        })
    }
}

impl Store {
    /// Renews the database key. Whoever is signed in goes on with the new one; the store is held meanwhile, some
    /// seconds for each gigabyte.
    ///
    /// # Errors
    /// `store-wrong-password`; `store-locked-by-other` while another program has the store open; `store-invalid` while
    /// somebody could not get the new key, or something about the store is in doubt; `store-disk-full`; `store-damaged`
    /// where the copy does not prove sound; `hall-other` at a window of a hall. Nothing has changed then.
    pub fn renew_database_key(&mut self, password: &SecretString, now: DateTime<Utc>) -> Result<()> {
        let refused = |what: &str| {
            Err(StoreError::Invalid {
                what: what.to_owned(),
            })
        };
        if self.is_window() {
            return Err(StoreError::HallOther {
                what: "大厅共用一把数据库密钥，不能在一个窗口更换".to_owned(),
            });
        }
        if self.is_copied() {
            return Err(StoreError::ReadOnly);
        }
        if self.doubt().is_some() {
            return refused("数据库有待核对的疑点，核对之前不能更新密钥");
        }
        let Some(id) = self.signer.as_ref().map(|signer| signer.account) else {
            return Err(StoreError::WrongPassword);
        };
        let account = self.read(|tx| tx.account(id))?;
        self.check_password(&account, password)?;
        let mut ring = Keyring::read(&self.folder)?;
        let own = ring
            .find(&account.login, password)?
            .ok_or(StoreError::WrongPassword)?;
        let others = self.read(|tx| tx.keys_of_slots())?;
        let new = Keys::random()?;
        let copy = self.folder.join(COPY);
        self.hold_alone()?;
        let made = self.copy_under(&new, &copy);
        let prepared = made.and_then(|()| {
            ring.prepare(&own, &others, &new.db)?;
            ring.write(&self.folder)
        });
        let placed = prepared.and_then(|()| {
            fs::rename(&copy, self.folder.join(DATABASE)).map_err(|e| StoreError::file(&copy, &e))
        });
        if let Err(error) = placed {
            let _ = fs::remove_file(&copy);
            ring.withdraw();
            // A keyring with both keys opens the old database as well.
            let _ = ring.write(&self.folder);
            self.let_others_in()?;
            return Err(error);
        }
        self.go_on_with(new, &mut ring)?;
        self.write(|tx| {
            let roster = Roster::read(tx.conn())?.newest;
            tx.put_setting(SETTING, &Renewed { at: now, roster })?;
            let words = "更新数据库密钥，其他人下次登录时自动换用";
            tx.audit(&AuditEntry::new(
                now,
                &account,
                AuditAction::DatabaseKeyRenewed,
                words,
            ))?;
            Ok(())
        })
    }

    /// Keeps every other program out until [`Store::let_others_in`].
    fn hold_alone(&self) -> Result<()> {
        let held = self.take_hold();
        if held.is_err() {
            self.let_others_in()?;
        }
        held
    }

    fn take_hold(&self) -> Result<()> {
        // Only the last that has it open gets rid of the log.
        let mode: String = self
            .conn
            .query_row("PRAGMA journal_mode = DELETE", (), |row| row.get(0))?;
        if mode != "delete" {
            return Err(StoreError::LockedByOther);
        }
        // A write takes the lock, and this mode keeps it.
        let version: u32 = self
            .conn
            .pragma_query_value(None, "user_version", |row| row.get(0))?;
        self.conn
            .query_row("PRAGMA locking_mode = EXCLUSIVE", (), |_| Ok(()))?;
        Ok(self.conn.pragma_update(None, "user_version", version)?)
    }

    fn let_others_in(&self) -> Result<()> {
        self.conn
            .query_row("PRAGMA locking_mode = NORMAL", (), |_| Ok(()))?;
        // The lock is let go with the next look.
        self.conn
            .query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?;
        self.conn.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
        Ok(())
    }

    /// Copies everything under a new key, proves the copy, and leaves it for good.
    fn copy_under(&self, new: &Keys, copy: &Path) -> Result<()> {
        let file = |e: &std::io::Error| StoreError::file(copy, e);
        if copy.exists() {
            fs::remove_file(copy).map_err(|e| file(&e))?;
        }
        drop(create_private(copy).map_err(|e| file(&e))?);
        let mut conn = open(copy, new, Opening::Fresh)?;
        {
            let copying = Copying::new(&self.conn, &mut conn)?;
            loop {
                match copying.step(STEP)? {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => return Err(StoreError::LockedByOther),
                }
            }
        }
        let report = {
            let tx = Tx::new(conn.transaction()?, new, &self.folder);
            let mut report = verify::check(&tx)?;
            report.problems.extend(verify::check_acts(&tx)?);
            report
        };
        if let Some(problem) = report.problems.first() {
            return Err(StoreError::damaged(&problem.words));
        }
        conn.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))?;
        drop(conn);
        File::open(copy)
            .and_then(|copy| copy.sync_all())
            .map_err(|e| file(&e))
    }

    /// The new database is in its place: it is opened, and the keyring holds the new key alone.
    fn go_on_with(&mut self, new: Keys, ring: &mut Keyring) -> Result<()> {
        // What is written into the database that was replaced would be lost: there is none until the new one is open.
        self.conn = Connection::open_in_memory()?;
        sync_folder(&self.folder).map_err(|e| StoreError::file(&self.folder, &e))?;
        let mut conn = open(&self.folder.join(DATABASE), &new, Opening::Existing)?;
        let touched = Touched::listen(&mut conn)?;
        self.take_over(conn, new, touched);
        self.read(|tx| Mark::of(tx)?.keep(&self.folder, &self.keys))?;
        // A mark under the former key, whose last trace goes with the next line, could be read by nobody.
        let mark = self.folder.join(mark::FILE);
        File::open(&mark)
            .and_then(|mark| mark.sync_all())
            .map_err(|e| StoreError::file(&mark, &e))?;
        ring.complete();
        ring.write(&self.folder)
    }
}

impl Tx<'_> {
    /// The public half of whoever owns each slot.
    ///
    /// # Errors
    /// `store-invalid` where somebody has none yet: they could not get a new key.
    fn keys_of_slots(&self) -> Result<BTreeMap<String, [u8; 32]>> {
        let roster = Roster::read(self.conn())?;
        let mut statement = self.conn().prepare(
            "SELECT id, slot_id, name FROM account WHERE slot_id IS NOT NULL AND active ORDER BY id",
        )?;
        let rows = statement.query_map((), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut keys = BTreeMap::new();
        let mut without = Vec::new();
        for row in rows {
            let (id, slot, name) = row?;
            match roster
                .of(id)
                .map(|said| said.public)
                .filter(|public| *public != NO_KEY)
            {
                Some(public) => drop(keys.insert(slot, public)),
                None => without.push(name),
            }
        }
        match without.is_empty() {
            true => Ok(keys),
            false => Err(StoreError::Invalid {
                what: format!(
                    "{} 还没有用新版程序登录过，请先登录一次，或停用",
                    without.join("、")
                ),
            }),
        }
    }
}
