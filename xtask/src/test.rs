//! `cargo xtask test`: every test there is. The test runner's own count is the last thing printed.

use crate::shell::{Stop, answer, cargo, run};
use crate::{house, setup, ui};

/// The feature that adds the tests of the real window; without it the everyday loop needs no WebKit.
const WINDOW_TESTS: &str = "counterfoil-tests/window";

/// Sets up, checks the screens, builds the programs, then one run of the test runner over everything.
pub fn test(args: &[String]) -> Result<(), Stop> {
    setup::set_up()?;
    ui::check()?;
    house::build()?;
    house::build_test_parts()?;
    // The examples in the documentation first: the runner below does not know them, and its count comes last.
    run(cargo().args(["test", "--quiet", "--doc"]))?;
    let mut tests = cargo();
    if answer("cargo-nextest", &["nextest", "--version"]).is_some() {
        tests.args(["nextest", "run"]);
    } else {
        println!(
            "cargo-nextest is not installed: the tests run with `cargo test`, which counts per program."
        );
        // One after the other: the stories and the driven windows share the two cores of a small machine.
        tests.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    run(tests.args(["--features", WINDOW_TESTS]).args(args))
}
