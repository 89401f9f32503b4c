//! Files of scans and their pages.

use judging::Judged;
use pagemark::{LineMm, RectMm};
use scan::{Finding, Reading, Registration};
use seal::Thresholds;
use serde::{Deserialize, Serialize};

/// Takes a page out of the first file; it is the page in hand from now on. Part: the page's own file, where it is
/// wanted back and is not the whole file; empty where the page cannot be taken out.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageAt {
    /// Which, from 0.
    pub at: u32,
    /// Whether its file is wanted back.
    pub back: bool,
}

/// A page that was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageTaken {
    /// How many pages the file has.
    pub pages: u32,
    /// Whether the file itself is the picture of its only page.
    pub is_picture: bool,
}

/// Decodes the page in hand: at first the first file, and any other that is named. Part: its small picture, JPEG,
/// unless none is wanted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Look {
    /// Takes this file in hand first, counted from 0.
    pub file: Option<u32>,
    /// The longer side of the small picture in pixels; 0 for none.
    pub longest: u32,
}

/// A picture that could be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// As the file declares it.
    pub dpi: Option<f64>,
}

/// What the page in hand says about itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadPage {}

/// What a page says about itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageRead {
    /// Its mark, its bars, its place.
    pub reading: Reading,
    /// What a person should know.
    pub findings: Vec<Finding>,
}

/// Looks for the page in hand among known ones, by printed lines.
#[derive(Debug, Serialize, Deserialize)]
pub struct Recognise {
    /// The lines of each.
    pub known: Vec<Vec<LineMm>>,
}

/// Reads the bars of the page in hand, whose place is known.
#[derive(Debug, Serialize, Deserialize)]
pub struct Bars {
    /// Where the form lies.
    pub registration: Registration,
}

/// Tells how the page in hand, whose place is known, lies on its sheet of paper.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lies {
    /// Where the form lies.
    pub registration: Registration,
    /// A frame printed on the page, by whose lines it is measured.
    pub frame: RectMm,
}

/// Cuts a rectangle of the form out of the page in hand. Part: PNG.
#[derive(Debug, Serialize, Deserialize)]
pub struct Region {
    /// Where the form lies.
    pub registration: Registration,
    /// Which part of it.
    pub rect: RectMm,
    /// Pixels per mm of the form.
    pub px_per_mm: f64,
}

/// The page in hand, upright where its place is known. Part: JPEG.
#[derive(Debug, Serialize, Deserialize)]
pub struct Straight {
    /// Where the form lies, if it is known.
    pub registration: Option<Registration>,
    /// Pixels per mm of the form.
    pub px_per_mm: f64,
    /// The longer side in pixels at most.
    pub longest: u32,
}

/// A frame of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedFrame {
    /// Its name, which says what is to stand in it.
    pub name: String,
    /// Where it is printed.
    pub rect: RectMm,
}

/// Cuts frames out of the page in hand, and judges what stands in them by these figures. Parts: for each frame the cut
/// as PNG, and behind it the clean picture of those that have one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Frames {
    /// Where the form lies.
    pub registration: Registration,
    /// Which.
    pub frames: Vec<NamedFrame>,
    /// The figures; none for frames that are cut and not judged.
    pub thresholds: Option<Thresholds>,
}

/// A frame that was cut.
#[derive(Debug, Serialize, Deserialize)]
pub struct CutFrame {
    /// What the picture shows of the form: the frame and a margin.
    pub around: RectMm,
    /// Where the frame lies in the page's picture.
    pub registration: Registration,
    /// What stands in it, with the number that it has from now on.
    pub judged: Option<super::Numbered>,
}

/// Makes an upload of the files, which are pages. Part: the file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Upload {
    /// Endings that are taken, in lower case; any when empty.
    pub formats: Vec<String>,
    /// Most bytes.
    pub max_bytes: Option<u64>,
}

/// An upload that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uploaded {
    /// Its name's ending.
    pub ending: String,
    /// Dots per inch it was brought down to; none when it is the original.
    pub dpi: Option<f64>,
}

impl CutFrame {
    /// What was judged, where anything was.
    pub fn judged(&self) -> Option<&Judged> {
        self.judged.as_ref().map(|numbered| &numbered.judged)
    }
}
