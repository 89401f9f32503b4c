//! A rectangle through most of what rays meet, with corners as round as they are.

use super::crossing::{FIT_REACH_MM, crossing};
use crate::geometry::{Oblong, Pt};
use crate::ink::Ink;

/// Least share of the points that makes a side.
const SIDE_SHARE: f64 = 0.05;
/// Points along the way around between two that show its direction.
const STRIDE: usize = 6;
/// A corner is no rounder than this share of the shorter side.
const ROUNDEST: f64 = 0.35;

/// The smallest rectangle around, or the one that stands as most of the sides do, when a corner is missing.
pub(super) fn through(hits: &[Pt], smallest: Oblong, ink: &Ink) -> Oblong {
    let reach = FIT_REACH_MM * ink.px_per_mm;
    let on = |b: &Oblong| hits.iter().filter(|p| b.distance(**p).abs() < reach).count();
    let first = fitted(smallest, ink);
    if on(&first) * 10 >= hits.len() * 8 {
        return first;
    }
    match along(hits, reach).map(|b| fitted(b, ink)) {
        Some(other) if on(&other) > on(&first) => other,
        _ => first,
    }
}

fn fitted(b: Oblong, ink: &Ink) -> Oblong {
    let b = snapped(b, ink);
    Oblong {
        corner: corner(&b, ink),
        ..b
    }
}

/// A rectangle whose sides run as most of the way around does, each as far out as enough points lie in a line.
fn along(hits: &[Pt], reach: f64) -> Option<Oblong> {
    if hits.len() < 8 * STRIDE {
        return None;
    }
    // Four times the angle is the same for all four sides.
    let (mut x, mut y) = (0.0, 0.0);
    for (a, b) in hits.iter().zip(hits.iter().cycle().skip(STRIDE)) {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (length, angle) = (dx.hypot(dy), dy.atan2(dx));
        x += length * (4.0 * angle).cos();
        y += length * (4.0 * angle).sin();
    }
    let angle = y.atan2(x) / 4.0;
    let (sin, cos) = angle.sin_cos();
    let outermost = |(nx, ny): Pt| -> f64 {
        let mut far: Vec<f64> = hits.iter().map(|p| p.0 * nx + p.1 * ny).collect();
        far.sort_by(|a, b| b.total_cmp(a));
        let least = (hits.len() as f64 * SIDE_SHARE) as usize;
        let line = (0..far.len().saturating_sub(least)).find(|i| far[*i] - far[i + least] < reach);
        line.map_or(far[0], |i| far[i + least / 2])
    };
    let (right, left) = (outermost((cos, sin)), -outermost((-cos, -sin)));
    let (low, high) = (outermost((-sin, cos)), -outermost((sin, -cos)));
    let (u, v) = ((right + left) / 2.0, (low + high) / 2.0);
    Some(Oblong {
        centre: (u * cos - v * sin, u * sin + v * cos),
        sides: (right - left, low - high),
        angle,
        corner: 0.0,
    })
}

/// How round the corners are: by the middle one of the four, so that a missing corner rounds none.
fn corner(b: &Oblong, ink: &Ink) -> f64 {
    let (sin, cos) = b.angle.sin_cos();
    let most = ROUNDEST * b.sides.0.min(b.sides.1);
    let mut radii: Vec<f64> = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)]
        .into_iter()
        .map(|(sx, sy): Pt| {
            let (u, v) = (sx * b.sides.0 / 2.0, sy * b.sides.1 / 2.0);
            let step = (
                sx * std::f64::consts::FRAC_1_SQRT_2,
                sy * std::f64::consts::FRAC_1_SQRT_2,
            );
            let covered = |d: f64| {
                let (u, v) = (u - step.0 * d, v - step.1 * d);
                ink.coverage_at(u * cos - v * sin + b.centre.0, u * sin + v * cos + b.centre.1)
            };
            let mut d = 0.0;
            while d < most && covered(d) < 0.5 {
                d += 0.25;
            }
            // A circle in a corner of radius r is (√2 − 1)·r away from it.
            d / (std::f64::consts::SQRT_2 - 1.0)
        })
        .collect();
    radii.sort_by(f64::total_cmp);
    radii[1].min(most)
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
