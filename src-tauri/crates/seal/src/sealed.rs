//! Measures of a seal: its outline and turn, its border and text, what lies on the line, beneath it and around it.

use image::RgbImage;

use crate::blobs::Parts;
use crate::coarse::{Coarse, OWN_INK};
use crate::counting::{GRAIN_MM2, OWN_MM, SPECK_MM2, on_paper, place};
use crate::geometry::Pt;
use crate::ink::Ink;
use crate::judge::OBLONG;
use crate::line::FrameLine;
use crate::mark::{MarkKind, Marks};
use crate::orient::{self, Turn};
use crate::outline::Outline;
use crate::{BoxMm, Measures, SampleKind, Shape, Thresholds, double, edge};

/// Distance from the frame's line within which dark pixels are the line itself, in mm.
const LINE_MM: f64 = 1.2;
/// Least share of a part's ink inside the frame for it to be this frame's and no neighbour's.
const OWN_SHARE: f64 = 0.25;
/// Ink behind a square's edge from which its ground is solid, in mm: characters stand free of a border before that.
const SOLID_MM: f64 = 1.7;
/// Depth of ink that no stroke has: of a company's characters, and of a name's by the side of the seal, in mm.
const THICK_MM: [f64; 2] = [0.58, 0.05];
/// Pale stains nearer to the frame's line than this are not looked for, in mm.
const STAIN_LINE_MM: f64 = 1.5;
/// Share of a part on either side of the outline from which it lies on both.
const STRADDLES: f64 = 0.1;
/// Share of the ink outside an ellipse from which the ellipse is none.
const ODD_SHARE: f64 = 0.12;

/// The connected parts where something holds for the darkness and the coverage of a pixel.
fn parts_where(ink: &Ink, holds: impl Fn(f32, f32) -> bool) -> Parts {
    Parts::drawn((ink.width, ink.height), |start, row| {
        let seen = ink.darkness[start..].iter().zip(&ink.coverage[start..]);
        for (to, (darkness, coverage)) in row.iter_mut().zip(seen) {
            *to = holds(*darkness, *coverage);
        }
    })
}

/// The pixels for which `keep` holds, in parts no smaller than a speck.
fn pixels_where(ink: &Ink, parts: &Parts, keep: impl Fn(usize) -> bool) -> Vec<usize> {
    let pixels = parts.of_at_least(ink.pixels(SPECK_MM2));
    pixels.filter(|at| keep(*at)).collect()
}

/// What is measured, and where it stands.
pub(crate) fn seal(
    frame: &RgbImage,
    ink: &Ink,
    (line, kind): (&FrameLine, SampleKind),
    thresholds: &Thresholds,
    marks: &mut Marks,
) -> (Measures, Option<BoxMm>) {
    let mut m = on_paper(ink);
    let inside = |at: usize| line.inside_mm(at, ink.width);
    let coarse = Coarse::of(frame, ink);
    stains(&coarse, line, ink, &mut m, marks);
    // A printed line wears a red hem where a lens bends the colours apart: what never leaves the line is not ink. What
    // stands beyond it for the most part is a neighbour's.
    let leaves = |at: usize| line.off_lines_mm(at, ink.width) > LINE_MM;
    let mut parts = ink.red_parts();
    parts.retain(|run| leaves(run.start) || leaves(run.end - 1));
    parts.retain_mostly(OWN_SHARE, |at| inside(at) > -0.3);
    let (mask, count) = parts.at_least(ink.pixels(GRAIN_MM2));
    m.ink_mm2 = ink.area_mm2(count);
    let dark = parts_where(ink, |darkness, coverage| darkness > 0.25 && coverage < 0.3);
    let other = pixels_where(ink, &dark, |at| inside(at) > LINE_MM);
    m.other_ink_mm2 = ink.area_mm2(other.len());
    let Some(core) = ink.core.filter(|_| m.ink_mm2 >= thresholds.blank_mm2) else {
        m.faint_mm2 = coarse.pinkish_mm2(|p| line.inside_mm(pixel(ink, p), ink.width) > STAIN_LINE_MM);
        return (m, None);
    };
    let [red, green, blue] = core.density.map(f64::from);
    m.density = Some(green);
    m.red_per_green = Some((red / green).max(0.0));
    m.blue_per_green = Some(blue / green);
    let on_line = |at: &usize| inside(*at) < thresholds.line_reach_mm;
    let inked = || parts.of_at_least(ink.pixels(GRAIN_MM2));
    let Some(outline) = Outline::of(ink, &mask) else {
        let pressed: Vec<usize> = inked().filter(on_line).collect();
        m.on_line_mm2 = ink.area_mm2(pressed.len());
        marks.cells(MarkKind::OnLine, &pressed, ink.width, mask.len(), 1.0);
        // Without a seal's outline there is no inside: whatever is not its ink is dirt, and may be why none was found.
        m.dirt_mm2 = m.other_ink_mm2;
        marks.cells(MarkKind::Dirt, &other, ink.width, mask.len(), 1.0);
        return (m, place(ink, inked()));
    };
    of_outline(ink, &outline, (thresholds, kind), &mut m, marks);
    m.device_edge_mm = line.sharpness_mm(ink).or(Some(1.0 / ink.px_per_mm));
    let outside_px = |p: Pt| outline.distance(p);
    let outside_mm = |at: usize| {
        let p = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
        outside_px(p) / ink.px_per_mm
    };
    // Ink farther out is another seal's, or a splash: dirt, not this sample on the line.
    let own: Vec<usize> = inked().filter(|at| outside_mm(*at) < OWN_MM).collect();
    // What hangs together on both sides of the outline shows that the outline is none; a neighbour's ink is all on
    // one side.
    let mut both = parts.clone();
    both.retain_mostly(STRADDLES, |at| outside_mm(at) >= OWN_MM);
    both.retain_mostly(STRADDLES, |at| outside_mm(at) < OWN_MM);
    let astray = both
        .of_at_least(ink.pixels(GRAIN_MM2))
        .filter(|at| outside_mm(*at) >= OWN_MM)
        .count();
    // A name seal stands alone in its frame: as much red ink beyond the outline is the rest of it, a gourd's other
    // half for instance.
    let beyond = inked()
        .filter(|at| outside_mm(*at) >= OWN_MM && inside(*at) > LINE_MM)
        .count();
    let astray = if kind == SampleKind::LegalRepSeal {
        astray.max(beyond)
    } else {
        astray
    };
    if astray as f64 > ODD_SHARE * count as f64 && m.shape != Some(Shape::Square) {
        return odd(ink, &mut parts, line, thresholds, m, marks);
    }
    let pressed: Vec<usize> = own.iter().copied().filter(on_line).collect();
    m.on_line_mm2 = ink.area_mm2(pressed.len());
    marks.cells(MarkKind::OnLine, &pressed, ink.width, mask.len(), 1.0);
    let mut print = Parts::of(&ink.print, ink.width);
    print.retain_parts(|pixels| {
        let mut cells: Vec<usize> = pixels
            .iter()
            .filter_map(|at| coarse.cell(*at, ink.width))
            .collect();
        cells.dedup();
        !coarse.is_own_ink(&cells, OWN_INK, |at| coarse.inked[at] < 0.1)
    });
    let beneath = pixels_where(ink, &print, |at| inside(at) > LINE_MM && outside_mm(at) < 0.0);
    m.beneath_mm2 = ink.area_mm2(beneath.len());
    m.black_percent = m.beneath_mm2 * 100.0 / area_of(&outline, ink.px_per_mm).max(1.0);
    marks.cells(MarkKind::Print, &beneath, ink.width, mask.len(), 1.0);
    let marked = parts_where(ink, |darkness, _| darkness > 0.2);
    let dirt = pixels_where(ink, &marked, |at| inside(at) > LINE_MM && outside_mm(at) > OWN_MM);
    m.dirt_mm2 = ink.area_mm2(dirt.len());
    marks.cells(MarkKind::Dirt, &dirt, ink.width, mask.len(), 1.0);
    if beneath.is_empty() {
        // Print has grey rims that are no dirt of their own.
        let within = |p: Pt| outside_px(p) < -0.3 * ink.px_per_mm;
        let (lines, foreign) = coarse.foreign(within);
        m.dirt_mm2 += coarse.area_mm2(foreign.len());
        m.beneath_mm2 += coarse.area_mm2(lines.len());
        let step = coarse.step_px();
        marks.cells(MarkKind::Dirt, &foreign, coarse.width, coarse.inked.len(), step);
        marks.cells(MarkKind::Print, &lines, coarse.width, coarse.inked.len(), step);
    }
    let deep = coarse.beneath(|p| outside_px(p) < 0.0);
    m.beneath_mm2 += coarse.area_mm2(deep.len());
    marks.cells(
        MarkKind::Print,
        &deep,
        coarse.width,
        coarse.inked.len(),
        coarse.step_px(),
    );
    flooded(&coarse, ink, &outline, &mut m, marks);
    (m, place(ink, own.into_iter()))
}

/// A seal of a shape that is not known, a gourd for instance: neither its turn nor its border can be measured, the
/// rest can.
fn odd(
    ink: &Ink,
    parts: &mut Parts,
    line: &FrameLine,
    thresholds: &Thresholds,
    m: Measures,
    marks: &mut Marks,
) -> (Measures, Option<BoxMm>) {
    let inside = |at: usize| line.inside_mm(at, ink.width);
    let mut m = Measures {
        odd_shape: true,
        shape: None,
        diameter_mm: None,
        aspect_ratio: None,
        rotation_deg: None,
        turn_period_deg: None,
        lopsided_deg: None,
        name_hole_deg: None,
        coverage_percent: None,
        gap_deg: None,
        double: None,
        ..m
    };
    marks.all.retain(|mark| mark.kind == MarkKind::Dirt);
    let least = ink.pixels(GRAIN_MM2);
    let pressed: Vec<usize> = parts
        .of_at_least(least)
        .filter(|at| inside(*at) < thresholds.line_reach_mm)
        .collect();
    m.on_line_mm2 = ink.area_mm2(pressed.len());
    marks.cells(MarkKind::OnLine, &pressed, ink.width, ink.darkness.len(), 1.0);
    let print = Parts::of(&ink.print, ink.width);
    let beneath = pixels_where(ink, &print, |at| inside(at) > LINE_MM);
    m.beneath_mm2 = ink.area_mm2(beneath.len());
    marks.cells(MarkKind::Print, &beneath, ink.width, ink.darkness.len(), 1.0);
    let place = place(ink, parts.of_at_least(least));
    m.sides_mm = place.map(|b| [b.w.max(b.h), b.w.min(b.h)]);
    (m, place)
}

/// The pixel at a place.
fn pixel(ink: &Ink, (x, y): Pt) -> usize {
    (y as usize).min(ink.height - 1) * ink.width + (x as usize).min(ink.width - 1)
}

fn stains(coarse: &Coarse, line: &FrameLine, ink: &Ink, m: &mut Measures, marks: &mut Marks) {
    let within = |p: Pt| line.inside_mm(pixel(ink, p), ink.width) > STAIN_LINE_MM;
    let (stains, light) = coarse.stains(within);
    m.stain_mm2 = coarse.area_mm2(stains.len());
    m.light_fall = light.fall;
    let step = coarse.step_px();
    marks.cells(MarkKind::Dirt, &stains, coarse.width, coarse.inked.len(), step);
}

/// Ink of the text that lies deeper than strokes are thick. The star is thick by design and stands in the middle.
fn flooded(coarse: &Coarse, ink: &Ink, outline: &Outline, m: &mut Measures, marks: &mut Marks) {
    if m.solid {
        return;
    }
    let square = m.shape == Some(Shape::Square);
    let thick = match m.sides_mm {
        // An oblong holds rows of small characters as a round seal does.
        Some([a, b]) if square && a.max(b) < OBLONG * a.min(b) => (a.min(b) * THICK_MM[1]).max(THICK_MM[0]),
        _ => THICK_MM[0],
    };
    let border = m.border_mm.unwrap_or(1.2) + 0.4;
    let is_text = |p: Pt| {
        let inner = -outline.distance(p) / ink.px_per_mm > border;
        inner && (square || outline.level(p) > 0.52)
    };
    let depth = coarse.depth_mm();
    let (mut all, mut deep) = (0_usize, Vec::new());
    for (at, inked) in coarse.inked.iter().enumerate() {
        if *inked > 0.5 && is_text(coarse.middle(at)) {
            all += 1;
            if f64::from(depth[at]) > thick {
                deep.push(at);
            }
        }
    }
    m.flooded_percent = (coarse.area_mm2(all) > 6.0).then(|| deep.len() as f64 * 100.0 / all as f64);
    let step = coarse.step_px();
    marks.cells(MarkKind::Flooded, &deep, coarse.width, coarse.inked.len(), step);
}

fn area_of(outline: &Outline, px_per_mm: f64) -> f64 {
    let px = match outline {
        Outline::Round(e) => std::f64::consts::PI * e.long * e.short,
        Outline::Square(b) => b.sides.0 * b.sides.1,
    };
    px / (px_per_mm * px_per_mm)
}

fn of_outline(
    ink: &Ink,
    outline: &Outline,
    (thresholds, kind): (&Thresholds, SampleKind),
    m: &mut Measures,
    marks: &mut Marks,
) {
    let mm = |px: f64| px / ink.px_per_mm;
    let border = edge::border(ink, outline);
    m.coverage_percent = Some(border.coverage_percent);
    m.gap_deg = Some(border.gap_deg);
    m.edge_mm = border.edge_mm;
    m.dragged_mm = border.dragged_mm;
    m.pale_percent = border.pale_percent;
    m.border_mm = Some(border.deep_mm);
    for (from, to) in border.holes {
        marks.outline(MarkKind::Missing, strip(outline, from, to, ink.px_per_mm));
    }
    match outline {
        Outline::Round(e) => {
            let ratio = e.long / e.short;
            // Half way between a circle and the roundest oval by design.
            let roundest = |r: f64, [a, b]: [f64; 2]| r.min(a.max(b) / a.min(b));
            let oval = thresholds.oval_mm.iter().copied().fold(f64::MAX, roundest);
            m.sides_mm = Some([mm(2.0 * e.long), mm(2.0 * e.short)]);
            m.aspect_ratio = Some(ratio);
            let turn = if ratio < (1.0 + oval) / 2.0 {
                m.shape = Some(Shape::Round);
                m.diameter_mm = Some(mm(e.long + e.short));
                if kind == SampleKind::LegalRepSeal {
                    orient::name_in_ring(ink, e)
                } else {
                    orient::round(ink, e)
                }
            } else {
                m.shape = Some(Shape::Oval);
                orient::oval(ink, e)
            };
            turned(turn, outline, ink, m, marks);
        }
        Outline::Square(b) => {
            let (long, short) = (b.sides.0.max(b.sides.1), b.sides.0.min(b.sides.1));
            m.shape = Some(Shape::Square);
            m.sides_mm = Some([mm(b.sides.0), mm(b.sides.1)]);
            m.aspect_ratio = Some(long / short);
            m.rotation_deg = Some(b.angle.to_degrees());
            m.turn_period_deg = Some(90.0);
            m.solid = border.deep_mm > SOLID_MM;
        }
    }
    if let (true, Outline::Square(b)) = (m.solid, outline) {
        // About one square millimetre of notches is what a tenth of a millimetre beside is for a border.
        m.double = Some((double::notches(ink, b) / thresholds.notch_mm2).min(1.0) * thresholds.double.look);
        return;
    }
    let (double, shift) = double::ghost(ink, outline);
    m.double = Some(double);
    if double >= thresholds.double.look {
        let around = (0..180).map(|i| {
            let (p, n) = outline.at(f64::from(i) / 180.0);
            let depth = (n.0 * shift.0 + n.1 * shift.1).abs() * ink.px_per_mm;
            (p.0 - n.0 * depth, p.1 - n.1 * depth)
        });
        marks.outline(MarkKind::Double, around);
    }
}

fn turned(turn: Turn, outline: &Outline, ink: &Ink, m: &mut Measures, marks: &mut Marks) {
    m.rotation_deg = turn.deg;
    m.turn_period_deg = turn.deg.map(|_| turn.period);
    m.lopsided_deg = turn.lopsided;
    m.name_hole_deg = turn.hole.map(|(from, to)| to - from);
    if let (Some((from, to)), Outline::Round(e)) = (turn.hole, outline) {
        let angle = e.angle.to_degrees();
        let share = |deg: f64| ((deg - angle) / 360.0).rem_euclid(1.0);
        let (from, length) = (share(from), (to - from) / 360.0);
        let ring = |level: f64| {
            let centre = e.centre;
            (0..=20).map(move |i| {
                let (p, _) = outline.at(from + length * f64::from(i) / 20.0);
                (
                    centre.0 + (p.0 - centre.0) * level,
                    centre.1 + (p.1 - centre.1) * level,
                )
            })
        };
        let back: Vec<Pt> = ring(0.62).collect();
        marks.outline(MarkKind::Missing, ring(0.92).chain(back.into_iter().rev()));
    }
    let _ = ink;
}

/// A strip along the border, half a millimetre outside to two inside.
fn strip(outline: &Outline, from: f64, to: f64, px_per_mm: f64) -> Vec<Pt> {
    let side = |mm: f64| -> Vec<Pt> {
        let along = |i: i32| {
            let (p, n) = outline.at(from + (to - from) * f64::from(i) / 16.0);
            (p.0 + n.0 * mm * px_per_mm, p.1 + n.1 * mm * px_per_mm)
        };
        (0..=16).map(along).collect()
    };
    let (outer, inner) = (side(0.5), side(-2.0));
    outer.into_iter().chain(inner.into_iter().rev()).collect()
}
