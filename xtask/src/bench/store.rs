//! `cargo xtask bench store [--cases 10000,100000]`: reads, writes and verification of many cases, beside the same
//! tables without encryption (src-tauri/crates/store/tests/load).

use crate::shell::{Stop, benchmark, run};

/// Builds the measurement and runs it. A million cases only when they are asked for.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    // What the store leans on is optimised in this profile too; the store's own code is not, so that figures of it
    // are an upper bound.
    run(benchmark("store", "load", &["--profile", "dev"]).args(args))
}
