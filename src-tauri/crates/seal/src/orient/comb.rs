//! Characters along a border stand at equal distances, like the teeth of a comb, each upright on its own ray.
//!
//! Where the rays run the upright strokes say; how far apart they are and where they begin is what most strokes agree
//! on. The middle of the comb is the top of the seal. That is more exact than where the ink of the first and the last
//! character ends, because characters fill their cells unevenly.

use std::f64::consts::TAU;

use crate::geometry::Ellipse;
use crate::ink::Ink;
use crate::upright::{Edges, crowd};

/// Where the name's characters stand, as shares of the radius.
const NAME: [f64; 2] = [0.56, 0.88];
/// Fewest and most characters of a name.
const COUNT: [f64; 2] = [5.0, 26.0];
/// Share of the distance between two characters that the ink of one fills.
const FILLED: f64 = 0.88;
/// How much each distance that is tried is longer than the one before.
const STEP: f64 = 1.008;
/// How well strokes agree on a comb at least, 0 to 1.5.
const AGREED: f64 = 0.3;
/// How far the number of characters may be from a whole one.
const WHOLE: f64 = 0.3;
/// How far the middle of the comb may be from that of the ink, by the distance of two characters.
const BESIDE: f64 = 0.2;

/// A name along the border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comb {
    /// Distance of two characters in degrees.
    pub pitch: f64,
    /// Direction of the middle, in degrees clockwise from the right.
    middle: f64,
}

impl Comb {
    /// Of the name that begins where the gap below it ends; none where strokes do not agree.
    pub fn of(ink: &Ink, e: &Ellipse, (from, to): (f64, f64)) -> Option<Self> {
        let zone = |p| (NAME[0]..NAME[1]).contains(&e.level(p));
        let votes = Edges::of(ink, e.centre, NAME[1] * e.long, zone).rays(e.centre);
        let length = 360.0 - (to - from);
        let middle = to + length / 2.0;
        let own: Vec<(f64, f64)> = votes
            .iter()
            .enumerate()
            .map(|(at, weight)| (wrapped((at as f64 + 0.5) / 2.0 - middle, 360.0), *weight))
            .filter(|(off, weight)| *weight > 0.0 && off.abs() < length / 2.0)
            .collect();
        let all: f64 = own.iter().map(|(_, weight)| weight).sum();
        if all <= 0.0 {
            return None;
        }
        let wave = |values: &[(f64, f64)], pitch: f64| {
            let (sum, all) = values
                .iter()
                .fold(((0.0, 0.0), 0.0), |(sum, all), (off, weight)| {
                    let (sin, cos) = (TAU * off / pitch).sin_cos();
                    let sum: (f64, f64) = sum;
                    ((sum.0 + weight * cos, sum.1 + weight * sin), all + weight)
                });
            let all: f64 = all;
            (sum.0 / all.max(1e-9), sum.1 / all.max(1e-9))
        };
        let body: Vec<(f64, f64)> = shares(ink, e)
            .into_iter()
            .enumerate()
            .map(|(at, share)| (wrapped(at as f64 + 0.5 - middle, 360.0), share))
            .filter(|(off, share)| *share > 0.0 && off.abs() < length / 2.0)
            .collect();
        let mut pitch = length / COUNT[1];
        let (mut best, mut agreed) = (pitch, 0.0);
        while pitch < length / COUNT[0] {
            // Characters are where strokes stand upright, and paper is between them.
            let (strokes, ink) = (wave(&own, pitch), wave(&body, pitch));
            let finer = wave(&own, pitch / 2.0);
            let agreement = (strokes.0 + ink.0).hypot(strokes.1 + ink.1) + 0.5 * finer.0.hypot(finer.1);
            if agreement > agreed {
                (best, agreed) = (pitch, agreement);
            }
            pitch *= STEP;
        }
        let count = length / best + 1.0 - FILLED;
        let (cos, sin) = wave(&own, best);
        let phase = sin.atan2(cos);
        // The middle of all is a character or half way between two: whichever is nearer to the middle of the ink.
        let tooth = phase / TAU * best;
        let off = [tooth, tooth + best / 2.0]
            .map(|off| wrapped(off, best))
            .into_iter()
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))?;
        let holds = agreed > AGREED && (count - count.round()).abs() < WHOLE && off.abs() < BESIDE * best;
        if !holds {
            return None;
        }
        let votes: Vec<(f64, f64)> = own
            .iter()
            .map(|(off, weight)| (wrapped(off - tooth, best), *weight))
            .collect();
        let beside = crowd(&votes, best)?;
        Some(Self {
            pitch: best,
            middle: middle + off + beside,
        })
    }

    /// The seal's turn in degrees clockwise.
    pub fn turn_deg(&self) -> f64 {
        wrapped(self.middle + 90.0, 360.0)
    }
}

/// Share of ink where the name stands, by degrees clockwise from the right.
fn shares(ink: &Ink, e: &Ellipse) -> Vec<f64> {
    let taps = 12;
    (0..360)
        .map(|i| {
            let (sin, cos) = ((f64::from(i) + 0.5) * TAU / 360.0).sin_cos();
            let at = |tap: i32| {
                let level = NAME[0] + (NAME[1] - NAME[0]) * (f64::from(tap) + 0.5) / f64::from(taps);
                ink.coverage_at(
                    e.centre.0 + level * e.short * cos,
                    e.centre.1 + level * e.short * sin,
                )
            };
            (0..taps).map(|tap| f64::from(at(tap).min(1.0))).sum::<f64>() / f64::from(taps)
        })
        .collect()
}

fn wrapped(deg: f64, period: f64) -> f64 {
    (deg + period / 2.0).rem_euclid(period) - period / 2.0
}
