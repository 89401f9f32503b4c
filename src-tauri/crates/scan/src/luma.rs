//! Brightness pictures for the code readers: shrunk, cropped, blurred.

use image::RgbImage;

/// A picture of one byte of brightness per pixel.
#[derive(Debug, Clone)]
pub(crate) struct Luma {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

/// Brightness of one pixel after ITU-R BT.601, in whole numbers.
pub(crate) fn brightness(p: &[u8]) -> u32 {
    (u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8
}

impl Luma {
    /// The page in boxes of `k`×`k` pixels, averaged: sensor noise is what breaks bar codes.
    pub fn shrunk(page: &RgbImage, k: usize) -> Self {
        let (w, h) = (page.width() as usize, page.height() as usize);
        let k = k.clamp(1, w.min(h).max(1));
        let (width, height) = (w / k, h / k);
        let mut data = Vec::with_capacity(width * height);
        let mut columns = vec![0_u32; width * k * 3];
        let share = 1.0 / (256.0 * (k * k) as f32);
        for band in page.as_raw().chunks_exact(w * 3 * k).take(height) {
            // Rows first and colours last: adding up whole rows is what a processor is quick at.
            columns.fill(0);
            for line in band.chunks_exact(w * 3) {
                for (sum, value) in columns.iter_mut().zip(line) {
                    *sum += u32::from(*value);
                }
            }
            data.extend(columns.chunks_exact(3 * k).map(|cell| {
                let colours = cell.chunks_exact(3);
                let [r, g, b] = colours.fold([0; 3], |[r, g, b], p| [r + p[0], g + p[1], b + p[2]]);
                ((r as f32 * 77.0 + g as f32 * 150.0 + b as f32 * 29.0) * share + 0.5) as u8
            }));
        }
        Self { width, height, data }
    }

    /// True when next to nothing on it is darker than paper; dust and a shadow at the very edge do not count.
    pub fn is_blank(&self) -> bool {
        let (mx, my) = (self.width / 25, self.height / 25);
        let inner = self.crop(mx, my, self.width - 2 * mx, self.height - 2 * my);
        let mut histogram = [0_usize; 256];
        for value in &inner.data {
            histogram[usize::from(*value)] += 1;
        }
        let mut left = inner.data.len() / 2;
        let paper = histogram.iter().position(|&n| {
            let here = left < n;
            left = left.saturating_sub(n);
            here
        });
        let darker = paper.map_or(0, |paper| {
            histogram[..paper.saturating_sub(40)].iter().sum::<usize>()
        });
        paper.is_some_and(|paper| paper > 120) && darker * 20_000 < inner.data.len()
    }

    /// A part, clipped to the picture.
    pub fn crop(&self, x: usize, y: usize, width: usize, height: usize) -> Self {
        let (x, y) = (x.min(self.width), y.min(self.height));
        let (width, height) = (width.min(self.width - x), height.min(self.height - y));
        let mut data = Vec::with_capacity(width * height);
        for row in y..y + height {
            data.extend_from_slice(&self.data[row * self.width + x..row * self.width + x + width]);
        }
        Self { width, height, data }
    }

    /// The picture with its axes exchanged.
    pub fn transposed(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let mut data = vec![0; self.data.len()];
        for (y, row) in self.data.chunks_exact(self.width.max(1)).enumerate() {
            for (x, v) in row.iter().enumerate() {
                data[x * width + y] = *v;
            }
        }
        Self { width, height, data }
    }

    /// Twice the size with bilinear steps between: for codes with barely two pixels a module.
    pub fn doubled(&self) -> Self {
        let (width, height) = (self.width * 2, self.height * 2);
        let mut data = Vec::with_capacity(width * height);
        let at = |x: usize, y: usize| {
            u32::from(self.data[y.min(self.height - 1) * self.width + x.min(self.width - 1)])
        };
        for y in 0..height {
            let (y0, y1) = (
                y / 2,
                if y % 2 == 0 {
                    (y / 2).saturating_sub(1)
                } else {
                    y / 2 + 1
                },
            );
            for x in 0..width {
                let (x0, x1) = (
                    x / 2,
                    if x % 2 == 0 {
                        (x / 2).saturating_sub(1)
                    } else {
                        x / 2 + 1
                    },
                );
                let sum = 9 * at(x0, y0) + 3 * at(x1, y0) + 3 * at(x0, y1) + at(x1, y1);
                data.push(((sum + 8) / 16) as u8);
            }
        }
        Self { width, height, data }
    }

    /// A 3×3 mean; the border stays as it is.
    pub fn blurred(&self) -> Self {
        let mut out = self.clone();
        for y in 1..self.height.saturating_sub(1) {
            for x in 1..self.width.saturating_sub(1) {
                let row = |dy: usize| {
                    let at = (y + dy - 1) * self.width + x;
                    self.data[at - 1..=at + 1]
                        .iter()
                        .map(|&v| u32::from(v))
                        .sum::<u32>()
                };
                out.data[y * self.width + x] = ((row(0) + row(1) + row(2)) / 9) as u8;
            }
        }
        out
    }
}
