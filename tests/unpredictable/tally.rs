//! What was done and said, counted: seeds, steps, acts by kind, refusals by code.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The counts.
#[derive(Default, Clone)]
pub struct Tally {
    pub seeds: u32,
    pub steps: u64,
    pub acts: BTreeMap<String, u64>,
    pub refusals: BTreeMap<String, u64>,
    /// Cases by the state that they came to.
    pub states: BTreeMap<String, u64>,
}

static COUNTS: Mutex<Option<Tally>> = Mutex::new(None);

fn counts() -> MutexGuard<'static, Option<Tally>> {
    COUNTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts from nothing.
pub fn start() {
    *counts() = Some(Tally::default());
}

/// What was counted since; nothing is counted from now on.
pub fn stop() -> Tally {
    counts().take().unwrap_or_default()
}

/// An act was done.
pub fn did(kind: String) {
    if let Some(tally) = counts().as_mut() {
        tally.steps += 1;
        *tally.acts.entry(kind).or_default() += 1;
    }
}

/// Something was refused.
pub fn refused(code: &str) {
    if let Some(tally) = counts().as_mut() {
        *tally.refusals.entry(code.to_owned()).or_default() += 1;
    }
}

/// A case ended a seed in this state.
pub fn ended(state: &str) {
    if let Some(tally) = counts().as_mut() {
        *tally.states.entry(state.to_owned()).or_default() += 1;
    }
}

impl Tally {
    /// Takes another's counts in.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        let pairs = [
            (&mut self.acts, &other.acts),
            (&mut self.refusals, &other.refusals),
            (&mut self.states, &other.states),
        ];
        for (mine, theirs) in pairs {
            for (word, count) in theirs {
                *mine.entry(word.clone()).or_default() += count;
            }
        }
    }
}
