//! A map made exact by printed lines: where each stretch of a line really is moves the map towards it.
//!
//! The map says where a line should be; a few short looks across it, at full resolution, say where it is. Each look
//! fixes the map in one direction only, across the line, and that is what the equations state. Whoever strays (ink
//! over a line, print beside it) counts less and less. What no line fixes stays as it was.

use image::RgbImage;
use pagemark::{LineMm, RectMm};

use crate::fit::scale_at;
use crate::fit::{self, Across, Matrix, Pair, Pt};
use crate::taps::bilinear;

/// Least darkness of a line against its paper, in brightness steps.
const LEAST_CONTRAST: f64 = 22.0;
/// Widest dark stretch that is a line and not print or ink, in millimetres.
const THICKEST_MM: f64 = 1.0;
/// Share of the looks that must have seen a line for the result to be trusted.
const LEAST_SEEN: f64 = 0.35;

/// How to look.
pub(crate) struct Looks {
    /// Distance of the looks along a line, in millimetres.
    pub step: f64,
    /// How far to each side is looked, round by round, in millimetres.
    pub reach: &'static [f64],
    /// What each of four points of the first map counts for beside one look: holds what no line fixes.
    pub hold: f64,
}

/// A map after its lines were looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settled {
    pub map: Matrix,
    /// Root mean square distance in millimetres between the lines seen and where the map puts them.
    pub residual_mm: f64,
}

/// Settles a map on lines; `around` is the part of the form that must not run away where no line holds it. `None`
/// when too few of the lines are to be seen near where the map puts them.
pub(crate) fn settle(
    page: &RgbImage,
    start: &Matrix,
    lines: &[LineMm],
    around: RectMm,
    looks: &Looks,
) -> Option<Settled> {
    let held: Vec<Pair> = [
        (around.x, around.y),
        (around.x + around.w, around.y),
        (around.x + around.w, around.y + around.h),
        (around.x, around.y + around.h),
    ]
    .into_iter()
    .map(|mm| Pair {
        from: mm,
        to: fit::apply(start, mm),
        weight: looks.hold,
    })
    .collect();
    let mut map = *start;
    let mut residual_mm = 0.0;
    for &reach in looks.reach {
        let (mut seen, asked) = look(page, &map, lines, looks.step, reach);
        if (seen.len() as f64) < LEAST_SEEN * asked as f64 || seen.len() < 12 {
            return None;
        }
        // Twice: the second time without those that strayed from the first.
        for _ in 0..2 {
            map = fit::plane(&held, &seen)?;
            let scale = scale_at(&map, around.centre());
            let mut off: Vec<f64> = seen.iter().map(|s| s.distance(&map) / scale).collect();
            let mut sorted = off.clone();
            sorted.sort_by(f64::total_cmp);
            // Three times the median distance is where strays begin; below a twentieth of a millimetre nothing strays.
            let stray = (3.0 * sorted[sorted.len() / 2]).max(0.05);
            for (s, d) in seen.iter_mut().zip(&mut off) {
                s.weight = (1.0 - (*d / stray).powi(2)).max(0.0).powi(2);
                *d *= s.weight.sqrt();
            }
            let weights: f64 = seen.iter().map(|s| s.weight).sum();
            residual_mm = (off.iter().map(|d| d * d).sum::<f64>() / weights.max(1e-9)).sqrt();
        }
    }
    residual_mm.is_finite().then_some(Settled { map, residual_mm })
}

/// Looks across lines at regular distances; answers what was seen and how many looks there were inside the picture.
fn look(page: &RgbImage, map: &Matrix, lines: &[LineMm], step: f64, reach: f64) -> (Vec<Across>, usize) {
    let (w, h) = (f64::from(page.width()), f64::from(page.height()));
    let mut seen = Vec::new();
    let mut asked = 0;
    for line in lines {
        let length = line.length();
        let count = (length / step).max(2.0) as usize;
        let along = if line.is_level() { (1.0, 0.0) } else { (0.0, 1.0) };
        for i in 0..count {
            // Not at the ends: other lines meet there.
            let share = (i as f64 + 0.5) / count as f64;
            let mm = (
                line.from.0 + (line.to.0 - line.from.0) * share,
                line.from.1 + (line.to.1 - line.from.1) * share,
            );
            let (here, ahead) = (
                fit::apply(map, mm),
                fit::apply(map, (mm.0 + along.0, mm.1 + along.1)),
            );
            if !((0.0..w).contains(&here.0) && (0.0..h).contains(&here.1)) {
                continue;
            }
            asked += 1;
            let scale = (ahead.0 - here.0).hypot(ahead.1 - here.1);
            let normal = ((here.1 - ahead.1) / scale, (ahead.0 - here.0) / scale);
            if let Some(off) = ridge(page, here, normal, reach * scale, THICKEST_MM * scale) {
                seen.push(Across {
                    from: mm,
                    to: (here.0 + normal.0 * off, here.1 + normal.1 * off),
                    normal,
                    weight: 1.0,
                });
            }
        }
    }
    (seen, asked)
}

/// The dark ridge nearest to a point along a direction, in pixels from it.
fn ridge(page: &RgbImage, at: Pt, direction: Pt, reach: f64, thickest: f64) -> Option<f64> {
    // The ridge's own paper must be in sight on both sides.
    let steps = (reach + thickest).ceil() as i32;
    let profile: Vec<f64> = (-steps..=steps)
        .map(|i| {
            let t = f64::from(i);
            let [r, g, b] = bilinear(page, at.0 + direction.0 * t, at.1 + direction.1 * t);
            f64::from(r * 77.0 + g * 150.0 + b * 29.0) / 256.0
        })
        .collect();
    let mut sorted = profile.clone();
    sorted.sort_by(f64::total_cmp);
    let paper = sorted[sorted.len() * 7 / 10];
    let peak = paper - sorted[0];
    if peak < LEAST_CONTRAST {
        return None;
    }
    // Each stretch darker than half of the darkest is a ridge; its middle is the centroid of its darkness.
    let dark: Vec<f64> = profile.iter().map(|v| paper - v).collect();
    let mut best: Option<f64> = None;
    let mut i = 0;
    while i < dark.len() {
        if dark[i] < peak / 2.0 {
            i += 1;
            continue;
        }
        let from = i;
        while i < dark.len() && dark[i] >= peak / 2.0 {
            i += 1;
        }
        if from == 0 || i == dark.len() || (i - from) as f64 > thickest {
            continue;
        }
        let (mut sum, mut moment) = (0.0, 0.0);
        for (j, d) in dark.iter().enumerate().take(i + 1).skip(from - 1) {
            sum += d.max(0.0);
            moment += d.max(0.0) * (j as f64 - f64::from(steps));
        }
        let off = moment / sum;
        if off.abs() <= reach && best.is_none_or(|b| off.abs() < b.abs()) {
            best = Some(off);
        }
    }
    best
}
