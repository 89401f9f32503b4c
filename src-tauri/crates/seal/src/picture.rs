//! The clean picture of a sample: transparent paper, true size.
//!
//! Opacity is the measured ink, colour is the ink's own or the seal's red; where the sample has no ink, nothing is painted.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage, Rgba, RgbaImage};
use serde::{Deserialize, Serialize};

use crate::ink::Ink;
use crate::outline::Outline;
use crate::reading::OWN_MM;
use crate::{Reading, SampleKind};

/// White kept around the ink, in mm.
const MARGIN_MM: f64 = 0.5;
/// The red of a seal on screen and in documents.
const SEAL_RED: [u8; 3] = [214, 20, 28];
/// Coverage below this is paper grain.
const FAINTEST: f32 = 0.12;

/// How the ink is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// In the colours of the scan.
    AsScanned,
    /// A seal in one red; a signature stays as scanned.
    SealRed,
}

/// A PNG with transparency and its true size (pHYs) of the sample's ink; empty when the reading found no ink.
pub fn picture(frame: &RgbImage, px_per_mm: f64, reading: &Reading, style: Style) -> Vec<u8> {
    let Some(place) = reading.ink else {
        return Vec::new();
    };
    if !px_per_mm.is_finite() || px_per_mm <= 0.0 || frame.width() < 4 || frame.height() < 4 {
        return Vec::new();
    }
    let ink = Ink::of(frame, px_per_mm);
    let pixel = |mm: f64, end: usize| ((mm * px_per_mm).round().max(0.0) as usize).min(end);
    let (left, top) = (
        pixel(place.x - MARGIN_MM, ink.width),
        pixel(place.y - MARGIN_MM, ink.height),
    );
    let right = pixel(place.x + place.w + MARGIN_MM, ink.width);
    let bottom = pixel(place.y + place.h + MARGIN_MM, ink.height);
    if right <= left || bottom <= top {
        return Vec::new();
    }
    let opacity = opacity(&ink, reading.kind);
    let one_red = style == Style::SealRed && reading.kind != SampleKind::Signature;
    let mut out = RgbaImage::new((right - left) as u32, (bottom - top) as u32);
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        let at = (top + y as usize) * ink.width + left + x as usize;
        let alpha = opacity[at];
        if alpha <= 0.0 {
            *pixel = Rgba([255, 255, 255, 0]);
            continue;
        }
        let colour = if one_red {
            SEAL_RED
        } else {
            // What the ink alone reflects: the paper's share is taken out again.
            ink.reflectance[at].map(|r| (((r - (1.0 - alpha)) / alpha).clamp(0.0, 1.0) * 255.0) as u8)
        };
        *pixel = Rgba([colour[0], colour[1], colour[2], (alpha * 255.0).round() as u8]);
    }
    encode(&out, px_per_mm)
}

fn opacity(ink: &Ink, kind: SampleKind) -> Vec<f32> {
    let firm = |c: f32| if c < FAINTEST { 0.0 } else { c.min(1.0) };
    if kind != SampleKind::Signature {
        let outline = Outline::of(ink, &ink.mask());
        // A neighbour's seal that sticks into the picture is not part of this one.
        let own = |at: usize| {
            let p = ((at % ink.width) as f64 + 0.5, (at / ink.width) as f64 + 0.5);
            outline.is_none_or(|o| o.distance(p) < OWN_MM * ink.px_per_mm)
        };
        let paint = |(at, c): (usize, &f32)| {
            if *c >= FAINTEST && own(at) {
                c.min(1.0)
            } else {
                0.0
            }
        };
        return ink.coverage.iter().enumerate().map(paint).collect();
    }
    let mut dark: Vec<f32> = ink.darkness.iter().copied().filter(|d| *d > 0.22).collect();
    if dark.is_empty() {
        return vec![0.0; ink.darkness.len()];
    }
    let at = dark.len() * 3 / 4;
    let full = dark.select_nth_unstable_by(at, f32::total_cmp).1.max(0.2);
    ink.darkness.iter().map(|d| firm(d / full)).collect()
}

fn encode(picture: &RgbaImage, px_per_mm: f64) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    if encoder
        .write_image(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgba8,
        )
        .is_err()
    {
        return Vec::new();
    }
    with_density(out, px_per_mm)
}

/// Puts a pHYs chunk behind the header (ISO/IEC 15948 §11.3.4.3): pixels per metre, both ways.
fn with_density(png: Vec<u8>, px_per_mm: f64) -> Vec<u8> {
    // Signature (8) and IHDR (4 length, 4 name, 13 data, 4 check).
    const AFTER_HEADER: usize = 33;
    if png.len() < AFTER_HEADER {
        return png;
    }
    let per_metre = (px_per_mm * 1000.0).round().clamp(1.0, f64::from(u32::MAX)) as u32;
    let mut body = b"pHYs".to_vec();
    body.extend(per_metre.to_be_bytes());
    body.extend(per_metre.to_be_bytes());
    body.push(1);
    let mut out = png[..AFTER_HEADER].to_vec();
    out.extend(9_u32.to_be_bytes());
    out.extend(&body);
    out.extend(crc32(&body).to_be_bytes());
    out.extend_from_slice(&png[AFTER_HEADER..]);
    out
}

/// The check sum of PNG chunks (ISO/IEC 15948 annex D), bit by bit: thirteen bytes need no table.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| {
            if s & 1 == 1 {
                0xedb8_8320 ^ (s >> 1)
            } else {
                s >> 1
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_the_known_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
