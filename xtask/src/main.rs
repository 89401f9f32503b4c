//! The project's own errands, each one command: `cargo xtask run | test | setup | bindings | bench | faults | fuzz |
//! clerk | parts | package`.
//!
//! Never here: anything the program itself needs at a counter. Nothing of this is shipped. No dependencies, so that
//! the first command of a newcomer answers at once.

mod bench;
mod bindings;
mod clerk;
mod debian;
mod faults;
mod fuzz;
mod hall;
mod house;
mod node;
mod package;
mod parts;
mod run;
mod setup;
mod shell;
mod test;
mod ui;

use std::process::ExitCode;

use shell::Stop;

const USAGE: &str = "\
cargo xtask run                 set up, build, open the window on a training store
cargo xtask run --hall          the same with two windows on one training hall
cargo xtask test [ARGS]         set up, then every test; ARGS go to the test runner
cargo xtask setup               install what is missing and nothing else
cargo xtask bindings            write ui/src/bindings.ts from the desk's command list
cargo xtask bench               measure what has a budget
cargo xtask bench forms [ARGS]  measure the printing of forms beside typst and LibreOffice
cargo xtask bench hall [--windows N] [--minutes T] [--rate M] [--seed S] [--beside]
                                a hall's windows over a real server with faults of every kind
cargo xtask bench --setup       install what the benchmarks hold our work against
cargo xtask bench scan [ARGS]   measure the page reader on captured forms
cargo xtask bench store [--cases N,M]   measure the store under many cases, beside plain SQLite
cargo xtask faults [--runs N] [--seed S]  failing disks and power cuts over the store, by the thousand
cargo xtask fuzz [--stable] [TARGET] [--seconds N]
                                          fuzz what comes from outside, ten minutes a target; --stable without nightly
cargo xtask clerk [--seeds N] [--from S] [--minutes M]   any order of things at the counter, by the thousand seeds
cargo xtask parts [--lists]     licences, duplicates and sources of what is shipped
cargo xtask package [--hall]    build the .deb; with --hall the one of a hall's windows";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let errand = args.next().unwrap_or_default();
    let rest: Vec<String> = args.filter(|arg| arg != "--").collect();
    let done = match errand.as_str() {
        "run" => run::run(&rest),
        "test" => test::test(&rest),
        "setup" => setup::set_up(),
        "bindings" => bindings::write(),
        "bench" => bench::bench(&rest),
        "faults" => faults::faults(&rest),
        "fuzz" => fuzz::fuzz(&rest),
        "clerk" => clerk::clerk(&rest),
        "package" => package::package(&rest),
        "parts" => parts::parts(&rest),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Stop::new(format!("there is no errand `{other}`"), USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("xtask: {stop}");
            ExitCode::FAILURE
        }
    }
}
