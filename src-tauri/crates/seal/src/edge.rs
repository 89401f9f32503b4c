//! The border's ink looked at along its normals: how much of it is there, and how sharp its edge is.

use std::f64::consts::PI;

use crate::geometry::Pt;
use crate::ink::Ink;
use crate::outline::{Outline, crossing};

/// Places around the border that are looked at: one a degree.
const BINS: usize = 360;
/// How far the border may wander from its fit before it counts as missing, in mm.
const WANDER_MM: f64 = 0.9;
/// The part of the border, inwards from its edge in mm, that must be inked.
const BODY_MM: [f64; 2] = [0.12, 0.6];
/// Least mean coverage of that part.
const BODY_LEAST: f32 = 0.38;

/// Axes along which the border's sharpness is looked at apart.
const QUARTERS: usize = 4;
/// Darkness beside the border's usual one below which a place is pale: ink of a third of the thickness.
const PALE_SHARE: f32 = 0.5;

/// What the border shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Border {
    pub coverage_percent: f64,
    pub gap_deg: f64,
    /// Width of the mean edge from 10 to 90 % in mm; `None` when too little border is there to tell.
    pub edge_mm: Option<f64>,
    /// The same of the softest two opposite quarters: what was dragged along is sharp across the drag.
    pub dragged_mm: Option<f64>,
    /// Share of the border that is there and far paler than the rest, in per cent.
    pub pale_percent: f64,
    /// Median depth of the ink behind the edge in mm, as far as it is looked at.
    pub deep_mm: f64,
    /// Holes in it: from and to as shares of the way around; the last may run past the start.
    pub holes: Vec<(f64, f64)>,
}

/// Holes narrower than this are not pointed at, in places around the border.
const HOLE: usize = 3;
/// How deep ink behind the edge is followed, in mm.
const DEEPEST_MM: f64 = 2.6;

pub(crate) fn border(ink: &Ink, outline: &Outline) -> Border {
    let scale = ink.px_per_mm;
    let step = 0.25_f64;
    let span = (1.3 * scale / step) as usize;
    let mut mean = vec![0.0_f64; 2 * span + 1];
    let mut quarters = vec![(0_usize, mean.clone()); QUARTERS];
    let mut there = [false; BINS];
    let mut full = [0.0_f32; BINS];
    let mut depths = Vec::with_capacity(BINS);
    for (bin, there) in there.iter_mut().enumerate() {
        let (p, n) = outline.at((bin as f64 + 0.5) / BINS as f64);
        let Some(edge) = crossing(ink, p, n, WANDER_MM * scale) else {
            continue;
        };
        let at = |d: f64| ink.coverage_at(p.0 + (edge + d) * n.0, p.1 + (edge + d) * n.1);
        let probes = (1..=26).map(|i| f64::from(i) * 0.1);
        depths.push(
            probes
                .take_while(|d| at(-d * scale) > 0.4)
                .last()
                .unwrap_or(0.0)
                .min(DEEPEST_MM),
        );
        let taps = 8;
        let body =
            (0..taps).map(|i| BODY_MM[0] + (BODY_MM[1] - BODY_MM[0]) * f64::from(i) / f64::from(taps - 1));
        *there = body.map(|d| at(-d * scale).min(1.0)).sum::<f32>() / taps as f32 >= BODY_LEAST;
        if *there {
            let darkness = (1..=10).map(|i| {
                let d = edge - f64::from(i) * 0.1 * scale;
                ink.darkness_at(p.0 + d * n.0, p.1 + d * n.1)
            });
            full[bin] = darkness.fold(0.0, f32::max);
            let quarter = &mut quarters[quarter_of(n)];
            quarter.0 += 1;
            for (i, (sum, part)) in mean.iter_mut().zip(&mut quarter.1).enumerate() {
                let covered = f64::from(at((i as f64 - span as f64) * step).min(1.2));
                *sum += covered;
                *part += covered;
            }
        }
    }
    let count = there.iter().filter(|t| **t).count();
    let doubled = there.iter().chain(&there);
    let (gap, _) = doubled.fold((0, 0), |(most, run), t| {
        let run = if *t { 0 } else { run + 1 };
        (most.max(run), run)
    });
    let edge_mm = (count >= BINS / 6).then(|| {
        for sum in &mut mean {
            *sum /= count as f64;
        }
        width_10_90(&mean, span) * step / scale
    });
    let dragged_mm = quarters
        .into_iter()
        .filter(|(n, _)| *n >= BINS / QUARTERS / 3)
        .map(|(n, mut sums)| {
            sums.iter_mut().for_each(|sum| *sum /= n as f64);
            width_10_90(&sums, span) * step / scale
        })
        .reduce(f64::max);
    Border {
        dragged_mm,
        pale_percent: pale_percent(&there, &full),
        coverage_percent: count as f64 * 100.0 / BINS as f64,
        gap_deg: gap.min(BINS) as f64 * 360.0 / BINS as f64,
        edge_mm,
        deep_mm: middle_of(depths),
        holes: holes(&there),
    }
}

/// Which of the [`QUARTERS`] axes a normal lies nearest to; both its ends are one axis.
fn quarter_of((x, y): Pt) -> usize {
    let share = y.atan2(x).rem_euclid(PI) / PI;
    (share * QUARTERS as f64).round() as usize % QUARTERS
}

/// Share of the border that is there and by far paler than most of it.
fn pale_percent(there: &[bool; BINS], full: &[f32; BINS]) -> f64 {
    let mut seen: Vec<f32> = (0..BINS).filter(|bin| there[*bin]).map(|bin| full[bin]).collect();
    if seen.len() < BINS / 6 {
        return 0.0;
    }
    let at = seen.len() * 3 / 4;
    let usual = *seen.select_nth_unstable_by(at, f32::total_cmp).1;
    let pale = seen.iter().filter(|dark| **dark < PALE_SHARE * usual).count();
    pale as f64 * 100.0 / BINS as f64
}

fn middle_of(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let at = values.len() / 2;
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}

/// Runs of places without border.
fn holes(there: &[bool; BINS]) -> Vec<(f64, f64)> {
    let share = |bin: usize| bin as f64 / BINS as f64;
    let Some(start) = there.iter().position(|t| *t) else {
        return vec![(0.0, 1.0)];
    };
    let mut out = Vec::new();
    let mut from = None;
    for bin in start..=start + BINS {
        if bin < start + BINS && !there[bin % BINS] {
            from.get_or_insert(bin);
        } else if let Some(first) = from.take().filter(|first| bin - first >= HOLE) {
            out.push((share(first), share(bin)));
        }
    }
    out
}

/// Steps between 90 % and 10 % of a falling profile around its middle.
fn width_10_90(profile: &[f64], middle: usize) -> f64 {
    let high = profile[..middle].iter().copied().fold(0.0, f64::max);
    let low = profile[middle..].iter().copied().fold(f64::MAX, f64::min);
    let level = |share: f64| low + (high - low) * share;
    let (mut inner, mut outer) = (middle, middle);
    while inner > 0 && profile[inner] < level(0.9) {
        inner -= 1;
    }
    while outer + 1 < profile.len() && profile[outer] > level(0.1) {
        outer += 1;
    }
    // To a part of a step: straight lines between neighbours.
    let part = |at: usize, to: usize, share: f64| {
        let (a, b) = (profile[at], profile[to]);
        if (a - b).abs() < 1e-9 {
            0.0
        } else {
            ((a - level(share)) / (a - b)).clamp(0.0, 1.0)
        }
    };
    let inner = inner as f64 + part(inner, (inner + 1).min(profile.len() - 1), 0.9);
    let outer = outer as f64 - part(outer, outer.saturating_sub(1), 0.1);
    (outer - inner).max(0.0)
}
