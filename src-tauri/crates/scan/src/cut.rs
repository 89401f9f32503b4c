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

    /// Where the middle of a sample of a row lies in the picture, less the half pixel that its first pixel's middle is in.
    fn source(&self, sample: u32, y_mm: f64) -> (f64, f64) {
        let m = &self.registration.homography;
        let x_mm = self.rect.x + (f64::from(sample) + 0.5) / f64::from(self.width * self.taps) * self.rect.w;
        let w = m[2][0] * x_mm + m[2][1] * y_mm + m[2][2];
        (
            (m[0][0] * x_mm + m[0][1] * y_mm + m[0][2]) / w - 0.5,
            (m[1][0] * x_mm + m[1][1] * y_mm + m[1][2]) / w - 0.5,
        )
    }

    /// Calls `put` for every pixel with what `mix` makes of its colours, which are in 256ths of a brightness step.
    ///
    /// The map is asked every few samples only: between them a straight line is as good, and much faster.
    fn fill<const N: usize>(
        &self,
        page: &RgbImage,
        mix: impl Fn([u32; 3]) -> [u8; N],
        mut put: impl FnMut([u8; N]),
    ) {
        let samples = self.width * self.taps;
        let rows = f64::from(self.height * self.taps);
        let share = self.taps * self.taps;
        let mut sums = vec![[0_u32; 3]; self.width as usize];
        for y in 0..self.height {
            sums.fill([0; 3]);
            for tap in 0..self.taps {
                let y_mm = self.rect.y + (f64::from(y * self.taps + tap) + 0.5) / rows * self.rect.h;
                let mut at = self.source(0, y_mm);
                for first in (0..samples).step_by(STRIDE) {
                    let count = (samples - first).min(STRIDE as u32);
                    let next = self.source(first + count, y_mm);
                    let step = (
                        (next.0 - at.0) / f64::from(count),
                        (next.1 - at.1) / f64::from(count),
                    );
                    let colours = Colours::new(page, at, next, step);
                    for i in 0..count {
                        let colour = colours.at(i);
                        let sum = &mut sums[((first + i) / self.taps) as usize];
                        for (s, c) in sum.iter_mut().zip(colour) {
                            *s += c;
                        }
                    }
                    at = next;
                }
            }
            for sum in &sums {
                put(mix(sum.map(|s| s / share)));
            }
        }
    }
}

/// Samples between two questions to the map: a millimetre or two of paper.
const STRIDE: usize = 16;
/// One pixel in the fixed-point numbers that positions are stepped in.
const ONE: f64 = 65_536.0;

/// Bilinear colours along a short straight line of the picture.
struct Colours<'a> {
    page: &'a RgbImage,
    from: (f64, f64),
    step: (f64, f64),
    /// The same in fixed point, when the whole line and its neighbours lie inside the picture.
    inside: Option<((i64, i64), (i64, i64))>,
}

impl<'a> Colours<'a> {
    fn new(page: &'a RgbImage, from: (f64, f64), to: (f64, f64), step: (f64, f64)) -> Self {
        let (w, h) = (f64::from(page.width()) - 2.0, f64::from(page.height()) - 2.0);
        let within = |p: (f64, f64)| p.0 >= 0.0 && p.1 >= 0.0 && p.0 < w && p.1 < h;
        let fixed = |p: (f64, f64)| ((p.0 * ONE) as i64, (p.1 * ONE) as i64);
        Self {
            page,
            from,
            step,
            // Inside is convex: with both ends the line lies in it. Not-a-number is not.
            inside: (within(from) && within(to)).then(|| (fixed(from), fixed(step))),
        }
    }

    /// The colour of one sample in 256ths of a brightness step; outside the picture it is white paper.
    #[inline]
    fn at(&self, i: u32) -> [u32; 3] {
        let Some((from, step)) = self.inside else {
            let (x, y) = (
                self.from.0 + self.step.0 * f64::from(i) + 0.5,
                self.from.1 + self.step.1 * f64::from(i) + 0.5,
            );
            return bilinear(self.page, x, y).map(|c| (c * 256.0) as u32);
        };
        let (x, y) = (from.0 + step.0 * i64::from(i), from.1 + step.1 * i64::from(i));
        let (ax, ay) = ((x >> 8 & 0xff) as u32, (y >> 8 & 0xff) as u32);
        let stride = self.page.width() as usize * 3;
        let start = (y >> 16) as usize * stride + (x >> 16) as usize * 3;
        let raw = self.page.as_raw();
        let (top, bottom) = (&raw[start..start + 6], &raw[start + stride..start + stride + 6]);
        std::array::from_fn(|c| {
            let above = u32::from(top[c]) * (256 - ax) + u32::from(top[c + 3]) * ax;
            let below = u32::from(bottom[c]) * (256 - ax) + u32::from(bottom[c + 3]) * ax;
            (above * (256 - ay) + below * ay) >> 8
        })
    }
}

/// Rounds 256ths of a brightness step.
fn rounded(c: u32) -> u8 {
    ((c + 128) >> 8).min(255) as u8
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
        &page.image,
        |rgb| rgb.map(rounded),
        |rgb| data.extend_from_slice(&rgb),
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
        page,
        |[r, g, b]| [rounded((r * 77 + g * 150 + b * 29) >> 8)],
        |[v]| data.push(v),
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
