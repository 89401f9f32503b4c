//! What of a frame's ink counts, where it lies, and what stands on a paper that has none.

use crate::colour::lab;
use crate::ink::Ink;
use crate::{BoxMm, Measures};

/// Parts of a sample smaller than this are grain, in mm².
pub(crate) const GRAIN_MM2: f64 = 0.12;

/// Specks smaller than this are the sensor's, in mm².
pub(crate) const SPECK_MM2: f64 = 0.04;

/// Ink this far outside a seal's border still belongs to it, in mm.
pub(crate) const OWN_MM: f64 = 1.0;

/// The box around pixels, in mm.
pub(crate) fn place(ink: &Ink, pixels: impl Iterator<Item = usize>) -> Option<BoxMm> {
    let mut b: Option<(usize, usize, usize, usize)> = None;
    for at in pixels {
        let (x, y) = (at % ink.width, at / ink.width);
        let (x0, y0, x1, y1) = b.unwrap_or((x, y, x, y));
        b = Some((x0.min(x), y0.min(y), x1.max(x), y1.max(y)));
    }
    let mm = |px: usize| px as f64 / ink.px_per_mm;
    b.map(|(x0, y0, x1, y1)| BoxMm {
        x: mm(x0),
        y: mm(y0),
        w: mm(x1 + 1 - x0),
        h: mm(y1 + 1 - y0),
    })
}

/// Measures of the paper alone.
pub(crate) fn on_paper(ink: &Ink) -> Measures {
    let [l, a, b] = lab(ink.paper.mean().map(|c| f64::from(c) / 255.0));
    Measures {
        paper_lightness: l,
        paper_chroma: a.hypot(b),
        paper_hue_deg: b.atan2(a).to_degrees(),
        ..Measures::default()
    }
}
