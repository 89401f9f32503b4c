//! When nothing can be written: a full disk or a folder that is read-only still lets people sign in and read.
//!
//! SQLite needs to write to open a database with a log. Where that fails because of the disk, the database and its log
//! are copied, encrypted as they are, into memory, and read there; every write is refused with its reason.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::Connection;

use crate::canonical::hex;
use crate::keyring::{create_private, private_folder};
use crate::keys::{Keys, random};
use crate::open::{DATABASE, LOG, Opening, open};
use crate::{Result, StoreError, plain_file};

/// Why nothing can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnlyReads {
    /// The disk is full.
    Full,
    /// The folder, or the disk it lies on, is read-only.
    ReadOnly,
    /// The server of the hall does not answer.
    HallGone,
    /// What the hall's server holds is not what the windows wrote.
    HallAltered,
    /// The clocks of this PC and of the hall's server are too far apart.
    HallClock {
        /// How far, in minutes.
        minutes: u64,
    },
    /// A later program has written: what is new since is not understood here.
    Newer {
        /// The structure that it knows.
        found: u32,
        /// The one that this program knows.
        known: u32,
    },
}

impl OnlyReads {
    /// Why a folder cannot be written to; none when it can.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        let probe = folder.join(format!("{}.part", hex(&random::<4>().ok()?)));
        let written = create_private(&probe).and_then(|mut file| {
            // What opening needs: the index of the log, and the first page of one.
            file.write_all(&[0x5a; 64 * 1024])?;
            file.sync_all()
        });
        let _ = fs::remove_file(&probe);
        match written.err()?.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(Self::Full),
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Some(Self::ReadOnly),
            _ => None,
        }
    }

    /// Whether an error of the store says that nothing can be written.
    pub(crate) fn told_by(error: &StoreError) -> Option<Self> {
        match error {
            StoreError::DiskFull => Some(Self::Full),
            StoreError::ReadOnly => Some(Self::ReadOnly),
            StoreError::HallGone { .. } | StoreError::HallBusy => Some(Self::HallGone),
            StoreError::HallAltered { .. } | StoreError::HallRolledBack { .. } => Some(Self::HallAltered),
            StoreError::HallClock { minutes } => Some(Self::HallClock { minutes: *minutes }),
            StoreError::NewerSchema { found, known } => Some(Self::Newer {
                found: *found,
                known: *known,
            }),
            _ => None,
        }
    }

    /// The same in words, with what to do.
    pub fn words(self) -> String {
        let refusal = self.refusal();
        format!("{refusal}。{}", refusal.remedy())
    }

    /// What a write is refused with.
    pub(crate) fn refusal(self) -> StoreError {
        match self {
            Self::Full => StoreError::DiskFull,
            Self::ReadOnly => StoreError::ReadOnly,
            Self::HallGone => StoreError::HallGone {
                reason: "没有连上".to_owned(),
            },
            Self::HallAltered => StoreError::HallAltered {
                what: "登录以来已经发现".to_owned(),
            },
            Self::HallClock { minutes } => StoreError::HallClock { minutes },
            Self::Newer { found, known } => StoreError::NewerSchema { found, known },
        }
    }
}

/// Most bytes that are copied into memory.
const LIMIT: u64 = 2 << 30;
/// How often a copy is begun anew because another program wrote meanwhile.
const TRIES: usize = 3;

/// A copy in memory; dropped, it is gone.
pub(crate) struct Copied {
    folder: PathBuf,
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Copied {
    /// Copies a store's database and opens the copy.
    ///
    /// # Errors
    /// `store-too-large`; `store-locked-by-other` when another program goes on writing; those of [`open`].
    pub(crate) fn open(folder: &Path, keys: &Keys) -> Result<(Self, Connection)> {
        let shm = Path::new("/dev/shm");
        let memory = if shm.is_dir() {
            shm.to_owned()
        } else {
            std::env::temp_dir()
        };
        let made = memory.join(format!("counterfoil-{}", hex(&random::<8>()?)));
        private_folder(&made).map_err(|e| StoreError::file(&made, &e))?;
        let copied = Self { folder: made };
        for _ in 0..TRIES {
            let before = stamps(folder);
            let bytes: u64 = before.iter().flatten().map(|(bytes, _)| bytes).sum();
            if bytes > LIMIT {
                return Err(StoreError::TooLarge {
                    what: "数据库",
                    bytes,
                    limit: LIMIT,
                });
            }
            for name in FILES {
                let to = copied.folder.join(name);
                let _ = fs::remove_file(&to);
                if folder.join(name).exists() {
                    copy(&folder.join(name), &to).map_err(|e| StoreError::file(&to, &e))?;
                }
            }
            if stamps(folder) == before {
                let conn = open(&copied.folder.join(DATABASE), keys, Opening::Existing)?;
                return Ok((copied, conn));
            }
        }
        Err(StoreError::LockedByOther)
    }
}

/// The database and its log.
const FILES: [&str; 2] = [DATABASE, LOG];

/// Length and last change of each file.
fn stamps(folder: &Path) -> [Option<(u64, SystemTime)>; 2] {
    FILES.map(|name| {
        let file = fs::metadata(folder.join(name)).ok()?;
        Some((file.len(), file.modified().ok()?))
    })
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::io::copy(&mut plain_file::open(from)?, &mut create_private(to)?).map(drop)
}
