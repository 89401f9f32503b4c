//! The pace of the real window on displays of its own, beside its marks (tests/window/bench).

use crate::shell::{Stop, cargo, run, workshop};
use crate::{house, ui};

/// The one who drives and reads the clock need not be released: what is timed, the window's own page times. Built as
/// the tests are, so that nothing is built twice.
const DRIVER: &[&str] = &[
    "bench",
    "--quiet",
    "--profile",
    "dev",
    "--features",
    "counterfoil-tests/window",
    "--bench",
    "window",
    "--",
];

/// Builds the window and an empty one in release, then measures the named parts, or all of them:
/// start, keys, screens, preview, stack, idle, memory. An error when a mark is missed.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    ui::build()?;
    run(cargo()
        .args(["build", "--quiet", "--release", "--example", "empty-window"])
        .args(house::SHIPPED))?;
    let released = workshop("release");
    run(cargo()
        .args(DRIVER)
        .args(args)
        .env("COUNTERFOIL_PROGRAMS", released))
}
