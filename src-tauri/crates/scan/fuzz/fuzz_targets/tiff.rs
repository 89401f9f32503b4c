//! Runs `scan_fuzz::tiff`, which says what it is.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scan_fuzz::tiff(bytes));
