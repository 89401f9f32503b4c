//! Where a finding is to be seen: regions of the frame's picture, in millimetres from its top left corner.
//!
//! Draws nothing and judges nothing; the window lays the regions over the sample.

use serde::{Deserialize, Serialize};

use crate::blobs::Parts;
use crate::geometry::Pt;

/// What a region shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// Ink on or beyond the frame's line.
    OnLine,
    /// Ink that is missing.
    Missing,
    /// A second impression.
    Double,
    /// Print beneath the seal.
    Print,
    /// Dirt on the paper.
    Dirt,
    /// Strokes that ran together.
    Flooded,
    /// A gap in a stroke of the pen.
    Gap,
}

impl MarkKind {
    /// The code of the finding that it belongs to.
    pub fn code(self) -> &'static str {
        match self {
            Self::OnLine => "seal-on-line",
            Self::Missing => "seal-broken",
            Self::Double => "seal-double",
            Self::Print => "seal-print-beneath",
            Self::Dirt => "seal-paper-dirty",
            Self::Flooded => "seal-flooded",
            Self::Gap => "seal-broken-stroke",
        }
    }
}

/// A region: a closed line through these points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What it shows.
    pub kind: MarkKind,
    /// Its corners: millimetres right of and below the picture's top left corner.
    pub outline: Vec<[f64; 2]>,
}

/// Regions that are gathered while a frame is measured.
pub(crate) struct Marks {
    px_per_mm: f64,
    pub all: Vec<Mark>,
}

/// Most regions of one kind: more would hide the sample.
const MOST: usize = 12;
/// White between ink and the line around it, in mm.
const AROUND_MM: f64 = 0.4;

impl Marks {
    pub fn new(px_per_mm: f64) -> Self {
        Self {
            px_per_mm,
            all: Vec::new(),
        }
    }

    /// A closed line through points in pixels.
    pub fn outline(&mut self, kind: MarkKind, points: impl IntoIterator<Item = Pt>) {
        let mm = |v: f64| (v / self.px_per_mm * 100.0).round() / 100.0;
        let outline: Vec<[f64; 2]> = points.into_iter().map(|(x, y)| [mm(x), mm(y)]).collect();
        if outline.len() > 2 {
            self.all.push(Mark { kind, outline });
        }
    }

    /// A box around each connected part of some cells of a raster, parts that nearly touch as one; `step` pixels a
    /// cell.
    pub fn cells(&mut self, kind: MarkKind, cells: &[usize], width: usize, len: usize, step: f64) {
        if cells.is_empty() || width == 0 {
            return;
        }
        let near = ((0.6 * self.px_per_mm / step).round() as usize).max(1);
        // Coarser cells join what nearly touches.
        let columns = width.div_ceil(near);
        let mut mask = vec![false; columns * (len / width).div_ceil(near)];
        for at in cells {
            mask[at / width / near * columns + at % width / near] = true;
        }
        let mut boxes = Parts::of(&mask, columns).boxes();
        boxes.sort_by_key(|b| std::cmp::Reverse((b[2] - b[0]) * (b[3] - b[1])));
        let around = AROUND_MM * self.px_per_mm;
        for [x0, y0, x1, y1] in boxes.into_iter().take(MOST) {
            let low = |v: usize| (v * near) as f64 * step - around;
            let high = |v: usize| (v * near) as f64 * step + around;
            let (l, t, r, b) = (low(x0), low(y0), high(x1), high(y1));
            self.outline(kind, [(l, t), (r, t), (r, b), (l, b)]);
        }
    }
}
