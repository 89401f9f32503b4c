//! The ledger (台账): holders with their keys and certificates, found by name, pinyin initials, code, serial number or
//! key; each certificate with its line of life and what may be begun from it. What is done with a certificate begins as
//! a case; here only what comes from elsewhere is entered, and where a key is.

pub mod api;
pub mod certificate;
pub mod entering;
pub mod keys;
pub(crate) mod life;
pub mod listing;
pub mod placing;
pub(crate) mod wanted;
