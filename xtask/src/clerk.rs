//! `cargo xtask clerk [--seeds N] [--from S] [--minutes M]`: the unpredictable clerk by the thousand
//! (tests/unpredictable).

use crate::house;
use crate::shell::{Stop, cargo, run};

/// Builds the worker that the counter needs and lets the seeds run; fails when one of them found something.
pub fn clerk(args: &[String]) -> Result<(), Stop> {
    house::build()?;
    // The same selection as the test run's, so that nothing is built twice.
    let machine = [
        "bench",
        "--quiet",
        "--profile",
        "dev",
        "--features",
        "counterfoil-tests/window",
        "--bench",
        "clerk",
        "--",
    ];
    run(cargo().args(machine).args(args))
}
