//! Files of a store or a backup, opened for reading. A stick may hold a pipe, a device or a socket under such a name:
//! none of them is waited for, and none is read without end.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// Opens a regular file, or a link to one.
///
/// # Errors
/// What the operating system says; `InvalidInput` for anything else.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Reads a regular file of at most `most` bytes.
///
/// # Errors
/// Those of [`open`]; `FileTooLarge`.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}
