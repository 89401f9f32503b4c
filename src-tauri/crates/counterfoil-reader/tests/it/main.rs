//! The reader as the program uses it: real processes, each with one file.
//!
//! `attacks` has one that a file took over try to get out; `bombs` hands it files that cost far more than their size;
//! `answers` holds what it says against the same parsers in this process; `fuzzed` gives the fuzz targets their seeds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod attacks;
mod bombs;
mod fuzzed;

use std::path::PathBuf;

use reader::{ReaderCommand, Readers};

/// The reader that is shipped.
pub fn command() -> ReaderCommand {
    ReaderCommand::program(PathBuf::from(env!("CARGO_BIN_EXE_counterfoil-reader")))
}

/// The same, started when a file comes.
pub fn readers() -> Readers {
    Readers::new(command())
}

/// A page that anybody can read.
pub fn good_page() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(300, 400, |x, y| image::Rgb([x as u8, y as u8, 77]));
    scan::encode_png(&picture)
}
