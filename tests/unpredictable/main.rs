//! An unpredictable clerk: a machine does any legal or illegal order of things at the real counter, at two windows,
//! as three people, for nine projects, on a printer with moods; after every act the same few things must be true
//! (`oracle`).
//!
//! A hundred of its seeds run with every test run (`seeds`), `cargo xtask clerk` runs them by the thousand. What a seed
//! found stands in `found` by name.

// What only the thousands need (`cargo xtask clerk`) is here too.
#![allow(clippy::expect_used, clippy::unwrap_used, dead_code)]

mod acts;
mod counter;
mod diligent;
mod doing;
mod entering;
mod found;
mod leaving;
mod making;
mod oracle;
mod paper;
mod plan;
mod printer;
mod reviewing;
mod run;
mod seeds;
mod sheets;
mod surroundings;
mod tally;
mod telling;
mod words;
