//! `cargo xtask bench token`: what the key driver and its worker process cost on top of the module's own calls, on
//! SoftHSM2.
//!
//! What is measured and the budget stand in the program itself (crate `token`, `token-overhead`).

use std::fs;

use crate::shell::{Stop, cargo, command, run, workshop};

/// Builds the program in a release build and runs it on a new token; `args`: how often each piece of work is done.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    run(cargo().args([
        "build",
        "--release",
        "--quiet",
        "-p",
        "token",
        "--features",
        "double",
        "--bin",
        "token-overhead",
        "-p",
        "timed-module",
        "--lib",
    ]))?;
    let folder = workshop("bench/token");
    let _ = fs::remove_dir_all(&folder);
    run(command(workshop("release/token-overhead"))
        .arg(&folder)
        .arg(workshop("release/libtimed_module.so"))
        .args(args))
}
