//! `cargo xtask fuzz commands [--seconds N]`: every command of the window with made-up arguments at a real counter, seed
//! after seed, until the time is over. A seed that finds something ends the run and is named.

// What only the short look needs is here too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, dead_code)]

mod asking;
mod shapes;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Commands of one counter.
const ROUNDS: u64 = 1000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1)?.parse::<u64>().ok()
    };
    let until = Instant::now() + Duration::from_secs(number("--seconds").unwrap_or(600));
    let from = number("--from").unwrap_or(0);
    let (mut asked, mut done, mut seed) = (0, 0, from);
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    while Instant::now() < until {
        println!("seed {seed}");
        let mut counter = asking::Counter::new(seed);
        counter.ask(ROUNDS);
        asked += counter.told.asked;
        done += counter.told.done;
        for (code, count) in counter.told.refused {
            *refused.entry(code).or_default() += count;
        }
        seed += 1;
    }
    println!(
        "{} seeds, {asked} commands, {done} done, nothing found",
        seed - from
    );
    for (code, count) in refused {
        println!("{count:>8} {code}");
    }
}
