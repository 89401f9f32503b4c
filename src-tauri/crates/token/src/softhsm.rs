//! A private training token made of SoftHSM2: one folder that holds its configuration and its objects.
//!
//! Used by the training store, the tests and `counterctl walkthrough --keep-token DIR`. Never for real keys: its
//! objects are files. Facts: SoftHSM2 2.6.1 `softhsm2.conf(5)`. It always shows one free slot as a blank
//! token, and the serial number of that token changes when it is initialised. It rewrites `token.object` in place at
//! every login: a worker killed by force in that instant leaves it empty and the token is gone. A program that is
//! killed does not do that, because its worker finishes the call first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::module::ModuleSpec;

/// The name of the module in records and on the screen.
pub const MODULE_NAME: &str = "softhsm2";

/// The environment variable that names the module's configuration.
const CONF: &str = "SOFTHSM2_CONF";
/// What names the folder of the objects in it.
const TOKENS: &str = "directories.tokendir";

/// Where Debian and its neighbours put the module.
const PLACES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
];

/// A folder with a training token in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// The environment that leads the module to the folder; for [`crate::WorkerCommand::env`] and for `pkcs11-tool`.
    pub env: Vec<(String, String)>,
    /// The folder.
    pub dir: PathBuf,
}

/// The module, where this machine has it; otherwise the place where it is expected, so that the error names it.
pub fn module() -> ModuleSpec {
    let path = PLACES
        .iter()
        .map(Path::new)
        .find(|path| path.is_file())
        .unwrap_or(Path::new(PLACES[0]));
    ModuleSpec {
        name: MODULE_NAME.to_owned(),
        path: path.to_owned(),
    }
}

/// Makes the folder ready (an existing one stays as it is) and gives the environment for the worker.
///
/// # Errors
/// What the operating system says when the folder or the file cannot be written, and `InvalidInput` when the path holds
/// a line break.
pub fn prepare(dir: &Path) -> io::Result<Vec<(String, String)>> {
    Ok(practice(dir)?.env)
}

/// As [`prepare`], with the folder kept beside the environment.
///
/// # Errors
/// As [`prepare`].
pub fn practice(dir: &Path) -> io::Result<Practice> {
    let tokens = dir.join("tokens");
    fs::create_dir_all(&tokens)?;
    let dir = fs::canonicalize(dir)?;
    let tokens = fs::canonicalize(tokens)?;
    let written = tokens.to_str().filter(|text| !text.contains(['\n', '\r']));
    let Some(written) = written else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the folder's name cannot stand in softhsm2.conf",
        ));
    };
    let conf = dir.join("softhsm2.conf");
    let text = format!(
        "{TOKENS} = {written}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n"
    );
    // The folder may have been moved since: the file is always written anew, the objects are left alone.
    fs::write(&conf, text)?;
    restrict(&dir)?;
    let conf = conf.to_string_lossy().into_owned();
    Ok(Practice {
        env: vec![(CONF.to_owned(), conf)],
        dir,
    })
}

/// The file that leads the module of this process to its objects, and the folder of the objects; nothing where the
/// environment names none.
pub(crate) fn places() -> Vec<PathBuf> {
    let Some(conf) = std::env::var_os(CONF).map(PathBuf::from) else {
        return Vec::new();
    };
    let text = fs::read_to_string(&conf).unwrap_or_default();
    let tokens = text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == TOKENS).then(|| PathBuf::from(value.trim()))
    });
    std::iter::once(conf).chain(tokens).collect()
}

/// Only the clerk's own account may read the objects.
#[cfg(unix)]
fn restrict(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict(_dir: &Path) -> io::Result<()> {
    Ok(())
}
