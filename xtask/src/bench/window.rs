//! The real window under a stack of fifty pages, on a display of its own; figures beside their marks (tests/window/bench.rs).

use crate::shell::{Stop, cargo, run};
use crate::{house, ui};

/// Builds the window in release and lets it take the stack. More arguments go to the benchmark's build.
pub fn bench(args: &[String]) -> Result<(), Stop> {
    ui::build()?;
    run(cargo()
        .args(["build", "--quiet", "--release"])
        .args(house::SELECTION))?;
    let bench = [
        "bench",
        "--quiet",
        "-p",
        "counterfoil-tests",
        "--features",
        "window",
        "--bench",
        "window",
    ];
    run(cargo().args(bench).args(args))
}
