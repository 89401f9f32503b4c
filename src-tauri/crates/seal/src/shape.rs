//! What a seal's outline says: its shape and size, how much of its border is there, how it is turned, whether it was
//! pressed twice.

use crate::geometry::{Oblong, Pt};
use crate::ink::Ink;
use crate::judge::OBLONG;
use crate::mark::{MarkKind, Marks};
use crate::orient::{self, Turn};
use crate::outline::{Free, Outline};
use crate::upright::Edges;
use crate::{Measures, SampleKind, Shape, Thresholds, double, edge, ground};

/// How much longer than wide solid ground is that was pressed twice, four fifths of a millimetre beside, as a share.
const SOLID_LONGER: f64 = 0.04;
/// Difference of the halves of a shape of its own, by its radius, up to which they are each other's mirror image.
const MIRRORED: f64 = 0.03;
/// Hull by area from which a shape has a waist, and how much broader one end of such a shape is than the other.
const WAIST: f64 = 1.008;
const BROADER: f64 = 0.04;
/// How far straight strokes may lean against the axis of a shape of its own for both to tell the same turn, in degrees:
/// those of two characters are few and tell it to a few degrees only.
const TEXT_AGREES_DEG: f64 = 4.0;
/// How far behind the border its soft edge has ended, in mm.
const INSIDE_BORDER_MM: f64 = 0.35;

/// Takes every measure of an outline.
pub(crate) fn measure(
    ink: &Ink,
    outline: &Outline,
    (thresholds, kind): (&Thresholds, SampleKind),
    m: &mut Measures,
    marks: &mut Marks,
) {
    let border = edge::border(ink, outline);
    m.coverage_percent = Some(border.coverage_percent);
    m.gap_deg = Some(border.gap_deg);
    m.edge_mm = border.edge_mm;
    m.dragged_mm = border.dragged_mm;
    m.pale_percent = border.pale_percent;
    m.solid = ground::is_solid(ink, outline, border.deep_mm);
    let is_lined = m.solid && border.deep_mm < ground::SOLID_MM;
    m.border_mm = Some(if is_lined {
        ground::GROUND_MM
    } else {
        border.deep_mm
    });
    for (from, to) in border.holes {
        marks.outline(MarkKind::Missing, strip(outline, from, to, ink.px_per_mm));
    }
    let turn = match outline {
        Outline::Round(_) => round(ink, outline, (thresholds, kind), m),
        Outline::Square(b) => square(ink, b, kind, m),
        Outline::Free(f) => free(ink, (outline, f), m),
    };
    turned(turn, outline, m, marks);
    doubled(ink, outline, thresholds, m, marks);
}

fn round(
    ink: &Ink,
    outline: &Outline,
    (thresholds, kind): (&Thresholds, SampleKind),
    m: &mut Measures,
) -> Turn {
    let Outline::Round(e) = outline else {
        return Turn::default();
    };
    let mm = |px: f64| px / ink.px_per_mm;
    let ratio = e.long / e.short;
    // Half way between a circle and the roundest oval by design.
    let roundest = |r: f64, [a, b]: [f64; 2]| r.min(a.max(b) / a.min(b));
    let oval = thresholds.oval_mm.iter().copied().fold(f64::MAX, roundest);
    m.sides_mm = Some([mm(2.0 * e.long), mm(2.0 * e.short)]);
    m.aspect_ratio = Some(ratio);
    let is_round = ratio < (1.0 + oval) / 2.0;
    m.shape = Some(if is_round { Shape::Round } else { Shape::Oval });
    if is_round {
        m.diameter_mm = Some(mm(e.long + e.short));
    }
    match (kind, is_round) {
        (SampleKind::LegalRepSeal, true) => {
            orient::name_in(ink, outline, (e.centre, e.long), m.border_mm.unwrap_or(1.0))
        }
        // A name in an oval stands along its long axis or across it.
        (SampleKind::LegalRepSeal, false) => Turn {
            deg: Some(within(e.angle.to_degrees(), 90.0)),
            period: 90.0,
            ..Turn::default()
        },
        (_, true) => orient::round(ink, e),
        (_, false) => orient::oval(ink, e),
    }
}

fn square(ink: &Ink, b: &Oblong, kind: SampleKind, m: &mut Measures) -> Turn {
    let (long, short) = (b.sides.0.max(b.sides.1), b.sides.0.min(b.sides.1));
    m.shape = Some(Shape::Square);
    m.sides_mm = Some([b.sides.0 / ink.px_per_mm, b.sides.1 / ink.px_per_mm]);
    m.aspect_ratio = Some(long / short);
    // An organisation's oblong lies on its long side; a name's may stand on the short one.
    let lies = kind == SampleKind::OrgSeal && is_oblong([long, short]);
    let deg = b.angle.to_degrees();
    let upright = if b.angle > 0.0 { deg - 90.0 } else { deg + 90.0 };
    Turn {
        deg: Some(if lies && b.sides.1 > b.sides.0 {
            upright
        } else {
            deg
        }),
        period: if lies { 180.0 } else { 90.0 },
        ..Turn::default()
    }
}

/// A gourd stands on its thick end; of any other shape only the axis is known.
fn free(ink: &Ink, (outline, f): (&Outline, &Free), m: &mut Measures) -> Turn {
    let (long, short) = f.sides();
    m.shape = Some(Shape::Free);
    m.sides_mm = Some([long / ink.px_per_mm, short / ink.px_per_mm]);
    m.odd_shape = f.unlike > MIRRORED;
    if m.odd_shape {
        return Turn::default();
    }
    let is_gourd = f.hollow() > WAIST && f.heavier.abs() > BROADER;
    // What has two axes may lie along either of them.
    let both_ways = !is_gourd && f.unlike_across <= MIRRORED;
    let axis = if both_ways { 90.0 } else { 180.0 };
    let lean = within(f.axis.to_degrees() - 90.0, axis);
    let behind = (m.border_mm.unwrap_or(1.0) + INSIDE_BORDER_MM) * ink.px_per_mm;
    let text = Edges::of(ink, f.centre, long, |p| outline.distance(p) < -behind);
    // Two characters may have too few straight strokes to say anything: then the outline alone tells the turn. Level
    // strokes may rise, and where they are most of all edges the upright ones say it.
    let agrees = |deg: f64| within(deg - lean, 90.0).abs() < TEXT_AGREES_DEG;
    m.text_agrees = text.quarter().is_none_or(agrees) || text.lean(lean).is_some_and(agrees);
    let upside_down = is_gourd && f.heavier < 0.0;
    Turn {
        deg: Some(if upside_down { lean + 180.0 } else { lean }),
        period: if is_gourd { 360.0 } else { axis },
        ..Turn::default()
    }
}

/// An angle within half a period of nothing.
fn within(deg: f64, period: f64) -> f64 {
    (deg + period / 2.0).rem_euclid(period) - period / 2.0
}

fn turned(turn: Turn, outline: &Outline, m: &mut Measures, marks: &mut Marks) {
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
}

fn doubled(ink: &Ink, outline: &Outline, thresholds: &Thresholds, m: &mut Measures, marks: &mut Marks) {
    if let (true, Outline::Square(b)) = (m.solid, outline) {
        // Beside each other along a side they make it longer, across a corner they leave notches, and in between a
        // little of both.
        let longer = m
            .aspect_ratio
            .filter(|ratio| *ratio < OBLONG)
            .map_or(0.0, |ratio| ratio - 1.0);
        let both = (double::notches(ink, b) / thresholds.notch_mm2).hypot(longer / SOLID_LONGER);
        m.double = Some(both.min(1.0) * thresholds.double.look);
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

/// Area inside an outline in mm².
pub(crate) fn area_mm2(outline: &Outline, px_per_mm: f64) -> f64 {
    let px = match outline {
        Outline::Round(e) => std::f64::consts::PI * e.long * e.short,
        Outline::Square(b) => b.sides.0 * b.sides.1 - (4.0 - std::f64::consts::PI) * b.corner * b.corner,
        Outline::Free(f) => f.area(),
    };
    px / (px_per_mm * px_per_mm)
}

/// Whether a seal with corners is longer by design than it is wide.
pub(crate) fn is_oblong([a, b]: [f64; 2]) -> bool {
    a.max(b) >= OBLONG * a.min(b)
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
