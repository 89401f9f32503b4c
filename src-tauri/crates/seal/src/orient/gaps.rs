//! The name along a border by direction: where something is written, the gaps between, and a hole that is none of
//! the letters' own.

use std::f64::consts::TAU;

use super::comb::Comb;
use crate::geometry::Ellipse;
use crate::ink::Ink;

/// Directions that are looked at: one a degree.
pub(super) const DEGREES: usize = 360;
/// Where the middle parts of the name's characters stand, as shares of the radius; the outer end is also kept off the
/// border.
const NAME: [f64; 2] = [0.7, 0.8];
/// Figures along the border end this far behind the seal's edge at most, in mm.
const FIGURES_MM: f64 = 4.0;
/// A direction holds a character from this share of ink on.
const INKED: f64 = 0.07;
/// Coverage from which a point belongs to a character: thin strokes in a coarse picture never cover half.
const LETTER: f32 = 0.25;
/// Smallest gap below a name, in degrees.
pub(super) const GAP_DEG: usize = 24;
/// Smallest hole in a name that is spoken of, in degrees.
const HOLE_DEG: usize = 18;
/// The same in an oval, whose ends crowd characters and whose sides draw them apart.
pub(super) const OVAL_HOLE_DEG: f64 = 25.0;
/// Share of a gap that is open on the other side of the axis as well, from which the two are a pair.
const LIKE_SHARE: f64 = 0.5;
/// Gap between two characters, by their usual distance, from which one is missing there.
const PITCHES: f64 = 0.97;
/// Where something of a character stands wherever one does, as shares of the radius, and how closely that is looked at.
const BLANK: [f64; 2] = [0.6, 0.86];
const BLANK_TAPS: u32 = 24;
const BLANK_INK: f32 = 0.5;
/// Share of a hole's middle from which something stands in it.
const BLANK_SHARE: f64 = 0.6;

/// A stretch of directions without ink: first and how many, in degrees clockwise from the right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    pub from: usize,
    pub length: usize,
}

impl Gap {
    pub fn middle(&self) -> f64 {
        self.from as f64 + self.length as f64 / 2.0
    }

    pub fn ends(&self) -> (f64, f64) {
        (self.from as f64, (self.from + self.length) as f64)
    }
}

/// Share of ink in the name's zone by direction (by the parameter of an ellipse).
pub(super) fn profile(ink: &Ink, e: &Ellipse) -> Vec<f64> {
    let depth = FIGURES_MM * ink.px_per_mm / e.short;
    let outer = NAME[1].min(1.0 - depth).max(NAME[0] + 0.06);
    let taps = 14;
    (0..DEGREES)
        .map(|i| {
            let around = (i as f64 + 0.5) * TAU / DEGREES as f64;
            let (p, _) = e.at(around - e.angle * f64::from(u8::from(is_round(e))));
            let sum: f64 = (0..taps)
                .map(|tap| {
                    let level = NAME[0] + (outer - NAME[0]) * (f64::from(tap) + 0.5) / f64::from(taps);
                    let at = (
                        e.centre.0 + (p.0 - e.centre.0) * level,
                        e.centre.1 + (p.1 - e.centre.1) * level,
                    );
                    f64::from(u8::from(
                        ink.coverage_at(at.0, at.1) > LETTER || ink.is_dark(at.0, at.1),
                    ))
                })
                .sum();
            sum / f64::from(taps)
        })
        .collect()
}

/// A circle that is hardly longer one way has no axis worth the name: its directions are those of the picture.
fn is_round(e: &Ellipse) -> bool {
    e.long / e.short < 1.15
}

/// Stretches without ink in the name's zone, longest first.
pub(super) fn gaps(ink: &Ink, e: &Ellipse) -> Vec<Gap> {
    let profile = profile(ink, e);
    let Some(start) = profile.iter().position(|p| *p >= INKED) else {
        return Vec::new();
    };
    let mut gaps = Vec::new();
    let mut run: Option<Gap> = None;
    for i in start..=start + DEGREES {
        if i < start + DEGREES && profile[i % DEGREES] < INKED {
            run.get_or_insert(Gap { from: i, length: 0 }).length += 1;
        } else if let Some(gap) = run.take() {
            gaps.push(gap);
        }
    }
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.length));
    gaps
}

/// Directions in which nothing is written, small gaps between letters not counted.
pub(super) fn open_at(gaps: &[Gap]) -> [bool; DEGREES] {
    let mut open = [false; DEGREES];
    for gap in gaps.iter().filter(|gap| gap.length >= GAP_DEG / 2) {
        (gap.from..gap.from + gap.length).for_each(|i| open[i % DEGREES] = true);
    }
    open
}

/// A hole in the name that is wider than the letters' own distances.
pub(super) fn hole(
    gaps: &[Gap],
    below: Option<Gap>,
    turn: Option<f64>,
    comb: Option<Comb>,
) -> Option<(f64, f64)> {
    if let Some(found) = turn.and_then(|turn| unmirrored(gaps, turn, comb, HOLE_DEG as f64)) {
        return Some(found);
    }
    if turn.is_some() && below.is_some() {
        return None;
    }
    // Which of two wide gaps is the hole nobody knows, when neither is known to be the one below: the narrower is
    // pointed at.
    let below = below.or_else(|| gaps.first().copied())?;
    let mut rest = gaps.iter().filter(|gap| gap.from != below.from);
    let (widest, next) = (rest.next()?, rest.next()?);
    // What the line beneath the star leaves open at both sides of the gap is its mirror image and no hole.
    let mirrored = apart(next.middle(), 2.0 * below.middle() - widest.middle()) < 10.0;
    let paired = mirrored && next.length as f64 > 0.55 * widest.length as f64;
    (widest.length >= HOLE_DEG && widest.length as f64 > 1.7 * next.length as f64 && !paired)
        .then(|| widest.ends())
}

/// Whether nothing at all stands in the middle of a hole: what a character of two level strokes leaves open between
/// them is no hole.
pub(super) fn is_blank(ink: &Ink, e: &Ellipse, (from, to): (f64, f64)) -> bool {
    let quarter = (to - from) / 4.0;
    let (first, last) = ((from + quarter).ceil() as i32, (to - quarter).floor() as i32);
    let is_inked = |deg: &i32| {
        let (p, _) = e.at(f64::from(*deg).to_radians() - e.angle);
        (0..BLANK_TAPS).any(|tap| {
            let level = BLANK[0] + (BLANK[1] - BLANK[0]) * f64::from(tap) / f64::from(BLANK_TAPS - 1);
            let at = |c: f64, p: f64| c + (p - c) * level;
            ink.coverage_at(at(e.centre.0, p.0), at(e.centre.1, p.1)) > BLANK_INK
        })
    };
    let inked = (first..last).filter(is_inked).count() as f64;
    inked < BLANK_SHARE * f64::from((last - first).max(1))
}

/// A gap without its like on the other side of the seal's upright axis: engravers cut both sides alike.
pub(super) fn unmirrored(gaps: &[Gap], turn: f64, comb: Option<Comb>, least: f64) -> Option<(f64, f64)> {
    let (up, down) = (turn - 90.0, turn + 90.0);
    let usual = {
        let mut lengths: Vec<usize> = gaps.iter().map(|gap| gap.length).collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() / 2).copied().unwrap_or(0) as f64
    };
    // A missing character leaves more than its own width open, and less than half of it lies between two of them.
    let least = match comb {
        Some(comb) => PITCHES * comb.pitch,
        None => (1.7 * usual).max(least),
    };
    let wide: Vec<&Gap> = gaps
        .iter()
        .filter(|gap| gap.length as f64 > least)
        // The gap below stands about its own axis.
        .filter(|gap| apart(gap.middle(), down) >= gap.length as f64 / 2.0)
        .collect();
    let is_like = |gap: &Gap, other: &Gap| {
        let holds = |deg: f64| apart(deg, other.middle()) < other.length as f64 / 2.0 + 1.0;
        let like = (0..gap.length).filter(|i| holds(2.0 * up - (gap.from + i) as f64 - 0.5));
        gap.from != other.from && like.count() as f64 >= LIKE_SHARE * gap.length as f64
    };
    wide.into_iter()
        .find(|gap| !gaps.iter().any(|other| is_like(gap, other)))
        .map(Gap::ends)
}

pub(super) fn wrapped(deg: f64) -> f64 {
    (deg + 180.0).rem_euclid(360.0) - 180.0
}

/// Degrees between two directions.
pub(super) fn apart(a: f64, b: f64) -> f64 {
    wrapped(a - b).abs()
}
