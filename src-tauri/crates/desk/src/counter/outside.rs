//! Files that people get: papers that are saved instead of printed, packages for the CA, scans for an authority's site.
//! Every one is on record before it is written, so that it is known later what lies outside the store and of whom.

use std::path::Path;

use sha2::{Digest as _, Sha256};
use store::{Account, CaseId, ExchangeId, NewOutsideFile, OutsideKind, Tx};

use crate::counter::desk::Desk;
use crate::counter::places::write_whole;
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// A file that is to lie outside the store.
pub struct Outside<'f> {
    /// As what.
    pub kind: OutsideKind,
    /// Of which case; none where it is of several or of none.
    pub case: Option<CaseId>,
    /// The package that it is.
    pub exchange: Option<ExchangeId>,
    /// Where.
    pub path: &'f Path,
    /// Its bytes.
    pub bytes: &'f [u8],
}

impl Outside<'_> {
    /// Records it and writes it, for its owner alone. Where it cannot be written the transaction is to be undone.
    ///
    /// # Errors
    /// Those of the file system and of the database.
    pub fn put(&self, desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<(), Refusal> {
        let new = NewOutsideFile {
            kind: self.kind,
            case_id: self.case,
            exchange: self.exchange,
            path: self.path.display().to_string(),
            sha256: hex(&Sha256::digest(self.bytes)),
            by: me.id,
        };
        tx.add_outside_file(&new, desk.utc())?;
        write_whole(self.path, self.bytes)
    }
}
