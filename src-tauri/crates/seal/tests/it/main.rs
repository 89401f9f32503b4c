//! Samples with known faults, drawn by `seal::synth`, and what the reading makes of them.

mod pictures;
mod support;
mod verdicts;
