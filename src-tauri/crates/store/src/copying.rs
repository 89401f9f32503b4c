//! Making a backup while the store is worked with: one moment of it, read through an opening of its own, copied in
//! steps, proven, and only then given the name of a backup, so that a folder that looks like a backup is one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::acts::head::{self, Head};
use crate::backup::{self, IN_PIECES, hash_file};
use crate::deletion::ledger;
use crate::keyring::{create_private, sync_folder, write_atomically};
use crate::keys::Keys;
use crate::mark::{self, Mark};
use crate::open::{Opening, open};
use crate::pieces::{self, Apart, Pieces};
use crate::store::make_private_folder;
use crate::{
    Backup, DATABASE, KEYRING, MANIFEST, Manifest, ManifestFile, Report, Result, Store, StoreError, Tx,
    schema, verify,
};

/// Pages that are copied at a time: four megabytes.
const STEP: i32 = 1024;
/// How often a moment is looked for at which nobody writes, and the pause between: ten seconds in all.
const TRIES: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(100);
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
        self.so_far(
            done.max(0).unsigned_abs().into(),
            all.max(0).unsigned_abs().into(),
        );
    }

    fn so_far(&self, done: u64, all: u64) {
        let percent = done.saturating_mul(100) / all.max(1);
        let percent = u8::try_from(percent.min(100)).unwrap_or(100);
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
    /// Backs the store up into a new folder under `to`, in pieces that lie once for all backups below `backups`; with
    /// `opens` it is put together and opened, else each piece is read back as it is kept.
    ///
    /// # Errors
    /// As [`Copier::backup_to`].
    pub fn pieces_to(
        self,
        backups: &Path,
        to: &Path,
        now: DateTime<Utc>,
        watch: &Watch,
        opens: bool,
    ) -> Result<Backup> {
        let source = Source {
            conn: &self.conn,
            keys: &self.keys,
            folder: &self.folder,
        };
        source.pieces_to(backups, to, now, watch, opens)
    }

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

impl Copier {
    /// Checks the whole store while it is worked with, as [`Store::verify`] does. None where another program reads or
    /// writes just then so that the pages in the file are not those of one moment: to be tried again.
    ///
    /// # Errors
    /// As [`Store::verify`]; `backup-cancelled` when it is not wanted any more.
    pub fn verify(mut self, watch: &Watch) -> Result<Option<Report>> {
        let look = watch.clone();
        self.conn
            .progress_handler(LOOK, Some(move || look.is_cancelled()))?;
        // What the log holds goes into the file, and as long as this reads nothing else does: the ciphers are checked
        // in the file itself.
        let busy: i64 = self
            .conn
            .query_row("PRAGMA wal_checkpoint(FULL)", (), |row| row.get(0))?;
        if busy != 0 {
            return Ok(None);
        }
        let tx = Tx::new(self.conn.transaction()?, &self.keys, &self.folder);
        let checked = verify::check(&tx).and_then(|mut report| {
            report.problems.extend(verify::check_acts(&tx)?);
            Ok(report)
        });
        match checked {
            Err(_) if watch.is_cancelled() => Err(StoreError::BackupCancelled),
            checked => checked.map(Some),
        }
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

/// The pieces of one moment, its mark, its schema, its head, its keyring.
type Moment = (Apart, Mark, u32, Option<Head>, Vec<u8>);

fn write_manifest(part: &Path, manifest: &Manifest) -> Result<()> {
    let text = serde_json::to_vec_pretty(manifest).map_err(|e| StoreError::BadBackup {
        what: format!("清单无法写出（{e}）"),
    })?;
    write_atomically(&part.join(MANIFEST), &text)
}

/// A file of a backup as its manifest lists it.
fn listed(part: &Path, name: &str) -> Result<ManifestFile> {
    let (bytes, sha256) = hash_file(&part.join(name))?;
    Ok(ManifestFile {
        name: name.to_owned(),
        bytes,
        sha256,
    })
}

impl Source<'_> {
    fn backup_to(&self, to: &Path, now: DateTime<Utc>, watch: &Watch) -> Result<Backup> {
        self.in_place(to, now, watch, |part| self.copy_into(part, now, watch))
    }

    fn pieces_to(
        &self,
        backups: &Path,
        to: &Path,
        now: DateTime<Utc>,
        watch: &Watch,
        opens: bool,
    ) -> Result<Backup> {
        let pieces = Pieces::of(backups, now)?;
        self.in_place(to, now, watch, |part| {
            self.take_apart(part, &pieces, now, watch, opens)
        })
    }

    /// Makes a backup beside its place, and gives it its name when it is whole.
    fn in_place(
        &self,
        to: &Path,
        now: DateTime<Utc>,
        watch: &Watch,
        make: impl FnOnce(&Path) -> Result<(Manifest, Report)>,
    ) -> Result<Backup> {
        make_private_folder(to)?;
        let folder = to.join(now.format("cungen-%Y%m%dT%H%M%S%.3fZ").to_string());
        let part = folder.with_extension("part");
        if folder.exists() || part.exists() {
            return Err(StoreError::Exists { folder });
        }
        let made = make_private_folder(&part).and_then(|()| make(&part));
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
            ledger::write(&tx, part, &[self.folder])?;
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
        let files = [DATABASE, mark::FILE, KEYRING].map(|name| listed(part, name));
        let files = files.into_iter().collect::<Result<_>>()?;
        let manifest = Manifest {
            format: 1,
            made: now,
            schema,
            head: head.map(|head| head.to_string()),
            opened: true,
            files,
        };
        write_manifest(part, &manifest)?;
        Ok((manifest, report))
    }

    /// Takes the database of one moment apart into the pieces beside the backups, and opens what they come to where
    /// that is wanted.
    fn take_apart(
        &self,
        part: &Path,
        pieces: &Pieces,
        now: DateTime<Utc>,
        watch: &Watch,
        opens: bool,
    ) -> Result<(Manifest, Report)> {
        let (apart, mark, schema, head, ring) = self.pieces_of_one_moment(pieces, watch)?;
        write_atomically(&part.join(KEYRING), &ring)?;
        mark.keep(part, self.keys)?;
        pieces::write_list(part, &apart.names)?;
        let report = match opens {
            true => self.opened(part, &apart, watch)?,
            false => Report::default(),
        };
        let mut files = vec![ManifestFile {
            name: DATABASE.to_owned(),
            bytes: apart.bytes,
            sha256: apart.sha256,
        }];
        for name in [pieces::LIST, mark::FILE, KEYRING] {
            files.push(listed(part, name)?);
        }
        let manifest = Manifest {
            format: IN_PIECES,
            made: now,
            schema,
            head: head.map(|head| head.to_string()),
            opened: opens,
            files,
        };
        write_manifest(part, &manifest)?;
        Ok((manifest, report))
    }

    /// The pieces of the database as it was at one moment, with what is known of that moment, and its keyring.
    ///
    /// The file is read while a look at this moment is open and all that the log held until then stands in the file: as
    /// long as the look lasts nothing else is copied into it. It is read by a program of its own, because a program
    /// that closes a file which SQLite has open lets go of SQLite's locks
    /// (<https://www.sqlite.org/howtocorrupt.html>, 2.2).
    fn pieces_of_one_moment(&self, pieces: &Pieces, watch: &Watch) -> Result<Moment> {
        let database = self.folder.join(DATABASE);
        let ring_path = self.folder.join(KEYRING);
        let read_ring = || fs::read(&ring_path).map_err(|e| StoreError::file(&ring_path, &e));
        let file = |e: std::io::Error| StoreError::file(&database, &e);
        let copier = open(&database, self.keys, Opening::Existing)?;
        for _ in 0..TRIES {
            if watch.is_cancelled() {
                return Err(StoreError::BackupCancelled);
            }
            let ring = read_ring()?;
            let moment = Transaction::new_unchecked(self.conn, TransactionBehavior::Deferred)?;
            moment.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?;
            let (log, copied): (i64, i64) =
                copier.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |row| {
                    Ok((row.get(1)?, row.get(2)?))
                })?;
            if log != copied {
                // Somebody wrote in between, or still looks at what was before.
                drop(moment);
                std::thread::sleep(BETWEEN);
                continue;
            }
            let whole = fs::metadata(&database).map_err(file)?.len();
            let mut reader = Command::new("cat")
                .arg(&database)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .map_err(file)?;
            let from = reader
                .stdout
                .take()
                .ok_or_else(|| file(std::io::Error::other("cat")))?;
            let apart = pieces.keep(from, |bytes| {
                watch.so_far(bytes, whole);
                match watch.is_cancelled() {
                    true => Err(StoreError::BackupCancelled),
                    false => Ok(()),
                }
            });
            let ended = reader.wait().map_err(file)?;
            let apart = apart?;
            if !ended.success() || apart.bytes != whole {
                return Err(file(std::io::Error::other("数据库文件没有读完")));
            }
            let tx = Tx::new(moment, self.keys, self.folder);
            let about = (
                Mark::of(&tx)?,
                schema::version(tx.conn())?,
                head::newest(tx.conn())?,
            );
            // A password set meanwhile would leave rows and keyring of different moments.
            if read_ring()? == ring {
                let (mark, schema, head) = about;
                return Ok((apart, mark, schema, head, ring));
            }
        }
        Err(StoreError::LockedByOther)
    }

    /// Puts the pieces together beside the backup and checks what they come to.
    fn opened(&self, part: &Path, apart: &Apart, watch: &Watch) -> Result<Report> {
        let proof = part.join("proof");
        make_private_folder(&proof)?;
        let checked = self.checked(part, &proof, apart, watch);
        let _ = fs::remove_dir_all(&proof);
        let report = checked?;
        match report.problems.first() {
            None => Ok(report),
            Some(problem) => Err(StoreError::BadBackup {
                what: problem.words.clone(),
            }),
        }
    }

    fn checked(&self, part: &Path, proof: &Path, apart: &Apart, watch: &Watch) -> Result<Report> {
        let target = proof.join(DATABASE);
        backup::put_together(part, &target, apart.bytes)?;
        if hash_file(&target)? != (apart.bytes, apart.sha256.clone()) {
            return Err(StoreError::BadBackup {
                what: "副本与数据库不符".to_owned(),
            });
        }
        let mut copy = open(&target, self.keys, Opening::Existing)?;
        let look = watch.clone();
        copy.progress_handler(LOOK, Some(move || look.is_cancelled()))?;
        verify::check(&Tx::new(copy.transaction()?, self.keys, proof))
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
