//! The disk as it would be after the power fails: what was forced to it, and of the rest all, some or nothing, by
//! sectors; and the faults that a disk has.
//!
//! The files themselves lie in a folder in memory and are as a running program sees them. One world a thread.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rusqlite::ffi;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// What SQLite is about to do.
pub enum Op<'a> {
    /// Opens a file, which is there or not.
    Open(&'a Path, bool),
    Read(&'a Path),
    Write(&'a Path, u64, &'a [u8]),
    Truncate(&'a Path, u64),
    Sync(&'a Path),
    /// Deletes a file, and forces that to the disk or not.
    Delete(&'a Path, bool),
}

/// What goes wrong, at the operation of this number or the first after it that it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The power fails.
    Power,
    /// The program is killed.
    Kill,
    /// No room for one write.
    FullOnce,
    /// No room from then on.
    Full,
    /// From then on nothing can be written.
    ReadOnly,
    /// One write fails.
    Write,
    /// One sync fails, and what it was to force is never forced.
    Sync,
    /// One read fails.
    Read,
}

/// Something that is not yet forced to the disk.
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// One file.
#[derive(Default)]
struct Disk {
    /// What is on the disk; none of a file that its folder may not know.
    durable: Option<Vec<u8>>,
    /// What lies there when this file never came to be: the one of the same name before it.
    former: Option<Vec<u8>>,
    changes: Vec<Change>,
    is_deleted: bool,
}

impl Disk {
    /// Applies a change as far as `keeps` says, sector by sector.
    fn apply(bytes: &mut Vec<u8>, change: &Change, mut keeps: impl FnMut() -> bool) {
        match change {
            Change::Truncate(size) => {
                if keeps() {
                    bytes.resize(*size, 0);
                }
            }
            Change::Write(at, data) => {
                for (i, sector) in data.chunks(SECTOR).enumerate() {
                    if keeps() {
                        let (from, to) = (at + i * SECTOR, at + i * SECTOR + sector.len());
                        if bytes.len() < to {
                            bytes.resize(to, 0);
                        }
                        bytes[from..to].copy_from_slice(sector);
                    }
                }
            }
        }
    }

    fn force(&mut self) {
        let durable = self.durable.get_or_insert_default();
        for change in self.changes.drain(..) {
            Self::apply(durable, &change, || true);
        }
        self.former = None;
    }
}

/// Everything a thread's databases write to.
#[derive(Default)]
pub struct World {
    files: BTreeMap<PathBuf, Disk>,
    fault: Option<(u64, Fault)>,
    /// Syncs are answered and not done.
    pub lies: bool,
    /// Operations so far that change something.
    pub ops: u64,
    /// Reads so far.
    reads: u64,
    /// The fault has come about.
    pub struck: bool,
    /// Nothing works any more until [`World::cut`] or [`World::begin`].
    dead: bool,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::default();
}

/// Uses this thread's world.
pub fn with<T>(work: impl FnOnce(&mut World) -> T) -> T {
    WORLD.with_borrow_mut(work)
}

impl World {
    /// A new world, in which a fault is to come.
    pub fn begin(&mut self, fault: Option<(u64, Fault)>, lies: bool) {
        *self = Self {
            fault,
            lies,
            ..Self::default()
        };
    }

    /// The fault comes at this operation from now on; what is not yet forced to the disk stays so.
    pub fn begin_at(&mut self, at: u64, fault: Fault) {
        (self.fault, self.ops, self.reads, self.struck) = (Some((at, fault)), 0, 0, false);
    }

    /// What was wrong is over: there is room again.
    pub fn mend(&mut self) {
        self.fault = None;
    }

    /// The program ends here, if it has not already: nothing it still does reaches a file.
    pub fn end(&mut self) {
        self.dead = true;
    }

    /// Whether the program has ended.
    pub fn is_dead(&self) -> bool {
        self.dead
    }

    /// Lets an operation happen, or answers it with SQLite's code.
    pub fn ask(&mut self, op: &Op<'_>) -> Result<(), i32> {
        if self.dead {
            return Err(ffi::SQLITE_IOERR);
        }
        let reads = matches!(op, Op::Read(_));
        *(if reads { &mut self.reads } else { &mut self.ops }) += 1;
        let count = |fault| {
            if fault == Fault::Read {
                self.reads
            } else {
                self.ops
            }
        };
        let Some((_, fault)) = self.fault.filter(|(at, fault)| *at <= count(*fault)) else {
            return Ok(());
        };
        let writes = matches!(op, Op::Write(..) | Op::Truncate(..));
        let code = match (fault, op) {
            (Fault::Power | Fault::Kill, op) => {
                // What is under way when the power fails may still arrive.
                if let (Fault::Power, Op::Write(path, at, bytes)) = (fault, op) {
                    self.changed(path, Change::Write(usize_of(*at), bytes.to_vec()));
                }
                self.dead = true;
                ffi::SQLITE_IOERR
            }
            (Fault::FullOnce | Fault::Full, _) if writes => ffi::SQLITE_FULL,
            (Fault::Full, Op::Open(_, false)) => ffi::SQLITE_CANTOPEN,
            (Fault::ReadOnly, Op::Write(..)) => ffi::SQLITE_IOERR_WRITE,
            (Fault::ReadOnly, Op::Truncate(..)) => ffi::SQLITE_IOERR_TRUNCATE,
            (Fault::ReadOnly, Op::Sync(_)) => ffi::SQLITE_IOERR_FSYNC,
            (Fault::ReadOnly, Op::Delete(..)) => ffi::SQLITE_IOERR_DELETE,
            (Fault::ReadOnly, Op::Open(_, false)) => ffi::SQLITE_CANTOPEN,
            (Fault::Write, _) if writes => ffi::SQLITE_IOERR_WRITE,
            (Fault::Sync, Op::Sync(path)) => {
                // As Linux does: pages that could not be written count as clean afterwards.
                if let Some(file) = self.files.get_mut(*path) {
                    file.changes.clear();
                }
                ffi::SQLITE_IOERR_FSYNC
            }
            (Fault::Read, Op::Read(_)) => ffi::SQLITE_IOERR_READ,
            _ => return Ok(()),
        };
        self.struck = true;
        if !matches!(fault, Fault::Full | Fault::ReadOnly) {
            self.fault = None;
        }
        Err(code)
    }

    /// Puts down what has happened.
    pub fn done(&mut self, op: &Op<'_>, ok: bool) {
        if !ok {
            return;
        }
        match op {
            Op::Open(path, was_there) => {
                let file = self.files.entry(path.to_path_buf()).or_default();
                if file.is_deleted || !was_there {
                    *file = Disk {
                        former: file.durable.take().or(file.former.take()),
                        ..Disk::default()
                    };
                } else if file.durable.is_none() && file.changes.is_empty() {
                    file.durable = fs::read(path).ok();
                }
            }
            Op::Write(path, at, bytes) => self.changed(path, Change::Write(usize_of(*at), bytes.to_vec())),
            Op::Truncate(path, size) => self.changed(path, Change::Truncate(usize_of(*size))),
            Op::Sync(path) if !self.lies => {
                if let Some(file) = self.files.get_mut(*path) {
                    file.force();
                }
            }
            Op::Delete(path, forced) => {
                if *forced && !self.lies {
                    self.files.remove(*path);
                } else if let Some(file) = self.files.get_mut(*path) {
                    file.is_deleted = true;
                }
            }
            Op::Read(_) | Op::Sync(_) => {}
        }
    }

    fn changed(&mut self, path: &Path, change: Change) {
        let file = self.files.entry(path.to_path_buf()).or_default();
        file.changes.push(change);
    }

    /// The power fails, or has failed: the files become what the disk has of them, and the machine starts anew.
    pub fn cut(&mut self, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        for (path, file) in std::mem::take(&mut self.files) {
            let Some(path) = found(&path) else { continue };
            let path = path.as_path();
            // How much of what was on its way arrived: sometimes all or nothing, mostly some.
            let share = [0.0, 0.1, 0.5, 0.9, 1.0][rng.random_range(0..5)];
            let mut there = match (file.durable, file.former) {
                (Some(bytes), _) if file.is_deleted && rng.random_bool(0.5) => {
                    drop(bytes);
                    None
                }
                (Some(bytes), _) => Some(bytes),
                (None, former) if file.is_deleted || rng.random_bool(0.5) => {
                    // Its name never came to be known; the one before it may be there still.
                    let _ = fs::remove_file(path);
                    if let Some(bytes) = former.filter(|_| rng.random_bool(0.5)) {
                        write(path, &bytes);
                    }
                    continue;
                }
                (None, _) => Some(Vec::new()),
            };
            if let Some(bytes) = &mut there {
                for change in &file.changes {
                    Disk::apply(bytes, change, || rng.random_bool(share));
                }
            }
            match there {
                Some(bytes) => write(path, &bytes),
                None => drop(fs::remove_file(path)),
            }
        }
        // The index of the log lies in memory.
        self.begin(None, self.lies);
    }
}

/// A file where it lies now: its folder may have got its name meanwhile.
fn found(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    if folder.is_dir() {
        return Some(path.to_owned());
    }
    let stem = folder.file_stem()?.to_owned();
    let beside = fs::read_dir(folder.parent()?).ok()?.flatten();
    let moved = beside
        .map(|entry| entry.path())
        .find(|there| there.file_stem() == Some(&stem))?;
    Some(moved.join(path.file_name()?))
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

fn usize_of(n: u64) -> usize {
    usize::try_from(n).unwrap()
}
