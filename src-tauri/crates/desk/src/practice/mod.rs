//! The practice counter: made-up customers who fill in, stamp and scan, and the walk of a case from end to end.

pub mod customer;
mod doing;
pub mod guest;
pub mod play;
pub mod training;
pub mod walkthrough;
