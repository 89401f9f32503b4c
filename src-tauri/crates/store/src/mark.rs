//! What the store remembers of its last act outside the database: the number and the hash of its newest audit row, in a
//! sealed file beside it.
//!
//! A database that lost its write-ahead log, or that was put back to an older copy, is sound in itself; only something
//! outside can tell that acts are gone. The mark is written after each commit and not forced to the disk: after a power
//! cut it may be behind the store, never before it, for the store itself is forced first. A mark that the chain does
//! not hold is never written over: it stays as the evidence until somebody restores a backup. It holds nothing
//! against an insider who also takes the mark away.

use std::path::Path;

use crate::keys::Keys;
use crate::{Result, StoreError, Tx};

/// The file beside the database.
pub(crate) const FILE: &str = "counter.mark";
/// What the sealed bytes are, so that no other sealed thing can stand in for them.
const PURPOSE: &str = "counterfoil/mark/1";

/// The newest audit row of a store, as it was remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    seq: i64,
    hash: String,
}

/// Acts that were done and are not in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Number of the last audit row that was remembered.
    pub known: i64,
    /// Number of the last audit row that is there.
    pub found: i64,
}

impl Mark {
    /// The mark beside a store; none where there is none that these keys sealed.
    pub(crate) fn read(folder: &Path, keys: &Keys) -> Option<Self> {
        let sealed = std::fs::read(folder.join(FILE)).ok()?;
        let plain = keys.open(PURPOSE, &sealed)?;
        let (seq, hash) = plain.split_first_chunk::<8>()?;
        Some(Self {
            seq: i64::from_be_bytes(*seq),
            hash: String::from_utf8(hash.to_vec()).ok()?,
        })
    }

    /// The newest row of a store.
    pub(crate) fn of(tx: &Tx<'_>) -> Result<Self> {
        let (seq, hash) = tx.audit_head()?;
        Ok(Self { seq, hash })
    }

    /// Keeps the mark beside the store.
    pub(crate) fn keep(&self, folder: &Path, keys: &Keys) -> Result<()> {
        let plain = [&self.seq.to_be_bytes()[..], self.hash.as_bytes()].concat();
        let sealed = keys.seal(PURPOSE, &plain)?;
        let path = folder.join(FILE);
        crate::keyring::replace(&path, &sealed).map_err(|e| StoreError::file(&path, &e))
    }

    /// What is missing of a store whose chain does not hold this mark.
    pub(crate) fn missing_in(&self, tx: &Tx<'_>) -> Result<Option<Loss>> {
        let (found, _) = tx.audit_head()?;
        let held = self.seq == 0 || tx.audit_hash(self.seq)?.is_some_and(|hash| hash == self.hash);
        Ok((!held).then_some(Loss {
            known: self.seq,
            found,
        }))
    }
}
