//! `cargo xtask clerk [--seeds N] [--from S] [--minutes M]`: the unpredictable clerk by the thousand
//! (tests/unpredictable).

use crate::house;
use crate::shell::{Stop, run};

/// Builds the worker that the counter needs and lets the seeds run; fails when one of them found something.
pub fn clerk(args: &[String]) -> Result<(), Stop> {
    house::build()?;
    run(house::bench_of_tests("clerk").args(args))
}
