//! The outer border of a seal: an ellipse or a rectangle through its ink, and what of it is there.

use std::f64::consts::TAU;

use crate::geometry::{Ellipse, Oblong, Pt, area, hull};
use crate::ink::Ink;

/// Hull area by area of the smallest rectangle: a disc gives 0.785, a square with worn corners still 0.93.
const SQUARE_FROM: f64 = 0.89;
/// A point of the border counts for a fit when it lies this close, in mm.
const FIT_REACH_MM: f64 = 0.3;
/// Rays cast to find the border.
const RAYS: usize = 720;
/// One in so many of them votes for an ellipse; all of them refine the winner.
const VOTERS: usize = 3;

/// The border of a seal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outline {
    Round(Ellipse),
    Square(Oblong),
}

impl Outline {
    /// Finds the border around the inked pixels; `None` when they enclose nothing.
    pub fn of(ink: &Ink, mask: &[bool]) -> Option<Self> {
        let edge: Vec<Pt> = edge_points(mask, ink.width);
        let hull = hull(&edge);
        let box_ = Oblong::around(&hull)?;
        let smallest = 3.0 * ink.px_per_mm;
        if box_.sides.0 < smallest || box_.sides.1 < smallest {
            return None;
        }
        if area(&hull) / (box_.sides.0 * box_.sides.1) >= SQUARE_FROM {
            return Some(Self::Square(snapped(box_, ink)));
        }
        let rays = rays(
            ink,
            mask,
            box_.centre,
            box_.sides.0.hypot(box_.sides.1) / 2.0 + 2.0,
        );
        round(&rays, FIT_REACH_MM * ink.px_per_mm).map(Self::Round)
    }

    /// A point of the border and its outward normal; `share` from 0 to 1 runs once around.
    pub fn at(&self, share: f64) -> (Pt, Pt) {
        match self {
            Self::Round(e) => e.at(share * TAU),
            Self::Square(b) => b.at(share),
        }
    }

    /// Distance from the middle as a share of the border's in that direction.
    pub fn level(&self, p: Pt) -> f64 {
        match self {
            Self::Round(e) => e.level(p),
            Self::Square(b) => {
                let (u, v) = b.own(p);
                (2.0 * u.abs() / b.sides.0).max(2.0 * v.abs() / b.sides.1)
            }
        }
    }

    /// About how far outside (positive) the border a pixel lies, in pixels.
    pub fn distance(&self, p: Pt) -> f64 {
        match self {
            Self::Round(e) => e.distance(p),
            Self::Square(b) => b.distance(p),
        }
    }
}

/// The first and last inked pixel of every row, as corners, which is all a hull needs.
fn edge_points(mask: &[bool], width: usize) -> Vec<Pt> {
    let mut out = Vec::new();
    for (y, row) in mask.chunks_exact(width).enumerate() {
        if let (Some(first), Some(last)) = (row.iter().position(|m| *m), row.iter().rposition(|m| *m)) {
            for y in [y as f64, y as f64 + 1.0] {
                out.extend([(first as f64, y), (last as f64 + 1.0, y)]);
            }
        }
    }
    out
}

/// Where rays from outside first meet ink, to a part of a pixel.
fn rays(ink: &Ink, mask: &[bool], centre: Pt, reach: f64) -> Vec<Pt> {
    let inked = |x: f64, y: f64| {
        (x >= 0.0 && y >= 0.0 && (x as usize) < ink.width && (y as usize) < ink.height)
            && mask[y as usize * ink.width + x as usize]
    };
    let mut out = Vec::with_capacity(RAYS);
    for ray in 0..RAYS {
        let (sin, cos) = (ray as f64 * TAU / RAYS as f64).sin_cos();
        let at = |r: f64| (centre.0 + r * cos, centre.1 + r * sin);
        let mut r = reach;
        while r > 0.0 && !inked(at(r).0, at(r).1) {
            r -= 0.5;
        }
        if r > 0.0 {
            let (inner, outer) = (at(r - 0.5), at(r + 1.0));
            let (a, b) = (
                ink.coverage_at(inner.0, inner.1),
                ink.coverage_at(outer.0, outer.1),
            );
            // Half contrast lies between the two unless grain hides it; then the pixel itself is good enough.
            let share = if a > 0.5 && b < 0.5 {
                f64::from((a - 0.5) / (a - b))
            } else {
                1.0 / 3.0
            };
            out.push(at(r - 0.5 + 1.5 * share));
        }
    }
    out
}

/// An ellipse through most of the points: random fives (always the same ones) vote, the winner is refined.
fn round(points: &[Pt], reach: f64) -> Option<Ellipse> {
    let inliers = |e: &Ellipse, reach: f64| -> Vec<Pt> {
        points
            .iter()
            .copied()
            .filter(|p| e.distance(*p).abs() < reach)
            .collect()
    };
    let mut seed = 0x5ea1_u64;
    let mut pick = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        points[(seed >> 33) as usize % points.len()]
    };
    if points.len() < 24 {
        return None;
    }
    let mut best: Option<(usize, Ellipse)> = None;
    for _ in 0..240 {
        let five: [Pt; 5] = std::array::from_fn(|_| pick());
        let Some(e) = Ellipse::through(&five).filter(|e| e.short / e.long > 0.55) else {
            continue;
        };
        let voters = points.iter().step_by(VOTERS);
        let votes = voters.filter(|p| e.distance(**p).abs() < reach).count();
        if best.as_ref().is_none_or(|(most, _)| votes > *most) {
            best = Some((votes, e));
        }
    }
    let (_, mut e) = best?;
    for reach in [reach * 1.5, reach, reach * 0.8] {
        if let Some(better) = Ellipse::through(&inliers(&e, reach)) {
            e = better;
        }
    }
    (e.short / e.long > 0.5).then_some(e)
}

/// Moves each side of a rectangle to the middle of its ink edge and turns it to fit: a hull hugs every grain.
fn snapped(mut b: Oblong, ink: &Ink) -> Oblong {
    let reach = 1.2 * ink.px_per_mm;
    for _ in 0..2 {
        let (mut shift, mut slopes) = ([0.0; 4], Vec::new());
        for (side, shift) in shift.iter_mut().enumerate() {
            let length = if side % 2 == 0 { b.sides.0 } else { b.sides.1 };
            let mut seen: Vec<(f64, f64)> = Vec::new();
            for i in 0..80 {
                let along = 0.06 + 0.88 * (f64::from(i) + 0.5) / 80.0;
                let (p, n) = b.at((side as f64 + along) / 4.0);
                if let Some(d) = crossing(ink, p, n, reach) {
                    seen.push(((along - 0.5) * length, d));
                }
            }
            if seen.len() < 20 {
                continue;
            }
            let mut offsets: Vec<f64> = seen.iter().map(|s| s.1).collect();
            let at = offsets.len() / 2;
            let middle = *offsets.select_nth_unstable_by(at, f64::total_cmp).1;
            *shift = middle;
            seen.retain(|s| (s.1 - middle).abs() < FIT_REACH_MM * ink.px_per_mm);
            let n = seen.len() as f64;
            let (mx, my) = seen
                .iter()
                .fold((0.0, 0.0), |m, s| (m.0 + s.0 / n, m.1 + s.1 / n));
            let (xx, xy) = seen.iter().fold((0.0, 0.0), |m, s| {
                (m.0 + (s.0 - mx).powi(2), m.1 + (s.0 - mx) * (s.1 - my))
            });
            if xx > 0.0 {
                slopes.push(xy / xx);
            }
        }
        let (sin, cos) = b.angle.sin_cos();
        let (u, v) = ((shift[1] - shift[3]) / 2.0, (shift[2] - shift[0]) / 2.0);
        b.centre = (b.centre.0 + u * cos - v * sin, b.centre.1 + u * sin + v * cos);
        b.sides = (b.sides.0 + shift[1] + shift[3], b.sides.1 + shift[0] + shift[2]);
        // Going round, an outward offset that grows along the side means the rectangle stands turned the other way.
        if !slopes.is_empty() {
            b.angle -= slopes.iter().sum::<f64>() / slopes.len() as f64;
        }
    }
    b
}

/// Outermost half-contrast crossing along a normal, within `reach` pixels either way; positive is outside.
pub(crate) fn crossing(ink: &Ink, p: Pt, n: Pt, reach: f64) -> Option<f64> {
    let at = |d: f64| ink.coverage_at(p.0 + d * n.0, p.1 + d * n.1);
    let step = 0.5;
    let mut d = reach;
    let mut outer = at(d);
    if outer > 0.5 {
        return None;
    }
    while d > -reach {
        let inner = at(d - step);
        if inner > 0.5 {
            return Some(d - step * f64::from((0.5 - outer) / (inner - outer)));
        }
        outer = inner;
        d -= step;
    }
    None
}
