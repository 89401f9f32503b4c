//! `cargo xtask clerk [--seeds N] [--from S] [--minutes M] [--shrinks N]`: the unpredictable clerk by the thousand,
//! in programs of which every tenth is killed in the middle of its work. Prints seeds, steps, acts by kind, refusals
//! by code, and what was found: the seed and the shortest list of acts, as it stands in `found`.

// What only the tests of every run need is here too.
#![allow(clippy::expect_used, clippy::unwrap_used, dead_code)]

mod acts;
mod counter;
mod diligent;
mod doing;
mod entering;
mod killed;
mod leaving;
mod making;
mod oracle;
mod paper;
mod plan;
mod printer;
mod reviewing;
mod run;
mod sheets;
mod tally;
mod telling;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use tally::Tally;

/// Tries at making a list shorter.
const SHRINKS: u32 = 400;
/// Every so many seeds the program is killed in the middle.
const KILLED_EVERY: u64 = 10;

/// Every so many seeds it says how far it is.
const TOLD_EVERY: u32 = 10;

struct Order {
    from: u64,
    seeds: u64,
    minutes: Option<u64>,
    shrinks: u32,
}

fn number(args: &[String], name: &str) -> Option<u64> {
    let at = args.iter().position(|arg| arg == name)?;
    args.get(at + 1)?.parse().ok()
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if !printer::is_here() {
        return again(&args);
    }
    if let Some(seed) = number(&args, "--killed") {
        let place = args.last().expect("a folder");
        return killed::work(seed, Path::new(place));
    }
    let minutes = number(&args, "--minutes");
    let order = Order {
        from: number(&args, "--from").unwrap_or(0),
        seeds: number(&args, "--seeds").unwrap_or(if minutes.is_some() { u64::MAX } else { 1000 }),
        minutes,
        shrinks: number(&args, "--shrinks")
            .and_then(|n| n.try_into().ok())
            .unwrap_or(SHRINKS),
    };
    let found = all(&order);
    match found {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The same program with the played printer on its path.
fn again(args: &[String]) -> ExitCode {
    let place = tempfile::tempdir().expect("a folder");
    printer::install(place.path());
    let mut again = Command::new(std::env::current_exe().expect("this program"));
    again.args(args);
    printer::before(&mut again, place.path());
    match again.status().expect("this program once more").success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn all(order: &Order) -> usize {
    let began = Instant::now();
    let until = order
        .minutes
        .map(|minutes| began + Duration::from_secs(60 * minutes));
    let (mut sum, mut found) = (Tally::default(), BTreeMap::<String, Vec<u64>>::new());
    let mut killed = (0_u32, 0_usize);
    let mut seed = order.from;
    while seed - order.from < order.seeds && until.is_none_or(|until| Instant::now() < until) {
        tally::start();
        let done = match seed % KILLED_EVERY {
            9 => {
                killed.0 += 1;
                killed::kill(seed).map(|fields| killed.1 += fields)
            }
            _ => run::quietly(seed, order.shrinks),
        };
        let mut counted = tally::stop();
        counted.seeds = 1;
        sum.add(&counted);
        if let Err(broken) = done {
            let what = broken.what.lines().take(3).collect::<Vec<_>>().join(" ");
            if !found.contains_key(&what) {
                println!("seed {} broke: {}", broken.seed, broken.what);
                broken.acts.iter().for_each(|act| println!("    {act:?},"));
            }
            found.entry(what).or_default().push(seed);
        }
        seed += 1;
        if sum.seeds % TOLD_EVERY == 0 {
            println!(
                "{} seeds, {} steps, {} s",
                sum.seeds,
                sum.steps,
                began.elapsed().as_secs()
            );
        }
    }
    tell(&sum, killed, began.elapsed());
    for (what, seeds) in &found {
        println!("found in {} seeds ({seeds:?}): {what}", seeds.len());
    }
    println!(
        "{} things found in {} seeds, {} steps",
        found.len(),
        sum.seeds,
        sum.steps
    );
    found.len()
}

fn tell(sum: &Tally, killed: (u32, usize), took: Duration) {
    println!("{} seeds, {} steps in {} s", sum.seeds, sum.steps, took.as_secs());
    println!(
        "{} programs killed; {} acknowledged fields read back afterwards",
        killed.0, killed.1
    );
    for (title, counts) in [
        ("acts", &sum.acts),
        ("refusals", &sum.refusals),
        ("cases at the end of the acts", &sum.states),
    ] {
        let words: Vec<String> = counts
            .iter()
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        println!("{title}: {}", words.join(", "));
    }
}
