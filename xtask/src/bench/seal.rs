//! `cargo xtask bench seal`: the marks of the seal reader on made-up samples, beside the usual OpenCV threshold.
//!
//! What is measured and printed stands in the benchmarks themselves (crate `seal`: `samples`, and `families` for the
//! table in which every family is judged by what was set on the others); this errand names the rival's Python.

use crate::bench::peers;
use crate::shell::{Stop, benchmark, run};

/// Runs the benchmarks; `args` go to the first (`tuning`, a number of samples a row, `masks`, `good`, `spoilt` or
/// `speed`); `families [N]` runs the second alone, without words both run.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    let alone = args.first().is_some_and(|word| word == "families");
    if alone || args.is_empty() {
        let rest = args.iter().skip(1);
        run(benchmark("seal", "families", &[]).args(rest))?;
    }
    if alone {
        return Ok(());
    }
    peers::run_beside_opencv(benchmark("seal", "samples", &[]).args(args))
}
