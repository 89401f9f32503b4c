//! Settings: accounts, the counter, devices, key models, CA certificates, backup and proof of the store.

pub mod api;
pub mod backing_up;
pub mod counter;
pub mod key_models;
pub mod trust;
