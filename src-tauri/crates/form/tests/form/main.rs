//! The forms as they are printed: wording, values, marks, map, bytes and looks.
//!
//! Uses poppler-utils, qpdf and zbar-tools (the project's set-up installs them). Everyone in here is made up.

// Helpers of tests may fail a test like the tests themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod agreement;
mod bench;
mod breaking;
#[path = "../../benches/forms/clock.rs"]
mod clock;
#[path = "../../benches/forms/fodt.rs"]
mod fodt;
mod pages;
mod placing;
mod shared;
#[path = "../../benches/forms/subject.rs"]
mod subject;
#[path = "../../benches/forms/typst.rs"]
mod typst;
mod values;
mod wording;
