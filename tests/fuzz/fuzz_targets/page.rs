//! Runs the target of this name, which says what it does.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| outside_fuzz::run("page", bytes));
