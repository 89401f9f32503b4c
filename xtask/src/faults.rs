//! `cargo xtask faults [--runs N] [--seed S]`: failing disks and power cuts over the store, by the thousand
//! (src-tauri/crates/store/tests/faults).

use crate::shell::{Stop, benchmark, run};

/// Builds the trials and runs them; fails when one of them found something.
pub fn faults(args: &[String]) -> Result<(), Stop> {
    run(benchmark("store", "faults", &["--profile", "dev"]).args(args))
}
