//! The end of a case: when its time has come it is deleted, by two, and what went is on record without telling whose it
//! was.
//!
//! Every row of the case goes, with its salt, so that the digests in the acts tell nothing any more; what the audit
//! said of it goes too, and the chain stays. Left are the number of the case, that it was deleted, by which rule, by
//! whom and with whose consent. Both sign that with their own keys. A ledger of deletions lies beside the store and in
//! every backup, so that a case that was deleted does not come back with a backup that still has it.
//!
//! - [`aging`]: what is known of cases for telling when their time has come.
//! - [`statement`]: what both sign.
//! - [`rows`]: what belongs to a case.
//! - [`sweep`]: how it goes.
//! - [`proof`]: whether a deletion was one.
//! - [`ledger`]: the deletions outside the store.

mod aging;
pub(crate) mod ledger;
pub(crate) mod proof;
mod rows;
pub(crate) mod statement;
mod sweep;

pub use aging::Aging;
pub use ledger::{DELETIONS, FindTraces, Replayed};
pub use statement::{Deletion, DeletionOrder, Statement, Traces};
