//! A file that is written beside its place, under a name of the program's own, until it may have its own name. It holds
//! that name free meanwhile, so that two programs that write into one folder never take the same one.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::counter::places::plain;
use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};

/// How a part ends: nobody else calls a file so.
const ENDING: &str = ".counterfoil-part";

/// A file without its name. Dropped so, it is removed.
#[derive(Debug)]
pub struct Part {
    neighbour: PathBuf,
    path: PathBuf,
    is_placed: bool,
}

impl Part {
    /// Writes a file for its owner alone, whole and synced, beside the first free place of this name.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        not_inside(Long::File);
        store::private_folder(folder)?;
        loop {
            let path = free_name(folder, stem, ending);
            let neighbour = part_of(&path);
            match store::create_private(&neighbour) {
                Ok(mut file) => {
                    let part = Self {
                        neighbour,
                        path,
                        is_placed: false,
                    };
                    file.write_all(bytes)?;
                    file.sync_all()?;
                    return Ok(part);
                }
                // Another program took the name in this moment: the next one is free.
                Err(error) if error.kind() == ErrorKind::AlreadyExists && is_taken(&path) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Where it is going to lie.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name. Nothing is ever overwritten.
    ///
    /// # Errors
    /// Those of the file system; where something has taken its place.
    pub fn place(mut self) -> Result<(), Refusal> {
        not_inside(Long::File);
        let is_there = self.path.symlink_metadata().is_ok();
        match (is_there, self.neighbour.symlink_metadata().is_ok()) {
            // Another program that mended what it found has named it.
            (true, false) => {}
            (true, true) => return Err(std::io::Error::from(ErrorKind::AlreadyExists).into()),
            (false, _) => std::fs::rename(&self.neighbour, &self.path)?,
        }
        self.is_placed = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_placed {
            let _ = std::fs::remove_file(&self.neighbour);
        }
    }
}

/// Where the part of a file lies.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    path.with_file_name(format!(".{}{ENDING}", name.unwrap_or_default()))
}

/// Whether a file is the part of another.
pub(crate) fn is_part(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name.starts_with('.') && name.ends_with(ENDING))
}

/// Whether a name is taken, by a file or by one that is being written.
fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok() || part_of(path).symlink_metadata().is_ok()
}

/// The first free name in a folder: `a.pdf`, `a-2.pdf` … so that nothing is ever overwritten.
pub fn free_name(folder: &Path, stem: &str, ending: &str) -> PathBuf {
    let (stem, ending) = (plain(stem), plain(ending));
    let first = folder.join(format!("{stem}.{ending}"));
    if !is_taken(&first) {
        return first;
    }
    (2_u32..)
        .map(|n| folder.join(format!("{stem}-{n}.{ending}")))
        .find(|path| !is_taken(path))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_its_name_and_goes_away_when_nobody_wants_it() {
        let folder = tempfile::tempdir().unwrap();
        let write = |bytes: &[u8]| Part::write(folder.path(), "件", "pdf", bytes).unwrap();
        let (first, second) = (write(b"one"), write(b"two"));
        assert_ne!(first.path(), second.path(), "two at once never take one name");
        assert!(!first.path().exists(), "nothing has its name yet");
        let (kept, dropped) = (first.path().to_owned(), second.path().to_owned());
        first.place().unwrap();
        drop(second);
        assert_eq!(std::fs::read(&kept).unwrap(), b"one");
        assert!(!dropped.exists() && !part_of(&dropped).exists());
        // Somebody else's file in the place is left alone.
        let third = write(b"three");
        let taken = third.path().to_owned();
        std::fs::write(&taken, b"mine").unwrap();
        assert!(third.place().is_err());
        assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
