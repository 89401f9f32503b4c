//! Files that people get: papers that are saved instead of printed, packages for the CA, scans for an authority's site.
//!
//! The order, and why: a file is written beside its place (see [`Part`]), whole and synced, while nobody waits; then it
//! goes on record in a short write; then it gets its name. No medium, however slow, is touched while the store is held.
//! Where the write is refused the part is removed. Where the power fails after the write, the part lies there with what
//! is on record of it, and [`mend`] gives it its name; a part of which nothing is on record is removed. So whatever has
//! a name is on record, and whatever is on record has its file, or says that it has none.

pub mod part;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use case::Role;
use sha2::{Digest as _, Sha256};
use store::{Account, CaseId, ExchangeId, NewOutsideFile, OutsideFile, OutsideFileId, OutsideKind, Tx};

use crate::counter::desk::Desk;
use crate::counter::outside::part::{Part, is_part, part_of};
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// Why a file that is on record is not there.
const NOT_PLACED: &str = "没有写成";
/// How long a part without a record may be somebody's who is just writing it.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'f> {
    /// As what.
    pub kind: OutsideKind,
    /// Of which case; none where it is of several or of none.
    pub case: Option<CaseId>,
    /// Into which folder.
    pub folder: &'f Path,
    /// Its name without ending; a free one of this kind is taken.
    pub stem: &'f str,
    /// Its ending.
    pub ending: &'f str,
}

/// A file that is to lie outside the store: written, without its name yet. Dropped so, it is removed again.
#[derive(Debug)]
pub struct Outside {
    kind: OutsideKind,
    case: Option<CaseId>,
    sha256: String,
    part: Part,
    id: Option<OutsideFileId>,
}

impl Outside {
    /// Writes it beside its place, for its owner alone.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn beside(named: Named<'_>, bytes: &[u8]) -> Result<Self, Refusal> {
        Ok(Self {
            kind: named.kind,
            case: named.case,
            sha256: hex(&Sha256::digest(bytes)),
            part: Part::write(named.folder, named.stem, named.ending, bytes)?,
            id: None,
        })
    }

    /// Where it is going to lie.
    pub fn path(&self) -> &Path {
        self.part.path()
    }

    /// Puts it on record, as a package of the exchange where it is one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn record(
        &mut self,
        desk: &Desk,
        tx: &mut Tx<'_>,
        me: &Account,
        exchange: Option<ExchangeId>,
    ) -> Result<(), Refusal> {
        let new = NewOutsideFile {
            kind: self.kind,
            case_id: self.case,
            exchange,
            path: self.path().display().to_string(),
            sha256: self.sha256.clone(),
            by: me.id,
        };
        self.id = Some(tx.add_outside_file(&new, desk.utc())?);
        Ok(())
    }
}

/// Writes a file, puts it on record and gives it its name; where it lies.
///
/// # Errors
/// `role-missing`; those of the file system and of the database.
#[track_caller]
pub fn put(desk: &Desk, role: Option<Role>, named: Named<'_>, bytes: &[u8]) -> Result<PathBuf, Refusal> {
    let place = std::panic::Location::caller();
    let mut file = Outside::beside(named, bytes)?;
    desk.write_at(place, role, |tx, me| file.record(desk, tx, me, None))?;
    let path = file.path().to_owned();
    name(desk, vec![file])?;
    Ok(path)
}

/// Gives files that are on record their names. Where one cannot get it, it is said on record that it and those after it
/// are not there.
///
/// # Errors
/// Those of the file system.
pub fn name(desk: &Desk, files: Vec<Outside>) -> Result<(), Refusal> {
    let mut files = files.into_iter();
    while let Some(file) = files.next() {
        let id = file.id;
        let Err(refused) = file.part.place() else { continue };
        let missing: Vec<OutsideFileId> = id.into_iter().chain(files.filter_map(|file| file.id)).collect();
        // Where even that cannot be written, the next sweep finds that they are gone.
        let _ = desk.write(None, |tx, _| {
            for id in missing {
                tx.outside_file_removed(id, NOT_PLACED, desk.utc())?;
            }
            Ok(())
        });
        return Err(refused);
    }
    Ok(())
}

/// Mends what a power cut left: a part that is on record gets its name, an old one of which nothing is on record is
/// removed. `own` are the folders in which the counter writes.
pub fn mend(files: &[OutsideFile], own: &[&Path], now: SystemTime) {
    for file in files {
        let path = Path::new(&file.path);
        let part = part_of(path);
        let is_it = || std::fs::read(&part).is_ok_and(|bytes| hex(&Sha256::digest(&bytes)) == file.sha256);
        if path.symlink_metadata().is_err() && is_file(&part) && is_it() {
            // Where it cannot be named it stays, and is tried again.
            let _ = std::fs::rename(&part, path);
        }
    }
    for folder in own {
        let inside = folders_in(folder);
        for part in inside
            .iter()
            .chain([&folder.to_path_buf()])
            .flat_map(|one| files_in(one))
        {
            let is_old = part
                .symlink_metadata()
                .and_then(|about| about.modified())
                .is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > YOUNG));
            let is_known = files.iter().any(|file| part_of(Path::new(&file.path)) == part);
            if is_part(&part) && is_old && !is_known {
                let _ = std::fs::remove_file(&part);
            }
        }
    }
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_file())
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let read = std::fs::read_dir(folder).into_iter().flatten();
    read.filter_map(|entry| Some(entry.ok()?.path()))
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    entries(folder).filter(|path| is_file(path)).collect()
}

/// The folders in a folder, and those in them: a person's export has one for each case.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let is_folder = |path: &PathBuf| path.symlink_metadata().is_ok_and(|about| about.is_dir());
    let first: Vec<PathBuf> = entries(folder).filter(is_folder).collect();
    let second: Vec<PathBuf> = first
        .iter()
        .flat_map(|one| entries(one))
        .filter(is_folder)
        .collect();
    [first, second].concat()
}
