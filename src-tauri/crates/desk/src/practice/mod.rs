//! The practice counter: made-up customers who fill in, stamp and scan, and the walk of a case from end to end.

pub mod customer;
pub mod guest;
pub mod training;
pub mod walkthrough;
