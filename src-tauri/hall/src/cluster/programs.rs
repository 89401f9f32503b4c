//! The programs of Debian's PostgreSQL, run as the user who may run them.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use store::StoreError;

use crate::set_up::SetUpError;

/// The package that has the server.
const PACKAGE: &str = "postgresql";
/// Where Debian puts it, below its version.
const PROGRAMS: &str = "/usr/lib/postgresql";

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// Debian's package is not there.
    #[error("no PostgreSQL server under {PROGRAMS}: the package `{PACKAGE}` is missing")]
    Missing,
    /// A server refuses to run as root, and nobody else is there.
    #[error("neither `postgres` nor `nobody` is a user here, and PostgreSQL does not run as root")]
    NoUser,
    /// One of its programs failed.
    #[error("{what}: {why}")]
    Failed {
        /// Which.
        what: &'static str,
        /// What it said.
        why: String,
    },
    /// A file could not be read or written.
    #[error("the server's folder: {0}")]
    File(#[from] io::Error),
    /// Roles, database or certificates could not be made.
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    /// The way is of no use.
    #[error(transparent)]
    Way(#[from] StoreError),
}

/// Who runs the server, where the tests run as root.
#[derive(Debug, Clone, Copy)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl User {
    pub(super) fn find() -> Result<Option<Self>, ClusterError> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd")?;
        let named = |name: &str| {
            let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2).map(str::parse);
            let (uid, gid) = (fields.next()?.ok()?, fields.next()?.ok()?);
            Some(Self { uid, gid })
        };
        named("postgres")
            .or_else(|| named("nobody"))
            .map(Some)
            .ok_or(ClusterError::NoUser)
    }
}

/// A command as the server's user, in a folder that he may enter.
pub(super) fn command(program: &Path, user: Option<User>) -> Command {
    let mut command = Command::new(program);
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    command.current_dir("/").env("LC_ALL", "C").env("TZ", "UTC");
    command
}

pub(super) fn run(what: &'static str, command: &mut Command) -> Result<(), ClusterError> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(ClusterError::Failed { what, why })
}

/// The newest server that the machine has.
pub(super) fn programs() -> Result<PathBuf, ClusterError> {
    let versions = fs::read_dir(PROGRAMS).map_err(|_| ClusterError::Missing)?;
    versions
        .filter_map(|entry| entry.ok())
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .max()
        .map(|(_, bin)| bin)
        .ok_or(ClusterError::Missing)
}

/// A folder of the server's user, with a short name: a socket's address has little room.
pub(super) fn folder_for(user: Option<User>) -> Result<PathBuf, ClusterError> {
    let folder = tempfile::Builder::new().prefix("hall-").tempdir()?;
    if let Some(user) = user {
        chown(folder.path(), Some(user.uid), Some(user.gid))?;
    }
    Ok(folder.keep())
}
