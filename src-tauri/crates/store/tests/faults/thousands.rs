//! The trials by the thousand: `cargo xtask faults [--runs N] [--seed S]`. Prints what each kind of fault came to, and
//! fails when something went wrong.
#![allow(clippy::unwrap_used, reason = "a trial that cannot go on has failed")]
#![allow(
    dead_code,
    reason = "the house of the other tests has more than is needed here"
)]

mod books;
#[path = "../it/engine.rs"]
mod engine;
#[path = "../it/house.rs"]
mod house;
#[path = "../it/key.rs"]
mod key;
#[path = "../it/raw.rs"]
mod raw;
mod tally;
mod trial;
mod vfs;
mod world;

use std::process::ExitCode;
use std::time::Instant;

use tally::Tally;
use trial::{Kind, Template, trial};

/// How many trials unless told otherwise.
const RUNS: u64 = 7_000;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let number = |flag: &str| {
        let at = args.iter().position(|arg| arg == flag)?;
        args.get(at + 1)?.parse::<u64>().ok()
    };
    let (runs, seed) = (
        number("--runs").unwrap_or(RUNS),
        number("--seed").unwrap_or(1_000_000),
    );
    let (template, begun) = (Template::new(), Instant::now());
    let mut tally = Tally::new();
    let kinds = Kind::ALL.len() as u64;
    for run in 0..runs {
        let kind = (run % kinds) as usize;
        let seed = seed + run / kinds;
        tally.add(kind, seed, &trial(&template, Kind::ALL[kind].0, seed));
    }
    println!("{tally}");
    println!(
        "{runs} trials from seed {seed} in {} s",
        begun.elapsed().as_secs()
    );
    let wrong = tally.wrong();
    for line in wrong.iter().take(40) {
        eprintln!("{line}");
    }
    if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
