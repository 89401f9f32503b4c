//! Opening the database of a store with what its keyring gives.

use std::path::Path;

use rusqlite::Connection;

use crate::keys::{Keys, Secret32};
use crate::open::{DATABASE, Opening, open};
use crate::reading::{Copied, OnlyReads};
use crate::{Result, StoreError};

/// A database that was opened.
pub(crate) struct Opened {
    pub conn: Connection,
    pub keys: Keys,
    /// Keys that the keyring gave and that are not the database's.
    pub former: Vec<Keys>,
    /// The copy that is read where the database itself cannot be opened for writing.
    pub copied: Option<Copied>,
    /// Why nothing can be written.
    pub only_reads: Option<OnlyReads>,
}

impl Opened {
    /// Opens with the first key that fits.
    ///
    /// # Errors
    /// `store-wrong-password` where the keyring gave none; those of [`open`].
    pub fn by_any(folder: &Path, keys: Vec<Secret32>) -> Result<Self> {
        let mut former = Vec::new();
        let mut refused = StoreError::WrongPassword;
        for db in keys {
            let keys = Keys::new(db)?;
            match Self::by(folder, &keys) {
                Ok((conn, copied, only_reads)) => {
                    return Ok(Self {
                        conn,
                        keys,
                        former,
                        copied,
                        only_reads,
                    });
                }
                // Another key, or a file that no key opens: the last one says which.
                Err(error @ StoreError::Damaged { .. }) => refused = error,
                Err(error) => return Err(error),
            }
            former.push(keys);
        }
        Err(refused)
    }

    fn by(folder: &Path, keys: &Keys) -> Result<(Connection, Option<Copied>, Option<OnlyReads>)> {
        match open(&folder.join(DATABASE), keys, Opening::Existing) {
            Ok(conn) => Ok((conn, None, None)),
            Err(error @ (StoreError::Damaged { .. } | StoreError::LockedByOther)) => Err(error),
            Err(error) => {
                let why = OnlyReads::of(folder).ok_or(error)?;
                let (copied, conn) = Copied::open(folder, keys)?;
                Ok((conn, Some(copied), Some(why)))
            }
        }
    }
}
