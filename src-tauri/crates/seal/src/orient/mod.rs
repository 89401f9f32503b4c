//! Which way up a seal was pressed.
//!
//! A star looks the same again after 72°, an oval after 180°, so neither says alone which way is up. What does is the
//! name along the border: it leaves a gap below, and the middle of that gap is opposite of the top. The star, about
//! its own centre and not the ring's, gives the exact angle; the gap says which of its five it is. Without a star the
//! cells in which the name's characters stand give the angle, together with the lines of text in the middle. Where the
//! two contradict each other, or nothing is said, the turn is answered as not known.

mod comb;
mod gaps;

use comb::Comb;
use gaps::{
    DEGREES, GAP_DEG, Gap, OVAL_HOLE_DEG, apart, gaps, hole, is_blank, open_at, profile, unmirrored, wrapped,
};

use crate::blobs::Parts;
use crate::geometry::{Ellipse, Pt};
use crate::ink::Ink;
use crate::outline::Outline;
use crate::star;
use crate::upright::Edges;

/// A gap that is no wider than the next one by this factor is no gap.
const CLEARLY: f64 = 1.45;
/// Farthest that the gap's middle lies from the star's own way down, in degrees: half of a fifth, less what letters
/// leave open.
const BESIDE_DEG: f64 = 30.0;

/// Farthest that two measures are apart that tell the same turn, in degrees.
const AGREE_DEG: f64 = 2.0;
/// The same of lines of text and upright strokes that are looked for anywhere.
const ALIKE_TEXT_DEG: f64 = 3.0;
/// A gap that stands opposite of a ray of the star does so within this, in degrees.
const OPPOSITE_DEG: f64 = 9.0;
/// Lines of text in the middle of a seal without a star end here, as a share of its radius.
const MIDDLE: f64 = 0.58;
/// By how much strokes that fall to the left draw the mean of all upright ones, and level strokes that rise the mean of
/// theirs, in degrees: seals of organisations are cut in 宋体 (国发〔1999〕25号), whose level strokes hardly rise.
const FALLING_DEG: f64 = 0.3;
const RISING_DEG: f64 = 0.1;
/// How far a comb is trusted beside the gap's own middle.
const COMB_WEIGHT: f64 = 4.0;
/// How far behind a small seal's border its soft edge has ended, in mm.
const INSIDE_BORDER_MM: f64 = 0.35;

/// A seal is its own mirror image about an axis when no more directions differ, and not about another when so many
/// more do.
const ALIKE_DEG: usize = 22;
const UNLIKE_DEG: usize = 22;
/// Lines of text are looked for in steps so long, and their turn in steps so wide.
const LINE_STEP_MM: f64 = 0.15;
const LINE_STEP_DEG: f64 = 0.25;
/// How far from a rough turn lines of text are looked for, in degrees: beside the gap of a name, and without one.
const BESIDE_LINE_DEG: f64 = 12.0;
const QUARTER_DEG: f64 = 44.0;
/// How much more unevenly ink lies over rows along the lines than over rows that are turned.
const CLEAR_LINES: f64 = 1.12;

/// What is known of a seal's turn.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Turn {
    /// Degrees clockwise, −180 to 180.
    pub deg: Option<f64>,
    /// Turns by this much look alike: 360 when everything is known.
    pub period: f64,
    /// By how much the name stands off the middle, in degrees; none when there is nothing to hold it against.
    pub lopsided: Option<f64>,
    /// The widest hole in the name beside the gap below: from and to in degrees clockwise from the right, and whether
    /// it is wider than letters leave it.
    pub hole: Option<(f64, f64)>,
}

/// The turn of a round seal.
pub(crate) fn round(ink: &Ink, e: &Ellipse) -> Turn {
    let gaps = gaps(ink, e);
    let star = star_turn(ink, e);
    let below = below(&gaps, star);
    let comb = below.and_then(|below| Comb::of(ink, e, below.ends()));
    let turn = match star {
        Some(fifth) => starred(&gaps, fifth, below),
        None => starless(ink, e, below, comb),
    };
    let known = turn.deg.filter(|_| turn.period == 360.0);
    Turn {
        hole: hole(&gaps, below, known, comb).filter(|found| is_blank(ink, e, *found)),
        ..turn
    }
}

/// A star tells the turn up to a fifth, and what is written along the border which of the five it is.
fn starred(gaps: &[Gap], fifth: f64, below: Option<Gap>) -> Turn {
    let down = below.map(|gap| wrapped(gap.middle() - 90.0));
    let by_gap = down.map(|down| nearest_fifth(fifth, down));
    let by_likeness = by_symmetry(gaps, fifth);
    let told = match (by_gap, by_likeness) {
        (Some(a), Some(b)) if apart(a, b) > 1.0 => None,
        (a, b) => b.or(a),
    };
    let Some(deg) = told else {
        return Turn {
            deg: Some(fifth),
            period: 72.0,
            ..Turn::default()
        };
    };
    let lopsided = match by_likeness {
        // A second name along the lower border leaves no gap below.
        Some(_) if by_gap.is_none() => 0.0,
        _ => down.map_or(0.0, |down| apart(deg, down)),
    };
    Turn {
        deg: Some(deg),
        period: if lopsided <= BESIDE_DEG { 360.0 } else { 72.0 },
        lopsided: Some(lopsided),
        hole: None,
    }
}

/// Without a star the name along the border tells the turn, and so does the text in the middle; only what both tell is
/// told.
fn starless(ink: &Ink, e: &Ellipse, below: Option<Gap>, comb: Option<Comb>) -> Turn {
    let Some(below) = below else {
        return Turn::default();
    };
    let rough = wrapped(below.middle() - 90.0);
    let Some(line) = text_turn(ink, e, rough, BESIDE_LINE_DEG) else {
        return lineless(ink, e, (rough, comb));
    };
    let line = wrapped(line + RISING_DEG - rough);
    let name = comb.map_or(Told::default(), |comb| {
        Told::default().and(wrapped(comb.turn_deg() - rough), COMB_WEIGHT * comb.clear)
    });
    let name = name.and(0.0, 1.0);
    let middle = |p: Pt| e.level(p) < MIDDLE;
    let strokes = Edges::of(ink, e.centre, MIDDLE * e.long, middle)
        .lean(rough + name.mean())
        .map(|deg| wrapped(deg - FALLING_DEG - rough));
    Turn {
        deg: both(name, line, strokes).map(|deg| wrapped(rough + deg)),
        period: 360.0,
        lopsided: Some(line.abs()),
        hole: None,
    }
}

/// What a name, a line of text and its upright strokes tell together. Each of the latter two errs by a few degrees in
/// one seal of a hundred: the one that stands alone is left out. A name that stands alone may lack a character, and
/// says nothing.
fn both(name: Told, line: f64, strokes: Option<f64>) -> Option<f64> {
    let far = |a: f64, b: f64| (a - b).abs() > AGREE_DEG;
    let own = name.mean();
    let Some(strokes) = strokes else {
        return (!far(own, line)).then(|| name.and(line, 1.0).mean());
    };
    let all = match (far(own, line), far(own, strokes)) {
        (false, false) => name.and(line, 1.0).and(strokes, 1.0),
        (false, true) => name.and(line, 1.0),
        (true, false) => name.and(strokes, 1.0),
        (true, true) => return None,
    };
    Some(all.mean())
}

/// What several measures say of one angle, each by how far it can be trusted.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    sum: f64,
    all: f64,
}

impl Told {
    fn and(self, deg: f64, weight: f64) -> Self {
        Self {
            sum: self.sum + weight * deg,
            all: self.all + weight,
        }
    }

    fn mean(&self) -> f64 {
        self.sum / self.all.max(1e-9)
    }
}

/// Without lines of text where the gap has them. Lines that stand far from there say that the gap is no measure of the
/// turn; without any lines the name is all there is.
fn lineless(ink: &Ink, e: &Ellipse, (rough, comb): (f64, Option<Comb>)) -> Turn {
    if let Some(comb) = comb {
        let off = wrapped(comb.turn_deg() - rough);
        let told = Told::default().and(0.0, 1.0).and(off, COMB_WEIGHT * comb.clear);
        return Turn {
            deg: Some(wrapped(rough + told.mean())),
            period: 360.0,
            ..Turn::default()
        };
    }
    let elsewhere = text_turn(ink, e, 0.0, QUARTER_DEG)
        .zip(Edges::of(ink, e.centre, MIDDLE * e.long, |p| e.level(p) < MIDDLE).quarter())
        .filter(|(line, strokes)| within_quarter(line - strokes).abs() < ALIKE_TEXT_DEG)
        .map(|(_, strokes)| within_quarter(strokes - rough).abs());
    match elsewhere {
        Some(off) => Turn {
            lopsided: Some(off),
            ..Turn::default()
        },
        None => Turn {
            deg: Some(rough),
            period: 360.0,
            ..Turn::default()
        },
    }
}

fn within_quarter(deg: f64) -> f64 {
    (deg + 45.0).rem_euclid(90.0) - 45.0
}

/// The turn of a person's name in a ring: its characters stand in rows or columns, which look alike after a quarter.
/// No name runs along the border, so nothing is missed there.
pub(crate) fn name_in(ink: &Ink, outline: &Outline, (middle, reach): (Pt, f64), border_mm: f64) -> Turn {
    let inner = |p: Pt| outline.distance(p) < -(border_mm + INSIDE_BORDER_MM) * ink.px_per_mm;
    let edges = Edges::of(ink, middle, reach, inner);
    let exact = |quarter: f64| edges.lean(quarter).unwrap_or(quarter);
    Turn {
        deg: edges.quarter().map(exact),
        period: 90.0,
        ..Turn::default()
    }
}

/// Of the five turns that a star may have the one nearest to another.
fn nearest_fifth(fifth: f64, to: f64) -> f64 {
    wrapped(fifth + 72.0 * (wrapped(to - fifth) / 72.0).round())
}

/// The turn of a seal that is oval by design: along its long axis; which end is up the name says.
pub(crate) fn oval(ink: &Ink, e: &Ellipse) -> Turn {
    let along = wrapped(e.angle.to_degrees());
    let profile = profile(ink, e);
    // By the ellipse's own parameter, 0 along the long axis.
    let half = |middle: f64| {
        let near = (0..DEGREES).filter(|i| apart(*i as f64, middle) < 55.0);
        near.map(|i| profile[i]).sum::<f64>()
    };
    let (one, other) = (half(270.0), half(90.0));
    let period = if one.max(other) > 1.5 * one.min(other) {
        360.0
    } else {
        180.0
    };
    let deg = if other > one {
        wrapped(along + 180.0)
    } else {
        along
    };
    let deg = if period < 360.0 {
        (deg + 90.0).rem_euclid(180.0) - 90.0
    } else {
        deg
    };
    // The name's directions are the ellipse's own, which begin along its long axis.
    let own = if deg == along { 0.0 } else { 180.0 };
    let hole = (period == 360.0)
        .then(|| unmirrored(&gaps(ink, e), own, None, OVAL_HOLE_DEG))
        .flatten();
    Turn {
        deg: Some(deg),
        period,
        lopsided: None,
        hole: hole.map(|(from, to)| (from + along, to + along)),
    }
}

/// The gap below the name: the widest by far, or of several wide ones the only one that stands opposite of a ray of
/// the star.
fn below(gaps: &[Gap], star: Option<f64>) -> Option<Gap> {
    let first = gaps.first().filter(|gap| gap.length >= GAP_DEG)?;
    let rivals: Vec<&Gap> = gaps
        .iter()
        .filter(|gap| gap.length as f64 * CLEARLY > first.length as f64)
        .collect();
    if rivals.len() == 1 {
        return Some(*first);
    }
    let opposite = |gap: &&&Gap| {
        let down = wrapped(gap.middle() - 90.0);
        star.is_some_and(|fifth| apart(nearest_fifth(fifth, down), down) < OPPOSITE_DEG)
    };
    let mut fitting = rivals.iter().filter(opposite);
    fitting
        .next()
        .filter(|_| fitting.next().is_none())
        .map(|gap| **gap)
}

/// The turn by the seal's own symmetry: what is written along the border ends alike on both sides of only one of the
/// star's five axes. A line of text beneath the star may leave several gaps that are equally wide, and so does a second
/// name along the lower border.
fn by_symmetry(gaps: &[Gap], fifth: f64) -> Option<f64> {
    let open = open_at(gaps);
    let at = |deg: f64| open[deg.rem_euclid(DEGREES as f64) as usize % DEGREES];
    let unlike = |up: f64| {
        (1..180)
            .filter(|i| at(up + f64::from(*i)) != at(up - f64::from(*i)))
            .count()
    };
    let mut tried: Vec<(usize, f64)> = (0..5)
        .map(|k| fifth + 72.0 * f64::from(k))
        .map(|turn| (unlike(turn - 90.0), turn))
        .collect();
    tried.sort_by_key(|(unlike, _)| *unlike);
    let [(best, turn), (next, _), ..] = tried[..] else {
        return None;
    };
    let headless = gaps
        .iter()
        .any(|gap| gap.length >= GAP_DEG && apart(gap.middle(), turn - 90.0) < gap.length as f64 / 2.0);
    let told = best <= ALIKE_DEG && next >= best + UNLIKE_DEG && !headless;
    told.then(|| wrapped(turn))
}

/// The star's turn within a fifth, about its own centre. Where no part of the ink is one, what swells five times about
/// the ring's middle is one in pieces, unless lines of text stand there.
fn star_turn(ink: &Ink, e: &Ellipse) -> Option<f64> {
    let radius = e.short;
    let reach = 0.62 * radius;
    // An ellipse may lie beside the picture for the most part.
    let clipped = |v: f64, end: usize| v.clamp(0.0, end as f64) as usize;
    let (left, top) = (
        clipped(e.centre.0 - reach, ink.width),
        clipped(e.centre.1 - reach, ink.height),
    );
    let width = clipped(e.centre.0 + reach, ink.width) - left;
    let height = clipped(e.centre.1 + reach, ink.height) - top;
    if width < 8 || height < 8 {
        return None;
    }
    let parts = Parts::drawn((width, height), |start, row| {
        let y = start / width;
        let from = (top + y) * ink.width + left;
        let dy = (top + y) as f64 + 0.5 - e.centre.1;
        let half = (reach * reach - dy * dy).max(0.0).sqrt();
        for (x, to) in row.iter_mut().enumerate() {
            let dx = (left + x) as f64 + 0.5 - e.centre.0;
            *to = dx.abs() < half && (ink.coverage[from + x] > 0.45 || ink.print[from + x]);
        }
    });
    // A star of 0.382 covers 1.12 of its radius squared.
    let area = |share: f64| 1.12 * (share * radius) * (share * radius);
    let candidates = parts.middles(area(0.15)..area(0.45));
    let seen = candidates.into_iter().filter_map(|(middle, farthest)| {
        let middle: Pt = (middle.0 + left as f64, middle.1 + top as f64);
        star::rotation(ink, middle, [0.4 * farthest, 0.93 * farthest])
    });
    let in_pieces = || {
        let found = star::rotation(ink, e.centre, [0.14, 0.36].map(|share| share * radius))?;
        let text = text_turn(ink, e, 0.0, QUARTER_DEG).or_else(|| text_turn(ink, e, 90.0, QUARTER_DEG));
        text.is_none().then_some(found)
    };
    seen.max_by(|a, b| a.1.total_cmp(&b.1))
        .or_else(in_pieces)
        .map(|(turn, _)| turn)
}

/// The turn of lines of text in the middle, so near to a rough one; none without lines.
fn text_turn(ink: &Ink, e: &Ellipse, rough: f64, within: f64) -> Option<f64> {
    let reach = 0.6 * e.short;
    let step = (LINE_STEP_MM * ink.px_per_mm).max(1.0);
    let places = (2.0 * reach / step) as usize;
    let mut points: Vec<(Pt, f64)> = Vec::new();
    for j in 0..places {
        for i in 0..places {
            let (x, y) = (i as f64 * step - reach, j as f64 * step - reach);
            let covered = f64::from(ink.coverage_at(e.centre.0 + x, e.centre.1 + y).min(1.0));
            if x.hypot(y) < reach && covered > 0.3 {
                points.push(((x, y), covered));
            }
        }
    }
    if points.len() < 150 {
        return None;
    }
    // How unevenly the ink lies over rows that are turned by so much.
    let bins = (4.0 * reach / step) as usize + 2;
    let score = |deg: f64| {
        let (sin, cos) = deg.to_radians().sin_cos();
        let mut rows = vec![0.0_f64; bins];
        for ((x, y), covered) in &points {
            // Rows are twice as high as the points are apart: else those that stand in rows of the picture themselves
            // would tell its own turn.
            let v = ((y * cos - x * sin) + reach * 1.5) / (2.0 * step);
            let low = (v as usize).min(bins - 2);
            rows[low] += covered * (1.0 - v.fract());
            rows[low + 1] += covered * v.fract();
        }
        rows.iter().map(|r| r * r).sum::<f64>()
    };
    let steps = (within / LINE_STEP_DEG) as i32;
    let tried: Vec<f64> = (-steps..=steps)
        .map(|i| score(rough + f64::from(i) * LINE_STEP_DEG))
        .collect();
    let mean = tried.iter().sum::<f64>() / tried.len() as f64;
    let best = (0..tried.len()).max_by(|a, b| tried[*a].total_cmp(&tried[*b]))?;
    if best == 0 || best + 1 == tried.len() || tried[best] <= CLEAR_LINES * mean {
        return None;
    }
    // Between the steps: where a parabola through the best and both beside it is highest.
    let [a, b, c] = [tried[best - 1], tried[best], tried[best + 1]];
    let part = (a - c) / (2.0 * (a - 2.0 * b + c)).min(-1e-9);
    let off = (best as f64 - f64::from(steps) + part) * LINE_STEP_DEG;
    Some(wrapped(rough + off))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_left_out_where_half_of_it_stands_alone_and_a_name_alone_tells_nothing() {
        let name = Told::default().and(0.1, 1.0).and(0.0, 3.0);
        let told = |line, strokes| both(name, line, strokes).map(|deg| (deg * 10.0).round() / 10.0);
        assert_eq!(told(0.2, Some(0.1)), Some(0.1));
        assert_eq!(told(4.2, Some(0.0)), Some(0.0));
        assert_eq!(told(0.0, Some(-2.6)), Some(0.0));
        assert_eq!(told(2.5, Some(2.6)), None);
        assert_eq!(told(-2.4, None), None);
        assert_eq!(told(0.1, None), Some(0.0));
    }
}
