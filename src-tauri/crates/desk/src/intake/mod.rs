//! Intake: choosing the project, opening a case, saving, giving up.

pub mod api;
pub mod entry;
pub(crate) mod from_ledger;
