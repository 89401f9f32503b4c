//! Samples with known faults, drawn by `seal::synth`, and what the reading makes of them.

// A test that cannot make its own input has failed already.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod best;
mod causes;
mod choice;
#[path = "../families/mod.rs"]
mod families;
mod looked;
mod marks;
mod missing;
mod naming;
mod pictures;
mod study;
mod support;
#[path = "../truth/mod.rs"]
mod truth;
mod turned;
mod verdicts;
