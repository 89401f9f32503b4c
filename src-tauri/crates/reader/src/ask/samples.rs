//! Samples of seals and signatures, as pictures of their frames.

use case::Finding;
use judging::Judged;
use seal::{Edit, Expectation, Format, Reading, Style, Thresholds};
use serde::{Deserialize, Serialize};

/// Judges the frame in a file. Part: its clean picture, where it has ink and that is wanted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Judge {
    /// Which file, from 0.
    pub file: u32,
    /// Its resolution.
    pub px_per_mm: f64,
    /// What it should hold.
    pub expect: Expectation,
    /// The figures.
    pub thresholds: Thresholds,
    /// Whether the ink is to be taken out.
    pub cut: bool,
}

/// A sample that was judged, with the number by which the reader knows it while it has its file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Numbered {
    /// From 0, in the order in which they were judged.
    pub number: u32,
    /// What was found.
    pub judged: Judged,
    /// Whether a clean picture follows.
    pub clean: bool,
}

/// How large the ink of a sample is, in pixels; none where there is none.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ink {
    /// Its resolution.
    pub px_per_mm: f64,
    /// What was read from the frame in the first file.
    pub reading: Reading,
}

/// A sample after its edit, as a file; false where it has no ink. Part: the file.
#[derive(Debug, Serialize, Deserialize)]
pub struct EditedFile {
    /// Its resolution.
    pub px_per_mm: f64,
    /// What was read from the frame in the first file.
    pub reading: Reading,
    /// How it is turned and cropped.
    pub edit: Edit,
    /// How its ink is coloured.
    pub style: Style,
    /// The file's format.
    pub format: Format,
    /// Most bytes.
    pub limit: Option<u64>,
}

/// A sample judged by its own picture after an edit; none where it has no ink.
#[derive(Debug, Serialize, Deserialize)]
pub struct JudgeEdited {
    /// Its resolution.
    pub px_per_mm: f64,
    /// What was read from the frame in the first file.
    pub reading: Reading,
    /// How it is turned and cropped.
    pub edit: Edit,
    /// The figures.
    pub thresholds: Thresholds,
}

/// Holds the samples of one seal beside each other. Parts, where they could be made into one: its clean picture, and
/// that on white paper.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compare {
    /// Their resolution.
    pub px_per_mm: f64,
    /// The figures.
    pub thresholds: Thresholds,
    /// The samples.
    pub samples: Vec<Kept>,
}

/// A sample to be compared.
#[expect(clippy::large_enum_variant, reason = "a handful of them for each question")]
#[derive(Debug, Serialize, Deserialize)]
pub enum Kept {
    /// One that was judged about this file, by its number.
    Judged(u32),
    /// One that was judged before.
    Before {
        /// The file of its frame, from 0.
        file: u32,
        /// What was read then.
        reading: Reading,
        /// What was found then.
        findings: Vec<Finding>,
    },
}
