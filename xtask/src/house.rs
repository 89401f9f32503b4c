//! Building the programs of the house. One selection of packages and features for every errand, so that no errand
//! builds again what another has built.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{Stop, cargo, programs, run};

/// What is shipped: the window with its screens built in, the command line, what reads files from outside; and the
/// worker of the tests.
pub const SHIPPED: &[&str] = &[
    "-p",
    "counterfoil",
    "-p",
    "counterctl",
    "-p",
    "counterfoil-reader",
    "-p",
    "token",
    "--bins",
    "--features",
    "counterfoil/custom-protocol",
];

/// What the tests ask of the desk and of the command line beside, so that they find them as they were built. Theirs are
/// a hall's programs: what opens a way to a server is asked for by a window's own file and by nothing else.
const BESIDE: &[&str] = &[
    "--features",
    "counterfoil/bindings,counterfoil/hall,counterctl/hall",
];

/// The features of a hall's windows, beside those of what is shipped.
pub const OF_A_HALL: &str = "counterfoil/hall,counterctl/hall";

/// The features of the house's tests: the real window, and several of them over one server.
pub const OF_THE_TESTS: &str = "counterfoil-tests/hall,counterctl/hall";

/// Builds the parts of the tests that are no tests, the PIV card and the timed module, on their own: the card's
/// crates would change the features of those that it shares with the house.
pub fn build_test_parts() -> Result<(), Stop> {
    run(cargo().args(["build", "--quiet", "-p", "virtual-card", "-p", "timed-module"]))
}

/// Builds the programs, with cargo's own progress; the first time that takes minutes, and it is said before.
pub fn build() -> Result<(), Stop> {
    if !program("counterfoil").is_file() {
        println!(
            "Building the window, the command line and all they stand on: about five minutes the first time on \
             two cores, seconds afterwards."
        );
    }
    run(cargo().arg("build").args(SHIPPED).args(BESIDE))
}

/// A built program.
pub fn program(name: &str) -> PathBuf {
    programs().join(name)
}

/// A benchmark of the house's tests, built with the same selection and profile as the test run's, so that nothing is
/// built twice; what follows are its own options.
pub fn bench_of_tests(name: &str) -> Command {
    let mut bench = cargo();
    bench.args(["bench", "--quiet", "--profile", "dev"]).args([
        "--features",
        OF_THE_TESTS,
        "--bench",
        name,
        "--",
    ]);
    bench
}
