//! The store's own tests, once more at a window of a hall, over a real server.
//!
//! Not here are those that look below the seam: damaged files, former structures, renewed keys and restored folders of
//! one PC. What a server does in their place stands in `tests/books`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "helpers of the files that are not here")]

#[path = "../../../crates/store/tests/it/backup.rs"]
mod backup;
#[path = "../../../crates/store/tests/it/circles.rs"]
mod circles;
mod engine;
#[path = "../../../crates/store/tests/it/house.rs"]
mod house;
#[path = "../../../crates/store/tests/it/increments.rs"]
mod increments;
#[path = "../../../crates/store/tests/it/key.rs"]
mod key;
#[path = "../../../crates/store/tests/it/pages.rs"]
mod pages;
#[path = "../../../crates/store/tests/it/raw.rs"]
mod raw;
#[path = "../../../crates/store/tests/it/recovery.rs"]
mod recovery;
#[path = "../../../crates/store/tests/it/secrecy_on_disk.rs"]
mod secrecy_on_disk;
#[path = "../../../crates/store/tests/it/table/mod.rs"]
mod table;
