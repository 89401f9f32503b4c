//! Strokes that ran together: ink of the text that lies deeper than strokes are thick.
//!
//! A name's strokes are as thick as its cutter likes, so depth alone says little of it. What grows when ink runs is
//! both at once: the depth of the ink, by the room the characters have, and the share of that room that is inked.

use crate::chamfer::distances;
use crate::coarse::Coarse;
use crate::geometry::{Oblong, Pt};
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
/// Raster on which a square name's strokes are looked at, in mm.
const NAME_STEP_MM: f64 = 0.1;
/// Share of that ink that is no deeper than the depth which is taken, and how strongly the share of ink counts.
const DEEP_SHARE: f64 = 0.9;
const INKED_POWER: f64 = 1.5;

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
    if let (Outline::Square(b), Some(sides)) = (outline, m.sides_mm.filter(|s| !shape::is_oblong(*s))) {
        m.crowded_permille = crowded(ink, b, sides.map(|side| side - 2.0 * border));
    }
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

/// How crowded the strokes of a square name are: the depth of nearly all of its ink by the side of the room inside the
/// border, times what share of that room is inked, in thousandths.
fn crowded(ink: &Ink, square: &Oblong, room_mm: [f64; 2]) -> Option<f64> {
    let [width, height] = room_mm.map(|mm| (mm / NAME_STEP_MM).max(0.0) as usize);
    let (sin, cos) = square.angle.sin_cos();
    let step = NAME_STEP_MM * ink.px_per_mm;
    let paper: Vec<bool> = (0..width * height)
        .map(|at| {
            let u = ((at % width) as f64 + 0.5 - width as f64 / 2.0) * step;
            let v = ((at / width) as f64 + 0.5 - height as f64 / 2.0) * step;
            let (x, y) = (u * cos - v * sin, u * sin + v * cos);
            ink.coverage_at(square.centre.0 + x, square.centre.1 + y) <= 0.5
        })
        .collect();
    let depth = distances(&paper, width);
    let mut inked: Vec<f32> = (0..paper.len())
        .filter(|at| !paper[*at])
        .map(|at| depth[at])
        .collect();
    let area = inked.len() as f64 * NAME_STEP_MM * NAME_STEP_MM;
    if area < LEAST_MM2 {
        return None;
    }
    let at = (inked.len() as f64 * DEEP_SHARE) as usize;
    let deep = f64::from(*inked.select_nth_unstable_by(at, f32::total_cmp).1);
    let side = ((width * height) as f64).sqrt();
    let share = inked.len() as f64 / paper.len() as f64;
    Some(1000.0 * deep / side * share.powf(INKED_POWER))
}
