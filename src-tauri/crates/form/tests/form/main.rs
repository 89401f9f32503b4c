//! The forms as they are printed: wording, values, marks, map, bytes and looks.
//!
//! Uses poppler-utils, qpdf and zbar-tools (the project's set-up installs them). Everyone in here is made up.

// Helpers of tests may fail a test like the tests themselves.
#![allow(clippy::unwrap_used)]

mod agreement;
mod pages;
mod shared;
mod values;
mod wording;
