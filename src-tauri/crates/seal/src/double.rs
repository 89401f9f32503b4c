//! A double impression (重影) shows in the border: its ghost runs beside it.
//!
//! Seen along its normals from outside, a single seal's border is equally thick everywhere. A ghost shifted by `d`
//! lies at the depth `|n·d|` behind the outer edge: beside the border in one direction, on it in the other. Every
//! shift is tried; the score is how much more ink stands where that ghost's border would be than elsewhere at the
//! same depths. (The likeness of the whole picture to its shifted self was tried first: the strokes' own likeness
//! drowns shifts below two millimetres.)

use crate::geometry::{Oblong, Pt};
use crate::ink::Ink;
use crate::outline::{Outline, crossing};

const BINS: usize = 180;
/// How deep behind the edge is looked, in mm.
const DEPTH_MM: f64 = 5.0;
/// Depth of one step in mm.
const STEP_MM: f64 = 0.125;
/// Least depth at which a ghost stands free enough to be told from a thick border, in mm.
const FREE_MM: f64 = 0.4;
/// Share of a second border that is there on one side of the seal: characters in a row leave gaps between them. Below
/// the first it is none, from the second on it is one.
const WHOLE: [f64; 2] = [0.6, 0.8];
/// Where outside of a border another one is looked for, and how far the border itself may lie beside its fit, in mm.
const OUTSIDE_MM: [f64; 2] = [0.6, 5.0];
const ON_MM: f64 = 0.4;
/// Shares of ink that characters alone may put along one side of a square border.
const CHARACTERS: f64 = 0.72;
/// By how much a hand turns a die between two impressions, in degrees: a ring looks the same for it, a long side leaves
/// the shifted one.
const TURNS_DEG: [f64; 7] = [0.0, -0.5, 0.5, -1.0, 1.0, -1.5, 1.5];
/// Coverage from which what lies outside of a border is ink, and below which it is paper.
const PALE: f32 = 0.35;
const PAPER: f32 = 0.15;
/// Shifts of a border that is seen outside of the outline, in mm, and how far its edge may lie beside where it should.
const SHIFTS_MM: [f64; 2] = [0.8, 4.0];
const ASIDE_MM: f64 = 0.25;
/// Share of the border's thickness that a second one outside of it has at least.
const AS_THICK: f64 = 0.45;

/// Whether a border runs on where another one lies outside of it: of two impressions both are whole, and a shape of
/// its own that a known one fits badly has paper there.
pub(crate) fn runs_on_within(ink: &Ink, outline: &Outline) -> bool {
    let (mut outside, mut both) = (0, 0);
    for bin in 0..BINS {
        let (p, n) = outline.at((bin as f64 + 0.5) / BINS as f64);
        let inked = |from: f64, to: f64| {
            let steps = ((to - from) / STEP_MM) as usize;
            (0..=steps).any(|step| {
                let d = (from + step as f64 * STEP_MM) * ink.px_per_mm;
                ink.coverage_at(p.0 + d * n.0, p.1 + d * n.1) > 0.5
            })
        };
        if inked(OUTSIDE_MM[0], OUTSIDE_MM[1]) {
            outside += 1;
            both += usize::from(inked(-ON_MM, ON_MM));
        }
    }
    outside * 10 >= BINS && both as f64 >= WHOLE[0] * outside as f64
}

/// Which way a place of the border looks, and how far it goes that way for each degree the die is turned, in mm.
#[derive(Debug, Clone, Copy)]
struct Normal {
    out: Pt,
    a_degree: f64,
}

impl Normal {
    fn of(n: Pt, p: Pt, middle: Pt, px_per_mm: f64) -> Self {
        let (x, y) = ((p.0 - middle.0) / px_per_mm, (p.1 - middle.1) / px_per_mm);
        Self {
            out: n,
            a_degree: (n.1 * x - n.0 * y).to_radians(),
        }
    }

    /// How far out the border of a second impression lies here.
    fn out_by(&self, shift: &Shift) -> f64 {
        self.out.0 * shift.by.0 + self.out.1 * shift.by.1 + shift.turn_deg * self.a_degree
    }
}

/// Where a second impression lies beside the first: in mm, and turned about the seal's middle.
#[derive(Debug, Clone, Copy, Default)]
struct Shift {
    by: Pt,
    turn_deg: f64,
}

/// Coverage behind the border's edge, by direction and depth.
struct Depths {
    normals: Vec<Normal>,
    /// Ink down to each depth, one sum a direction.
    profiles: Vec<Vec<f64>>,
    /// The same, mean over the directions.
    mean: Vec<f64>,
    /// Thickness of the border in steps.
    thickness: usize,
}

/// How clearly a second border is there, 0 (not) to 1, and where: the shift in mm.
pub(crate) fn ghost(ink: &Ink, outline: &Outline) -> (f64, Pt) {
    let Some(depths) = Depths::of(ink, outline) else {
        return (0.0, (0.0, 0.0));
    };
    let within = behind(&depths, outline);
    let outside = outside(ink, outline, depths.thickness as f64 * STEP_MM);
    if outside.0 > within.0 { outside } else { within }
}

/// The same, of what lies behind the outline alone: outside of one that is a shape's in part the shape goes on.
pub(crate) fn ghost_within(ink: &Ink, outline: &Outline) -> f64 {
    Depths::of(ink, outline).map_or(0.0, |depths| behind(&depths, outline).0)
}

fn behind(depths: &Depths, outline: &Outline) -> (f64, Pt) {
    let square = matches!(outline, Outline::Square(_));
    let turns = if square { &TURNS_DEG[..] } else { &TURNS_DEG[..1] };
    let most = DEPTH_MM - depths.thickness as f64 * STEP_MM;
    let mut within = (0.0_f64, (0.0, 0.0));
    for by in shifts([0.4, most], 36) {
        for turn_deg in turns.iter().copied() {
            let shift = Shift { by, turn_deg };
            let score = depths.score(&shift, square).min(1.0);
            // A border that is there in parts only is none, however much ink stands there.
            if score > within.0 {
                let score = score * rising(depths.whole(&shift));
                if score > within.0 {
                    within = (score, by);
                }
            }
        }
    }
    within
}

/// Shifts of both lengths and all between in steps of a fifth of a millimetre, in so many directions of half a turn.
fn shifts([least, most]: [f64; 2], directions: u32) -> impl Iterator<Item = Pt> {
    let lengths = ((least / 0.2).round() as usize..(most / 0.2) as usize).map(|step| step as f64 * 0.2);
    lengths.flat_map(move |length| {
        (0..directions).map(move |turn| {
            let (sin, cos) = (f64::from(turn) * 180.0 / f64::from(directions))
                .to_radians()
                .sin_cos();
            (length * cos, length * sin)
        })
    })
}

/// What a share of a second border that is there says, 0 to 1.
fn rising(whole: f64) -> f64 {
    let [least, enough] = WHOLE;
    ((whole - least) / (enough - least)).clamp(0.0, 1.0)
}

/// The same of a second border that is seen outside of the outline, with paper between: where one impression is paler
/// the outline is the other one's, and nothing else of a seal lies out there.
fn outside(ink: &Ink, outline: &Outline, thick_mm: f64) -> (f64, Pt) {
    let middle = outline.middle();
    let seen: Vec<(Normal, Option<f64>)> = (0..BINS)
        .map(|bin| {
            let (p, n) = outline.at((bin as f64 + 0.5) / BINS as f64);
            let at = |step: usize| {
                let d = step as f64 * STEP_MM * ink.px_per_mm;
                ink.coverage_at(p.0 + d * n.0, p.1 + d * n.1)
            };
            let steps = ((SHIFTS_MM[1] + ASIDE_MM) / STEP_MM) as usize;
            let paper = (1..steps).find(|step| at(*step) < PAPER);
            let from = paper.and_then(|paper| (paper..steps).find(|step| at(*step) > PALE));
            let to = from.and_then(|from| (from..steps).find(|step| at(*step) < PALE).map(|to| (from, to)));
            let edge = to
                .filter(|(from, to)| (to - from) as f64 * STEP_MM > AS_THICK * thick_mm)
                .map(|(_, to)| to as f64 * STEP_MM);
            (Normal::of(n, p, middle, ink.px_per_mm), edge)
        })
        .collect();
    let found = seen.iter().filter(|(_, edge)| edge.is_some()).count();
    if found < BINS / 9 {
        return (0.0, (0.0, 0.0));
    }
    let square = matches!(outline, Outline::Square(_));
    let turns = if square { &TURNS_DEG[..] } else { &TURNS_DEG[..1] };
    let mut best = (0.0, (0.0, 0.0));
    for by in shifts(SHIFTS_MM, 36).flat_map(|by| [by, (-by.0, -by.1)]) {
        for turn_deg in turns.iter().copied() {
            let shift = Shift { by, turn_deg };
            let (mut free, mut there) = (0, 0);
            for (normal, edge) in &seen {
                let out = normal.out_by(&shift);
                if out > thick_mm + FREE_MM {
                    free += 1;
                    there += usize::from(edge.is_some_and(|edge| (edge - out).abs() < ASIDE_MM));
                }
            }
            if free >= BINS / 9 {
                let score = rising(f64::from(there as u32) / f64::from(free as u32));
                if score > best.0 {
                    best = (score, by);
                }
            }
        }
    }
    best
}

/// The same of a rectangle of solid ground, whose white strokes would drown a second border: two of them shifted over
/// each other leave a notch at two opposite corners. Answers the difference between the two pairs of corners in mm².
pub(crate) fn notches(ink: &Ink, box_: &Oblong) -> f64 {
    let reach = (3.2 * ink.px_per_mm)
        .min(box_.sides.0 / 3.0)
        .min(box_.sides.1 / 3.0);
    let (sin, cos) = box_.angle.sin_cos();
    let steps = reach as usize;
    let empty = |sx: f64, sy: f64| {
        let mut count = 0_u32;
        for at in 0..steps * steps {
            let (i, j) = ((at % steps) as f64 + 0.5, (at / steps) as f64 + 0.5);
            let (u, v) = (sx * (box_.sides.0 / 2.0 - i), sy * (box_.sides.1 / 2.0 - j));
            let p = (
                u * cos - v * sin + box_.centre.0,
                u * sin + v * cos + box_.centre.1,
            );
            // White strokes begin farther in than a notch does.
            let outside = i + j < reach;
            count += u32::from(outside && ink.coverage_at(p.0, p.1) < 0.5);
        }
        f64::from(count) / (ink.px_per_mm * ink.px_per_mm)
    };
    (empty(1.0, 1.0) + empty(-1.0, -1.0) - empty(1.0, -1.0) - empty(-1.0, 1.0)).abs()
}

impl Depths {
    fn of(ink: &Ink, outline: &Outline) -> Option<Self> {
        let steps = (DEPTH_MM / STEP_MM) as usize;
        let middle = outline.middle();
        let (mut normals, mut profiles) = (Vec::new(), Vec::new());
        for bin in 0..BINS {
            let (p, n) = outline.at((bin as f64 + 0.5) / BINS as f64);
            let Some(edge) = crossing(ink, p, n, 1.5 * ink.px_per_mm) else {
                continue;
            };
            let at = |step: usize| {
                let d = edge - (step as f64 + 0.5) * STEP_MM * ink.px_per_mm;
                f64::from(ink.coverage_at(p.0 + d * n.0, p.1 + d * n.1).min(1.0))
            };
            normals.push(Normal::of(n, p, middle, ink.px_per_mm));
            profiles.push((0..steps).map(at).collect::<Vec<_>>());
        }
        if profiles.len() < BINS / 2 {
            return None;
        }
        let mut runs: Vec<usize> = profiles
            .iter()
            .map(|p| p.iter().position(|c| *c < 0.4).unwrap_or(steps))
            .filter(|run| *run > 0)
            .collect();
        // Across the shift the ghost's border lies on the seal's own, so the thinner places show its true thickness.
        if runs.is_empty() {
            return None;
        }
        let at = runs.len() / 8;
        let thickness = *runs.select_nth_unstable(at).1;
        let mean: Vec<f64> = (0..steps)
            .map(|s| profiles.iter().map(|p| p[s]).sum::<f64>() / profiles.len() as f64)
            .collect();
        let (mean, profiles) = (summed(&mean), profiles.iter().map(|p| summed(p)).collect());
        Some(Self {
            normals,
            profiles,
            mean,
            thickness,
        })
    }

    /// Which steps behind the edge a border lies on that is shifted by so much, in a direction; none where it cannot be
    /// told from the border itself.
    fn steps(&self, out: f64, len: usize) -> Option<(usize, usize)> {
        let depth = out.abs();
        // One step less at both ends: edges are soft.
        let from = ((depth / STEP_MM) as usize).max(self.thickness) + 1;
        let to = ((depth / STEP_MM) as usize + self.thickness)
            .min(len - 1)
            .saturating_sub(1);
        (depth >= FREE_MM && from < to).then_some((from, to))
    }

    /// Share of a shifted border that is there, on the side of the seal where there is more of it.
    fn whole(&self, shift: &Shift) -> f64 {
        let mut sides = [(0_u32, 0_u32); 2];
        for (normal, profile) in self.normals.iter().zip(&self.profiles) {
            let out = normal.out_by(shift);
            let Some((from, to)) = self.steps(out, profile.len()) else {
                continue;
            };
            let side = &mut sides[usize::from(out > 0.0)];
            side.1 += 1;
            side.0 += u32::from((profile[to] - profile[from]) / (to - from) as f64 > 0.5);
        }
        let seen = sides.into_iter().filter(|(_, bins)| *bins >= BINS as u32 / 9);
        let share = |(there, bins): (u32, u32)| f64::from(there) / f64::from(bins);
        seen.map(share).fold(0.0, f64::max)
    }

    /// By how much more ink there is where the shifted border would be than elsewhere.
    fn score(&self, shift: &Shift, square: bool) -> f64 {
        let (mut seen, mut usual, mut bins) = (0.0, 0.0, 0);
        for (normal, profile) in self.normals.iter().zip(&self.profiles) {
            let Some((from, to)) = self.steps(normal.out_by(shift), profile.len()) else {
                continue;
            };
            let part = |sums: &[f64]| (sums[to] - sums[from]) / (to - from) as f64;
            seen += part(profile);
            usual += part(&self.mean);
            bins += 1;
        }
        if bins < BINS / 6 {
            return 0.0;
        }
        let (seen, usual) = (seen / f64::from(bins as u32), usual / f64::from(bins as u32));
        let usual = if square {
            usual.min(seen).max(CHARACTERS)
        } else {
            usual
        };
        (seen - usual) / (1.0 - usual).max(0.2)
    }
}

/// Running sums, one more than there are values.
fn summed(values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = values.iter().map(|v| {
        sum += v;
        sum
    });
    std::iter::once(0.0).chain(sums).collect()
}
