//! Where the program finds its own data, and where the counter's data lies.
//!
//! Data that ships: `forms/`, `assets/fonts/print/` and `assets/keys/`. An installed program (`PREFIX/bin/…`) has
//! them in `PREFIX/lib/counterfoil`; any other finds them at the root of the source tree that it was built in. A
//! program built from source never looks at an installed package, which may be of another version. The counter's
//! store lies in the user's data folder (XDG Base Directory specification) unless another is named.

use std::path::{Path, PathBuf};

use reader::ReaderCommand;

use crate::rim::api::Refusal;
use crate::rim::writing::{Long, not_inside};

/// The folders a desk works with.
#[derive(Debug, Clone)]
pub struct Places {
    /// Folders of CA projects, first the shipped ones.
    pub forms: Vec<PathBuf>,
    /// Folder of the fonts for printing.
    pub fonts: PathBuf,
    /// Folder of what is known of key models.
    pub keys: PathBuf,
    /// Folder whose programs are taken before the system's, where a set-up brings its own printing.
    pub tools: Option<PathBuf>,
    /// What reads files from outside.
    pub reader: ReaderCommand,
}

impl Places {
    /// Finds the shipped data above the running program. `more_forms` are looked through after it.
    /// Errors: `data-missing`.
    pub fn find(more_forms: &[PathBuf]) -> Result<Self, Refusal> {
        let program = std::env::current_exe()?;
        let root = roots(&program)
            .into_iter()
            .find(|root| root.join("forms").is_dir() && root.join("assets/fonts/print").is_dir())
            .ok_or_else(missing)?;
        let mut forms = vec![root.join("forms")];
        forms.extend(more_forms.iter().cloned());
        Ok(Self {
            forms,
            fonts: root.join("assets/fonts/print"),
            keys: root.join("assets/keys"),
            tools: None,
            reader: ReaderCommand::of_this_program()?,
        })
    }
}

/// Where the shipped data of this program may lie, the likeliest first.
fn roots(program: &Path) -> Vec<PathBuf> {
    let folder = program.parent();
    let installed = folder
        .filter(|folder| folder.file_name().is_some_and(|name| name == "bin"))
        .and_then(Path::parent)
        .map(|prefix| prefix.join("lib/counterfoil"));
    let above = folder.into_iter().flat_map(Path::ancestors).map(Path::to_owned);
    installed.into_iter().chain(above).collect()
}

/// The folder beside the store's files in which the counter keeps projects of its own.
pub fn own_projects(store: &Path) -> PathBuf {
    store.join("projects")
}

fn missing() -> Refusal {
    Refusal::new(
        "data-missing",
        "找不到程序自带的表和字库",
        "请重新安装程序；从源码运行时请在项目目录内启动",
    )
}

/// The store's folder when none is named: `$XDG_DATA_HOME/counterfoil`, else `~/.local/share/counterfoil`.
pub fn default_store() -> PathBuf {
    let var = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let data = var("XDG_DATA_HOME").or_else(|| var("HOME").map(|home| home.join(".local/share")));
    data.unwrap_or_else(|| PathBuf::from(".")).join("counterfoil")
}

/// Longest stem of a file's name, in characters; with an ending it stays below what file systems take in any script.
const LONGEST_STEM: usize = 70;

/// A name as it may stand in a folder: no way into another one, nothing hidden, no character that a screen does not
/// show. An uploaded file brings its name from outside.
pub(crate) fn plain(name: &str) -> String {
    let unseen = |c: char| c.is_control() || identifiers::is_bidi_control(c);
    let shown: String = name
        .chars()
        .filter(|c| !unseen(*c))
        .map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .take(LONGEST_STEM)
        .collect();
    let shown = shown.trim().trim_start_matches('.').trim();
    if shown.is_empty() {
        "文件".to_owned()
    } else {
        shown.to_owned()
    }
}

/// Longest name of a file from outside, in characters.
const LONGEST_NAME: usize = 120;

/// The name of a file from outside, as text: what it is called, and never a place.
pub fn shown_name(name: &str) -> String {
    let unseen = |c: char| c.is_control() || identifiers::is_bidi_control(c);
    let shown = name.chars().filter(|c| !unseen(*c));
    let shown: String = shown
        .map(|c| if matches!(c, '/' | '\\') { '_' } else { c })
        .collect();
    shown.trim().chars().take(LONGEST_NAME).collect()
}

/// Makes a file that its owner alone may read, in the place of one that an interrupted write left.
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error);
    }
    store::create_private(path)
}

/// Largest file that somebody names to be read whole, in bytes: what a reader is asked with at the most.
const LARGEST: u64 = 64 << 20;

/// Reads a file that somebody named, or what a link of that name leads to. Errors: `file-too-large`; `file-error` for a
/// folder, a pipe or a device, which may have no end; those of the operating system.
pub fn read_whole(path: &Path) -> Result<Vec<u8>, Refusal> {
    let read = std::fs::canonicalize(path).and_then(|path| fence::read_regular(&path, LARGEST));
    Ok(read?)
}

/// Writes a file so that it is there whole or not at all: into a neighbour first, then renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    use std::io::Write as _;
    not_inside(Long::File);
    let folder = path.parent().unwrap_or(Path::new("."));
    store::private_folder(folder)?;
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let neighbour = folder.join(format!(".{name}.part"));
    let mut file = private_file(&neighbour)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&neighbour, path)?;
    Ok(())
}
