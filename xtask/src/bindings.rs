//! `cargo xtask bindings`: the window's TypeScript, written from the desk's one list of commands.

use std::fs;
use std::process::Stdio;

use crate::shell::{Stop, cargo, root};

/// Writes `ui/src/bindings.ts`; leaves the file alone when it is already so.
pub fn write() -> Result<(), Stop> {
    let out = cargo()
        .args([
            "run",
            "--quiet",
            "-p",
            "desk",
            "--features",
            "bindings",
            "--example",
            "bindings",
        ])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| Stop::new(format!("cargo could not be started: {e}"), ""))?;
    if !out.status.success() || out.stdout.is_empty() {
        return Err(Stop::new(
            "the bindings could not be written: the desk does not build",
            "",
        ));
    }
    let file = root().join("ui/src/bindings.ts");
    if fs::read(&file).is_ok_and(|have| have == out.stdout) {
        return Ok(());
    }
    fs::write(&file, out.stdout)
        .map_err(|e| Stop::new(format!("{} cannot be written: {e}", file.display()), ""))?;
    println!("ui/src/bindings.ts was renewed");
    Ok(())
}
