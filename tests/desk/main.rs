//! The use cases from set-up to hand-over, through the same commands as the window's, with a real encrypted store and
//! a real SoftHSM2 token: who may do what, what comes back, what is never lost.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod accounts;
mod administrators;
mod answers;
#[cfg(feature = "hall")]
mod away;
#[cfg(feature = "hall")]
mod away_keys;
// Foreign certificates stand in the tests of the command line and the window.
#[allow(dead_code)]
mod ca;
mod carried;
mod claims;
mod contracts;
mod counter;
#[path = "../window/customer.rs"]
mod customer;
mod dead_key;
mod drafts;
mod exchange;
mod faults;
mod four_eyes;
mod hand_over;
mod installed;
mod intruders;
mod keeping;
#[path = "../../src-tauri/crates/store/tests/it/key.rs"]
mod key;
mod keys;
mod ledger;
mod looking;
#[path = "../../src-tauri/src/memory.rs"]
mod memory;
mod offers;
#[path = "../../src-tauri/crates/store/tests/it/pages.rs"]
mod on_disk;
mod on_record;
mod outside;
mod pages;
mod paper;
mod person;
mod printer;
mod printers;
mod printing_system;
mod prints;
mod readers;
mod recorded;
mod recovery;
mod register;
mod restoring;
mod rights;
mod safety;
mod samples;
mod scanner;
mod sealed;
mod second_check;
mod sight;
mod signed_acts;
mod site;
mod so_pin;
#[path = "../window/spoiled.rs"]
mod spoiled;
mod standing;
mod swept;
mod switching;
mod terms;
mod uploaded;
mod waits;
mod ways;
mod wiped;
mod words;
mod yesterday;
