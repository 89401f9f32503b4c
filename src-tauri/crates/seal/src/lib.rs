//! A frame picture to a reading, findings and a clean picture.
//!
//! A frame is the rectangle of a form in which a seal or a signature stands once. [`read`] separates ink from paper,
//! measures it in millimetres and judges it in the guides' own words; [`picture`] makes the clean picture for
//! seal-making; [`suggest`] names the best of several samples. This crate knows no case, no form and no file; it
//! never paints ink where the sample has none. Words of acceptance and rejection: 采集表 of the guides (003:407).

mod beneath;
mod blobs;
mod chamfer;
mod choose;
mod coarse;
mod colour;
mod counting;
mod cutout;
mod double;
mod edge;
mod finding;
mod geometry;
mod grid;
mod ground;
mod ink;
mod judge;
mod level;
mod line;
mod mark;
mod measures;
mod missing;
mod orient;
mod outline;
mod paper;
mod parts;
mod picture;
mod reading;
mod register;
mod sealed;
mod shape;
mod signed;
mod star;
mod strokes;
mod suggest;
#[cfg(feature = "synth")]
pub mod synth;
mod text;
mod thin;
mod thresholds;
mod tint;
mod upright;
mod variant;

pub use choose::{Beside, Candidate, Choice, choose};
pub use cutout::{Cutout, Edit};
pub use finding::{Finding, Verdict};
pub use mark::{Mark, MarkKind};
pub use measures::{BoxMm, Expectation, Measures, Reading, SampleKind, Shape};
pub use picture::Style;
pub use reading::{read, read_and_cut, read_with};
pub use suggest::suggest;
pub use thresholds::{Band, Thresholds};
pub use variant::{Format, TooLarge};
