//! Parts of a page as pictures: frames cut upright at a known scale, previews for the screen, PNG bytes.
//!
//! Only the asked rectangle is warped, never the page: that is what keeps a page with nine frames fast.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use pagemark::RectMm;

use crate::Page;
use crate::luma::Luma;
use crate::registration::{Registration, scale_at};

/// Longest side of a cut picture in pixels; a larger request is scaled down to it.
const LONGEST_CUT_PX: f64 = 12_000.0;

/// Where the pixels of a cut come from: walks the rectangle row by row and hands out source positions.
struct Walk<'a> {
    registration: &'a Registration,
    rect: RectMm,
    width: u32,
    height: u32,
    taps: u32,
}

impl<'a> Walk<'a> {
    fn new(registration: &'a Registration, rect: RectMm, px_per_mm: f64) -> Self {
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

    /// Calls `put` for every pixel with its colour sampled by `sample`.
    fn fill<const N: usize>(&self, sample: impl Fn(f64, f64) -> [f32; N], mut put: impl FnMut([u8; N])) {
        let m = &self.registration.homography;
        let (step_x, step_y) = (
            self.rect.w / f64::from(self.width),
            self.rect.h / f64::from(self.height),
        );
        let part = f64::from(self.taps);
        let share = 1.0 / (self.taps * self.taps) as f32;
        for y in 0..self.height {
            for x in 0..self.width {
                let mut sum = [0.0_f32; N];
                for ty in 0..self.taps {
                    let my = self.rect.y + (f64::from(y) + (f64::from(ty) + 0.5) / part) * step_y;
                    for tx in 0..self.taps {
                        let mx = self.rect.x + (f64::from(x) + (f64::from(tx) + 0.5) / part) * step_x;
                        let w = m[2][0] * mx + m[2][1] * my + m[2][2];
                        let px = (m[0][0] * mx + m[0][1] * my + m[0][2]) / w;
                        let py = (m[1][0] * mx + m[1][1] * my + m[1][2]) / w;
                        let value = sample(px, py);
                        for (s, v) in sum.iter_mut().zip(value) {
                            *s += v;
                        }
                    }
                }
                put(sum.map(|s| (s * share + 0.5) as u8));
            }
        }
    }
}

/// Bilinear colour at a page position; what lies outside the picture is white paper.
pub(crate) fn bilinear(page: &RgbImage, x: f64, y: f64) -> [f32; 3] {
    let (w, h) = (page.width() as usize, page.height() as usize);
    if !(x >= 0.0 && y >= 0.0 && x <= w as f64 && y <= h as f64) {
        return [255.0; 3];
    }
    let (fx, fy) = (
        (x - 0.5).clamp(0.0, (w - 1) as f64),
        (y - 0.5).clamp(0.0, (h - 1) as f64),
    );
    let (x0, y0) = (fx as usize, fy as usize);
    let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
    let (ax, ay) = ((fx - x0 as f64) as f32, (fy - y0 as f64) as f32);
    let raw = page.as_raw();
    let at = |x: usize, y: usize| &raw[(y * w + x) * 3..(y * w + x) * 3 + 3];
    let (a, b, c, d) = (at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1));
    let mut out = [0.0; 3];
    for (i, value) in out.iter_mut().enumerate() {
        let top = f32::from(a[i]) * (1.0 - ax) + f32::from(b[i]) * ax;
        let bottom = f32::from(c[i]) * (1.0 - ax) + f32::from(d[i]) * ax;
        *value = top * (1.0 - ay) + bottom * ay;
    }
    out
}

/// Cuts a rectangle of the form, upright, at `px_per_mm` pixels per form millimetre. Outside the picture it is white.
pub fn cut(page: &Page, registration: &Registration, rect: RectMm, px_per_mm: f64) -> RgbImage {
    let walk = Walk::new(registration, rect, px_per_mm);
    let mut data = Vec::with_capacity(walk.width as usize * walk.height as usize * 3);
    walk.fill(
        |x, y| bilinear(&page.image, x, y),
        |rgb: [u8; 3]| data.extend_from_slice(&rgb),
    );
    // The walk hands out exactly width × height pixels, so the buffer always fits.
    RgbImage::from_raw(walk.width, walk.height, data).unwrap_or_default()
}

/// A rectangle of the form as brightness, for the bar code reader.
pub(crate) fn upright_luma(
    page: &RgbImage,
    registration: &Registration,
    rect: RectMm,
    px_per_mm: f64,
) -> Luma {
    let walk = Walk::new(registration, rect, px_per_mm);
    let mut data = Vec::with_capacity(walk.width as usize * walk.height as usize);
    walk.fill(
        |x, y| {
            let [r, g, b] = bilinear(page, x, y);
            [(r * 77.0 + g * 150.0 + b * 29.0) / 256.0]
        },
        |[v]: [u8; 1]| data.push(v),
    );
    Luma {
        width: walk.width as usize,
        height: walk.height as usize,
        data,
    }
}

/// A JPEG of the page for the screen, its longer side at most `longest_px`; box-averaged, so cheap.
pub fn preview_jpeg(page: &Page, longest_px: u32) -> Vec<u8> {
    let small = shrink(&page.image, longest_px.clamp(16, 8192));
    let mut out = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut out, 80).encode_image(&small);
    if written.is_err() {
        out.clear();
    }
    out
}

/// The picture with its longer side at most `longest` pixels, box-averaged.
pub(crate) fn shrink(page: &RgbImage, longest: u32) -> RgbImage {
    let (w, h) = page.dimensions();
    let factor = f64::from(w.max(h)) / f64::from(longest);
    if factor <= 1.0 {
        return page.clone();
    }
    let side = |n: u32| ((f64::from(n) / factor).round() as u32).max(1);
    let (width, height) = (side(w), side(h));
    let edges = |n: u32, of: u32| -> Vec<usize> {
        (0..=n)
            .map(|i| (u64::from(i) * u64::from(of) / u64::from(n)) as usize)
            .collect()
    };
    let (columns, rows) = (edges(width, w), edges(height, h));
    let raw = page.as_raw();
    let mut out = RgbImage::new(width, height);
    let mut sums = vec![[0_u32; 3]; width as usize];
    for (row, band) in out.chunks_exact_mut(width as usize * 3).zip(rows.windows(2)) {
        sums.fill([0; 3]);
        for y in band[0]..band[1] {
            let line = &raw[y * w as usize * 3..(y + 1) * w as usize * 3];
            for (sum, span) in sums.iter_mut().zip(columns.windows(2)) {
                for p in line[span[0] * 3..span[1] * 3].chunks_exact(3) {
                    for c in 0..3 {
                        sum[c] += u32::from(p[c]);
                    }
                }
            }
        }
        for ((pixel, sum), span) in row.chunks_exact_mut(3).zip(&sums).zip(columns.windows(2)) {
            let n = ((span[1] - span[0]) * (band[1] - band[0])) as u32;
            for c in 0..3 {
                pixel[c] = (sum[c] / n.max(1)) as u8;
            }
        }
    }
    out
}

/// A picture as PNG bytes, lossless; empty only for a picture without pixels.
pub fn encode_png(img: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
    if encoder
        .write_image(img.as_raw(), img.width(), img.height(), ExtendedColorType::Rgb8)
        .is_err()
    {
        out.clear();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::Fit;

    #[test]
    fn a_preview_keeps_the_shape_and_a_png_reads_back() {
        let page = Page::from_image(
            RgbImage::from_fn(400, 300, |x, y| image::Rgb([x as u8, y as u8, 9])),
            None,
        );
        let small = image::load_from_memory(&preview_jpeg(&page, 100)).unwrap();
        assert_eq!((small.width(), small.height()), (100, 75));
        assert_eq!(
            image::load_from_memory(&encode_png(&page.image))
                .unwrap()
                .into_rgb8(),
            page.image
        );
    }

    #[test]
    fn a_cut_is_the_part_asked_for_and_white_outside() {
        let page = Page::from_image(
            RgbImage::from_fn(100, 100, |x, _| image::Rgb([x as u8 * 2, 0, 0])),
            None,
        );
        let registration = Registration {
            homography: [[10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 1.0]],
            residual_mm: 0.0,
            px_per_mm: 10.0,
            fit: Fit::Flat,
            squares: Vec::new(),
        };
        let part = cut(
            &page,
            &registration,
            RectMm {
                x: 8.0,
                y: 8.0,
                w: 4.0,
                h: 4.0,
            },
            10.0,
        );
        assert_eq!(part.dimensions(), (40, 40));
        assert_eq!(part.get_pixel(0, 0).0, [160, 0, 0]);
        assert_eq!(part.get_pixel(30, 30).0, [255, 255, 255]);
    }
}
