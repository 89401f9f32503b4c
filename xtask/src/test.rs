//! `cargo xtask test`: every test there is. The test runner's own count is the last thing printed.

use std::process::Command;

use crate::shell::{Stop, answer, cargo, run};
use crate::{house, setup, ui};

/// The way to a hall's server, against a real one. A run of its own: beside the house it would change the features of
/// the parts that they share, and all of the house would be built again.
const HALL_TESTS: [&str; 2] = ["--package", "hall"];

/// Whole cases once more, each counter a window of a hall of its own: the walks of all projects and the lives. The odd
/// lives run there by hand, for they take as long again.
const HALL_STORIES: [&str; 4] = ["--test", "story", "-E", "test(/^(every_project|lives)::/)"];
/// The same for the other runner, which knows parts of names alone.
const HALL_WALKS: [&str; 4] = ["--test", "story", "--", "every_project::"];
/// What the tests' counters are asked to keep their books on: `counterfoil_tests::engine::ENGINE`.
const ON_A_HALL: (&str, &str) = ("COUNTERFOIL_ENGINE", "hall");

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
        let way = run(runner(counts).args(HALL_TESTS));
        let (engine, hall) = ON_A_HALL;
        let mut stories = of_the_house(counts);
        let which = if counts { HALL_STORIES } else { HALL_WALKS };
        run(stories.args(which).env(engine, hall)).and(way)
    } else {
        Ok(())
    };
    run(of_the_house(counts).args(args))?;
    hall
}

/// The runner of the house's own tests.
fn of_the_house(counts: bool) -> Command {
    let mut tests = runner(counts);
    tests.args(["--features", house::OF_THE_TESTS]);
    tests
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
