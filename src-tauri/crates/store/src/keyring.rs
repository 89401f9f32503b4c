//! `keyring.json`: the wrapped database key and the account's wrapped signing seed, once per account, and nothing that
//! names anybody.
//!
//! Where the database key was renewed, the new one lies in a slot closed for the account's own key until its next
//! sign-in, because nobody else knows the password that wraps it.
//!
//! Written whole or not at all (temporary file, fsync, rename, fsync of the folder). Read under limits.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::acts::signer::Signer;
use crate::canonical::{hex, unhex};
use crate::circle::envelope;
use crate::keys::{KdfCost, Purpose, Secret32, SlotKey, random};
use crate::{AccountId, Result, StoreError, plain_file};

/// The file's name in the store's folder.
pub(crate) const FILE: &str = "keyring.json";

/// Largest keyring that is read, in bytes: some thousand accounts.
const LIMIT: u64 = 1024 * 1024;

/// The format that is written: 2 since slots hold a signing seed, 3 since each has a cost of its own, 4 since a renewed
/// database key may lie in an envelope.
const FORMAT: u32 = 4;

/// Most different costs in one keyring: every one is paid at every sign-in.
const COSTS: usize = 3;

/// One account's way to the database key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slot {
    id: String,
    /// What its password costs to try; that of the keyring in former formats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kdf: Option<KdfCost>,
    /// The database key; empty where it was renewed and its owner has not signed in since.
    wrapped: String,
    /// The renewed database key, wrapped as well: while a renewal is under way, and after one that was interrupted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// The renewed database key, closed for the account's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    envelope: Option<String>,
    /// None in keyrings from before acts were signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
}

/// The keyring as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Keyring {
    format: u32,
    salt: String,
    /// What a new slot costs.
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
        let text = plain_file::read(&path, LIMIT).map_err(|e| match e.kind() {
            std::io::ErrorKind::FileTooLarge => StoreError::damaged("密钥文件过大"),
            _ => StoreError::file(&path, &e),
        })?;
        Self::of_text(&text)
    }

    /// Reads what [`Self::text`] writes.
    pub fn of_text(text: &[u8]) -> Result<Self> {
        let ring: Self = serde_json::from_slice(text).map_err(|_| StoreError::damaged("密钥文件无法读取"))?;
        match ring.format {
            1..=FORMAT => ring.with_costs(),
            found => Err(StoreError::NewerSchema { found, known: FORMAT }),
        }
    }

    /// The same with a cost in every slot, and the present one for those to come. Anybody can write into this file that
    /// a password costs nothing: a slot that is there cannot be made cheaper, so a new one costs no less than any.
    fn with_costs(mut self) -> Result<Self> {
        for slot in &mut self.slots {
            slot.kdf.get_or_insert(self.kdf);
        }
        let dearest = self.slots.iter().filter_map(|slot| slot.kdf).max();
        self.kdf = dearest.map_or(self.kdf, |cost| cost.max(self.kdf)).raised();
        match self.costs().len() {
            0..=COSTS => Ok(self),
            _ => Err(StoreError::damaged("密钥文件中的口令参数不合理")),
        }
    }

    /// The costs of all slots, the dearest first; that of new ones where there is no slot.
    fn costs(&self) -> Vec<KdfCost> {
        let mut costs: Vec<_> = self.slots.iter().filter_map(|slot| slot.kdf).collect();
        costs.sort_unstable();
        costs.dedup();
        costs.reverse();
        if costs.is_empty() {
            costs.push(self.kdf);
        }
        costs
    }

    pub fn write(&self, folder: &Path) -> Result<()> {
        write_atomically(&folder.join(FILE), &self.text()?)
    }

    /// The file's text.
    pub fn text(&self) -> Result<Vec<u8>> {
        serde_json::to_vec_pretty(self).map_err(|_| StoreError::damaged("密钥文件无法写出"))
    }

    /// The slot that a login and password open; none when there is none. Every cost in the keyring is paid in any
    /// case, so that an unknown login takes as long as a known one.
    pub fn find(&self, login: &str, password: &SecretString) -> Result<Option<SlotKey>> {
        let mut found = None;
        for cost in self.costs() {
            let slot = self.derive(cost, login, password)?;
            if found.is_none() && self.slots.iter().any(|s| s.id == slot.id) {
                found = Some(slot);
            }
        }
        Ok(found)
    }

    /// The slot that a login and password are to have from now on.
    pub fn slot_key(&self, login: &str, password: &SecretString) -> Result<SlotKey> {
        self.derive(self.kdf, login, password)
    }

    fn derive(&self, cost: KdfCost, login: &str, password: &SecretString) -> Result<SlotKey> {
        let salt = unhex(&self.salt).ok_or_else(|| StoreError::damaged("密钥文件无法读取"))?;
        SlotKey::derive(&salt, cost, login, password)
    }

    /// Whether a slot costs less to try than a new one would.
    pub fn is_cheap(&self, slot: &SlotKey) -> bool {
        slot.cost != self.kdf && slot.cost.raised() == self.kdf
    }

    /// What may be the database key, when the slot is there and opens: the present one first; behind it the renewed
    /// one, which it is where a renewal came to its end, or was interrupted close to it.
    pub fn open(&self, slot: &SlotKey) -> Result<Vec<Secret32>> {
        let Some(found) = self.slots.iter().find(|s| s.id == slot.id) else {
            return Ok(Vec::new());
        };
        let wrapped = [Some(&found.wrapped), found.next.as_ref()].into_iter().flatten();
        let wrapped = wrapped.filter_map(|text| slot.unwrap(Purpose::Database, &unhex(text)?));
        let mut keys: Vec<_> = wrapped.collect();
        let envelope = found.envelope.as_ref().and_then(|text| unhex(text));
        if let Some((envelope, seed)) = envelope.zip(self.seed(slot)) {
            // Which account it is does not matter for opening an envelope.
            let signer = Signer::new(AccountId(0), &seed);
            keys.extend(envelope::unclose(&signer, &renewed_for(&slot.id), &envelope)?);
        }
        Ok(keys)
    }

    /// Whether the slot says what the database key is otherwise than a slot that was just added.
    pub fn is_behind(&self, slot: &SlotKey) -> bool {
        let found = self.slots.iter().find(|s| s.id == slot.id);
        found.is_some_and(|slot| slot.next.is_some() || slot.envelope.is_some())
    }

    /// Puts a renewed database key beside the present one: wrapped into the slot of whoever renews it, closed for the
    /// public half of everybody else's key. Slots of neither stay without it.
    pub fn prepare(
        &mut self,
        own: &SlotKey,
        others: &BTreeMap<String, [u8; 32]>,
        new: &Secret32,
    ) -> Result<()> {
        for slot in &mut self.slots {
            (slot.next, slot.envelope) = (None, None);
            if slot.id == own.id {
                slot.next = Some(hex(&own.wrap(Purpose::Database, new)?));
            } else if let Some(public) = others.get(&slot.id) {
                let closed = envelope::close(public, &renewed_for(&slot.id), new)?;
                slot.envelope = closed.map(|bytes| hex(&bytes));
            }
        }
        self.format = FORMAT;
        Ok(())
    }

    /// The renewed key is the only one from here on; slots that did not get it open nothing any more and go.
    pub fn complete(&mut self) {
        for slot in &mut self.slots {
            slot.wrapped = slot.next.take().unwrap_or_default();
        }
        self.slots
            .retain(|slot| !slot.wrapped.is_empty() || slot.envelope.is_some());
    }

    /// As before a renewal that came to nothing.
    pub fn withdraw(&mut self) {
        for slot in &mut self.slots {
            slot.next = None;
            if !slot.wrapped.is_empty() {
                slot.envelope = None;
            }
        }
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

    /// Whether another keyring is of the same store: they were made with the same salt, and keep it.
    pub fn is_of_same_store(&self, other: &Self) -> bool {
        self.salt == other.salt
    }

    /// Adds a slot, or replaces the one that is there.
    pub fn add(&mut self, slot: &SlotKey, db_key: &Secret32, seed: &Secret32) -> Result<()> {
        let made = Slot {
            id: slot.id.clone(),
            kdf: Some(slot.cost),
            wrapped: hex(&slot.wrap(Purpose::Database, db_key)?),
            next: None,
            envelope: None,
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

/// Where the envelope of a renewed database key is to lie.
fn renewed_for(slot: &str) -> Vec<u8> {
    [b"database\0", slot.as_bytes()].concat()
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

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    const CHEAP: KdfCost = KdfCost::QUICK_FOR_TESTS;
    const DEAR: KdfCost = KdfCost { passes: 2, ..CHEAP };

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    /// A keyring with a slot of each of two costs.
    fn mixed() -> Keyring {
        let mut ring = Keyring::new(CHEAP).unwrap();
        for (cost, login) in [(CHEAP, "former"), (DEAR, "new")] {
            ring.kdf = cost;
            let slot = ring.slot_key(login, &secret("p")).unwrap();
            let key = Zeroizing::new([1; 32]);
            ring.add(&slot, &key, &key).unwrap();
        }
        ring
    }

    #[test]
    fn slots_of_every_cost_are_found_and_nothing_else() {
        let ring = mixed();
        let found = |login: &str, password: &str| ring.find(login, &secret(password)).unwrap();
        assert_eq!(found("former", "p").map(|slot| slot.cost), Some(CHEAP));
        assert_eq!(found("new", "p").map(|slot| slot.cost), Some(DEAR));
        assert!(found("new", "q").is_none() && found("nobody", "p").is_none());
    }

    #[test]
    fn a_former_keyring_is_read_with_its_cost_in_every_slot() {
        let folder = tempfile::tempdir().unwrap();
        let mut ring = mixed();
        (ring.format, ring.kdf) = (2, CHEAP);
        ring.slots.pop();
        ring.slots[0].kdf = None;
        ring.write(folder.path()).unwrap();
        let read = Keyring::read(folder.path()).unwrap();
        assert!(read.find("former", &secret("p")).unwrap().is_some());
        // Written again, an older program that knows one cost alone does not take it for a wrong password.
        let slot = read.slot_key("new", &secret("p")).unwrap();
        let mut read = read;
        let key = Zeroizing::new([1; 32]);
        read.add(&slot, &key, &key).unwrap();
        assert_eq!(read.format, FORMAT);
    }

    #[test]
    fn a_cost_that_was_lowered_in_the_file_makes_no_new_password_cheap() {
        let folder = tempfile::tempdir().unwrap();
        let mut ring = mixed();
        ring.kdf = CHEAP;
        ring.write(folder.path()).unwrap();
        let read = Keyring::read(folder.path()).unwrap();
        assert_eq!(read.slot_key("next", &secret("p")).unwrap().cost, DEAR);
        // A former store's: one cost in all.
        ring.slots.pop();
        ring.write(folder.path()).unwrap();
        let read = Keyring::read(folder.path()).unwrap();
        assert_eq!(read.slot_key("next", &secret("p")).unwrap().cost, CHEAP);
    }

    #[test]
    fn a_keyring_full_of_costs_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut ring = mixed();
        let one = ring.slots[0].clone();
        for passes in 3..6 {
            ring.slots.push(Slot {
                kdf: Some(KdfCost { passes, ..CHEAP }),
                ..one.clone()
            });
        }
        ring.write(folder.path()).unwrap();
        assert_eq!(Keyring::read(folder.path()).unwrap_err().code(), "store-damaged");
    }
}
