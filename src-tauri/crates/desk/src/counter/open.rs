//! The open store and who opened it.

use chrono::{DateTime, FixedOffset};
use store::{Account, Spool, Store};

use crate::rim::api::Finding;

/// The open store and who opened it.
pub struct Open {
    /// The store.
    pub store: Store,
    /// Who signed in.
    pub account: Account,
    /// When.
    pub since: DateTime<FixedOffset>,
    /// Somebody else gave the password: until it is changed the session can do that and nothing else.
    pub is_password_given: bool,
    /// What this window keeps while its hall's server is away; none at a PC alone, and where it did not open.
    pub spool: Option<Spool>,
    /// Why it did not open.
    pub spool_trouble: Option<Finding>,
}
