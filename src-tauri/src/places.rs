//! Where the store, the project folders and the fonts of the forms lie.
//!
//! Facts: XDG Base Directory Specification (`XDG_DATA_HOME`, its default `$HOME/.local/share`). An installed program
//! finds projects and fonts beside its resources; a debug build falls back to the source tree.

use std::io;
use std::path::{Path, PathBuf};

use crate::arguments::Arguments;

/// What the desk needs to start. Errors: no place for the store is known, no project folders are found, or this
/// program cannot name its own file.
pub fn config(arguments: Arguments, resources: Option<PathBuf>) -> io::Result<crate::placeholder::Config> {
    let store_dir = match arguments.store {
        Some(dir) => std::path::absolute(dir)?,
        None => default_store()?,
    };
    let mut forms_dirs = vec![part(resources.as_deref(), "forms", "forms")?];
    forms_dirs.extend(arguments.forms);
    Ok(crate::placeholder::Config {
        store_dir,
        forms_dirs,
        fonts_dir: part(resources.as_deref(), "fonts", "assets/fonts/print")?,
        worker: token::WorkerCommand::this_program(Vec::new())?,
    })
}

fn default_store() -> io::Result<PathBuf> {
    let from = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|dir| dir.is_absolute())
    };
    from("XDG_DATA_HOME")
        .or_else(|| from("HOME").map(|home| home.join(".local/share")))
        .map(|data| data.join("counterfoil"))
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                "不知道数据放在哪里：请用 --store 写明目录",
            )
        })
}

/// A folder of the installed program, or of the source tree in a debug build.
fn part(resources: Option<&Path>, installed: &str, in_tree: &str) -> io::Result<PathBuf> {
    let beside_program = resources.map(|dir| dir.join(installed));
    let in_tree =
        cfg!(debug_assertions).then(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(in_tree));
    [beside_program, in_tree]
        .into_iter()
        .flatten()
        .find(|dir| dir.is_dir())
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                format!("缺少程序自带的目录 {installed}：请重新安装本程序"),
            )
        })
}
