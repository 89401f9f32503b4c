//! Measures of a signature: its ink, what of it lies on the frame's line, breaks in its strokes.
//!
//! The form around a frame is as black as a pen: lines of cells beside it, words, another signature. So what lies
//! beyond the line counts as on it only where a stroke comes up to the line from inside; a stroke that stands alone
//! out there may be this hand's, and is told apart from it.

use image::RgbImage;

use crate::blobs::Parts;
use crate::chamfer::distances;
use crate::coarse::Coarse;
use crate::counting::{GRAIN_MM2, SPECK_MM2, on_paper, place};
use crate::geometry::Pt;
use crate::ink::{Ink, STROKE_DARK};
use crate::line::{FrameLine, Inked};
use crate::mark::{MarkKind, Marks};
use crate::{BoxMm, Measures, Thresholds, strokes};

/// Least darkness of a dry pen's stroke.
const FAINT_DARK: f32 = 0.09;
/// Strip inside the line's own ink in which a stroke touches it, in mm.
const TOUCH_MM: f64 = 0.62;
/// How far along the line a slanting stroke is met again at its other side, in mm.
const SLANT_MM: f64 = 1.2;
/// How near beyond the line's ink a stroke that crosses it is seen, in mm.
const RIM_MM: f64 = 0.4;
/// Strokes nearer to each other than this belong together beyond the line, in mm.
const TOGETHER_MM: f64 = 0.5;
/// What is this long and no wider than one that stands together is a line of the form, in mm.
const RULE_MM: f64 = 5.0;

/// What is shorter than this and so far from all strokes is no part of the writing, in mm; a dot or two may be.
const SMALL_MM: f64 = 1.0;
const ALONE_MM: f64 = 0.9;

/// Coverage from which a dark pixel is red ink's.
const RED_COVER: f32 = 0.35;

/// Dirt nearer to the frame's line than this is not looked for, in mm.
const DIRT_LINE_MM: f64 = 0.6;

/// What is measured, and where it stands.
pub(crate) fn signature(
    frame: &RgbImage,
    ink: &Ink,
    line: &FrameLine,
    thresholds: &Thresholds,
    marks: &mut Marks,
) -> (Measures, Option<BoxMm>) {
    let mut m = on_paper(ink);
    let size = (ink.width, ink.height);
    let inked = Inked::of(line, ink);
    let clear: Vec<f32> = (0..ink.darkness.len())
        .map(|at| inked.clear_mm(at) as f32)
        .collect();
    // What hugs the frame's line is the line. A dry pen leaves less than paper's grain does elsewhere, so it is
    // looked for only where nothing darker stands.
    let written = |darkness: f32| {
        let mut within = Parts::drawn(size, |start, row| {
            for (at, to) in (start..).zip(row) {
                *to = clear[at] > 0.0 && ink.darkness[at] > darkness;
            }
        });
        // As faint as that are the rims of a coarse scan's line as well: a pen goes on from them.
        if darkness < STROKE_DARK {
            let leaves = |at: usize| f64::from(clear[at]) > DIRT_LINE_MM;
            within.retain(|run| leaves(run.start) || leaves(run.end - 1));
        }
        let (within, count) = within.at_least(ink.pixels(GRAIN_MM2));
        (darkness, within, ink.area_mm2(count))
    };
    let (mut least, mut within, mut area) = written(STROKE_DARK);
    if area < thresholds.blank_mm2 {
        (least, within, area) = written(FAINT_DARK);
    }
    m.ink_mm2 = area;
    let coarse = Coarse::of(frame, ink);
    let off_line = |p: Pt| {
        let at = (p.1 as usize).min(ink.height - 1) * ink.width + (p.0 as usize).min(ink.width - 1);
        inked.clear_mm(at) > DIRT_LINE_MM
    };
    if area < thresholds.blank_mm2 {
        m.faint_mm2 = coarse.faint_mm2(off_line);
        return (m, None);
    }
    // Red ink beside a pen's is a seal that stands in the next cell.
    let is_red = |at: usize| ink.coverage[at] > RED_COVER;
    let red = (0..within.len()).filter(|at| within[*at] && is_red(*at)).count();
    let is_pens = |at: usize| 2.0 * ink.area_mm2(red) > area || !is_red(at);
    let on_line = crossing(ink, &inked, (&within, &clear, least), is_pens);
    m.on_line_mm2 = ink.area_mm2(on_line.len());
    marks.cells(MarkKind::OnLine, &on_line, ink.width, within.len(), 1.0);
    let astray = astray(ink, &inked, &clear, is_pens);
    m.astray_mm2 = ink.area_mm2(astray.len());
    marks.cells(MarkKind::OnLine, &astray, ink.width, within.len(), 1.0);
    let written = || (0..within.len()).filter(|at| within[*at]);
    let mut full: Vec<f32> = written().map(|at| ink.darkness[at]).collect();
    let at = full.len() * 3 / 4;
    let full = *full.select_nth_unstable_by(at, f32::total_cmp).1;
    m.density = Some(f64::from(-(1.0 - full).max(0.004).ln()));
    let (blots, light) = coarse.blots(f64::from(full), off_line);
    m.light_fall = light.fall;
    m.stain_mm2 = coarse.area_mm2(blots.len());
    let (cells, step) = (coarse.inked.len(), coarse.step_px());
    marks.cells(MarkKind::Dirt, &blots, coarse.width, cells, step);
    let specks = specks(ink, &within);
    m.specks = specks.len() as u32;
    marks.cells(MarkKind::Dirt, &specks, ink.width, within.len(), 1.0);
    let breaks = strokes::breaks(&within, ink.width, ink.px_per_mm);
    m.breaks = Some(breaks.len() as u32);
    for ((ax, ay), (bx, by)) in breaks {
        let r = 0.8 * ink.px_per_mm;
        let (l, t, r, b) = (ax.min(bx) - r, ay.min(by) - r, ax.max(bx) + r, ay.max(by) + r);
        marks.outline(MarkKind::Gap, [(l, t), (r, t), (r, b), (l, b)]);
    }
    (m, place(ink, written()))
}

/// The middles of what is far too small for a stroke and stands far from all strokes.
fn specks(ink: &Ink, written: &[bool]) -> Vec<usize> {
    let cell = (TOGETHER_MM / 2.0 * ink.px_per_mm).round().max(1.0) as usize;
    let columns = ink.width.div_ceil(cell);
    let mut strokes = vec![false; columns * ink.height.div_ceil(cell)];
    let small = SMALL_MM * ink.px_per_mm;
    let is_small = |b: &[usize; 4]| ((b[2] - b[0]).max(b[3] - b[1]) as f64) < small;
    let mut parts = Parts::of(written, ink.width);
    let boxes = parts.boxes();
    parts.retain_boxed(|b| !is_small(&b));
    let (kept, _) = parts.at_least(1.0);
    for at in (0..kept.len()).filter(|at| kept[*at]) {
        strokes[at / ink.width / cell * columns + at % ink.width / cell] = true;
    }
    let away = distances(&strokes, columns);
    let far = (ALONE_MM * ink.px_per_mm / cell as f64) as f32;
    boxes
        .iter()
        .filter(|b| is_small(b))
        .map(|[left, top, right, bottom]| ((left + right) / 2, (top + bottom) / 2))
        .filter(|(x, y)| away[y / cell * columns + x / cell] > far)
        .map(|(x, y)| y * ink.width + x)
        .collect()
}

/// Ink that touches the line from inside, and what goes on beyond it from there.
fn crossing(
    ink: &Ink,
    inked: &Inked<'_>,
    (within, clear, least): (&[bool], &[f32], f32),
    is_pens: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let touches = |at: usize| within[at] && f64::from(clear[at]) < TOUCH_MM && is_pens(at);
    let mut found: Vec<usize> = (0..within.len()).filter(|at| touches(*at)).collect();
    let reach = (SLANT_MM * ink.px_per_mm).powi(2);
    let place = |at: usize| ((at % ink.width) as f64, (at / ink.width) as f64);
    let rims: Vec<(f64, f64)> = found.iter().map(|at| place(*at)).collect();
    if rims.is_empty() {
        return found;
    }
    let mut beyond = Parts::drawn((ink.width, ink.height), |start, row| {
        for (at, to) in (start..).zip(row) {
            *to = ink.darkness[at] > least && clear[at] < 0.0 && inked.beyond_mm(at) > 0.0 && is_pens(at);
        }
    });
    beyond.retain(|run| {
        [run.start, run.end - 1].into_iter().any(|at| {
            let (x, y) = place(at);
            inked.beyond_mm(at) < RIM_MM
                && rims
                    .iter()
                    .any(|(rx, ry)| (rx - x).powi(2) + (ry - y).powi(2) < reach)
        })
    });
    found.extend(beyond.of_at_least(ink.pixels(SPECK_MM2)));
    found
}

/// Strokes that stand alone beyond the line. What comes in from the picture's rim is a neighbour's, with all that
/// stands close to it; what is long and straight is the form's.
fn astray(ink: &Ink, inked: &Inked<'_>, clear: &[f32], is_pens: impl Fn(usize) -> bool) -> Vec<usize> {
    let cell = (TOGETHER_MM * ink.px_per_mm).round().max(1.0) as usize;
    let (columns, rows) = (ink.width.div_ceil(cell), ink.height.div_ceil(cell));
    let is_beyond = |at: usize| {
        clear[at] < 0.0 && ink.darkness[at] > STROKE_DARK && inked.beyond_mm(at) > 0.0 && is_pens(at)
    };
    let mut cells = vec![false; columns * rows];
    let beyond: Vec<usize> = (0..clear.len()).filter(|at| is_beyond(*at)).collect();
    let cell_of = |at: usize| at / ink.width / cell * columns + at % ink.width / cell;
    for at in &beyond {
        cells[cell_of(*at)] = true;
    }
    let rule = (RULE_MM * ink.px_per_mm / cell as f64) as usize;
    let mut together = Parts::of(&cells, columns);
    together.retain_boxed(|[left, top, right, bottom]| {
        let at_rim = left == 0 || top == 0 || right == columns || bottom == rows;
        let (wide, high) = (right - left, bottom - top);
        let is_rule = wide.max(high) >= rule && wide.min(high) <= 2;
        // A second border runs around the frame or along one whole side of it.
        let is_border = 5 * wide > 4 * columns || 5 * high > 4 * rows;
        !(at_rim || is_rule || is_border)
    });
    let (alone, _) = together.at_least(1.0);
    beyond.into_iter().filter(|at| alone[cell_of(*at)]).collect()
}
