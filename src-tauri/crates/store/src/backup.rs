//! Backup and restore: an encrypted copy beside its keyring and a manifest of hashes, proven before it counts.
//!
//! A backup needs the same passwords as the store at that time. It is made under another name and renamed once it
//! has been opened and checked, so that a folder that looks like a backup is one.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::backup::{Backup as Copying, StepResult};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::acts::head;
use crate::canonical::hex;
use crate::keyring::{create_private, sync_folder, write_atomically};
use crate::mark::{self, Mark};
use crate::open::{Opening, open};
use crate::store::make_private_folder;
use crate::{DATABASE, KEYRING, Report, Result, Store, StoreError, Tx, known_schema, schema, verify};

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
    /// Version of this description.
    pub format: u32,
    /// Made when.
    pub made: DateTime<Utc>,
    /// Number of migrations of the database.
    pub schema: u32,
    /// The newest signed act in it, to hold later stores against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Its files.
    pub files: Vec<ManifestFile>,
}

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

impl Store {
    /// Copies the store into a new folder under `to` and proves the copy: opened with the key, every page, cipher,
    /// reference, audit row and attachment checked.
    ///
    /// # Errors
    /// `store-disk-full`, `store-file`; `store-bad-backup` when the copy does not prove sound (it is removed).
    pub fn backup_to(&self, to: &Path, now: DateTime<Utc>) -> Result<Backup> {
        make_private_folder(to)?;
        let folder = to.join(now.format("cungen-%Y%m%dT%H%M%S%.3fZ").to_string());
        let part = folder.with_extension("part");
        if folder.exists() || part.exists() {
            return Err(StoreError::Exists { folder });
        }
        let made = make_private_folder(&part).and_then(|()| self.copy_into(&part, now));
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
        made
    }

    fn copy_into(&self, part: &Path, now: DateTime<Utc>) -> Result<(Manifest, Report)> {
        let target = part.join(DATABASE);
        let ring_path = self.folder.join(KEYRING);
        let read_ring = || fs::read(&ring_path).map_err(|e| StoreError::file(&ring_path, &e));
        drop(create_private(&target).map_err(|e| StoreError::file(&target, &e))?);
        // A password set while the pages are copied would leave rows and keyring of different moments: copy again.
        let mut ring = read_ring()?;
        loop {
            let mut copy = open(&target, &self.keys, Opening::Fresh)?;
            let copying = Copying::new(&self.conn, &mut copy)?;
            loop {
                match copying.step(1024)? {
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
        write_atomically(&part.join(KEYRING), &ring)?;

        let mut copy = open(&target, &self.keys, Opening::Existing)?;
        let (report, mark) = {
            let tx = Tx::new(copy.transaction()?, &self.keys, part);
            (verify::check(&tx)?, Mark::of(&tx)?)
        };
        mark.keep(part, &self.keys)?;
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
    let mut text = Vec::new();
    File::open(&path)
        .and_then(|f| f.take(MANIFEST_LIMIT).read_to_end(&mut text))
        .map_err(|_| bad("没有备份的清单"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| bad("备份的清单读不出来"))?;
    if manifest.format != 1 || manifest.schema > known_schema() {
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
        let (bytes, sha256) = hash_file(&from.join(wanted)).map_err(|_| bad(format!("缺少文件 {wanted}")))?;
        if (bytes, &sha256) != (stated.bytes, &stated.sha256) {
            return Err(bad(format!("文件 {wanted} 与清单不符")));
        }
    }
    Ok(manifest)
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
    let is_in = |name: &&str| manifest.files.iter().any(|f| f.name == *name);
    for name in [DATABASE, mark::FILE, KEYRING].into_iter().filter(is_in) {
        let (source, target) = (from.join(name), to.join(name));
        let part = to.join(format!("{name}.part"));
        let copied = create_private(&part)
            .and_then(|mut copy| {
                std::io::copy(&mut File::open(&source)?, &mut copy)?;
                copy.sync_all()
            })
            .map_err(|e| StoreError::file(&part, &e))
            .and_then(|()| hash_file(&part));
        let sound = copied.and_then(|(_, sha256)| {
            match manifest
                .files
                .iter()
                .any(|f| f.name == name && f.sha256 == sha256)
            {
                true => fs::rename(&part, &target).map_err(|e| StoreError::file(&target, &e)),
                false => Err(StoreError::BadBackup {
                    what: format!("文件 {name} 在复制中改变"),
                }),
            }
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

fn hash_file(path: &Path) -> Result<(u64, String)> {
    let hashed = || -> std::io::Result<(u64, String)> {
        let mut file = File::open(path)?;
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
