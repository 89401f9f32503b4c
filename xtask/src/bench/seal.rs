//! `cargo xtask bench seal`: the marks of the seal reader on made-up samples, beside the usual OpenCV threshold.
//!
//! What is measured and printed stands in the benchmark itself (crate `seal`, bench `samples`); this errand names the rival's
//! Python.

use crate::bench::peers;
use crate::shell::{Stop, cargo};

/// Runs the benchmark; `args` go to it (`tuning`, a number of samples a row, `masks`, `good`, `spoilt` or `speed`).
pub fn bench(args: &[String]) -> Result<(), Stop> {
    let mut bench = cargo();
    bench
        .args(["bench", "--quiet", "-p", "seal", "--bench", "samples", "--"])
        .args(args);
    peers::run_beside_opencv(&mut bench)
}
