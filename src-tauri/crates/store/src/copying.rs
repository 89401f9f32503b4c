//! Making a backup while the store is worked with: one moment of it, read through an opening of its own, copied in
//! steps, proven, and only then given the name of a backup, so that a folder that looks like a backup is one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::acts::head;
use crate::backup::hash_file;
use crate::keyring::{create_private, sync_folder, write_atomically};
use crate::keys::Keys;
use crate::mark::{self, Mark};
use crate::open::{Opening, open};
use crate::store::make_private_folder;
use crate::{
    Backup, DATABASE, KEYRING, MANIFEST, Manifest, ManifestFile, Report, Result, Store, StoreError, Tx,
    schema, verify,
};

/// Pages that are copied at a time: four megabytes.
const STEP: i32 = 1024;
/// How many instructions of a check pass between two looks at whether it is still wanted.
const LOOK: i32 = 100_000;

/// How far a backup is, and whether it is still wanted. Shared between who makes it and who waits.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    is_cancelled: AtomicBool,
    percent: AtomicU8,
}

impl Watch {
    /// It is not wanted any more: it ends at the next step, and nothing of it stays.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// How much is copied, in hundredths; at a hundred the copy is being proven.
    pub fn percent(&self) -> u8 {
        self.0.percent.load(Ordering::Relaxed)
    }

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::Relaxed)
    }

    fn copied(&self, done: i32, all: i32) {
        let percent = i64::from(done) * 100 / i64::from(all.max(1));
        let percent = u8::try_from(percent.clamp(0, 100)).unwrap_or(100);
        self.0.percent.store(percent, Ordering::Relaxed);
    }
}

/// An opening of a store that is there for copying it: the store itself goes on being worked with.
pub struct Copier {
    conn: Connection,
    keys: Keys,
    folder: PathBuf,
}

impl Copier {
    /// As [`Store::backup_to`], step by step.
    ///
    /// # Errors
    /// Those of [`Store::backup_to`]; `backup-cancelled`, and nothing stays.
    pub fn backup_to(self, to: &Path, now: DateTime<Utc>, watch: &Watch) -> Result<Backup> {
        let source = Source {
            conn: &self.conn,
            keys: &self.keys,
            folder: &self.folder,
        };
        source.backup_to(to, now, watch)
    }
}

impl Store {
    /// An opening of its own for copying the store; none while the store itself is only a copy that is read because
    /// nothing can be written.
    ///
    /// # Errors
    /// Those of opening a database.
    pub fn copier(&self) -> Result<Option<Copier>> {
        if self.is_copied() {
            return Ok(None);
        }
        let keys = self.keys.again()?;
        Ok(Some(Copier {
            conn: open(&self.folder.join(DATABASE), &keys, Opening::Existing)?,
            keys,
            folder: self.folder.clone(),
        }))
    }

    /// Copies the store into a new folder under `to` and proves the copy: opened with the key, every page, cipher,
    /// reference, audit row and attachment checked.
    ///
    /// # Errors
    /// `store-disk-full`, `store-file`; `store-bad-backup` when the copy does not prove sound (it is removed).
    pub fn backup_to(&self, to: &Path, now: DateTime<Utc>) -> Result<Backup> {
        let source = Source {
            conn: &self.conn,
            keys: &self.keys,
            folder: &self.folder,
        };
        source.backup_to(to, now, &Watch::default())
    }
}

/// What is copied.
struct Source<'s> {
    conn: &'s Connection,
    keys: &'s Keys,
    folder: &'s Path,
}

impl Source<'_> {
    fn backup_to(&self, to: &Path, now: DateTime<Utc>, watch: &Watch) -> Result<Backup> {
        make_private_folder(to)?;
        let folder = to.join(now.format("cungen-%Y%m%dT%H%M%S%.3fZ").to_string());
        let part = folder.with_extension("part");
        if folder.exists() || part.exists() {
            return Err(StoreError::Exists { folder });
        }
        let made = make_private_folder(&part).and_then(|()| self.copy_into(&part, now, watch));
        let made = made.and_then(|(manifest, report)| {
            fs::rename(&part, &folder)
                .and_then(|()| sync_folder(to))
                .map_err(|e| StoreError::file(&folder, &e))?;
            Ok(Backup {
                folder,
                manifest,
                report,
            })
        });
        if made.is_err() {
            let _ = fs::remove_dir_all(&part);
        }
        made.map_err(|error| match watch.is_cancelled() {
            true => StoreError::BackupCancelled,
            false => error,
        })
    }

    fn copy_into(&self, part: &Path, now: DateTime<Utc>, watch: &Watch) -> Result<(Manifest, Report)> {
        self.copy_pages(part, watch)?;
        let mut copy = open(&part.join(DATABASE), self.keys, Opening::Existing)?;
        let look = watch.clone();
        copy.progress_handler(LOOK, Some(move || look.is_cancelled()))?;
        let (report, mark) = {
            let tx = Tx::new(copy.transaction()?, self.keys, part);
            (verify::check(&tx)?, Mark::of(&tx)?)
        };
        mark.keep(part, self.keys)?;
        let schema = schema::version(&copy)?;
        let head = head::newest(&copy)?;
        // One self-contained file: no WAL stays beside it.
        copy.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))?;
        drop(copy);
        if let Some(problem) = report.problems.first() {
            return Err(StoreError::BadBackup {
                what: problem.words.clone(),
            });
        }
        let files = [DATABASE, mark::FILE, KEYRING]
            .into_iter()
            .map(|name| {
                let (bytes, sha256) = hash_file(&part.join(name))?;
                Ok(ManifestFile {
                    name: name.to_owned(),
                    bytes,
                    sha256,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let manifest = Manifest {
            format: 1,
            made: now,
            schema,
            head: head.map(|head| head.to_string()),
            files,
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|e| StoreError::BadBackup {
            what: format!("清单无法写出（{e}）"),
        })?;
        write_atomically(&part.join(MANIFEST), &text)?;
        Ok((manifest, report))
    }

    /// Copies the pages of one moment, and the keyring of the same.
    fn copy_pages(&self, part: &Path, watch: &Watch) -> Result<()> {
        let target = part.join(DATABASE);
        let ring_path = self.folder.join(KEYRING);
        let read_ring = || fs::read(&ring_path).map_err(|e| StoreError::file(&ring_path, &e));
        drop(create_private(&target).map_err(|e| StoreError::file(&target, &e))?);
        // A password set while the pages are copied would leave rows and keyring of different moments: copy again.
        let mut ring = read_ring()?;
        loop {
            // What others write meanwhile is not of this moment, and does not begin the copy anew.
            let moment = Transaction::new_unchecked(self.conn, TransactionBehavior::Deferred)?;
            moment.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?;
            let mut copy = open(&target, self.keys, Opening::Fresh)?;
            let copying = Copying::new(self.conn, &mut copy)?;
            loop {
                if watch.is_cancelled() {
                    return Err(StoreError::BackupCancelled);
                }
                let stepped = copying.step(STEP)?;
                let so_far = copying.progress();
                watch.copied(so_far.pagecount - so_far.remaining, so_far.pagecount);
                match stepped {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => return Err(StoreError::LockedByOther),
                }
            }
            let after = read_ring()?;
            if after == ring {
                break;
            }
            ring = after;
        }
        write_atomically(&part.join(KEYRING), &ring)
    }
}
