//! The forms as they are printed: wording, values, marks, map, bytes and looks.
//!
//! Uses poppler-utils, qpdf and zbar-tools (the project's set-up installs them). Everyone in here is made up.

mod pages;
mod shared;
mod values;
mod wording;
