//! The pace of the real window on displays of its own, beside its marks (tests/window/bench).

use crate::shell::{Stop, cargo, run, workshop};
use crate::{house, ui};

/// Builds the window and an empty one in release, then measures the named parts, or all of them:
/// start, keys, screens, preview, stack, idle, memory. An error when a mark is missed.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    ui::build()?;
    run(cargo()
        .args(["build", "--quiet", "--release", "--example", "empty-window"])
        .args(house::SHIPPED))?;
    // The one who drives and reads the clock need not be released: what is timed, the window's own page times.
    let mut driver = house::bench_of_tests("window");
    run(driver.args(args).env("COUNTERFOIL_PROGRAMS", workshop("release")))
}
