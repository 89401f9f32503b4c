//! The pieces of which the backups of a folder consist: the database's file in parts of a megabyte, each under the name
//! of its hash, kept once for all backups. Scans never change, so a day's backup brings what is new and little else.
//!
//! They are parts of an encrypted file, and tell nobody anything but that they are the same.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};

use crate::canonical::hex;
use crate::keyring::{create_private, sync_folder, write_atomically};
use crate::store::make_private_folder;
use crate::{Result, StoreError, plain_file};

/// The folder of the pieces, beside the backups.
pub const PIECES: &str = "counterfoil-pieces";
/// The list of a backup's pieces, in their order, a line each.
pub(crate) const LIST: &str = "pieces.txt";

/// Bytes of a piece.
const PIECE: usize = 1 << 20;
/// Largest list that is read, in bytes: of some hundred gigabytes.
const LIST_LIMIT: u64 = 32 << 20;
/// How far above a backup its pieces may lie.
const ABOVE: usize = 3;
/// Pieces that no backup names are kept so long: one may be under way.
const GRACE: i64 = 48;

/// Of so many pieces that are there already one is read back at each backup, another one each day: none lies damaged
/// for longer unnoticed.
const READ_BACK: u64 = 16;

/// The pieces in a folder.
pub(crate) struct Pieces {
    folder: PathBuf,
    /// Which of the pieces are read back.
    turn: u64,
}

/// What came of a file that was taken apart.
pub(crate) struct Apart {
    /// The names of its pieces, in order.
    pub names: Vec<String>,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Pieces {
    /// Those beside the backups of a folder; made when missing.
    pub fn of(backups: &Path, now: DateTime<Utc>) -> Result<Self> {
        let folder = backups.join(PIECES);
        make_private_folder(&folder)?;
        let day = now.timestamp().unsigned_abs() / 86_400;
        Ok(Self {
            folder,
            turn: day % READ_BACK,
        })
    }

    /// Those of a backup.
    ///
    /// # Errors
    /// `store-bad-backup` where there are none near it.
    pub fn beside(backup: &Path) -> Result<Self> {
        let folders = backup.ancestors().skip(1).take(ABOVE);
        let found = folders
            .map(|above| above.join(PIECES))
            .find(|folder| folder.is_dir());
        let folder = found.ok_or_else(|| bad(format!("旁边没有 {PIECES} 目录，备份要和它放在一起")))?;
        Ok(Self { folder, turn: 0 })
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes what is read apart, `more` told of the bytes so far after each piece.
    pub fn keep(&self, mut from: impl Read, mut more: impl FnMut(u64) -> Result<()>) -> Result<Apart> {
        let mut apart = Apart {
            names: Vec::new(),
            bytes: 0,
            sha256: String::new(),
        };
        let mut hash = Sha256::new();
        let mut folders = BTreeSet::new();
        let mut piece = Vec::with_capacity(PIECE);
        loop {
            piece.clear();
            let read = from.by_ref().take(PIECE as u64).read_to_end(&mut piece);
            let read = read.map_err(|e| StoreError::file(&self.folder, &e))?;
            if read == 0 {
                break;
            }
            hash.update(&piece);
            apart.bytes += read as u64;
            apart.names.push(self.keep_one(&piece, &mut folders)?);
            more(apart.bytes)?;
        }
        for folder in folders {
            sync_folder(&folder).map_err(|e| StoreError::file(&folder, &e))?;
        }
        apart.sha256 = hex(&hash.finalize());
        Ok(apart)
    }

    /// Keeps a piece unless it is there whole.
    fn keep_one(&self, piece: &[u8], folders: &mut BTreeSet<PathBuf>) -> Result<String> {
        let name = hex(&Sha256::digest(piece));
        let path = self.path(&name);
        if self.is_there(&name, piece.len() as u64) {
            return Ok(name);
        }
        let folder = path.parent().unwrap_or(&self.folder).to_owned();
        make_private_folder(&folder)?;
        let part = path.with_extension("part");
        let _ = fs::remove_file(&part);
        let written = create_private(&part)
            .and_then(|mut file| {
                file.write_all(piece)?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&part, &path));
        written.map_err(|e| StoreError::file(&path, &e))?;
        folders.insert(folder);
        Ok(name)
    }

    /// Whether a piece is there, as far as its length tells, or whole where it is its turn.
    fn is_there(&self, name: &str, bytes: u64) -> bool {
        let is_long = fs::metadata(self.path(name)).is_ok_and(|about| about.len() == bytes);
        let first = u64::from_str_radix(name.get(..8).unwrap_or_default(), 16).unwrap_or_default();
        is_long && (first % READ_BACK != self.turn || self.read(name).is_ok())
    }

    fn path(&self, name: &str) -> PathBuf {
        let first = name.get(..2).unwrap_or("00");
        self.folder.join(first).join(name)
    }

    /// A piece, which is what its name says.
    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.path(name);
        let bytes =
            plain_file::read(&path, PIECE as u64).map_err(|_| bad(format!("缺少备份的一块 {name}")))?;
        match hex(&Sha256::digest(&bytes)) == name {
            true => Ok(bytes),
            false => Err(bad(format!("备份的一块 {name} 已损坏"))),
        }
    }

    /// Reads pieces in their order, what is done with each, until they come to more than `most` bytes: a list may name
    /// the same piece without end. Gives length and SHA-256 of them all.
    pub fn join(
        &self,
        names: &[String],
        most: u64,
        mut each: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<(u64, String)> {
        let mut hash = Sha256::new();
        let mut bytes = 0;
        for name in names {
            let piece = self.read(name)?;
            hash.update(&piece);
            bytes += piece.len() as u64;
            if bytes > most {
                return Err(bad(format!("备份的清单 {LIST} 与备份的大小不符")));
            }
            each(&piece).map_err(|e| StoreError::file(&self.folder, &e))?;
        }
        Ok((bytes, hex(&hash.finalize())))
    }

    /// Lets go what no backup of `backups` names, unless it is new. Where one of them cannot say what it names nothing
    /// goes. Gives the number of pieces that went.
    pub fn sweep(&self, backups: &[PathBuf], now: DateTime<Utc>) -> Result<u32> {
        let mut named = BTreeSet::new();
        for backup in backups {
            if backup.join(LIST).exists() {
                named.extend(list(backup)?);
            }
        }
        let file = |e: std::io::Error| StoreError::file(&self.folder, &e);
        let mut gone = 0;
        for folder in fs::read_dir(&self.folder).map_err(file)?.flatten() {
            for piece in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let name = piece.file_name().to_string_lossy().into_owned();
                let written = piece
                    .metadata()
                    .and_then(|about| about.modified())
                    .map_err(file)?;
                let is_new = now - DateTime::<Utc>::from(written) < Duration::hours(GRACE);
                if is_new || named.contains(&name) || !is_ours(&name) {
                    continue;
                }
                fs::remove_file(piece.path()).map_err(file)?;
                gone += 1;
            }
        }
        Ok(gone)
    }
}

/// Whether a file in the folder is a piece, or was to be one.
fn is_ours(name: &str) -> bool {
    is_name(name.strip_suffix(".part").unwrap_or(name))
}

fn is_name(name: &str) -> bool {
    name.len() == 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Writes down of which pieces a backup consists.
pub(crate) fn write_list(backup: &Path, names: &[String]) -> Result<()> {
    let mut text = names.join("\n");
    text.push('\n');
    write_atomically(&backup.join(LIST), text.as_bytes())
}

/// Of which pieces a backup consists.
///
/// # Errors
/// `store-bad-backup` where that cannot be read.
pub(crate) fn list(backup: &Path) -> Result<Vec<String>> {
    let read = plain_file::read(&backup.join(LIST), LIST_LIMIT).ok();
    let Some(text) = read.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return Err(bad(format!("备份的清单 {LIST} 读不出来")));
    };
    let names: Vec<String> = text.lines().map(str::to_owned).collect();
    match names.iter().all(|name| is_name(name)) {
        true => Ok(names),
        false => Err(bad(format!("备份的清单 {LIST} 读不出来"))),
    }
}

fn bad(what: String) -> StoreError {
    StoreError::BadBackup { what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces_of(folder: &Path) -> Pieces {
        Pieces::of(folder, Utc::now()).unwrap()
    }

    fn apart(pieces: &Pieces, bytes: &[u8]) -> Apart {
        pieces.keep(bytes, |_| Ok(())).unwrap()
    }

    fn files(folder: &Path) -> usize {
        let folders = fs::read_dir(folder).unwrap().flatten();
        folders.map(|one| fs::read_dir(one.path()).unwrap().count()).sum()
    }

    #[test]
    fn what_is_the_same_is_kept_once_and_comes_back_whole() {
        let dir = tempfile::tempdir().unwrap();
        let pieces = pieces_of(dir.path());
        let mut bytes: Vec<u8> = (0..3 * PIECE + 7).map(|at| (at / PIECE) as u8).collect();
        let first = apart(&pieces, &bytes);
        assert_eq!((first.names.len(), first.bytes), (4, bytes.len() as u64));
        bytes[PIECE + 1] = 9;
        bytes.extend([5; 100]);
        let second = apart(&pieces, &bytes);
        assert_eq!(files(&dir.path().join(PIECES)), 6, "one changed, the last grew");
        let mut back = Vec::new();
        let joined = pieces
            .join(&second.names, second.bytes, |piece| {
                back.extend_from_slice(piece);
                Ok(())
            })
            .unwrap();
        assert_eq!((joined, &back), ((second.bytes, second.sha256), &bytes));
    }

    #[test]
    fn a_damaged_piece_is_named_and_mended_by_the_next_backup() {
        let dir = tempfile::tempdir().unwrap();
        let made = apart(&pieces_of(dir.path()), b"abc");
        let pieces = pieces_of(dir.path());
        let path = pieces.path(&made.names[0]);
        for bad in [b"abd".as_slice(), b"ab", b""] {
            fs::write(&path, bad).unwrap();
            let error = pieces.join(&made.names, made.bytes, |_| Ok(())).unwrap_err();
            assert_eq!(error.code(), "store-bad-backup");
            for day in 0..READ_BACK {
                let today = Utc::now() + Duration::days(i64::try_from(day).unwrap());
                apart(&Pieces::of(dir.path(), today).unwrap(), b"abc");
            }
            assert!(pieces.join(&made.names, made.bytes, |_| Ok(())).is_ok());
        }
    }

    #[test]
    fn what_no_backup_names_goes_after_two_days() {
        let dir = tempfile::tempdir().unwrap();
        let pieces = pieces_of(dir.path());
        let (kept, gone) = (apart(&pieces, b"kept"), apart(&pieces, b"gone"));
        let backup = dir.path().join("backup");
        make_private_folder(&backup).unwrap();
        write_list(&backup, &kept.names).unwrap();
        let later = Utc::now() + Duration::hours(GRACE + 1);
        let backups = [backup.clone()];
        assert_eq!(
            pieces.sweep(&backups, Utc::now()).unwrap(),
            0,
            "one may be under way"
        );
        // Nothing goes while a backup cannot say of what it consists.
        fs::write(backup.join(LIST), "nonsense").unwrap();
        assert!(pieces.sweep(&backups, later).is_err());
        write_list(&backup, &kept.names).unwrap();
        assert_eq!(pieces.sweep(&backups, later).unwrap(), 1);
        assert!(pieces.read(&kept.names[0]).is_ok() && pieces.read(&gone.names[0]).is_err());
    }

    #[test]
    fn a_list_that_names_anything_else_is_none() {
        let dir = tempfile::tempdir().unwrap();
        for bad in ["../../etc/passwd", "AB", "0"] {
            fs::write(dir.path().join(LIST), bad).unwrap();
            assert_eq!(list(dir.path()).unwrap_err().code(), "store-bad-backup");
        }
    }
}
