//! What became of files that were written outside the store. One is removed only when it still is what was written:
//! what somebody has changed since, or put in its place, is told and left alone.

use std::io::ErrorKind;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use store::OutsideFile;

use crate::rim::hex::hex;

/// Largest file that is read to be compared, in bytes; whatever was written is smaller.
const LARGEST: u64 = 1 << 30;

/// How a file lies there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lies {
    /// As it was written.
    AsWritten,
    /// Not any more: moved or deleted by somebody.
    Gone,
    /// Something else lies in its place.
    Changed,
    /// It cannot be read.
    Unreadable,
}

/// How a file lies there now.
pub(crate) fn look(file: &OutsideFile) -> Lies {
    let path = Path::new(&file.path);
    let about = match std::fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Lies::Gone;
        }
        Err(_) => return Lies::Unreadable,
    };
    if !about.is_file() || about.len() > LARGEST {
        return Lies::Changed;
    }
    match std::fs::read(path) {
        Ok(bytes) if hex(&Sha256::digest(&bytes)) == file.sha256 => Lies::AsWritten,
        Ok(_) => Lies::Changed,
        Err(_) => Lies::Unreadable,
    }
}

/// Removes a file that lies there as it was written, and its folder where that was made for it and is empty now. Gives
/// how it lay there; [`Lies::Unreadable`] where it could not be removed.
pub(crate) fn remove(file: &OutsideFile, shared: &[&Path]) -> Lies {
    let lies = look(file);
    if lies != Lies::AsWritten {
        return lies;
    }
    let path = Path::new(&file.path);
    if std::fs::remove_file(path).is_err() {
        return Lies::Unreadable;
    }
    // A folder with something in it stays by itself; the counter's own folders stay anyway.
    let mut folder = path.parent();
    while let Some(inside) =
        folder.filter(|inside| shared.iter().any(|own| inside.starts_with(own) && inside != own))
    {
        if std::fs::remove_dir(inside).is_err() {
            break;
        }
        folder = inside.parent();
    }
    Lies::AsWritten
}
