//! What every station says at its rim: refusals and findings, gates, secrets, sources. Knows no store and no case.

pub mod api;
pub mod hex;
pub mod random;
pub mod refusal;
pub mod secret;
pub mod sources;
#[cfg(feature = "bindings")]
pub mod words;
pub mod writing;
