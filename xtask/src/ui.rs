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

/// Installs the packages of the lock file, unless exactly these are installed.
pub fn packages() -> Result<(), Stop> {
    let lock = ui().join("package-lock.json");
    // The stamp lies inside node_modules, so that removing the folder removes the stamp.
    let stamp = ui().join("node_modules/.installed-lock");
    let wanted =
        fs::read(&lock).map_err(|e| Stop::new(format!("{} cannot be read: {e}", lock.display()), ""))?;
    if fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    println!("Installing the screens' packages from ui/package-lock.json");
    run_quietly(&mut npm(&["ci", "--no-fund", "--no-audit"]))?;
    fs::write(&stamp, wanted)
        .map_err(|e| Stop::new(format!("{} cannot be written: {e}", stamp.display()), ""))
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

/// When the youngest source was changed. Folders count too: they change when a file goes.
fn newest(folder: &Path) -> SystemTime {
    let mut youngest = fs::metadata(folder)
        .and_then(|m| m.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH);
    if folder == ui() {
        // Making dist and node_modules touches the folder itself: only what lies in it counts.
        youngest = SystemTime::UNIX_EPOCH;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let path = entry.path();
        if name == "node_modules" || name == "dist" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let changed = if path.is_dir() {
            newest(&path)
        } else {
            entry
                .metadata()
                .and_then(|m| m.modified())
                .unwrap_or(SystemTime::UNIX_EPOCH)
        };
        youngest = youngest.max(changed);
    }
    youngest
}
