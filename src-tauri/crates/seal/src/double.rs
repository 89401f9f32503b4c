//! A double impression (重影) shows as a second peak of the picture's likeness to itself.
//!
//! The coverage is compared with itself shifted by up to five millimetres. A single seal's likeness at a given distance is much
//! the same in every direction; a ghost makes one direction stand out.

use crate::ink::Ink;

/// Resolution of the comparison in pixels per millimetre.
const SCALE: f64 = 4.0;
/// Shifts looked at, in millimetres: nearer is the stroke itself, farther is the seal's own repetition.
const SHIFTS_MM: [f64; 2] = [0.75, 4.5];

/// Height of the second peak, 0 (none) to 1.
pub(crate) fn second_peak(ink: &Ink) -> f64 {
    let (small, width, height) = shrunk(ink);
    let whole: f32 = small.iter().map(|v| v * v).sum();
    if whole < 1.0 {
        return 0.0;
    }
    let reach = (SHIFTS_MM[1] * SCALE) as isize;
    let likeness = |dx: isize, dy: isize| -> f64 {
        let (x0, x1) = (
            (-dx).max(0) as usize,
            (width as isize - dx.max(0)).max(0) as usize,
        );
        let (y0, y1) = (
            (-dy).max(0) as usize,
            (height as isize - dy.max(0)).max(0) as usize,
        );
        let mut sum = 0.0_f32;
        for y in y0..y1 {
            if x1 > x0 {
                let a = &small[y * width + x0..y * width + x1];
                let from = (y as isize + dy) as usize * width + (x0 as isize + dx) as usize;
                sum += a
                    .iter()
                    .zip(&small[from..from + (x1 - x0)])
                    .map(|(a, b)| a * b)
                    .sum::<f32>();
            }
        }
        f64::from(sum / whole)
    };
    // Rings of about equal distance, half of the directions: the likeness is the same backwards.
    let mut rings: Vec<Vec<f64>> = vec![Vec::new(); reach as usize + 1];
    for dy in 0..=reach {
        for dx in -reach..=reach {
            let distance = (dx as f64).hypot(dy as f64);
            if (dy > 0 || dx > 0) && distance >= SHIFTS_MM[0] * SCALE && distance <= reach as f64 {
                rings[distance.round() as usize].push(likeness(dx, dy));
            }
        }
    }
    rings
        .iter_mut()
        .filter(|ring| ring.len() >= 6)
        .map(|ring| {
            ring.sort_by(f64::total_cmp);
            ring[ring.len() - 1] - ring[ring.len() / 2]
        })
        .fold(0.0, f64::max)
}

fn shrunk(ink: &Ink) -> (Vec<f32>, usize, usize) {
    let factor = (ink.px_per_mm / SCALE).max(1.0);
    let (width, height) = (
        (ink.width as f64 / factor) as usize,
        (ink.height as f64 / factor) as usize,
    );
    let mut out = Vec::with_capacity(width * height);
    let span = |i: usize| ((i as f64 * factor) as usize, ((i + 1) as f64 * factor) as usize);
    for y in 0..height {
        let (y0, y1) = span(y);
        for x in 0..width {
            let (x0, x1) = span(x);
            let sum: f32 = (y0..y1)
                .flat_map(|y| &ink.coverage[y * ink.width + x0..y * ink.width + x1])
                .sum();
            out.push(sum / ((x1 - x0) * (y1 - y0)).max(1) as f32);
        }
    }
    (out, width, height)
}
