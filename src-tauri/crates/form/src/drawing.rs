//! The drawing list: what is on a page, independent of any PDF library.
//!
//! Millimetres from the top left corner; strokes and sizes are named in their units. `pdf` turns it into PDF.

use pagemark::RectMm;

use crate::fonts::Glyph;
use crate::structure::Segment;

/// Millimetres in a typographic point (1/72 inch).
pub(crate) const MM_PER_PT: f64 = 25.4 / 72.0;

/// Width of an ordinary table line in millimetres.
pub(crate) const HAIRLINE: f64 = 0.18;
/// Width of a table's outer frame in millimetres.
pub(crate) const FRAME_LINE: f64 = 0.40;

/// What the drawings that follow are part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Nothing that is read: lines, frames.
    Decoration,
    /// What stands around the form or is repeated on each page.
    Surroundings,
    /// A stretch of the form's content.
    Of(Segment),
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Draw {
    /// Draws nothing: says what the following is part of. A page begins with decoration.
    Part(Part),
    /// Glyphs on one baseline, each with its own place.
    Text {
        size_pt: f64,
        baseline: f64,
        glyphs: Vec<(f64, Glyph)>,
    },
    /// An open line through points.
    Line { points: Vec<(f64, f64)>, width: f64 },
    /// Filled rings (even-odd is not needed: rings never overlap).
    Fill { rings: Vec<Vec<(f64, f64)>> },
    /// Filled rings of a picture, from black, or the red of seals, (0) to white (1); a ring inside another that runs
    /// the other way is a hole.
    Shade {
        rings: Vec<Vec<(f64, f64)>>,
        grey: f64,
        red: bool,
    },
}

impl Draw {
    /// The same thing elsewhere.
    pub fn moved(mut self, dx: f64, dy: f64) -> Self {
        match &mut self {
            Self::Part(_) => {}
            Self::Text { baseline, glyphs, .. } => {
                *baseline += dy;
                glyphs.iter_mut().for_each(|(x, _)| *x += dx);
            }
            Self::Line { points, .. } => points.iter_mut().for_each(|p| *p = (p.0 + dx, p.1 + dy)),
            Self::Fill { rings } | Self::Shade { rings, .. } => {
                rings.iter_mut().flatten().for_each(|p| *p = (p.0 + dx, p.1 + dy))
            }
        }
        self
    }

    /// The same thing smaller or larger, from the page's corner.
    pub fn scaled(mut self, by: f64) -> Self {
        let point = |p: &mut (f64, f64)| *p = (p.0 * by, p.1 * by);
        match &mut self {
            Self::Part(_) => {}
            Self::Text {
                size_pt,
                baseline,
                glyphs,
            } => {
                *size_pt *= by;
                *baseline *= by;
                glyphs.iter_mut().for_each(|(x, _)| *x *= by);
            }
            Self::Line { points, width } => {
                *width *= by;
                points.iter_mut().for_each(point);
            }
            Self::Fill { rings } | Self::Shade { rings, .. } => rings.iter_mut().flatten().for_each(point),
        }
        self
    }

    /// A straight line.
    pub fn line(from: (f64, f64), to: (f64, f64), width: f64) -> Self {
        Self::Line {
            points: vec![from, to],
            width,
        }
    }

    /// The outline of a rectangle.
    pub fn outline(r: RectMm, width: f64) -> Self {
        let (right, bottom) = (r.x + r.w, r.y + r.h);
        // The last point goes past the first, so that the corner is as square as the others.
        let points = vec![
            (r.x, r.y),
            (right, r.y),
            (right, bottom),
            (r.x, bottom),
            (r.x, r.y),
            (r.x + width, r.y),
        ];
        Self::Line { points, width }
    }

    /// A filled rectangle as a ring.
    pub fn ring(r: RectMm) -> Vec<(f64, f64)> {
        vec![
            (r.x, r.y),
            (r.x + r.w, r.y),
            (r.x + r.w, r.y + r.h),
            (r.x, r.y + r.h),
        ]
    }
}
