//! Backup and restore: an encrypted copy beside its keyring and a manifest of hashes, proven before it counts.
//!
//! A backup needs the same passwords as the store at that time. How one is made stands in [`crate::copying`], which of
//! many are kept in [`crate::thinning`].

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::canonical::hex;
use crate::keyring::{create_private, sync_folder};
use crate::mark;
use crate::pieces::{self, Pieces};
use crate::store::make_private_folder;
use crate::{DATABASE, KEYRING, Report, Result, Store, StoreError, known_schema, plain_file, schema};

/// The manifest's file name.
pub const MANIFEST: &str = "manifest.json";

/// Largest manifest that is read, in bytes.
const MANIFEST_LIMIT: u64 = 64 * 1024;

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What a backup consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this description: 1 for a database that lies there as a file, 2 for one in pieces.
    pub format: u32,
    /// Made when.
    pub made: DateTime<Utc>,
    /// Number of migrations of the database.
    pub schema: u32,
    /// The newest signed act in it, to hold later stores against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// It was put together and opened when it was made; true of all that lie there as a file.
    #[serde(default = "yes")]
    pub opened: bool,
    /// Its files; of a database in pieces what they come to.
    pub files: Vec<ManifestFile>,
}

fn yes() -> bool {
    true
}

/// The format of a database in pieces.
pub(crate) const IN_PIECES: u32 = 2;

/// A backup that was made and proven.
#[derive(Debug, Clone)]
pub struct Backup {
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// What checking the copy found: nothing.
    pub report: Report,
}

/// The manifest of a backup folder; its files are not read. Needs no password.
///
/// # Errors
/// `store-bad-backup` where it cannot be read; `store-newer-schema`.
pub fn about_backup(from: &Path) -> Result<Manifest> {
    let bad = |what: &str| StoreError::BadBackup {
        what: what.to_owned(),
    };
    let path = from.join(MANIFEST);
    let text = plain_file::read(&path, MANIFEST_LIMIT).map_err(|_| bad("没有备份的清单"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| bad("备份的清单读不出来"))?;
    if !(1..=IN_PIECES).contains(&manifest.format) || manifest.schema > known_schema() {
        return Err(StoreError::NewerSchema {
            found: manifest.schema,
            known: known_schema(),
        });
    }
    Ok(manifest)
}

/// The manifest of a backup folder, after its files were checked against it. Needs no password.
///
/// # Errors
/// `store-bad-backup` when a file is absent, longer, shorter or other than stated; those of [`about_backup`].
pub fn read_manifest(from: &Path) -> Result<Manifest> {
    let bad = |what: String| StoreError::BadBackup { what };
    let manifest = about_backup(from)?;
    for wanted in [DATABASE, mark::FILE, KEYRING] {
        let Some(stated) = manifest.files.iter().find(|f| f.name == wanted) else {
            // A backup from before stores had marks comes without.
            if wanted == mark::FILE && !schema::is_marked(manifest.schema) {
                continue;
            }
            return Err(bad(format!("清单中没有 {wanted}")));
        };
        let (bytes, sha256) = match is_in_pieces(&manifest, wanted) {
            true => Pieces::beside(from)?.join(&pieces::list(from)?, stated.bytes, |_| Ok(()))?,
            false => hash_file(&from.join(wanted)).map_err(|_| bad(format!("缺少文件 {wanted}")))?,
        };
        if (bytes, &sha256) != (stated.bytes, &stated.sha256) {
            return Err(bad(format!("文件 {wanted} 与清单不符")));
        }
    }
    Ok(manifest)
}

/// Whether a file of a backup lies there in pieces.
fn is_in_pieces(manifest: &Manifest, name: &str) -> bool {
    manifest.format == IN_PIECES && name == DATABASE
}

/// Copies a proven backup into a folder that holds no store. Signing in needs a password of that time.
///
/// # Errors
/// `store-exists`; `store-bad-backup`; `store-disk-full`, `store-file`.
pub fn restore(from: &Path, to: &Path) -> Result<Manifest> {
    if Store::exists(to) {
        return Err(StoreError::Exists {
            folder: to.to_owned(),
        });
    }
    let manifest = read_manifest(from)?;
    make_private_folder(to)?;
    // The keyring last: until then there is no store that anybody could sign in to.
    for name in [DATABASE, mark::FILE, KEYRING] {
        let Some(stated) = manifest.files.iter().find(|f| f.name == name) else {
            continue;
        };
        let (source, target) = (from.join(name), to.join(name));
        let part = to.join(format!("{name}.part"));
        let copied = match is_in_pieces(&manifest, name) {
            true => put_together(from, &part, stated.bytes),
            false => copied(&source, &part),
        };
        let copied = copied.and_then(|()| hash_file(&part));
        let sound = copied.and_then(|(_, sha256)| match stated.sha256 == sha256 {
            true => fs::rename(&part, &target).map_err(|e| StoreError::file(&target, &e)),
            false => Err(StoreError::BadBackup {
                what: format!("文件 {name} 在复制中改变"),
            }),
        });
        if let Err(error) = sound {
            let _ = fs::remove_file(&part);
            let _ = fs::remove_file(to.join(DATABASE));
            let _ = fs::remove_file(to.join(mark::FILE));
            return Err(error);
        }
    }
    sync_folder(to).map_err(|e| StoreError::file(to, &e))?;
    Ok(manifest)
}

fn copied(from: &Path, to: &Path) -> Result<()> {
    let copied = create_private(to).and_then(|mut copy| {
        std::io::copy(&mut plain_file::open(from)?, &mut copy)?;
        copy.sync_all()
    });
    copied.map_err(|e| StoreError::file(to, &e))
}

/// Puts the database of a backup together from its pieces, of so many bytes.
pub(crate) fn put_together(backup: &Path, to: &Path, bytes: u64) -> Result<()> {
    let mut copy = create_private(to).map_err(|e| StoreError::file(to, &e))?;
    Pieces::beside(backup)?.join(&pieces::list(backup)?, bytes, |piece| copy.write_all(piece))?;
    copy.sync_all().map_err(|e| StoreError::file(to, &e))
}

pub(crate) fn hash_file(path: &Path) -> Result<(u64, String)> {
    let hashed = || -> std::io::Result<(u64, String)> {
        let mut file = plain_file::open(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 20];
        let mut total = 0;
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok((total, hex(&hash.finalize()))),
                n => {
                    hash.update(&buffer[..n]);
                    total += n as u64;
                }
            }
        }
    };
    hashed().map_err(|e| StoreError::file(path, &e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sha256_hex;

    #[test]
    fn a_file_hashes_like_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, b"abc").unwrap();
        assert_eq!(hash_file(&path).unwrap(), (3, sha256_hex(b"abc")));
    }
}
