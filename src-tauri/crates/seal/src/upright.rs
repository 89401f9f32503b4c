//! Which way characters stand, by their upright strokes.
//!
//! In every hand of print an upright stroke stands upright, while level ones may rise; and each is long enough for its
//! edges to tell its direction to a fraction of a degree when all of them are asked together.

use crate::geometry::Pt;
use crate::ink::Ink;

/// Pixels per mm at which edges are looked at, where the picture has that many.
const FINE: f64 = 12.0;
/// Steepness of an edge that counts, as a share of the steepest.
const STEEP: f32 = 0.3;
/// Edges this near to a direction are asked for it, in degrees: first, and then ever nearer ones.
const NEAR_DEG: [f64; 4] = [7.0, 5.0, 4.0, 3.0];
/// Edges are counted by direction in this many classes of half a turn.
const CLASSES: usize = 180;
/// How many times more edges than the usual one the best class has, where directions are told.
const CLEAR: f64 = 1.8;

/// A place where ink ends.
#[derive(Debug, Clone, Copy)]
struct Edge {
    /// Direction across it, in degrees clockwise from the right, 0 to 180.
    across: f64,
    weight: f64,
}

/// The edges of all ink in a part of the picture.
pub(crate) struct Edges(Vec<Edge>);

impl Edges {
    /// Those about a middle, no farther than `reach` pixels, where `within` holds.
    pub fn of(ink: &Ink, middle: Pt, reach: f64, within: impl Fn(Pt) -> bool) -> Self {
        let step = ((ink.px_per_mm / FINE).round() as usize).max(1);
        let clipped = |v: f64, end: usize| v.clamp(0.0, end as f64) as usize / step;
        let (left, top) = (
            clipped(middle.0 - reach, ink.width),
            clipped(middle.1 - reach, ink.height),
        );
        let width = clipped(middle.0 + reach, ink.width).saturating_sub(left);
        let height = clipped(middle.1 + reach, ink.height).saturating_sub(top);
        if width < 8 || height < 8 {
            return Self(Vec::new());
        }
        let soft = softened(ink, (left, top), (width, height), step);
        let mut found = Vec::new();
        let mut steepest = 0.0_f32;
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                let at = y * width + x;
                let v = |dx: isize, dy: isize| soft[(at as isize + dy * width as isize + dx) as usize];
                // Scharr's weights: their direction is nearly true at every angle.
                let across = 3.0 * (v(1, -1) - v(-1, -1) + v(1, 1) - v(-1, 1)) + 10.0 * (v(1, 0) - v(-1, 0));
                let down = 3.0 * (v(-1, 1) - v(-1, -1) + v(1, 1) - v(1, -1)) + 10.0 * (v(0, 1) - v(0, -1));
                let steep = across.hypot(down);
                if steep < 1.2 {
                    continue;
                }
                let place = |cell: usize, from: usize| ((from + cell) * step) as f64 + step as f64 / 2.0;
                let p = (place(x, left), place(y, top));
                if !within(p) {
                    continue;
                }
                steepest = steepest.max(steep);
                found.push((across, down, steep));
            }
        }
        let least = STEEP * steepest;
        let kept = found.into_iter().filter(|f| f.2 > least);
        Self(
            kept.map(|(across, down, steep)| Edge {
                across: f64::from(down.atan2(across)).to_degrees().rem_euclid(180.0),
                weight: f64::from(steep.min(0.7 * steepest)),
            })
            .collect(),
        )
    }

    /// By how many degrees clockwise upright strokes lean, near a rough answer; `None` where they do not say.
    pub fn lean(&self, rough: f64) -> Option<f64> {
        let edges = self.0.iter();
        let offs: Vec<(f64, f64)> = edges
            .map(|e| (wrapped(e.across - rough, 180.0), e.weight))
            .collect();
        let middle = crowd(&offs, 180.0)?;
        let weight = |near: f64| -> f64 {
            let near = offs.iter().filter(|(off, _)| (off - middle).abs() < near);
            near.map(|(_, w)| w).sum()
        };
        // Straight strokes crowd about their direction; without them all directions are alike.
        (weight(4.0) > CLEAR * weight(20.0) / 5.0).then_some(rough + middle)
    }

    /// The turn up to a quarter that most edges agree on; `None` where they agree on none.
    pub fn quarter(&self) -> Option<f64> {
        let mut classes = vec![0.0_f64; CLASSES];
        for edge in &self.0 {
            classes[(edge.across.rem_euclid(90.0) * CLASSES as f64 / 90.0) as usize % CLASSES] += edge.weight;
        }
        // A mean over three degrees.
        let spread = CLASSES / 30;
        let near = |at: usize| -> f64 {
            (0..=spread)
                .map(|k| classes[(at + CLASSES + k - spread / 2) % CLASSES])
                .sum()
        };
        let best = (0..CLASSES).max_by(|a, b| near(*a).total_cmp(&near(*b)))?;
        let usual = classes.iter().sum::<f64>() * (spread + 1) as f64 / CLASSES as f64;
        if usual <= 0.0 || near(best) < CLEAR * usual {
            return None;
        }
        Some(wrapped((best as f64 + 0.5) * 90.0 / CLASSES as f64, 90.0))
    }
}

/// Darkness on a raster of `step` pixels a cell, three by three cells softened.
fn softened(
    ink: &Ink,
    (left, top): (usize, usize),
    (width, height): (usize, usize),
    step: usize,
) -> Vec<f32> {
    let each = 1.0 / (step * step) as f32;
    let mut raw = vec![0.0_f32; width * height];
    for (y, row) in raw.chunks_exact_mut(width).enumerate() {
        for dy in 0..step {
            let line = ((top + y) * step + dy) * ink.width + left * step;
            let from = &ink.darkness[line..line + width * step];
            for (to, cell) in row.iter_mut().zip(from.chunks_exact(step)) {
                *to += cell.iter().sum::<f32>() * each;
            }
        }
    }
    let mut across = raw.clone();
    for (to, from) in across.chunks_exact_mut(width).zip(raw.chunks_exact(width)) {
        for x in 1..width - 1 {
            to[x] = 0.25 * (from[x - 1] + from[x + 1]) + 0.5 * from[x];
        }
    }
    let mut out = across.clone();
    for y in 1..height - 1 {
        let [above, here, below] = [y - 1, y, y + 1].map(|y| &across[y * width..(y + 1) * width]);
        for (x, to) in out[y * width..(y + 1) * width].iter_mut().enumerate() {
            *to = 0.25 * (above[x] + below[x]) + 0.5 * here[x];
        }
    }
    out
}

/// An angle within half a period of nothing.
fn wrapped(deg: f64, period: f64) -> f64 {
    (deg + period / 2.0).rem_euclid(period) - period / 2.0
}

/// Where most of these directions lie, in degrees, near nothing: the mean of those ever nearer to it.
fn crowd(offs: &[(f64, f64)], period: f64) -> Option<f64> {
    let mut middle = 0.0;
    for near in NEAR_DEG {
        let within = offs
            .iter()
            .map(|(off, weight)| (wrapped(off - middle, period), *weight))
            .filter(|(off, _)| off.abs() < near);
        let (sum, all) = within.fold((0.0, 0.0), |(sum, all), (off, weight)| {
            (sum + weight * off, all + weight)
        });
        if all <= 0.0 {
            return None;
        }
        middle += sum / all;
    }
    Some(middle)
}
