//! Characters along a border stand at equal distances, like the teeth of a comb, with paper between them.
//!
//! How far apart they are and where they begin is what the ink of all of them agrees on, and so few numbers of
//! characters fill a name's length that each can be tried. The middle of the comb is the top of the seal. That is more
//! exact than where the ink of the first and the last character ends, because each fills its cell in its own way.

use std::f64::consts::TAU;

use crate::geometry::Ellipse;
use crate::ink::Ink;

/// Where the name's characters stand, as shares of the radius.
const NAME: [f64; 2] = [0.57, 0.88];
/// Fewest and most characters of a name.
const COUNT: std::ops::RangeInclusive<u32> = 6..=24;
/// Shares of the distance between two characters that the ink of one may fill.
const FILLED: [f64; 8] = [0.7, 0.74, 0.78, 0.82, 0.86, 0.9, 0.94, 0.98];
/// How far the middle of the comb may be from that of the ink, by the distance of two characters.
const BESIDE: f64 = 0.15;
/// How much more ink stands in the middle of the cells than between them: where a comb begins to be one, and where it
/// is one beyond doubt.
const CLEAR: [f64; 2] = [0.1, 0.3];
/// How far behind the ink's ends its cells may reach, in degrees.
const BEHIND_DEG: f64 = 4.0;

/// A name along the border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comb {
    /// Distance of two characters in degrees.
    pub pitch: f64,
    /// How clearly paper stands between the characters, 0 to 1.
    pub clear: f64,
    /// Direction of the middle, in degrees clockwise from the right.
    middle: f64,
}

impl Comb {
    /// Of the name that begins where the gap below it ends; none where no cells are to be seen.
    pub fn of(ink: &Ink, e: &Ellipse, (from, to): (f64, f64)) -> Option<Self> {
        let length = 360.0 - (to - from);
        let middle = to + length / 2.0;
        let body: Vec<(f64, f64)> = shares(ink, e)
            .into_iter()
            .enumerate()
            .map(|(at, share)| (wrapped(at as f64 + 0.5 - middle, 360.0), share))
            .filter(|(off, share)| *share > 0.0 && off.abs() < length / 2.0 + BEHIND_DEG)
            .collect();
        let mut best: Option<(f64, Cells)> = None;
        for count in COUNT {
            for filled in FILLED {
                let pitch = length / (f64::from(count) - 1.0 + filled);
                let cells = Cells {
                    count,
                    pitch,
                    off: 0.0,
                };
                let (beside, clear) = cells.beside(&body);
                let is_better = best.is_none_or(|(most, _)| clear > most);
                if is_better && beside.abs() < BESIDE * pitch {
                    best = Some((clear, Cells { off: beside, ..cells }));
                }
            }
        }
        let (_, mut cells) = best?;
        // Which ink is the name's depends on where its cells end, and the other way round.
        let mut clear = 0.0;
        for _ in 0..2 {
            let (beside, found) = cells.beside(&body);
            cells.off += beside;
            clear = found;
        }
        let clear = ((clear - CLEAR[0]) / (CLEAR[1] - CLEAR[0])).min(1.0);
        (clear > 0.0).then_some(Self {
            pitch: cells.pitch,
            clear,
            middle: middle + cells.off,
        })
    }

    /// The seal's turn in degrees clockwise.
    pub fn turn_deg(&self) -> f64 {
        wrapped(self.middle + 90.0, 360.0)
    }
}

/// So many equal cells in a row.
#[derive(Debug, Clone, Copy)]
struct Cells {
    count: u32,
    pitch: f64,
    /// Their middle, in degrees beside that of the ink.
    off: f64,
}

impl Cells {
    /// How far beside them the ink stands, in degrees, and how much more of it there is in their middles than between
    /// them.
    fn beside(&self, body: &[(f64, f64)]) -> (f64, f64) {
        // Of an even number none stands in the middle.
        let first = if self.count.is_multiple_of(2) { 0.5 } else { 0.0 };
        let reach = f64::from(self.count) * self.pitch / 2.0;
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        for (at, share) in body {
            let at = at - self.off;
            if at.abs() < reach {
                let (sin, cos) = (TAU * (at / self.pitch - first)).sin_cos();
                (x, y, all) = (x + share * cos, y + share * sin, all + share);
            }
        }
        (y.atan2(x) / TAU * self.pitch, x.hypot(y) / f64::max(all, 1e-9))
    }
}

/// Share of ink where the name stands, by degrees clockwise from the right.
fn shares(ink: &Ink, e: &Ellipse) -> Vec<f64> {
    let taps = 12;
    // Twice a degree: an upright stroke is hardly wider.
    let halves: Vec<f64> = (0..720)
        .map(|i| {
            let (sin, cos) = ((f64::from(i) + 0.5) * TAU / 720.0).sin_cos();
            let at = |tap: i32| {
                let level = NAME[0] + (NAME[1] - NAME[0]) * (f64::from(tap) + 0.5) / f64::from(taps);
                ink.coverage_at(
                    e.centre.0 + level * e.short * cos,
                    e.centre.1 + level * e.short * sin,
                )
            };
            (0..taps).map(|tap| f64::from(at(tap).min(1.0))).sum::<f64>() / f64::from(taps)
        })
        .collect();
    halves
        .chunks_exact(2)
        .map(|two| (two[0] + two[1]) / 2.0)
        .collect()
}

fn wrapped(deg: f64, period: f64) -> f64 {
    (deg + period / 2.0).rem_euclid(period) - period / 2.0
}
