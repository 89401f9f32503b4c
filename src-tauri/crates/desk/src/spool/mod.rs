//! What was typed, scanned and done on keys while the hall's server was away: kept in this window's own sealed spool,
//! and brought into the books when the server is back, once and only once, through the ordinary use cases.
//!
//! Nothing is dropped here: what cannot come in waits, with the reason, until somebody says what becomes of it, and who
//! gives something up is on record.

pub mod api;
pub mod handing;
pub mod laying;
pub mod listing;
pub mod saving;
