//! Runs `scan_fuzz::page_mark`, which says what it is.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan_fuzz::page_mark(bytes));
