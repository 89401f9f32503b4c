//! A rectangle of the form warped upright: for each pixel of the result, the colour at its place in the picture.
//!
//! Nine frames are five million such questions, so the map is asked every few samples only and positions are stepped
//! in fixed point between them. What lies outside the picture is white paper.

use image::RgbImage;
use pagemark::RectMm;

use crate::fit::scale_at;
use crate::registration::Registration;
use crate::taps::bilinear;

/// Longest side of a cut picture in pixels; a larger request is scaled down to it.
const LONGEST_CUT_PX: f64 = 12_000.0;
/// Samples between two questions to the map: a millimetre or two of paper.
const STRIDE: u32 = 16;
/// One pixel in the fixed-point numbers that positions are stepped in.
const ONE: f64 = 65_536.0;

/// A rectangle of the form and the pixels it becomes.
pub(crate) struct Warp<'a> {
    registration: &'a Registration,
    rect: RectMm,
    /// Width of the result in pixels.
    pub width: u32,
    /// Height of the result in pixels.
    pub height: u32,
    /// Samples a pixel is averaged from, in each direction.
    taps: u32,
}

impl<'a> Warp<'a> {
    /// The rectangle at `px_per_mm` pixels per form millimetre, or fewer where that would be too large a picture.
    pub fn new(registration: &'a Registration, rect: RectMm, px_per_mm: f64) -> Self {
        let most = LONGEST_CUT_PX / rect.w.max(rect.h).max(0.1);
        let scale = if px_per_mm.is_finite() {
            px_per_mm.clamp(0.1, most.max(0.1))
        } else {
            1.0
        };
        let side = |mm: f64| (mm * scale).round().clamp(1.0, LONGEST_CUT_PX) as u32;
        // Several source pixels in one of ours are averaged by as many taps; otherwise bilinear alone does.
        let ratio = scale_at(&registration.homography, rect.centre()) / scale;
        let taps = if ratio > 1.4 {
            ratio.round().clamp(2.0, 8.0) as u32
        } else {
            1
        };
        Self {
            registration,
            rect,
            width: side(rect.w),
            height: side(rect.h),
            taps,
        }
    }

    /// Every pixel, row by row, as what `mix` makes of its colours, which are in 256ths of a brightness step.
    pub fn pixels<const N: usize>(&self, page: &RgbImage, mix: impl Fn([u32; 3]) -> [u8; N]) -> Vec<u8> {
        let mut out = vec![0; self.width as usize * self.height as usize * N];
        let mut sums = vec![[0_u32; 3]; self.width as usize];
        let rows = f64::from(self.height * self.taps);
        // Eight times eight taps of 255 steps times this still fit.
        let share = 65_536 / (self.taps * self.taps);
        for (y, row) in (0..).zip(out.chunks_exact_mut(self.width as usize * N)) {
            sums.fill([0; 3]);
            for tap in 0..self.taps {
                let y_mm = self.rect.y + (f64::from(y * self.taps + tap) + 0.5) / rows * self.rect.h;
                self.add_row(page, y_mm, &mut sums);
            }
            for (to, sum) in row.chunks_exact_mut(N).zip(&sums) {
                to.copy_from_slice(&mix(sum.map(|s| (s * share) >> 16)));
            }
        }
        out
    }

    /// Adds one row of samples to the sums of the pixels they belong to.
    fn add_row(&self, page: &RgbImage, y_mm: f64, sums: &mut [[u32; 3]]) {
        let mut first = 0;
        let mut at = self.source(0, y_mm);
        for stretch in sums.chunks_mut((STRIDE / self.taps) as usize) {
            first += stretch.len() as u32 * self.taps;
            let next = self.source(first, y_mm);
            add_line(page, at, next, stretch, self.taps);
            at = next;
        }
    }

    /// Where the middle of a sample of a row lies in the picture, less the half pixel that its first pixel's middle
    /// is in.
    fn source(&self, sample: u32, y_mm: f64) -> (f64, f64) {
        let m = &self.registration.homography;
        let x_mm = self.rect.x + (f64::from(sample) + 0.5) / f64::from(self.width * self.taps) * self.rect.w;
        let w = m[2][0] * x_mm + m[2][1] * y_mm + m[2][2];
        (
            (m[0][0] * x_mm + m[0][1] * y_mm + m[0][2]) / w - 0.5,
            (m[1][0] * x_mm + m[1][1] * y_mm + m[1][2]) / w - 0.5,
        )
    }
}

/// Adds the colours along a short straight line of the picture, its end excluded: each sum takes `taps` samples in
/// turn.
fn add_line(page: &RgbImage, from: (f64, f64), to: (f64, f64), sums: &mut [[u32; 3]], taps: u32) {
    let count = (sums.len() as u32 * taps) as f64;
    let step = ((to.0 - from.0) / count, (to.1 - from.1) / count);
    let (w, h) = (f64::from(page.width()) - 2.0, f64::from(page.height()) - 2.0);
    let within = |p: (f64, f64)| p.0 >= 0.0 && p.1 >= 0.0 && p.0 < w && p.1 < h;
    // Inside is convex: with both ends the line and its neighbours lie in the picture. Not-a-number is not inside.
    if within(from) && within(to) {
        let fixed = |p: (f64, f64)| ((p.0 * ONE) as i64, (p.1 * ONE) as i64);
        let ((mut x, mut y), (right, down)) = (fixed(from), fixed(step));
        let (raw, row) = (page.as_raw().as_slice(), page.width() as usize * 3);
        for sum in sums {
            for _ in 0..taps {
                add(sum, inside(raw, row, x, y));
                (x, y) = (x + right, y + down);
            }
        }
    } else {
        let mut sample = 0.0;
        for sum in sums {
            for _ in 0..taps {
                let (x, y) = (from.0 + step.0 * sample, from.1 + step.1 * sample);
                add(sum, bilinear(page, x + 0.5, y + 0.5).map(|c| (c * 256.0) as u32));
                sample += 1.0;
            }
        }
    }
}

#[inline]
fn add(sum: &mut [u32; 3], colour: [u32; 3]) {
    for (s, c) in sum.iter_mut().zip(colour) {
        *s += c;
    }
}

/// The colour at a page position, in 256ths of a brightness step.
#[cfg(feature = "synth")]
pub(crate) fn colour(page: &RgbImage, x: f64, y: f64) -> [u32; 3] {
    let mut sum = [[0; 3]];
    let at = (x - 0.5, y - 0.5);
    add_line(page, at, at, &mut sum, 1);
    sum[0]
}

/// The bilinear colour, in 256ths of a brightness step, at a fixed-point place whose right and lower neighbours exist.
#[inline]
fn inside(raw: &[u8], row: usize, x: i64, y: i64) -> [u32; 3] {
    let (ax, ay) = ((x >> 8 & 0xff) as u32, (y >> 8 & 0xff) as u32);
    // What each of the four pixels counts for; together 65 536.
    let last = ax * ay;
    let (right, below) = ((ax << 8) - last, (ay << 8) - last);
    let first = 65_536 - last - right - below;
    let start = (y >> 16) as usize * row + (x >> 16) as usize * 3;
    let (top, bottom) = (&raw[start..start + 6], &raw[start + row..start + row + 6]);
    // Written out: a loop over the three is not unrolled here, and costs half of the time.
    let mixed = |c: usize| {
        let [a, b, d, e] = [top[c], top[c + 3], bottom[c], bottom[c + 3]].map(u32::from);
        (a * first + b * right + d * below + e * last) >> 8
    };
    [mixed(0), mixed(1), mixed(2)]
}

/// Rounds 256ths of a brightness step.
pub(crate) fn rounded(c: u32) -> u8 {
    ((c + 128) >> 8).min(255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::Fit;
    use crate::{Page, cut};

    #[test]
    fn stepping_between_questions_gives_the_colours_of_asking_always() {
        let page = Page::from_image(
            RgbImage::from_fn(300, 260, |x, y| {
                image::Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, ((x + y) % 256) as u8])
            }),
            None,
        );
        // Turned, in perspective, and partly beside the picture.
        let registration = Registration {
            homography: [[9.0, -2.0, 40.0], [2.0, 9.5, -12.0], [2e-3, -1e-3, 1.0]],
            residual_mm: 0.0,
            px_per_mm: 9.0,
            fit: Fit::Perspective,
            squares: Vec::new(),
        };
        let rect = RectMm {
            x: -2.0,
            y: 0.0,
            w: 25.0,
            h: 20.0,
        };
        let part = cut(&page, &registration, rect, 9.0);
        for (x, y, p) in part.enumerate_pixels() {
            let (w, h) = (f64::from(part.width()), f64::from(part.height()));
            let mm = (
                rect.x + (f64::from(x) + 0.5) / w * rect.w,
                rect.y + (f64::from(y) + 0.5) / h * rect.h,
            );
            let (px, py) = registration.to_px(mm);
            let exact = bilinear(&page.image, px, py);
            // At the very edge of the picture a hundredth of a pixel decides between paper and white.
            let at_edge = px.min(py).min(300.0 - px).min(260.0 - py).abs() < 0.1;
            let close = (0..3).all(|c| (f32::from(p.0[c]) - exact[c]).abs() <= 6.0);
            assert!(at_edge || close, "({x}, {y}): {:?} for {exact:?}", p.0);
        }
    }
}
