//! Parts of a page as pictures: frames cut upright at a known scale, previews for the screen, PNG bytes.
//!
//! Only the asked rectangle is warped, never the page: that is what keeps a page with nine frames fast.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use pagemark::RectMm;

use crate::Page;
use crate::luma::Luma;
use crate::registration::Registration;
use crate::warp::{Warp, rounded};

/// Cuts a rectangle of the form, upright, at `px_per_mm` pixels per form millimetre. Outside the picture it is white.
pub fn cut(page: &Page, registration: &Registration, rect: RectMm, px_per_mm: f64) -> RgbImage {
    let warp = Warp::new(registration, rect, px_per_mm);
    let data = warp.pixels(&page.image, |rgb| rgb.map(rounded));
    // The warp hands out exactly width × height pixels, so the buffer always fits.
    RgbImage::from_raw(warp.width, warp.height, data).unwrap_or_default()
}

/// A rectangle of the form as brightness, for the bar code reader.
pub(crate) fn upright_luma(
    page: &RgbImage,
    registration: &Registration,
    rect: RectMm,
    px_per_mm: f64,
) -> Luma {
    let warp = Warp::new(registration, rect, px_per_mm);
    Luma {
        width: warp.width as usize,
        height: warp.height as usize,
        data: warp.pixels(page, |[r, g, b]| [rounded((r * 77 + g * 150 + b * 29) >> 8)]),
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
