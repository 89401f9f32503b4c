//! The store's integration tests: one binary, a file per table as in `src/table`, and the promises of the whole. They run
//! a second time over a hall's server (`src-tauri/hall/tests/engine`).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acts;
mod backup;
mod circles;
mod damage;
mod deletion;
mod durability;
mod engine;
mod house;
mod increments;
mod key;
mod pages;
mod raw;
mod recovery;
mod renewing;
mod restoring;
mod secrecy_on_disk;
mod sign_in;
mod table;
mod tamper;
