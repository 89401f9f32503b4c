//! The practice counter: a store with made-up accounts, customers who fill in, stamp and scan, and the walk of a case
//! from end to end. It stands above the desk and calls its commands as the window does, so that the generators of
//! made-up stamps and scans are no part of the window.
//!
//! Never here: a rule of the counter. What tells a practice store from a real one is the desk's
//! ([`desk::counter::practice`]).

pub mod customer;
mod doing;
pub mod extremes;
pub mod guest;
pub mod play;
pub mod training;
pub mod walkthrough;
