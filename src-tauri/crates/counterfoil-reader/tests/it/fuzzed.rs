//! The fuzz targets over their seeds and over what fuzzing once found: a short look at every parser, and as long a one
//! as is asked for (`cargo xtask fuzz --stable`), without a sanitizer and without coverage.

#[path = "../../../../../tests/fuzz/src/lib.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

/// Rounds of damage for each seed.
const ROUNDS: usize = 12;
/// Longest input of the long look, in bytes.
const LONGEST: usize = 64 << 10;
/// Asks for a long look: seconds for each target, a target's name or nothing for all, the chance's first number.
const SECONDS: &str = "COUNTERFOIL_FUZZ_SECONDS";
const TARGET: &str = "COUNTERFOIL_FUZZ_TARGET";
const SEED: &str = "COUNTERFOIL_FUZZ_SEED";

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = counterfoil_tests::root().join("tests/fuzz/seeds").join(target);
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{target} has no seeds: {e}"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

#[test]
fn seeds_and_earlier_findings_pass_whole_and_damaged() {
    for (name, target) in targets::TARGETS {
        for bytes in seeds(name) {
            target(&bytes);
            let mut chance = SmallRng::seed_from_u64(bytes.len() as u64);
            for _ in 0..ROUNDS {
                let mut damaged = bytes.clone();
                for _ in 0..chance.random_range(1..=4) {
                    let at = chance.random_range(0..damaged.len().max(1));
                    if let Some(byte) = damaged.get_mut(at) {
                        *byte = chance.random();
                    }
                }
                target(&damaged);
            }
        }
    }
}

#[test]
fn every_target_of_the_fuzzer_is_one_of_these() {
    let folder = counterfoil_tests::root().join("tests/fuzz/fuzz_targets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            path.file_stem().unwrap().to_string_lossy().into_owned()
        })
        .collect();
    let mut known: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    files.sort();
    known.sort_unstable();
    assert_eq!(files, known);
}

#[test]
fn as_long_as_is_asked_for() {
    let asked = |name: &str| std::env::var(name).ok();
    let number = |name: &str| asked(name).and_then(|text| text.parse::<u64>().ok());
    // Nobody asked: each target once, so that this way is walked with every test run.
    let time = Duration::from_secs(number(SECONDS).unwrap_or(0));
    let wanted = asked(TARGET).unwrap_or_default();
    for (name, _) in targets::TARGETS {
        if !wanted.is_empty() && wanted != name {
            continue;
        }
        let mut chance = SmallRng::seed_from_u64(number(SEED).unwrap_or(0));
        let seeds = seeds(name);
        let (mut executions, mut slowest) = (0_u64, Duration::ZERO);
        let until = Instant::now() + time;
        loop {
            let bytes = mutated(&seeds, &mut chance);
            let begun = Instant::now();
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| targets::run(name, &bytes))) {
                let place = counterfoil_tests::root().join("target/fuzz");
                std::fs::create_dir_all(&place).unwrap();
                let file = place.join(format!("found-{name}"));
                std::fs::write(&file, &bytes).unwrap();
                println!("{name}: found after {executions} executions: {}", file.display());
                std::panic::resume_unwind(panic);
            }
            executions += 1;
            slowest = slowest.max(begun.elapsed());
            if Instant::now() >= until {
                break;
            }
        }
        println!(
            "{name:12} {executions:>9} executions, slowest {} ms",
            slowest.as_millis()
        );
    }
}

/// A seed, changed in a few places: bytes, pieces taken out, doubled, or put in from another seed.
fn mutated(seeds: &[Vec<u8>], chance: &mut SmallRng) -> Vec<u8> {
    let mut bytes = seeds[chance.random_range(0..seeds.len())].clone();
    for _ in 0..1 << chance.random_range(0..5) {
        let at = chance.random_range(0..=bytes.len());
        let until = (at + chance.random_range(0..64)).min(bytes.len());
        match chance.random_range(0..7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..until)),
            2 => {
                let piece = bytes[at..until].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let other = &seeds[chance.random_range(0..seeds.len())];
                let from = chance.random_range(0..=other.len());
                let piece = &other[from..(from + chance.random_range(0..256)).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            4 => {
                let extreme = [0x00, 0x01, 0x7f, 0x80, 0xff][chance.random_range(0..5)];
                let end = (at + chance.random_range(1..5)).min(bytes.len());
                bytes[at..end].fill(extreme);
            }
            5 if at < bytes.len() => bytes[at] ^= 1 << chance.random_range(0..8),
            _ if at < bytes.len() => bytes[at] = chance.random(),
            _ => bytes.push(chance.random()),
        }
    }
    bytes.truncate(LONGEST);
    bytes
}
