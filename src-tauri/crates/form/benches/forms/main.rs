//! How long our pages take, beside typst and LibreOffice on the same words, tables and fonts.
//!
//! `cargo bench -p form --bench forms -- [--times N] [--no-peers] [--typst-python PROGRAM]`, or `cargo xtask bench
//! forms`, which knows where the peers are. A peer that is missing is named with the way to get it, and the rest goes
//! on. Ends with an error when our own marks are missed: 10 ms of processor time for one warm page, 1 s for all forms
//! together.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clock;
mod fodt;
mod peers;
#[allow(dead_code)] // what the tests need more of it
#[path = "../../tests/form/shared.rs"]
mod shared;
mod subject;
mod typst;

use std::process::{Command, ExitCode};

use clock::Took;
use peers::Peers;
use subject::Subject;

/// Processor time of one warm page, in milliseconds.
const PAGE_MARK: f64 = 10.0;
/// Processor time of all forms of all projects, one after the other, in milliseconds.
const BATCH_MARK: f64 = 1000.0;
/// How often something that takes seconds is measured.
const FEW: usize = 3;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        args.iter()
            .position(|a| a == name)
            .and_then(|at| args.get(at + 1))
    };
    let all = Subject::all();
    if let Some(name) = after("--once") {
        // One cold process of ours: measured by the one that started it.
        let subject = all.iter().find(|s| s.name == *name).expect("a form of that name");
        let pdf = subject.print(1).pdf;
        std::fs::write(after("--out").expect("--out FILE"), pdf).expect("the page is written");
        return ExitCode::SUCCESS;
    }
    let times = after("--times").and_then(|n| n.parse().ok()).unwrap_or(50);
    let peers = if args.iter().any(|a| a == "--no-peers") {
        Peers::none()
    } else {
        Peers::find(after("--typst-python"))
    };

    let page = fullest(&all);
    let warm = page.measure(times);
    println!(
        "{}, one page, warm, another value each time (median of {times})",
        page.name
    );
    row("Counterfoil", warm, warm);
    peers
        .warm(page, times)
        .into_iter()
        .for_each(|(name, took)| row(&name, took, warm));

    println!("the same page from a process of its own (median of {FEW})");
    let cold = cold(page);
    row("Counterfoil", cold, cold);
    peers
        .cold(page, FEW)
        .into_iter()
        .for_each(|(name, took)| row(&name, took, cold));

    println!(
        "all {} forms of all projects, one after the other in one process",
        all.len()
    );
    let batches: Vec<Took> = (0..FEW).map(|turn| batch(&all, turn)).collect();
    let batch = Took::median(&batches);
    row("Counterfoil", batch, batch);
    peers
        .batch(&all)
        .into_iter()
        .for_each(|(name, took)| row(&name, took, batch));

    let each = all
        .iter()
        .map(|s| (s.measure(FEW).cpu / s.print(0).pages.len() as f64, &s.name));
    let (slowest, name) = each.max_by(|a, b| a.0.total_cmp(&b.0)).expect("a form");
    println!("our slowest form: {name}, {slowest:.2} ms CPU a page");
    peers.remarks().iter().for_each(|remark| println!("{remark}"));
    let missed = [
        ("one page", warm.cpu, PAGE_MARK),
        ("the slowest page", slowest, PAGE_MARK),
        ("all forms", batch.cpu, BATCH_MARK),
    ];
    let missed: Vec<_> = missed.iter().filter(|(_, took, mark)| took > mark).collect();
    for (what, took, mark) in &missed {
        eprintln!("past the mark: {what} took {took:.1} ms CPU, the mark is {mark:.0} ms");
    }
    if missed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The one-page form with the most words: the hardest page for everybody.
fn fullest(all: &[Subject]) -> &Subject {
    let single = all.iter().filter(|s| s.print(0).pages.len() == 1);
    single
        .max_by_key(|s| subject::characters(&s.outline(0)).len())
        .expect("a form of one page")
}

fn batch(all: &[Subject], turn: usize) -> Took {
    let print = || all.iter().map(|s| s.print(turn).pdf.len()).sum::<usize>();
    Took::of(print).0
}

/// This very program, started anew: it opens the fonts and prints the page once.
fn cold(page: &Subject) -> Took {
    let out = std::env::temp_dir().join(format!("counterfoil-bench-{}.pdf", std::process::id()));
    let start = || {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--once", &page.name, "--out"]).arg(&out);
        assert!(command.status().expect("this program starts").success());
    };
    let took: Vec<Took> = (0..FEW).map(|_| Took::of(start).0).collect();
    std::fs::remove_file(&out).expect("the page was written");
    Took::median(&took)
}

fn row(name: &str, took: Took, ours: Took) {
    println!(
        "  {name:44} {:9.2} ms CPU {:9.2} ms wall   × {:6.1} CPU, × {:6.1} wall",
        took.cpu,
        took.wall,
        took.cpu / ours.cpu,
        took.wall / ours.wall
    );
}
