//! Rotation of a round seal by the five-pointed star in its middle.
//!
//! Around its middle the star's ink swells five times. What print hides in one of the fifths another one shows, so
//! the five are laid over each other before the phase of the swelling is read.

use std::f64::consts::TAU;

use crate::geometry::Pt;
use crate::ink::Ink;

/// Directions that are looked at: one a degree.
const STEPS: usize = 360;
/// Directions of a fifth.
const FIFTH: usize = STEPS / 5;
/// Distances from the middle that are looked at.
const RINGS: usize = 24;

/// Degrees clockwise, −36 to 36, and how clearly five rays are seen between two distances (in pixels) from a middle;
/// `None` without a star.
pub(crate) fn rotation(ink: &Ink, middle: Pt, reach: [f64; 2]) -> Option<(f64, f64)> {
    let seen = Seen::of(ink, middle, reach);
    let around = seen.around();
    let known = around.iter().flatten().count().max(1) as f64;
    let mean = around.iter().flatten().sum::<f64>() / known;
    // What is not known sways neither way.
    let swells: Vec<f64> = around.iter().map(|p| p.map_or(0.0, |p| p - mean)).collect();
    let height = |k: usize| {
        let (cos, sin) = wave(&swells, k);
        cos.hypot(sin) * STEPS as f64 / known
    };
    let others = (1..=8).filter(|k| *k != 5).map(height).fold(0.0, f64::max);
    if mean < 0.05 || height(5) < 0.18 * mean || height(5) < 1.5 * others {
        return None;
    }
    let (cos, sin) = wave(&seen.folded(), 1);
    // Rays of an upright star point up (−90°): five times that is −450°, the same as −90°.
    let phase = (sin.atan2(cos) + TAU / 4.0).to_degrees();
    let turn = (phase + 180.0).rem_euclid(360.0) - 180.0;
    Some((turn / 5.0, height(5)))
}

/// The part of a row of values that swells `k` times over its length.
fn wave(values: &[f64], k: usize) -> (f64, f64) {
    let n = values.len() as f64;
    values.iter().enumerate().fold((0.0, 0.0), |m, (i, value)| {
        let (sin, cos) = ((k * i) as f64 * TAU / n).sin_cos();
        (m.0 + value * cos / n, m.1 + value * sin / n)
    })
}

/// Coverage by ring and direction; `None` where print hides it.
struct Seen(Vec<[Option<f64>; STEPS]>);

impl Seen {
    fn of(ink: &Ink, middle: Pt, [inner, outer]: [f64; 2]) -> Self {
        let turns: Vec<(f64, f64)> = (0..STEPS)
            .map(|i| (i as f64 * TAU / STEPS as f64).sin_cos())
            .collect();
        let ring = |ring: usize| {
            let r = inner + (outer - inner) * ring as f64 / RINGS as f64;
            std::array::from_fn(|i| {
                let (x, y) = (middle.0 + r * turns[i].1, middle.1 + r * turns[i].0);
                (!ink.is_hidden(x, y)).then(|| f64::from(ink.coverage_at(x, y).min(1.0)))
            })
        };
        Self((0..RINGS).map(ring).collect())
    }

    /// Mean of every direction of which a third is seen.
    fn around(&self) -> Vec<Option<f64>> {
        (0..STEPS)
            .map(|i| mean(self.0.iter().filter_map(|ring| ring[i]), RINGS / 3 + 1))
            .collect()
    }

    /// Mean of a fifth of the star: every ring's five fifths over each other, then the rings.
    fn folded(&self) -> Vec<f64> {
        let mut sum = vec![0.0; FIFTH];
        for ring in &self.0 {
            let fifths = (0..FIFTH).map(|i| mean((0..5).filter_map(|f| ring[i + f * FIFTH]), 1));
            let fifths: Vec<Option<f64>> = fifths.collect();
            let usual = mean(fifths.iter().flatten().copied(), 1).unwrap_or(0.0);
            for (sum, seen) in sum.iter_mut().zip(fifths) {
                *sum += seen.unwrap_or(usual);
            }
        }
        sum
    }
}

/// The mean of at least so many values.
fn mean(values: impl Iterator<Item = f64>, least: usize) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
    (n >= least).then(|| sum / n as f64)
}
