//! The picture in other formats and under a limit of bytes, as the authorities want it uploaded.
//!
//! Resolution is only given up step by step until the file fits, never below what can still be made into a seal.

use std::io::Cursor;

use image::codecs::bmp::BmpEncoder;
use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::{JpegEncoder, PixelDensity, PixelDensityUnit};
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage, RgbaImage};
use serde::{Deserialize, Serialize};

use crate::{Cutout, Style, picture};

/// File format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Transparent paper, true size (pHYs).
    Png,
    /// White paper, true size in dots per inch.
    Jpeg,
    /// White paper, true size in pixels per metre.
    Bmp,
    /// Transparent paper; the format knows no size.
    Gif,
}

/// A picture cannot be made as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    /// Bytes of the smallest file that is still good.
    pub least: usize,
    /// Bytes that are allowed.
    pub limit: usize,
}

impl TooLarge {
    /// Stable code; programs decide by it.
    pub const CODE: &'static str = "seal-picture-too-large";

    /// What to do about it, in Chinese.
    pub fn remedy(&self) -> &'static str {
        "请换一种格式（PNG 或 JPEG），或放宽大小限制。"
    }
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "印模图片至少 {} 字节，超过限制 {} 字节",
            self.least, self.limit
        )
    }
}

impl std::error::Error for TooLarge {}

/// Least resolution that is still good for seal-making, in pixels per mm (150 dpi).
const LEAST_PX_PER_MM: f64 = 150.0 / 25.4;
/// Qualities of JPEG that are tried, best first.
const QUALITIES: [u8; 4] = [95, 88, 80, 70];

impl Cutout {
    /// The picture as a file of at most `limit` bytes; without a limit at full resolution.
    ///
    /// # Errors
    /// [`TooLarge`] when even the smallest good picture has more bytes.
    pub fn file(&self, style: Style, format: Format, limit: Option<usize>) -> Result<Vec<u8>, TooLarge> {
        let whole = self.rgba(style);
        let limit = limit.unwrap_or(usize::MAX);
        let mut px_per_mm = self.px_per_mm;
        let mut least = usize::MAX;
        loop {
            let share = px_per_mm / self.px_per_mm;
            let side = |px: u32| ((f64::from(px) * share).round() as u32).max(1);
            let picture = if share < 1.0 {
                resize(
                    &whole,
                    side(whole.width()),
                    side(whole.height()),
                    FilterType::Triangle,
                )
            } else {
                whole.clone()
            };
            let qualities = if format == Format::Jpeg {
                &QUALITIES[..]
            } else {
                &QUALITIES[..1]
            };
            for quality in qualities {
                let file = encoded(&picture, format, px_per_mm, *quality);
                if !file.is_empty() && file.len() <= limit {
                    return Ok(file);
                }
                least = least.min(file.len());
            }
            if px_per_mm <= LEAST_PX_PER_MM {
                return Err(TooLarge { least, limit });
            }
            px_per_mm = (px_per_mm * 0.85).max(LEAST_PX_PER_MM);
        }
    }
}

fn encoded(picture: &RgbaImage, format: Format, px_per_mm: f64, quality: u8) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let done = match format {
        Format::Png => return picture::encode(picture, px_per_mm),
        Format::Gif => {
            let mut encoder = GifEncoder::new(&mut out);
            encoder.encode(
                picture.as_raw(),
                picture.width(),
                picture.height(),
                image::ExtendedColorType::Rgba8,
            )
        }
        Format::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut out, quality);
            let dpi = (px_per_mm * 25.4).round().clamp(1.0, 65535.0) as u16;
            encoder.set_pixel_density(PixelDensity {
                density: (dpi, dpi),
                unit: PixelDensityUnit::Inches,
            });
            encoder.encode_image(&on_white(picture))
        }
        Format::Bmp => {
            let flat = on_white(picture);
            BmpEncoder::new(&mut out).encode(
                flat.as_raw(),
                flat.width(),
                flat.height(),
                image::ExtendedColorType::Rgb8,
            )
        }
    };
    let mut file = out.into_inner();
    match done {
        // Nothing is written to but memory: a picture that cannot be encoded is no picture.
        Err(_) => Vec::new(),
        Ok(()) if format == Format::Bmp => {
            // Pixels per metre across and down stand at 38 and 42 (BITMAPINFOHEADER).
            let per_metre = ((px_per_mm * 1000.0).round() as i32).to_le_bytes();
            for at in [38, 42] {
                if let Some(place) = file.get_mut(at..at + 4) {
                    place.copy_from_slice(&per_metre);
                }
            }
            file
        }
        Ok(()) => file,
    }
}

/// On white paper, for formats without transparency.
fn on_white(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0;
        let over = |c: u8| (255 - (255 - u32::from(c)) * u32::from(alpha) / 255) as u8;
        Rgb([over(r), over(g), over(b)])
    })
}
