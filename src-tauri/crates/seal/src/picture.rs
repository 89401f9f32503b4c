//! The clean picture of a sample as a file: transparent paper, true size.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbaImage};
use serde::{Deserialize, Serialize};

/// How the ink is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// In the colours of the scan.
    AsScanned,
    /// A seal in one red; a signature stays as scanned.
    SealRed,
}

/// A PNG with its true size.
pub(crate) fn encode(picture: &RgbaImage, px_per_mm: f64) -> Vec<u8> {
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
