//! `cargo xtask faults [--runs N] [--seed S]`: failing disks and power cuts over the store, by the thousand
//! (src-tauri/crates/store/tests/faults).

use crate::shell::{Stop, cargo, run};

/// Builds the trials and runs them; fails when one of them found something.
pub fn faults(args: &[String]) -> Result<(), Stop> {
    let trials = [
        "bench",
        "--quiet",
        "--profile",
        "dev",
        "--package",
        "store",
        "--bench",
        "faults",
        "--",
    ];
    run(cargo().args(trials).args(args))
}
