//! The walls around a worker: what a vendor's module may reach, and that the store is not among it.
//!
//! A module is code of others with the clerk's own rights. It needs its libraries, its settings, devices, the reader
//! service and a few places to write in; it never needs the counter's books, and no folder of the clerk's.
//!
//! Never here: which folder is the store (the program that starts the worker says so), and how a wall is put up.
//!
//! Facts: landlock(7); a folder that is hidden inside of one that is open is left out by naming its neighbours, since
//! rules of landlock only add.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use fence::{Access, Fence, Held, Limits};

use crate::softhsm;

/// Introduces a folder that may not be reached, among a worker's arguments.
const HIDDEN: &str = "--hidden";
/// Introduces a folder that may be used.
const OPENED: &str = "--opened";
/// Introduces the module's file.
const MODULE: &str = "--module";
/// Asks which walls stand instead of serving.
pub(super) const TELL: &str = "--tell";

/// Where programs and libraries lie.
const LIBRARIES: [&str; 7] = ["/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt"];
/// What is read to find settings and devices.
const SETTINGS: [&str; 3] = ["/etc", "/proc", "/sys"];
/// Devices, the reader service, locks, and where drivers keep what they share.
const SHARED: [&str; 9] = [
    "/dev",
    "/run",
    "/tmp",
    "/var/tmp",
    "/var/run",
    "/var/lock",
    "/var/log",
    "/var/lib/opencryptoki",
    "/var/lib/softhsm",
];

/// Address space of a worker in bytes: a module that eats more ends, and the program beside it does not.
const MEMORY: u64 = 4 << 30;
/// Open files of a worker.
const FILES: u64 = 1024;
/// Bytes of one file that a module writes.
const FILE_BYTES: u64 = 256 << 20;

/// What a worker is shut in with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Walls {
    /// Folders that may not be reached though they lie in one that may.
    pub hidden: Vec<PathBuf>,
    /// Files and folders of this module's own, hidden or not.
    pub opened: Vec<PathBuf>,
    /// The module's file.
    pub module: Option<PathBuf>,
}

impl Walls {
    /// The same as arguments of a worker.
    pub fn arguments(&self) -> Vec<OsString> {
        let named = |word: &'static str, path: &Path| [OsString::from(word), path.as_os_str().to_owned()];
        let hidden = self.hidden.iter().flat_map(|path| named(HIDDEN, path));
        let opened = self.opened.iter().flat_map(|path| named(OPENED, path));
        let module = self.module.iter().flat_map(|path| named(MODULE, path));
        hidden.chain(opened).chain(module).collect()
    }

    /// From a worker's arguments; what is unknown is passed over.
    pub fn of_arguments(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let (mut walls, mut arguments) = (Self::default(), arguments.into_iter());
        while let Some(word) = arguments.next() {
            let place = match word.to_str() {
                Some(HIDDEN) => &mut walls.hidden,
                Some(OPENED) => &mut walls.opened,
                Some(MODULE) => {
                    walls.module = arguments.next().map(PathBuf::from);
                    continue;
                }
                _ => continue,
            };
            place.extend(arguments.next().map(PathBuf::from));
        }
        walls
    }

    /// Shuts the calling process in, for good; called before it has a second thread.
    pub fn shut(&self) -> Held {
        let hidden: Vec<PathBuf> = self.hidden.iter().map(|path| settled(path)).collect();
        let mut fence = Fence::around_places(Limits {
            memory: Some(MEMORY),
            seconds: None,
            stack: None,
            files: Some(FILES),
            file_bytes: Some(FILE_BYTES),
            processes: None,
        });
        let beside = self.module.as_deref().and_then(Path::parent);
        let beside = beside.filter(|folder| folder.is_absolute());
        let places = (LIBRARIES.iter().map(Path::new).chain(beside))
            .map(|place| (place, Access::Run))
            .chain(SETTINGS.iter().map(|place| (Path::new(place), Access::Read)))
            .chain(SHARED.iter().map(|place| (Path::new(place), Access::Use)));
        for (place, access) in places {
            for part in without(place, &hidden) {
                fence = fence.with(part, access);
            }
        }
        for place in softhsm::places().iter().chain(&self.opened) {
            fence = fence.with(place, Access::Use);
        }
        fence.shut()
    }
}

/// A path without links, as far as it is there.
fn settled(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A place without what is hidden in it: itself, or what lies in it beside the way to the hidden one.
fn without(place: &Path, hidden: &[PathBuf]) -> Vec<PathBuf> {
    let place = settled(place);
    if hidden.iter().any(|hidden| place.starts_with(hidden)) {
        return Vec::new();
    }
    if !hidden.iter().any(|hidden| hidden.starts_with(&place)) {
        return vec![place];
    }
    // What cannot be listed is not opened.
    let Ok(entries) = fs::read_dir(&place) else {
        return Vec::new();
    };
    // A link is no part of the place: it could lead to what is hidden.
    let parts = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()));
    parts.flat_map(|entry| without(&entry.path(), hidden)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_carry_the_walls_there_and_back() {
        let walls = Walls {
            hidden: vec!["/a b".into(), "/c".into()],
            opened: vec!["/d".into()],
            module: Some("/usr/lib/x.so".into()),
        };
        assert_eq!(Walls::of_arguments(walls.arguments()), walls);
    }

    #[test]
    fn what_is_hidden_is_left_out_by_naming_its_neighbours() {
        let folder = tempfile::tempdir().unwrap();
        let folder = settled(folder.path());
        for name in ["a/store", "a/other", "b"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.join("a/store"), folder.join("link")).unwrap();
        let mut left = without(&folder, &[folder.join("a/store")]);
        left.sort();
        assert_eq!(left, [folder.join("a/other"), folder.join("b")]);
        assert_eq!(
            without(&folder.join("b"), &[folder.join("a")]),
            [folder.join("b")]
        );
        assert!(without(&folder.join("a/store"), &[folder.join("a")]).is_empty());
    }
}
