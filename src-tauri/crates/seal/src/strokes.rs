//! Broken strokes of a signature (断笔): two ends of strokes that face each other across a short gap and point along it.
//!
//! The strokes are thinned to lines (module `thin`); an end is a point where a line stops, its direction is that of
//! the line's last millimetre. Characters are full of ends, but two of them seldom point at each other with nothing
//! but paper between. A piece too short to have a direction counts for whichever end points at it: what is left of a
//! stroke between two gaps is such a piece. Where the pen was lifted in a bend, the two ends do not point at each
//! other: there a gap counts when both strokes are long, one bends into the other the same way round, and it is narrow.
//! A gap alone says that a stroke was broken where the one end carries on the other: straight, or in a bend that is no
//! corner. Any other counts where something else says so too: a second gap, or a corner that stays open. Of open
//! corners alone, as many characters have one, it takes two that are narrow, or of which one is no mere hook.
//!
//! One stroke is as wide on both sides of a gap, so ends of strokes of different width are those of two strokes. Across
//! more than two pens' widths of paper nobody can follow a bend, and ends that all but touch were set beside each
//! other.

use crate::geometry::Pt;
use crate::thin::{is_end, is_junction, ring, thinned};

/// How far back an end's direction is read, in mm.
const BACK_MM: f64 = 1.0;
/// Branches of a line shorter than this are spurs of the thinning, pieces shorter than this have no direction, in mm.
const SPUR_MM: f64 = 0.4;
/// Between which distances two ends are a break, in mm: thinning takes about half a pen's width from each.
const GAP_MM: [f64; 2] = [0.3, 2.1];
/// Up to which distance two long strokes that lie along one line are one broken stroke, in mm, and by how many degrees
/// each may point past the other.
const WIDE_MM: f64 = 3.4;
const ALIGNED_DEG: f64 = 6.0;
/// Least paper between the two, in mm.
const PAPER_MM: f64 = 0.2;
/// Between which widths of paper a stroke that bends can be followed across a gap, in mm.
const FOLLOWED_MM: [f64; 2] = [0.3, 1.2];
/// By what share of the wider one the widths of one stroke differ at most on both sides of a gap, where it bends and
/// where it goes on straight; and between which distances from the end the width is read, in mm.
const UNLIKE: [f64; 2] = [0.25, 0.4];
const WIDTH_MM: [f64; 2] = [0.3, 1.0];
/// No pen writes wider than this, in mm.
const PEN_MM: f64 = 2.0;
/// Cosine of the angle by which an end may point past the other, when both have a direction and when one has.
const FACING: [f64; 2] = [0.84, 0.92];
/// Cosine of the angle by which two directions may differ.
const ALONG: f64 = 0.6;
/// A gap in a bend: how far each end may point past the other and both together, in degrees; corners of characters
/// that stay open bend farther.
const BEND_DEG: [f64; 2] = [90.0, 120.0];
/// By how many degrees in all the way out of one end and into the other may turn for a gap to tell alone: to and fro,
/// and the same way round; and by how many a bend may differ at its two ends.
const CARRIES_ON_DEG: [f64; 2] = [25.0, 95.0];
const UNEVEN_DEG: f64 = 40.0;
/// A corner that stays open: how far each end may point past the other and both together, in degrees, and how far they
/// are apart at most, in mm. Strokes beside each other turn by 180 in all.
const CORNER_DEG: [f64; 2] = [130.0, 160.0];
const CORNER_GAP_MM: f64 = 1.9;
/// Up to how many degrees in all, to and fro as well, the way turns at a corner that is no hook.
const BLUNT_DEG: f64 = 125.0;
/// Up to here, in degrees, a way that bends to and fro is straight.
const STRAIGHT_DEG: f64 = 15.0;
/// How long both strokes are at least, up to the next junction, and how far their ends are apart at most, in mm.
const BEND_LONG_MM: f64 = 1.4;
const BEND_GAP_MM: f64 = 1.7;

/// The breaks that the strokes of a mask show: the two ends of each, in pixels.
pub(crate) fn breaks(mask: &[bool], width: usize, px_per_mm: f64) -> Vec<(Pt, Pt)> {
    let mut line = thinned(mask, width);
    prune(&mut line, width, SPUR_MM * px_per_mm);
    let ends = ends((mask, &line), width, px_per_mm);
    let (mut pairs, mut corners) = (Vec::new(), Vec::new());
    for (i, a) in ends.iter().enumerate() {
        for (j, b) in ends.iter().enumerate().skip(i + 1) {
            let gap = (b.at.0 - a.at.0).hypot(b.at.1 - a.at.1);
            let wide = (GAP_MM[1]..WIDE_MM).contains(&(gap / px_per_mm)) && a.lies_along(b);
            let near = wide || (GAP_MM[0]..GAP_MM[1]).contains(&(gap / px_per_mm));
            if !near {
                continue;
            }
            let goes_on = || a.faces(b, gap) || (gap < BEND_GAP_MM * px_per_mm && a.bends_into(b));
            let Some(paper) = parted(mask, width, a.at, b.at).filter(|px| *px >= PAPER_MM * px_per_mm) else {
                continue;
            };
            if !a.is_like(b, paper / px_per_mm) {
                continue;
            }
            if wide || goes_on() {
                pairs.push((gap, i, j));
            } else if gap < CORNER_GAP_MM * px_per_mm && (a.meets(b) || a.is_blunt(b)) {
                corners.push((gap, i, j));
            }
        }
    }
    let mut used = vec![false; ends.len()];
    let found = nearest(pairs, &mut used);
    let place = |(_, i, j): &(f64, usize, usize)| (ends[*i].at, ends[*j].at);
    let is_sure = match &found[..] {
        [] => false,
        [(gap, i, j)] => ends[*i].carries_on(&ends[*j], *gap < BEND_GAP_MM * px_per_mm),
        _ => true,
    };
    if is_sure {
        return found.iter().map(place).collect();
    }
    let corners = nearest(corners, &mut used);
    let narrow = corners.iter().filter(|(gap, ..)| *gap < BEND_GAP_MM * px_per_mm);
    let is_blunt = |(_, i, j): &(f64, usize, usize)| ends[*i].is_blunt(&ends[*j]);
    let both = narrow.count() > 1 || (corners.len() > 1 && corners.iter().any(is_blunt));
    if (!found.is_empty() && !corners.is_empty()) || both {
        return found.iter().chain(&corners).map(place).collect();
    }
    Vec::new()
}

/// Of pairs of ends, which are told by their distance, those nearest to each other; an end is of one pair.
fn nearest(mut pairs: Vec<(f64, usize, usize)>, used: &mut [bool]) -> Vec<(f64, usize, usize)> {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs.retain(|(_, i, j)| {
        let fresh = !used[*i] && !used[*j];
        if fresh {
            (used[*i], used[*j]) = (true, true);
        }
        fresh
    });
    pairs
}

/// An end of a line and the direction it points in; pieces hardly longer than the pen is wide point nowhere.
struct End {
    at: Pt,
    way: Option<Pt>,
    /// Whether the line runs on for a while before it meets another one.
    is_long: bool,
    /// Half the width of its stroke in pixels, where it can be read.
    half: Option<f64>,
}

impl End {
    /// Whether the two point at each other across a gap of so many pixels.
    fn faces(&self, other: &Self, gap: f64) -> bool {
        let across = ((other.at.0 - self.at.0) / gap, (other.at.1 - self.at.1) / gap);
        let cosine = |a: Pt, b: Pt| a.0 * b.0 + a.1 * b.1;
        match (self.way, other.way) {
            (Some(a), Some(b)) => {
                cosine(a, across) > FACING[0] && -cosine(b, across) > FACING[0] && -cosine(a, b) > ALONG
            }
            (Some(a), None) => cosine(a, across) > FACING[1],
            (None, Some(b)) => -cosine(b, across) > FACING[1],
            (None, None) => false,
        }
    }

    /// By how many degrees the way turns out of this end and then into the other one, clockwise.
    fn turns(&self, other: &Self) -> Option<(f64, f64)> {
        let (a, b) = (self.way?, other.way?);
        let across = (other.at.0 - self.at.0, other.at.1 - self.at.1);
        let turn = |from: Pt, to: Pt| {
            (from.0 * to.1 - from.1 * to.0)
                .atan2(from.0 * to.0 + from.1 * to.1)
                .to_degrees()
        };
        Some((turn(a, across), turn(across, (-b.0, -b.1))))
    }

    /// By how many degrees in all the way turns out of this end and into the other one.
    fn turn(&self, other: &Self) -> Option<f64> {
        self.turns(other).map(|(out, back)| out.abs() + back.abs())
    }

    /// Whether the two may be one stroke by their widths and by the paper between them, in mm.
    fn is_like(&self, other: &Self, paper: f64) -> bool {
        let turn = self.turn(other);
        let is_straight = turn.is_some_and(|turn| turn < CARRIES_ON_DEG[0]);
        let [bent, straight] = UNLIKE;
        let most = if is_straight { straight } else { bent };
        let unlike = match (self.half.filter(|_| turn.is_some()), other.half) {
            (Some(a), Some(b)) => (a - b).abs() / a.max(b),
            _ => 0.0,
        };
        let [least, widest] = FOLLOWED_MM;
        unlike <= most && (is_straight || (least..widest).contains(&paper))
    }

    /// Whether the one stroke carries on the other, so that a gap between the two is a break though it is the only
    /// one.
    fn carries_on(&self, other: &Self, is_narrow: bool) -> bool {
        let Some((out, back)) = self.turns(other) else {
            return self.is_long || other.is_long;
        };
        let [straight, bend] = CARRIES_ON_DEG;
        let both = out.abs() + back.abs();
        let is_even = out * back > 0.0 && (out - back).abs() < UNEVEN_DEG;
        both < straight || (is_narrow && is_even && both < bend)
    }

    /// Whether the two are long and point straight at each other.
    fn lies_along(&self, other: &Self) -> bool {
        let is_straight = |(out, back): (f64, f64)| out.abs().max(back.abs()) < ALIGNED_DEG;
        self.is_long && other.is_long && self.turns(other).is_some_and(is_straight)
    }

    /// Whether the way from the one into the other turns too little for a hook, whichever way round.
    fn is_blunt(&self, other: &Self) -> bool {
        self.turn(other).is_some_and(|turn| turn < BLUNT_DEG)
    }

    /// Whether the two run towards one corner.
    fn meets(&self, other: &Self) -> bool {
        let [each, both] = CORNER_DEG;
        self.turns(other).is_some_and(|(out, back)| {
            out * back > 0.0 && out.abs().max(back.abs()) < each && out.abs() + back.abs() < both
        })
    }

    /// Whether the way out of one and into the other is a bend, the same way round at both ends.
    fn bends_into(&self, other: &Self) -> bool {
        let Some((out, back)) = self.turns(other) else {
            return false;
        };
        let [each, both] = BEND_DEG;
        let one_way = out * back > 0.0 || out.abs().min(back.abs()) < STRAIGHT_DEG;
        self.is_long
            && other.is_long
            && one_way
            && out.abs().max(back.abs()) < each
            && out.abs() + back.abs() < both
    }
}

/// How many pixels of paper lie between two points, when that is ink, then paper, then ink.
fn parted(mask: &[bool], width: usize, from: Pt, to: Pt) -> Option<f64> {
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let steps = (2.0 * length).ceil().max(1.0) as usize;
    let inked = |step: usize| {
        let share = step as f64 / steps as f64;
        let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        mask[y.round() as usize * width + x.round() as usize]
    };
    let paper: Vec<usize> = (0..=steps).filter(|step| !inked(*step)).collect();
    let (first, last) = (paper.first()?, paper.last()?);
    (last - first + 1 == paper.len()).then(|| paper.len() as f64 * length / steps as f64)
}

/// The points of a line from one of its ends as far as `reach` pixels from it, up to the first junction; whether
/// there was one.
fn branch(line: &[bool], width: usize, end: usize, reach: f64) -> (Vec<usize>, bool) {
    let (x, y) = place(end, width);
    let mut seen = vec![end];
    let mut next = 0;
    while next < seen.len() {
        let at = seen[next];
        next += 1;
        for near in ring(at, width, line.len()).into_iter().flatten() {
            let (nx, ny) = place(near, width);
            if !line[near] || seen.contains(&near) || (nx - x).hypot(ny - y) > reach {
                continue;
            }
            if is_junction(line, near, width) {
                return (seen, true);
            }
            seen.push(near);
        }
    }
    (seen, false)
}

/// Takes away branches shorter than `spur` pixels: the thinning grows them at rough edges.
fn prune(line: &mut [bool], width: usize, spur: f64) {
    for _ in 0..2 {
        let ends: Vec<usize> = (0..line.len()).filter(|at| is_end(line, *at, width)).collect();
        for end in ends {
            if let (points, true) = branch(line, width, end, spur) {
                points.into_iter().for_each(|at| line[at] = false);
            }
        }
    }
}

fn ends((mask, line): (&[bool], &[bool]), width: usize, px_per_mm: f64) -> Vec<End> {
    let mut out = Vec::new();
    for end in (0..line.len()).filter(|at| is_end(line, *at, width)) {
        let (points, _) = branch(line, width, end, BACK_MM * px_per_mm);
        let at = place(end, width);
        let n = points.len() as f64;
        let middle = points.iter().fold((0.0, 0.0), |m, p| {
            let p = place(*p, width);
            (m.0 + p.0 / n, m.1 + p.1 / n)
        });
        let (dx, dy) = (at.0 - middle.0, at.1 - middle.1);
        // The middle lies half way back.
        let length = dx.hypot(dy);
        let way = (2.0 * length >= SPUR_MM * px_per_mm).then(|| (dx / length, dy / length));
        let is_dot = points.len() == 1;
        let (along, _) = branch(line, width, end, BEND_LONG_MM * px_per_mm + 1.0);
        let is_long = along.into_iter().any(|p| {
            let p = place(p, width);
            (p.0 - at.0).hypot(p.1 - at.1) >= BEND_LONG_MM * px_per_mm
        });
        let half = half_width((mask, &points), width, at, px_per_mm);
        let end = |way| End {
            at,
            way,
            is_long,
            half,
        };
        out.push(end(way));
        if is_dot {
            out.push(end(None));
        }
    }
    out
}

/// Mean distance of a line's points behind its end from the nearest paper, in pixels.
fn half_width((mask, points): (&[bool], &[usize]), width: usize, end: Pt, px_per_mm: f64) -> Option<f64> {
    let height = mask.len() / width;
    let reach = (PEN_MM / 2.0 * px_per_mm).ceil() as usize;
    let behind = points.iter().map(|point| place(*point, width)).filter(|(x, y)| {
        let back = (x - end.0).hypot(y - end.1) / px_per_mm;
        (WIDTH_MM[0]..WIDTH_MM[1]).contains(&back)
    });
    let halves: Vec<f64> = behind
        .map(|(x, y)| {
            let (left, top) = (
                (x as usize).saturating_sub(reach),
                (y as usize).saturating_sub(reach),
            );
            let (right, bottom) = (
                (x as usize + reach + 1).min(width),
                (y as usize + reach + 1).min(height),
            );
            (top..bottom)
                .flat_map(|py| (left..right).map(move |px| (px, py)))
                .filter(|(px, py)| !mask[py * width + px])
                .map(|(px, py)| (px as f64 - x).hypot(py as f64 - y))
                .fold(reach as f64, f64::min)
        })
        .collect();
    (!halves.is_empty()).then(|| halves.iter().sum::<f64>() / halves.len() as f64)
}

fn place(at: usize, width: usize) -> Pt {
    ((at % width) as f64, (at / width) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(boxes: &[[usize; 4]]) -> Vec<bool> {
        let inside = |x, y| move |b: &&[usize; 4]| x >= b[0] && x < b[2] && y >= b[1] && y < b[3];
        (0..200 * 120)
            .map(|at| boxes.iter().find(inside(at % 200, at / 200)).is_some())
            .collect()
    }

    #[test]
    fn a_gap_in_a_stroke_is_a_break_and_strokes_beside_each_other_are_none() {
        let whole = [[20, 30, 180, 36]];
        let broken = [[20, 30, 90, 36], [99, 30, 180, 36]];
        let crumb = [[20, 30, 90, 36], [99, 30, 106, 36], [115, 30, 180, 36]];
        let beside = [[20, 30, 180, 36], [20, 44, 180, 50]];
        let crossing = [[20, 30, 180, 36], [97, 40, 103, 110]];
        let through = [[20, 30, 90, 36], [92, 10, 96, 60], [99, 30, 180, 36]];
        for (boxes, count) in [
            (&whole[..], 0),
            (&broken[..], 1),
            (&crumb[..], 2),
            (&beside[..], 0),
            (&crossing[..], 0),
            (&through[..], 0),
        ] {
            assert_eq!(breaks(&drawn(boxes), 200, 11.8).len(), count, "{boxes:?}");
        }
    }

    #[test]
    fn a_gap_in_a_bend_is_a_break_and_an_open_corner_is_none() {
        let bend = [[20, 30, 100, 36], [102, 46, 108, 110]];
        let open_corner = [[20, 30, 100, 36], [94, 44, 100, 60], [60, 54, 100, 60]];
        let apart = [[20, 30, 100, 36], [100, 58, 106, 110]];
        for (boxes, count) in [(&bend[..], 1), (&open_corner[..], 0), (&apart[..], 0)] {
            assert_eq!(breaks(&drawn(boxes), 200, 11.8).len(), count, "{boxes:?}");
        }
    }

    /// Two strokes that run to one corner at `tip` and end before it, `apart` degrees apart.
    fn open_corner((x, y): Pt, apart: f64) -> Vec<bool> {
        let leg = |px: f64, py: f64, sign: f64| {
            let (sin, cos) = (sign * apart / 2.0).to_radians().sin_cos();
            let along = (-px * cos + py * sin).clamp(18.0, 60.0);
            (px + along * cos).hypot(py - along * sin) < 3.3
        };
        (0..200 * 120)
            .map(|at| (f64::from(at % 200) - x, f64::from(at / 200) - y))
            .map(|(px, py)| leg(px, py, 1.0) || leg(px, py, -1.0))
            .collect()
    }

    fn both(a: &[bool], b: &[bool]) -> Vec<bool> {
        a.iter().zip(b).map(|(a, b)| *a || *b).collect()
    }

    #[test]
    fn a_gap_that_does_not_carry_a_stroke_on_counts_only_beside_another_sign() {
        let corner = drawn(&[[20, 8, 100, 14], [96, 24, 102, 54]]);
        let second = drawn(&[[20, 60, 60, 66], [56, 76, 62, 110]]);
        let open = open_corner((170.0, 90.0), 40.0);
        for (mask, count) in [
            (corner.clone(), 0),
            (both(&corner, &second), 2),
            (both(&corner, &open), 2),
        ] {
            assert_eq!(breaks(&mask, 200, 11.8).len(), count);
        }
    }

    #[test]
    fn two_corners_that_stay_open_are_a_break_and_one_is_none() {
        let open = open_corner((170.0, 90.0), 40.0);
        let another = open_corner((90.0, 40.0), 40.0);
        let beside = drawn(&[[20, 20, 60, 26], [20, 32, 60, 38]]);
        for (mask, count) in [
            (open.clone(), 0),
            (both(&open, &another), 2),
            (both(&open, &beside), 0),
        ] {
            assert_eq!(breaks(&mask, 200, 11.8).len(), count);
        }
    }

    #[test]
    fn a_wide_gap_is_a_break_where_both_strokes_lie_along_one_line() {
        let along = [[20, 30, 80, 36], [111, 30, 180, 36]];
        let aside = [[20, 30, 80, 36], [111, 36, 180, 42]];
        let short = [[20, 30, 80, 36], [111, 30, 121, 36]];
        for (boxes, count) in [(along, 1), (aside, 0), (short, 0)] {
            assert_eq!(breaks(&drawn(&boxes), 200, 11.8).len(), count, "{boxes:?}");
        }
    }

    /// Strokes with round ends: from, to, and half their width.
    fn pens(strokes: &[(Pt, Pt, f64)]) -> Vec<bool> {
        let is_on = |x: f64, y: f64, ((ax, ay), (bx, by), half): &(Pt, Pt, f64)| {
            let (dx, dy) = (bx - ax, by - ay);
            let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            (x - ax - along * dx).hypot(y - ay - along * dy) < *half
        };
        (0..200 * 120)
            .map(|at| {
                strokes
                    .iter()
                    .any(|s| is_on(f64::from(at % 200), f64::from(at / 200), s))
            })
            .collect()
    }

    /// A stroke that ends at `at`, a gap of so many pixels from end to end, and a second stroke, which the way out of
    /// the first turns into by two angles.
    fn interrupted(at: Pt, gap: f64, (out, back): Pt, halves: [f64; 2]) -> Vec<bool> {
        let go = |(x, y): Pt, degrees: f64, far: f64| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            (x + far * cos, y + far * sin)
        };
        let second = go(at, out, gap);
        pens(&[
            ((at.0 - 40.0, at.1), at, halves[0]),
            (second, go(second, out + back, 40.0), halves[1]),
        ])
    }

    #[test]
    fn strokes_of_different_width_are_two_strokes() {
        let bend = |second| interrupted((80.0, 40.0), 15.5, (27.0, 28.0), [3.3, second]);
        assert_eq!(breaks(&bend(3.3), 200, 11.8).len(), 1);
        assert_eq!(breaks(&bend(6.0), 200, 11.8).len(), 0);
    }

    #[test]
    fn a_bend_is_followed_across_some_paper_and_not_where_ends_nearly_touch() {
        let two = |gap, half| {
            let bend = |y| interrupted((80.0, y), gap, (16.0, 16.0), [half, half]);
            both(&bend(20.0), &bend(75.0))
        };
        for (gap, count) in [(18.0, 2), (21.5, 0)] {
            assert_eq!(breaks(&two(gap, 3.3), 200, 11.8).len(), count, "{gap}");
        }
        for (gap, count) in [(25.0, 2), (19.0, 0)] {
            assert_eq!(breaks(&two(gap, 6.6), 200, 23.6).len(), count, "{gap}");
        }
    }

    #[test]
    fn a_lone_gap_between_strokes_that_do_not_lie_along_one_line_is_no_break() {
        for (turns, count) in [((6.0, -6.0), 1), ((18.0, -18.0), 0)] {
            let gap = interrupted((80.0, 60.0), 15.5, turns, [3.3, 3.3]);
            assert_eq!(breaks(&gap, 200, 11.8).len(), count, "{turns:?}");
        }
    }

    #[test]
    fn two_blunt_corners_that_stay_open_are_a_break_whichever_way_they_turn() {
        let one = interrupted((60.0, 90.0), 14.0, (10.0, -105.0), [3.3, 3.3]);
        let another = interrupted((145.0, 90.0), 14.0, (10.0, -105.0), [3.3, 3.3]);
        assert_eq!(breaks(&one, 200, 11.8).len(), 0);
        assert_eq!(breaks(&both(&one, &another), 200, 11.8).len(), 2);
    }

    #[test]
    fn a_gap_is_found_in_a_stroke_of_any_direction() {
        for degrees in (0..180).step_by(7) {
            let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
            let mask: Vec<bool> = (0..160 * 160)
                .map(|at| {
                    let (x, y) = (f64::from(at % 160) - 80.0, f64::from(at / 160) - 80.0);
                    let (u, v) = (x * cos + y * sin, y * cos - x * sin);
                    let along = (u.abs() - 35.0).abs() - 30.0;
                    v.hypot(along.max(0.0)) < 3.3
                })
                .collect();
            assert_eq!(breaks(&mask, 160, 11.8).len(), 1, "{degrees}");
        }
    }
}
