//! What is kept how long: by which rule a case may go, what of it stands where nobody would look, and what became of
//! files that were written outside the store. Decides nothing about who may; the commands are [`crate::privacy`]'s.

pub(crate) mod files;
pub(crate) mod rule;
pub(crate) mod traces;
