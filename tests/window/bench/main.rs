//! The pace of the real window, held against its marks: `cargo xtask bench window [PART]…`.
//!
//! The parts: start, keys, screens, preview, stack, idle, memory; without a name all of them run. Each prints rows of
//! the table that stands in the README; a mark that is missed ends the run with an error, after everything was
//! measured. What the page shows, the page measures itself; nothing here is counted from outside but the start.

#![allow(clippy::expect_used, clippy::unwrap_used)]

// The bench drives the window as its tests do, and needs less of what they share.
#[allow(dead_code)]
#[path = "../clerk.rs"]
mod clerk;
#[allow(dead_code)]
#[path = "../../desk/counter.rs"]
mod counter;
#[allow(dead_code)]
#[path = "../customer.rs"]
mod customer;
#[allow(dead_code)]
#[path = "../driver.rs"]
mod driver;
mod family;
mod figures;
mod idle;
mod keys;
mod memory;
mod office;
mod page;
mod preview;
#[allow(dead_code)]
#[path = "../processes.rs"]
mod processes;
mod screens;
mod stack;
mod start;
#[allow(dead_code)]
#[path = "../wire.rs"]
mod wire;

use std::process::ExitCode;
use std::time::Instant;

use figures::Row;

/// A part: measures, and gives its rows.
type Part = fn() -> Vec<Row>;

/// The parts by their names, in the order in which they run.
const PARTS: &[(&str, Part)] = &[
    ("start", start::measure),
    ("keys", keys::measure),
    ("screens", screens::measure),
    ("preview", preview::measure),
    ("stack", stack::measure),
    ("idle", idle::measure),
    ("memory", memory::measure),
];

fn main() -> ExitCode {
    // `cargo bench` adds an option of its own.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    if let Some(wrong) = wanted
        .iter()
        .find(|name| PARTS.iter().all(|(known, _)| known != name))
    {
        let known: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no part `{wrong}`; there are: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let parts = PARTS
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|one| one == name));
    let mut missed = Vec::new();
    figures::print_head();
    for (name, part) in parts {
        let begun = Instant::now();
        missed.extend(figures::print(&part()));
        eprintln!("{name}: {} s", begun.elapsed().as_secs());
    }
    for words in &missed {
        eprintln!("past its mark: {words}");
    }
    match missed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
