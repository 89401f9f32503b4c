//! A backup in the place of a store: tried first beside it, and what it takes the place of is set aside, never deleted.
//!
//! A backup is copied into a folder of its own, opened with a password of that time and checked whole. Only then are
//! the files of the store moved aside and those of the copy moved in, the keyring last: until it is there nobody can
//! sign in to anything, and both stores lie whole in their folders. Case numbers that the replaced store had given are
//! not given again, as far as its mark can still be opened. Who may restore is not decided here.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::ErrorCode;
use secrecy::SecretString;

use crate::deletion::ledger;
use crate::hall::HALL;
use crate::keyring::sync_folder;
use crate::mark::{self, Loss, Mark};
use crate::open::{DATABASE, LOG, Opening, PATIENCE, open};
use crate::store::make_private_folder;
use crate::{
    Account, AuditAction, AuditEntry, FindTraces, KEYRING, Manifest, Replayed, Report, Result, Store,
    StoreError, restore,
};

/// The setting that tells a counter for practice from a real one.
pub const PRACTICE: &str = "practice";
/// The folder, inside that of the store, in which a backup is tried.
const TRIED: &str = "restoring.part";
/// The shared memory of an open database.
const SHARED: &str = "counter.db-shm";

/// A backup that was copied, opened and found sound, and stands in nobody's place.
#[derive(Debug)]
pub struct Proven {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Whose password opened it.
    pub account: Account,
    /// What was checked.
    pub report: Report,
    /// Cases in it.
    pub cases: u64,
    /// It is of a counter for practice.
    pub practice: bool,
    store: Option<Store>,
    folder: PathBuf,
}

/// A store that came back from a backup.
#[derive(Debug)]
pub struct Restored {
    /// Where the files lie that were in its place; none where there was no store.
    pub set_aside: Option<PathBuf>,
    /// What was done after the backup and is not in it; none where nothing is missing or nobody can tell.
    pub lost: Option<Loss>,
}

impl Proven {
    /// Copies a backup beside a store, opens it and checks everything in it; the store itself is not touched.
    ///
    /// # Errors
    /// `store-bad-backup`, `store-wrong-password`, `store-newer-schema`; `store-disk-full`, `store-file`.
    pub fn of(backup: &Path, store: &Path, login: &str, password: &SecretString) -> Result<Self> {
        let folder = store.join(TRIED);
        clear(&folder)?;
        make_private_folder(store)?;
        let tried = Self::tried(backup, &folder, login, password);
        if tried.is_err() {
            clear(&folder)?;
        }
        tried
    }

    fn tried(backup: &Path, folder: &Path, login: &str, password: &SecretString) -> Result<Self> {
        let manifest = restore(backup, folder)?;
        let (store, account) = Store::unlock(folder, login, password)?;
        let report = store.verify()?;
        if let Some(problem) = report.problems.first() {
            return Err(StoreError::BadBackup {
                what: problem.words.clone(),
            });
        }
        let (cases, practice) = store
            .read(|tx| -> Result<_> { Ok((tx.case_count()?, tx.setting(PRACTICE)?.unwrap_or(false))) })?;
        Ok(Self {
            manifest,
            account,
            report,
            cases,
            practice,
            store: Some(store),
            folder: folder.to_owned(),
        })
    }

    /// Deletes from the backup what ledgers of deletions in these folders say was deleted after it was made.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delete_again(
        &mut self,
        ledgers: &[PathBuf],
        traces: FindTraces<'_>,
        now: DateTime<Utc>,
    ) -> Result<Replayed> {
        let Some(store) = &mut self.store else {
            return Ok(Replayed::default());
        };
        let replayed = store.replay_deletions(ledgers, traces, now)?;
        if !replayed.numbers.is_empty() {
            let words = format!(
                "按删除台账再次删除 {} 件：{}",
                replayed.numbers.len(),
                replayed.numbers.join("、")
            );
            let entry = AuditEntry::new(now, &self.account, AuditAction::DeletedAgain, words);
            store.write(|tx| tx.audit(&entry))?;
        }
        Ok(replayed)
    }

    /// Puts the backup in the place of the store in a folder, and sets aside what was there.
    ///
    /// # Errors
    /// `store-locked-by-other` while another program has the store open; `store-disk-full`, `store-file`. Until the
    /// files are moved the former store stays as it was. `hall-other` at a window of a hall.
    pub fn put_in_place(mut self, folder: &Path, now: DateTime<Utc>) -> Result<Restored> {
        if folder.join(HALL).exists() {
            return Err(StoreError::HallOther {
                what: "备份不能恢复到窗口上，要看的请恢复到空文件夹".to_owned(),
            });
        }
        let Some(mut store) = self.store.take() else {
            return Err(StoreError::Missing {
                folder: folder.to_owned(),
            });
        };
        let lost = store.after_a_restore(folder)?;
        let name = now.format("replaced-%Y%m%dT%H%M%S%.3fZ").to_string();
        let set_aside = Store::exists(folder).then(|| folder.join(name));
        let words = told(&self.manifest, set_aside.as_deref(), lost);
        store.write(|tx| tx.audit(&AuditEntry::new(now, &self.account, AuditAction::Restored, words)))?;
        // All of it in one file, and closed, before it is moved.
        store
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))?;
        alone(folder, &store)?;
        store.read(|tx| ledger::write(tx, folder, &[]))?;
        drop(store);
        if let Some(aside) = &set_aside {
            make_private_folder(aside)?;
            // The keyring first: without it there is no store that anybody could sign in to.
            for name in [KEYRING, DATABASE, LOG, SHARED, mark::FILE] {
                moved(&folder.join(name), &aside.join(name))?;
            }
            sync_folder(aside).map_err(|e| StoreError::file(aside, &e))?;
        }
        for name in [DATABASE, mark::FILE, KEYRING] {
            moved(&self.folder.join(name), &folder.join(name))?;
        }
        sync_folder(folder).map_err(|e| StoreError::file(folder, &e))?;
        Ok(Restored { set_aside, lost })
    }
}

impl Drop for Proven {
    fn drop(&mut self) {
        self.store = None;
        // What cannot be removed now is removed before the next try.
        let _ = clear(&self.folder);
    }
}

impl Store {
    /// Holds this store against the mark of the one whose place it takes: what is missing of it. The case numbers that
    /// the other one gave are taken with the next write.
    fn after_a_restore(&mut self, replaced: &Path) -> Result<Option<Loss>> {
        let Some(mark) = Mark::read(replaced, &self.keys) else {
            return Ok(None);
        };
        self.hold(mark.given());
        self.read(|tx| mark.missing_in(tx))
    }
}

/// That nobody else has the replaced store open. One that these keys do not open belongs to nobody who could work on it
/// with the accounts of the backup, and one that is damaged to nobody at all.
fn alone(folder: &Path, restored: &Store) -> Result<()> {
    let path = folder.join(DATABASE);
    let Ok(conn) = open(&path, &restored.keys, Opening::Existing) else {
        return Ok(());
    };
    conn.busy_timeout(PATIENCE)?;
    // Leaving the log is possible for the only connection alone.
    match conn.query_row("PRAGMA journal_mode = DELETE", (), |row| row.get::<_, String>(0)) {
        Ok(mode) if mode == "wal" => Err(StoreError::LockedByOther),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            Err(StoreError::LockedByOther)
        }
        _ => Ok(()),
    }
}

/// What the audit says of it.
fn told(manifest: &Manifest, set_aside: Option<&Path>, lost: Option<Loss>) -> String {
    let made = manifest.made.format("%Y-%m-%d %H:%M:%S UTC");
    let mut words = format!("从 {made} 的备份恢复");
    if let Some(head) = &manifest.head {
        words.push_str(&format!("，印记 {head}"));
    }
    if let Some(Loss { known, found }) = lost {
        words.push_str(&format!("；备份以后的审计第 {} 到 {known} 行不在库里", found + 1));
    }
    if let Some(name) = set_aside.and_then(Path::file_name) {
        words.push_str(&format!("；换下的数据库留在 {}", name.to_string_lossy()));
    }
    words
}

/// Moves a file where it is there.
fn moved(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(to, &e)),
        _ => Ok(()),
    }
}

/// Removes a folder in which a backup was tried.
fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(folder, &e)),
        _ => Ok(()),
    }
}
