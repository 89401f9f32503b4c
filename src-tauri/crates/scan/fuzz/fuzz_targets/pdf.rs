//! Runs `scan_fuzz::pdf`, which says what it is.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan_fuzz::pdf(bytes));
