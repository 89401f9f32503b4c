//! `cargo xtask bench hall [--windows N] [--minutes T] [--rate M] [--seed S]`: a hall of many windows over a real
//! PostgreSQL server with faults of every kind, checked to the last row; `--beside [--cases N]` holds a window's work
//! against the same on one PC (src-tauri/hall/benches/hall).

use crate::shell::{Stop, benchmark, run};

/// Builds the simulation and runs it; fails when something was lost, double or missing.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    run(benchmark("hall", "hall", &[]).args(args))
}
