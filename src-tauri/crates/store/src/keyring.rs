//! `keyring.json`: the wrapped database key and the account's wrapped signing seed, once per account, and nothing that
//! names anybody.
//!
//! Written whole or not at all (temporary file, fsync, rename, fsync of the folder). Read under limits.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::canonical::{hex, unhex};
use crate::keys::{KdfCost, Purpose, Secret32, SlotKey, random};
use crate::{Result, StoreError};

/// The file's name in the store's folder.
pub(crate) const FILE: &str = "keyring.json";

/// Largest keyring that is read, in bytes: some thousand accounts.
const LIMIT: u64 = 1024 * 1024;

/// The format that is written: 2 since slots hold a signing seed.
const FORMAT: u32 = 2;

/// One account's way to the database key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    id: String,
    wrapped: String,
    /// None in keyrings from before acts were signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
}

/// The keyring as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Keyring {
    format: u32,
    salt: String,
    kdf: KdfCost,
    slots: Vec<Slot>,
}

impl Keyring {
    pub fn new(cost: KdfCost) -> Result<Self> {
        Ok(Self {
            format: FORMAT,
            salt: hex(&random::<32>()?),
            kdf: cost,
            slots: Vec::new(),
        })
    }

    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let mut text = Vec::new();
        File::open(&path)
            .and_then(|f| f.take(LIMIT + 1).read_to_end(&mut text))
            .map_err(|e| StoreError::file(&path, &e))?;
        if text.len() as u64 > LIMIT {
            return Err(StoreError::damaged("密钥文件过大"));
        }
        let ring: Self =
            serde_json::from_slice(&text).map_err(|_| StoreError::damaged("密钥文件无法读取"))?;
        match ring.format {
            1..=FORMAT => Ok(ring),
            found => Err(StoreError::NewerSchema { found, known: FORMAT }),
        }
    }

    pub fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| StoreError::damaged("密钥文件无法写出"))?;
        write_atomically(&folder.join(FILE), &text)
    }

    /// The slot of a login and password.
    pub fn slot_key(&self, login: &str, password: &SecretString) -> Result<SlotKey> {
        let salt = unhex(&self.salt).ok_or_else(|| StoreError::damaged("密钥文件无法读取"))?;
        SlotKey::derive(&salt, self.kdf, login, password)
    }

    /// The database key, when the slot is there and opens.
    pub fn open(&self, slot: &SlotKey) -> Option<Secret32> {
        let found = self.slots.iter().find(|s| s.id == slot.id)?;
        slot.unwrap(Purpose::Database, &unhex(&found.wrapped)?)
    }

    /// The signing seed, when the slot has one and it opens.
    pub fn seed(&self, slot: &SlotKey) -> Option<Secret32> {
        let found = self.slots.iter().find(|s| s.id == slot.id)?;
        slot.unwrap(Purpose::Seed, &unhex(found.seed.as_ref()?)?)
    }

    /// The seed for a slot that is to be added: the one that it has, else a new one. A seed that is there may be that
    /// of an account on record, whatever became of the transaction that brought it.
    pub fn seed_for(&self, slot: &SlotKey) -> Result<Secret32> {
        self.seed(slot).map_or_else(|| Ok(Secret32::new(random()?)), Ok)
    }

    /// Adds a slot, or replaces the one that is there.
    pub fn add(&mut self, slot: &SlotKey, db_key: &Secret32, seed: &Secret32) -> Result<()> {
        let made = Slot {
            id: slot.id.clone(),
            wrapped: hex(&slot.wrap(Purpose::Database, db_key)?),
            seed: Some(hex(&slot.wrap(Purpose::Seed, seed)?)),
        };
        self.slots.retain(|s| s.id != slot.id);
        self.slots.push(made);
        self.format = FORMAT;
        Ok(())
    }

    /// Keeps only the slots that accounts own.
    pub fn retain(&mut self, owned: &[String]) {
        self.slots.retain(|s| owned.contains(&s.id));
    }
}

/// Writes a file whole or not at all, and for good; readable by its owner alone.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    into_place(path, bytes)
        .and_then(|()| sync_folder(path.parent().unwrap_or(Path::new("."))))
        .map_err(|e| StoreError::file(path, &e))
}

/// Writes into a neighbour, for good, and puts it into the file's place.
fn into_place(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let random = random::<4>().map_err(std::io::Error::other)?;
    let temporary = path.with_extension(format!("{}.part", hex(&random)));
    let written = create_private(&temporary)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Makes a file that only its owner may read.
///
/// # Errors
/// Those of the file system; one that is there already is one.
pub fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder, and those above it that are missing, for its owner alone.
///
/// # Errors
/// Those of the file system.
pub fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A rename is durable only once its folder is.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
