//! The paper under the ink: a smooth map of its colour, so that tint, shade and warm light divide out.
//!
//! Blocks of a few millimetres each give their bright part; blocks full of ink borrow from their neighbours.

use image::RgbImage;

use crate::grid::{Grid, Map};

/// Side of a block in millimetres.
const BLOCK_MM: f64 = 3.0;
/// A block darker than this share of the brightest ones holds no paper worth the name.
const LEAST_SHARE: f32 = 0.82;

/// Brightness by the weights of JPEG's luma (ITU-R BT.601): the one channel that its subsampling leaves alone.
pub(crate) fn luma(c: [f32; 3]) -> f32 {
    0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]
}

/// Colour of the paper all over a picture.
pub(crate) fn paper(frame: &RgbImage, px_per_mm: f64) -> Map<3> {
    let size = (frame.width() as usize, frame.height() as usize);
    let block = (BLOCK_MM * px_per_mm).round() as usize;
    let mut grid = Grid::of(size, block, |block| Some(bright_part(frame, block)));
    let mut levels: Vec<f32> = grid.values().map(luma).collect();
    levels.sort_by(f32::total_cmp);
    let bright = levels[(levels.len() - 1) * 9 / 10].max(1.0);
    grid.retain(|c| luma(*c) >= bright * LEAST_SHARE);
    grid.filled([255.0; 3])
}

/// Mean of the brighter fifth of a block.
fn bright_part(frame: &RgbImage, [left, top, right, bottom]: [usize; 4]) -> [f32; 3] {
    let width = frame.width() as usize;
    let raw = frame.as_raw();
    let pixels = || {
        let row = move |y: usize| &raw[(y * width + left) * 3..(y * width + right) * 3];
        // Every other pixel of every other row is enough to know the paper by.
        (top..bottom)
            .step_by(2)
            .flat_map(move |y| row(y).chunks_exact(3).step_by(2))
    };
    let level = |p: &[u8]| (77 * usize::from(p[0]) + 150 * usize::from(p[1]) + 29 * usize::from(p[2])) >> 8;
    let mut histogram = [0_usize; 256];
    for p in pixels() {
        histogram[level(p)] += 1;
    }
    let mut left_over = (right - left).div_ceil(2) * (bottom - top).div_ceil(2) / 5;
    let floor = histogram.iter().enumerate().rev().find_map(|(level, &n)| {
        let here = left_over < n;
        left_over = left_over.saturating_sub(n);
        here.then_some(level)
    });
    let floor = floor.unwrap_or(0);
    let (mut sum, mut n) = ([0_usize; 3], 0_usize);
    for p in pixels().filter(|p| level(p) >= floor) {
        sum = [0, 1, 2].map(|c| sum[c] + usize::from(p[c]));
        n += 1;
    }
    sum.map(|s| (s as f32 / n.max(1) as f32).max(1.0))
}
