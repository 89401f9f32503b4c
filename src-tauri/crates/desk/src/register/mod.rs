//! What the register (台账) says to a case: which certificates it acts on. Changes nothing in the register itself.

pub mod acted_on;
pub mod claims;
pub mod crossing;
pub mod encryption;
