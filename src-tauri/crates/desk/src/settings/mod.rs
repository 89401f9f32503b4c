//! Settings: accounts, the counter, devices, key models, what holds around files from outside, CA certificates, backup
//! and proof of the store.

pub mod accounts;
pub mod api;
pub mod backing_up;
pub mod checking;
pub mod counter;
pub mod isolation;
pub mod key_models;
pub mod safety;
mod sealing;
pub mod sealing_for;
pub mod trust;
