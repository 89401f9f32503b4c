//! Strokes that ran together: ink of the text that lies deeper than strokes are thick.

use crate::chamfer::distances;
use crate::coarse::Coarse;
use crate::geometry::Pt;
use crate::ink::Ink;
use crate::mark::{MarkKind, Marks};
use crate::outline::Outline;
use crate::{Measures, Shape, shape};

/// Depth of ink that no stroke has: of a company's characters in mm, and of a name's by the seal's shorter side: in a
/// square, and in a shape of its own.
const THICK_MM: f64 = 0.58;
const THICK_SHARE: f64 = 0.05;
const THICK_FREE_SHARE: f64 = 0.04;
/// The star ends here, as a share of the radius.
const STAR: f64 = 0.52;
/// Less ink than this says nothing of the text, in mm².
const LEAST_MM2: f64 = 6.0;
/// What lies this far behind the border's inner edge is text, in mm.
const OFF_BORDER_MM: f64 = 0.4;

/// Takes the measure of the text inside an outline. The star is thick by design and stands in the middle.
pub(crate) fn flooded(coarse: &Coarse, ink: &Ink, outline: &Outline, m: &mut Measures, marks: &mut Marks) {
    if m.solid {
        return;
    }
    let whole = matches!(m.shape, Some(Shape::Square | Shape::Free));
    let thick = match m.sides_mm {
        // An oblong holds rows of small characters as a round seal does; a name's are as large as there is room.
        Some([a, b]) if m.shape == Some(Shape::Free) => (a.min(b) * THICK_FREE_SHARE).max(THICK_MM),
        Some([a, b]) if whole && !shape::is_oblong([a, b]) => (a.min(b) * THICK_SHARE).max(THICK_MM),
        _ => THICK_MM,
    };
    let border = m.border_mm.unwrap_or(1.2) + OFF_BORDER_MM;
    let is_text = |p: Pt| {
        let inner = -outline.distance(p) / ink.px_per_mm > border;
        inner && (whole || outline.level(p) > STAR)
    };
    let paper: Vec<bool> = coarse.inked.iter().map(|inked| *inked <= 0.5).collect();
    let depth = distances(&paper, coarse.width);
    let thick = (thick / coarse.side_mm()) as f32;
    let text: Vec<usize> = (0..paper.len())
        .filter(|at| !paper[*at] && is_text(coarse.middle(*at)))
        .collect();
    if coarse.area_mm2(text.len()) < LEAST_MM2 {
        return;
    }
    let all = text.len() as f64;
    let deep: Vec<usize> = text.into_iter().filter(|at| depth[*at] > thick).collect();
    m.flooded_percent = Some(deep.len() as f64 * 100.0 / all);
    let step = coarse.step_px();
    marks.cells(MarkKind::Flooded, &deep, coarse.width, coarse.inked.len(), step);
}
