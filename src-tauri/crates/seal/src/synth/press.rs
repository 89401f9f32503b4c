//! Presses a made-up seal onto a picture.

use image::RgbImage;

use super::{Die, SealDesign, value_noise};

/// Stamps a made-up seal with its middle at `centre_px`.
pub fn stamp(img: &mut RgbImage, centre_px: (f64, f64), px_per_mm: f64, design: &SealDesign, seed: u64) {
    let die = Die::new(design, seed);
    let reach_mm = design.reach_mm()
        + 3.0 * design.blur_mm
        + design.ghost.map_or(0.0, |g| g.shift_mm.0.hypot(g.shift_mm.1));
    let reach = (reach_mm * px_per_mm).ceil() as i64 + 2;
    let size = (2 * reach + 1) as usize;
    let origin = (
        centre_px.0.floor() as i64 - reach,
        centre_px.1.floor() as i64 - reach,
    );
    let impression = |shift: (f64, f64)| -> Vec<f32> {
        let taps = 3;
        let mut out = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let mut hits = 0;
                for t in 0..taps * taps {
                    let part = |i: usize| (i as f64 + 0.5) / taps as f64;
                    let px = (origin.0 + x as i64) as f64 + part(t % taps) - centre_px.0;
                    let py = (origin.1 + y as i64) as f64 + part(t / taps) - centre_px.1;
                    hits += usize::from(die.covers(px / px_per_mm - shift.0, py / px_per_mm - shift.1));
                }
                out.push(hits as f32 / (taps * taps) as f32);
            }
        }
        out
    };
    let mut coverage = impression((0.0, 0.0));
    if let Some(ghost) = design.ghost {
        for (c, g) in coverage.iter_mut().zip(impression(ghost.shift_mm)) {
            *c = c.max(g * ghost.strength as f32);
        }
    }
    blur(&mut coverage, (size, size), design.blur_mm * px_per_mm);
    let noise = |x: f64, y: f64| value_noise(seed ^ 0x9a17, x, y);
    let density = design.ink.map(|c| -(f64::from(c).max(4.0) / 255.0).ln());
    for y in 0..size {
        for x in 0..size {
            let (px, py) = (origin.0 + x as i64, origin.1 + y as i64);
            let inside = px >= 0 && py >= 0 && px < i64::from(img.width()) && py < i64::from(img.height());
            let cover = f64::from(coverage[y * size + x]);
            if !inside || cover <= 0.0 {
                continue;
            }
            let (mx, my) = (px as f64 / px_per_mm, py as f64 / px_per_mm);
            // Coarse: uneven pressure; fine: the grain of ink on paper fibres.
            let uneven = 0.5 * noise(mx / 6.0, my / 6.0) + 0.5 * noise(mx * 4.0, my * 4.0);
            let load = design.density * (1.0 - design.grain * uneven);
            let pixel = img.get_pixel_mut(px as u32, py as u32);
            for (value, density) in pixel.0.iter_mut().zip(density) {
                let through = 1.0 - cover * (1.0 - (-density * load).exp());
                *value = (f64::from(*value) * through).round() as u8;
            }
        }
    }
}

/// A Gaussian of `sigma` pixels over a raster of so many columns and rows, rows then columns.
pub fn blur(values: &mut [f32], (width, height): (usize, usize), sigma: f64) {
    if sigma < 0.2 {
        return;
    }
    let reach = (3.0 * sigma).ceil() as usize;
    let weights: Vec<f32> = (0..=2 * reach)
        .map(|i| (-((i as f64 - reach as f64) / sigma).powi(2) / 2.0).exp() as f32)
        .collect();
    let total: f32 = weights.iter().sum();
    // Weight by weight over a whole row: every sum runs in the same order, many of them at once.
    let add = |to: &mut [f32], from: &[f32], weight: f32| {
        to.iter_mut()
            .zip(from)
            .for_each(|(to, from)| *to += from * weight);
    };
    // Nothing lies beyond the raster: rows are padded with zeros, and rows that are not there add none.
    let mut padded = vec![0.0; width + 2 * reach];
    for row in values.chunks_exact_mut(width) {
        padded[reach..reach + width].copy_from_slice(row);
        row.fill(0.0);
        for (at, weight) in weights.iter().enumerate() {
            add(row, &padded[at..], *weight);
        }
        row.iter_mut().for_each(|v| *v /= total);
    }
    let across = values.to_vec();
    for (y, row) in values.chunks_exact_mut(width).enumerate() {
        row.fill(0.0);
        for (at, weight) in weights.iter().enumerate() {
            if let Some(from) = (y + at).checked_sub(reach).filter(|from| *from < height) {
                add(row, &across[from * width..(from + 1) * width], *weight);
            }
        }
        row.iter_mut().for_each(|v| *v /= total);
    }
}
