//! Strokes that ran together: ink of the text that lies deeper than strokes are thick.
//!
//! A name's strokes are as thick as its cutter likes, so depth alone says little of it. What grows when ink runs is
//! both at once: the depth of the ink, by the room the characters have, and the share of that room that is inked. What
//! goes is the narrow paper between strokes: bold strokes that stand free leave some.

use crate::blobs::Parts;
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

/// Paper that is narrower than this lies between strokes, in mm, and how strongly counts how little of it is left,
/// beside the inked share; a little is always there.
const NARROW_MM: f64 = 0.7;
const NARROW_POWER: f64 = 0.3;
const LEAST_NARROW: f64 = 0.005;
/// Paper smaller than this within ink is a grain that took none, in mm².
const GRAIN_MM2: f64 = 0.08;

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
    if m.shape == Some(Shape::Free) {
        m.closed_mm = closed(ink, outline, border);
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
    let (deep, area) = deep_of(&paper, width)?;
    let side = ((width * height) as f64).sqrt() * NAME_STEP_MM;
    let share = area / (side * side);
    Some(1000.0 * deep / side * share.powf(INKED_POWER))
}

/// The depth of nearly all ink of a name, in mm, and its area in mm², when that is enough to tell.
fn deep_of(paper: &[bool], width: usize) -> Option<(f64, f64)> {
    let depth = distances(paper, width);
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
    Some((deep * NAME_STEP_MM, area))
}

/// How far the strokes inside an outline have closed up: the depth of nearly all of their ink in mm, the greater the
/// more of the room is inked and the less narrow paper is left.
fn closed(ink: &Ink, outline: &Outline, border: f64) -> Option<f64> {
    let step = NAME_STEP_MM * ink.px_per_mm;
    let around = (0..360).map(|i| outline.at(f64::from(i) / 360.0).0);
    let (from, to) = around.fold(((f64::MAX, f64::MAX), (f64::MIN, f64::MIN)), |(a, b), p| {
        ((a.0.min(p.0), a.1.min(p.1)), (b.0.max(p.0), b.1.max(p.1)))
    });
    let cells = |from: f64, to: f64| ((to - from) / step).ceil().max(0.0) as usize;
    let (width, height) = (cells(from.0, to.0), cells(from.1, to.1));
    let place = |at: usize| {
        let (x, y) = ((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
        (from.0 + x * step, from.1 + y * step)
    };
    let within: Vec<bool> = (0..width * height)
        .map(|at| -outline.distance(place(at)) / ink.px_per_mm > border)
        .collect();
    let paper: Vec<bool> = (0..within.len())
        .map(|at| !within[at] || ink.coverage_at(place(at).0, place(at).1) <= 0.5)
        .collect();
    // A grain of paper that took no ink is no room between strokes.
    let (paper, _) = Parts::of(&paper, width).at_least(GRAIN_MM2 / (NAME_STEP_MM * NAME_STEP_MM));
    let (deep, area) = deep_of(&paper, width)?;
    // What no disc of paper that wide reaches is narrow.
    let half = (NARROW_MM / 2.0 / NAME_STEP_MM) as f32;
    let inked: Vec<bool> = paper.iter().map(|p| !p).collect();
    let wide: Vec<bool> = distances(&inked, width)
        .into_iter()
        .map(|far| far > half)
        .collect();
    let reach = distances(&wide, width);
    let narrow = (0..within.len())
        .filter(|at| within[*at] && paper[*at] && reach[*at] > half)
        .count();
    let cell = NAME_STEP_MM * NAME_STEP_MM;
    let room = within.iter().filter(|within| **within).count() as f64 * cell;
    let left = narrow as f64 * cell / area + LEAST_NARROW;
    Some(deep * (area / room).sqrt() / left.powf(NARROW_POWER))
}
