//! The store's integration tests: one binary, a file per table as in `src/table`, and the promises of the whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acts;
mod backup;
mod circles;
mod damage;
mod durability;
mod house;
mod raw;
mod recovery;
mod restoring;
mod secrecy_on_disk;
mod sign_in;
mod table;
