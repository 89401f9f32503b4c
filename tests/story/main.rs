//! Whole cases without the window, held against other people's tools: openssl, pkcs11-tool, poppler, zbar, qpdf,
//! sqlite3 and strings.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod every_project;
mod lives;
mod odd_lives;
mod papers;
mod sealed;
mod tenth;
mod walked;
mod word_file;
