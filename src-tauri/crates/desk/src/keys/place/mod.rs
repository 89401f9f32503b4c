//! At which PC of a hall a key job is.

pub(crate) mod elsewhere;
pub mod taking_over;
