//! `cargo xtask bench hall`: a hall of many windows over a real server, with everything going wrong that can.
//!
//! Every window is a process of its own with a copy of the books of its own, reaching PostgreSQL over TLS through a
//! cable that is cut and stalls. Windows are killed and frozen, also in the middle of a save; the server is killed,
//! stopped for long, failed over to a standby, and set back to an older copy. What was acknowledged is written down
//! outside the books, and at the end everything is held against it.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

mod beside;
mod cable;
mod checks;
mod counter;
mod dice;
mod faults;
mod journal;
mod proof;
mod rig;
mod simulation;
mod stopwatch;
mod times;
mod wanted;
mod window;

use std::process::ExitCode;

use wanted::Wanted;

fn number<T: std::str::FromStr>(args: &[String], name: &str, usual: T) -> T {
    let told = args.iter().position(|arg| arg == name).map(|at| args.get(at + 1));
    told.map_or(usual, |text| {
        let read = text.and_then(|text| text.parse().ok());
        read.unwrap_or_else(|| panic!("{name} wants a number"))
    })
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    store::hall::open_halls_by(Box::new(stopwatch::Timed));
    match args.first().map(String::as_str) {
        Some("--as-window") => {
            window::work(&args[1..]);
            ExitCode::SUCCESS
        }
        Some("--as-proof") => {
            proof::prove(&args[1..]);
            ExitCode::SUCCESS
        }
        _ if args.iter().any(|arg| arg == "--beside") => {
            beside::measure(number(&args, "--cases", 2000));
            ExitCode::SUCCESS
        }
        _ => {
            let wanted = Wanted {
                windows: number(&args, "--windows", 40),
                minutes: number(&args, "--minutes", 30.0),
                rate: number(&args, "--rate", 200.0),
                seed: number(&args, "--seed", 20_261_125),
            };
            match simulation::run(&wanted) {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            }
        }
    }
}
