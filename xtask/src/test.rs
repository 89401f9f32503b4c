//! `cargo xtask test`: every test there is. The test runner's own count is the last thing printed.

use std::process::Command;

use crate::shell::{Stop, answer, cargo, run};
use crate::{house, setup, ui};

/// The way to a hall's server, against a real one. A run of its own: beside the house it would change the features of
/// the parts that they share, and all of the house would be built again.
const HALL_TESTS: [&str; 2] = ["--package", "hall"];

/// Sets up, checks the screens, builds the programs, then has the test runner run everything. What is asked for beside
/// names some of the house's own tests; those of the way to a server run when everything does.
pub fn test(args: &[String]) -> Result<(), Stop> {
    setup::set_up()?;
    ui::check()?;
    house::build()?;
    house::build_test_parts()?;
    // The examples in the documentation first: the runner below does not know them, and its count comes last.
    run(cargo().args(["test", "--quiet", "--doc"]))?;
    let counts = answer("cargo-nextest", &["nextest", "--version"]).is_some();
    if !counts {
        println!(
            "cargo-nextest is not installed: the tests run with `cargo test`, which counts per program."
        );
    }
    // Where it fails the others still run, and their count still comes last.
    let hall = if args.is_empty() {
        run(runner(counts).args(HALL_TESTS))
    } else {
        Ok(())
    };
    run(runner(counts)
        .args(["--features", house::OF_THE_TESTS])
        .args(args))?;
    hall
}

/// The test runner.
fn runner(counts: bool) -> Command {
    let mut tests = cargo();
    if counts {
        tests.args(["nextest", "run"]);
    } else {
        // One after the other: the stories and the driven windows share the two cores of a small machine.
        tests.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    tests
}
