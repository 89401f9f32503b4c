//! The command line's answers that other programs rely on. Facts: the numbers and their verdicts from IDENTIFIERS, the
//! fees and their worked examples from the CAs' own guides.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod checks;
mod fees;
mod forms;
mod lists;
mod refusals;
mod scan;
mod usage;
