//! Pages drawn here, aged like scans, and read back against the truth.

// A test that cannot make its own input has failed already.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod files;
mod lines;
mod on_sheet;
mod pages;
mod sheet;
mod smoke;
mod uploads;
