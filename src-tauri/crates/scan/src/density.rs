//! The dots per inch a file declares.
//!
//! `image` does not hand these out, so the few bytes are read here: JFIF APP0 (ITU-T T.871), EXIF tags 0x011A/0x0128,
//! PNG pHYs (ISO/IEC 15948), TIFF 6.0 tags 282/296, BMP header. The value only cross-checks what the marks say;
//! nothing here can fail, a strange header simply declares nothing.

use image::ImageFormat;

const MM_PER_INCH: f64 = 25.4;

/// Declared horizontal density in dots per inch.
pub(crate) fn declared(bytes: &[u8], format: ImageFormat) -> Option<f64> {
    match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Png => png(bytes),
        ImageFormat::Tiff => tiff(bytes),
        ImageFormat::Bmp => {
            let per_metre = u32::from_le_bytes(bytes.get(38..42)?.try_into().ok()?);
            Some(f64::from(per_metre) * MM_PER_INCH / 1000.0)
        }
        _ => None,
    }
}

/// The segments of a JPEG up to and with its first scan's header: marker and body (ITU-T T.81 §B.1.1.4).
pub(crate) fn jpeg_segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    let mut over = false;
    // A file has a handful; a hostile one is not followed for long.
    (0..64).map_while(move |_| {
        let head = bytes.get(at..at + 4).filter(|h| h[0] == 0xff && !over)?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]])).max(2);
        let body = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        over = head[1] == 0xda;
        Some((head[1], body))
    })
}

fn jpeg(bytes: &[u8]) -> Option<f64> {
    let mut jfif = None;
    for (marker, body) in jpeg_segments(bytes) {
        if marker == 0xe0 && body.starts_with(b"JFIF\0") && body.len() >= 12 {
            let x = f64::from(u16::from_be_bytes([body[8], body[9]]));
            jfif = match body[7] {
                1 => Some(x),
                2 => Some(x * MM_PER_INCH / 10.0),
                _ => None,
            };
        } else if marker == 0xe1 && body.starts_with(b"Exif\0\0") {
            // EXIF is what cameras fill in by habit (72), JFIF is what scanners mean: JFIF wins.
            jfif = jfif.or_else(|| tiff(&body[6..]));
        }
    }
    jfif
}

fn png(bytes: &[u8]) -> Option<f64> {
    let mut at = 8;
    for _ in 0..64 {
        let head = bytes.get(at..at + 8)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if &head[4..8] == b"IDAT" {
            return None;
        }
        if &head[4..8] == b"pHYs" && length == 9 {
            let body = bytes.get(at + 8..at + 17)?;
            let per_metre = u32::from_be_bytes([body[0], body[1], body[2], body[3]]);
            return (body[8] == 1).then(|| f64::from(per_metre) * MM_PER_INCH / 1000.0);
        }
        at = at.checked_add(length)?.checked_add(12)?;
    }
    None
}

/// X resolution of the first directory of a TIFF structure (which EXIF is, too).
fn tiff(bytes: &[u8]) -> Option<f64> {
    let little = match bytes.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let b: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(b)
        } else {
            u16::from_be_bytes(b)
        })
    };
    let u32_at = |at: usize| {
        let b: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(b)
        } else {
            u32::from_be_bytes(b)
        })
    };
    let directory = u32_at(4)? as usize;
    let (mut density, mut per_cm) = (None, false);
    for entry in 0..usize::from(u16_at(directory)?) {
        let at = directory + 2 + entry * 12;
        match u16_at(at)? {
            282 => {
                let value = u32_at(at + 8)? as usize;
                let (over, under) = (u32_at(value)?, u32_at(value.checked_add(4)?)?);
                density = (under > 0).then(|| f64::from(over) / f64::from(under));
            }
            296 => per_cm = u16_at(at + 8)? == 3,
            _ => {}
        }
    }
    density.map(|d| if per_cm { d * MM_PER_INCH / 10.0 } else { d })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_declare_their_density() {
        let jfif = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\x01\x01\x2c\x01\x2c\0\0\xff\xda";
        assert_eq!(declared(jfif, ImageFormat::Jpeg), Some(300.0));
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x09pHYs".to_vec();
        png.extend([0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
        assert!((declared(&png, ImageFormat::Png).unwrap() - 300.0).abs() < 0.05);
        let mut tiff = b"II\x2a\0\x08\0\0\0\x01\0\x1a\x01\x05\0\x01\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
        tiff.extend(600_u32.to_le_bytes());
        tiff.extend(2_u32.to_le_bytes());
        assert_eq!(declared(&tiff, ImageFormat::Tiff), Some(300.0));
    }

    #[test]
    fn broken_headers_declare_nothing() {
        for format in [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::Tiff,
            ImageFormat::Bmp,
        ] {
            for bytes in [
                &b""[..],
                b"\xff\xd8\xff\xe0\0\0",
                b"II\x2a\0\xff\xff\xff\xff",
                b"MM\0\x2a\0\0\0\x08\xff\xff",
            ] {
                assert_eq!(declared(bytes, format), None);
            }
        }
    }
}
