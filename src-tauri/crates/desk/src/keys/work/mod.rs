//! The work of each step on a key. Reads nothing from the store and records nothing.

pub mod at_hand;
pub mod recovered;
pub mod recovery;
pub mod refusing;
pub mod taking;
