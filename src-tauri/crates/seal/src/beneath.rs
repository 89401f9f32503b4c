//! What lies beneath a seal and around it that is not its ink: print, whose strokes are thin and sharp, and dirt.

use crate::blobs::Parts;
use crate::chamfer::distances;
use crate::coarse::{Coarse, OWN_INK};
use crate::counting::OWN_MM;
use crate::geometry::Pt;
use crate::ink::Ink;
use crate::line::FrameLine;
use crate::mark::{MarkKind, Marks};
use crate::outline::Outline;
use crate::parts::{LINE_MM, is_other, parts_where, pixels_where};
use crate::{Measures, shape};

/// Depth from which a dark mark is thicker than strokes of print are, in mm.
const THICK_MM: f64 = 0.5;
/// How far inside the outline marks are no part of its own soft edge, in mm.
const INSIDE_MM: f64 = 0.3;

/// Takes the measures of print and dirt.
pub(crate) fn measure(
    ink: &Ink,
    coarse: &Coarse,
    (line, outline): (&FrameLine, &Outline),
    m: &mut Measures,
    marks: &mut Marks,
) {
    let len = ink.darkness.len();
    let inside = |at: usize| line.inside_mm(at, ink.width) > LINE_MM;
    let outside_px = |p: Pt| outline.distance(p);
    let outside_mm = |at: usize| {
        let p = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
        outside_px(p) / ink.px_per_mm
    };
    let mut print = Parts::of(&ink.print, ink.width);
    print.retain_parts(|pixels| !is_own(coarse, ink, pixels));
    let mut beneath = pixels_where(ink, &print, |at| inside(at) && outside_mm(at) < 0.0);
    let mut other = parts_where(ink, is_other);
    other.retain_mostly(0.5, |at| inside(at) && outside_mm(at) < -INSIDE_MM);
    other.retain_parts(|pixels| !is_own(coarse, ink, pixels));
    let (thin, thick) = by_thickness(coarse, ink, &other);
    let black = beneath.len();
    beneath.extend(thin);
    beneath.sort_unstable();
    beneath.dedup();
    m.beneath_mm2 = ink.area_mm2(beneath.len());
    m.black_percent = m.beneath_mm2 * 100.0 / shape::area_mm2(outline, ink.px_per_mm).max(1.0);
    marks.cells(MarkKind::Print, &beneath, ink.width, len, 1.0);
    let marked = parts_where(ink, |darkness, _| darkness > 0.2);
    let mut dirt = pixels_where(ink, &marked, |at| inside(at) && outside_mm(at) > OWN_MM);
    if black == 0 {
        // Print has grey rims that are no dirt of their own.
        dirt.extend(thick);
    }
    m.dirt_mm2 = ink.area_mm2(dirt.len());
    marks.cells(MarkKind::Dirt, &dirt, ink.width, len, 1.0);
    let step = coarse.step_px();
    let cells = coarse.inked.len();
    if beneath.is_empty() && dirt.is_empty() {
        let within = |p: Pt| outside_px(p) < -INSIDE_MM * ink.px_per_mm;
        let (lines, foreign) = coarse.foreign(within);
        m.dirt_mm2 += coarse.area_mm2(foreign.len());
        m.beneath_mm2 += coarse.area_mm2(lines.len());
        marks.cells(MarkKind::Dirt, &foreign, coarse.width, cells, step);
        marks.cells(MarkKind::Print, &lines, coarse.width, cells, step);
    }
    let deep = coarse.beneath(|p| outside_px(p) < 0.0);
    m.beneath_mm2 += coarse.area_mm2(deep.len());
    marks.cells(MarkKind::Print, &deep, coarse.width, cells, step);
}

/// Whether dark pixels are ink of the seal whose colour is smeared.
fn is_own(coarse: &Coarse, ink: &Ink, pixels: &[usize]) -> bool {
    let mut cells: Vec<usize> = pixels
        .iter()
        .filter_map(|at| coarse.cell(*at, ink.width))
        .collect();
    cells.sort_unstable();
    cells.dedup();
    coarse.is_own_ink(&cells, OWN_INK, |at| coarse.inked[at] < 0.1)
}

/// The pixels of thin parts, and those of thick ones.
fn by_thickness(coarse: &Coarse, ink: &Ink, parts: &Parts) -> (Vec<usize>, Vec<usize>) {
    let pixels = pixels_where(ink, parts, |_| true);
    if pixels.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut paper = vec![true; coarse.inked.len()];
    for cell in pixels.iter().filter_map(|at| coarse.cell(*at, ink.width)) {
        paper[cell] = false;
    }
    let depth = distances(&paper, coarse.width);
    let thick = (THICK_MM / coarse.side_mm()) as f32;
    let mut stout = parts.clone();
    stout.retain_parts(|pixels| {
        let cells = pixels.iter().filter_map(|at| coarse.cell(*at, ink.width));
        cells.map(|cell| depth[cell]).fold(0.0, f32::max) > thick
    });
    let stout = pixels_where(ink, &stout, |_| true);
    let thin = pixels.into_iter().filter(|at| stout.binary_search(at).is_err());
    (thin.collect(), stout)
}
