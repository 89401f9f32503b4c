//! The screens: their packages from the lock file, and their build, each only when something changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::shell::{Stop, command, root, run, run_quietly};

fn ui() -> PathBuf {
    root().join("ui")
}

fn npm(args: &[&str]) -> std::process::Command {
    let mut npm = command("npm");
    npm.current_dir(ui()).args(args);
    npm
}

/// Installs the packages of the lock file, unless they are there: npm writes its own note of what it installed last.
pub fn packages() -> Result<(), Stop> {
    let installed = changed(&ui().join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&ui().join("package-lock.json")) {
        return Ok(());
    }
    println!("Installing the screens' packages from ui/package-lock.json");
    run_quietly(&mut npm(&["ci", "--no-fund", "--no-audit"]))
}

/// Builds `ui/dist`, when a source is newer than it.
pub fn build() -> Result<(), Stop> {
    let built = fs::metadata(ui().join("dist/index.html"))
        .and_then(|m| m.modified())
        .ok();
    if built.is_some_and(|built| newest(&ui()) <= built) {
        return Ok(());
    }
    println!("Building the screens");
    run_quietly(&mut npm(&["run", "build"]))
}

/// Types, unit tests and build of the screens.
pub fn check() -> Result<(), Stop> {
    run(&mut npm(&["run", "--silent", "check"]))
}

/// When a file was last changed.
fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|m| m.modified()).ok()
}

/// When the youngest source was changed. Folders count too: they change when a file goes. Not `ui` itself, which
/// changes when `dist` is made.
fn newest(folder: &Path) -> SystemTime {
    let mut youngest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        if name == "node_modules" || name == "dist" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        youngest = youngest.max(changed(&path).unwrap_or(SystemTime::UNIX_EPOCH));
        if path.is_dir() {
            youngest = youngest.max(newest(&path));
        }
    }
    youngest
}
