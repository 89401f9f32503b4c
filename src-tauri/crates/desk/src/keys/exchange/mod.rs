//! The exchange with the CA by file: requests and revocations out, answers in. Never on the network.

pub mod answers;
pub mod api;
mod checks;
pub mod closing;
pub mod outgoing;
pub mod package;
pub mod recovered;
pub mod resuming;
pub mod revocations;
pub(crate) mod term;
pub mod training;
