//! Two thousand damaged files: whatever they do, it is an answer and not a panic.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use scan::synth::Seeded;
use scan::{Limits, decode, read, split};

use crate::sheet::jpeg;

fn seeds() -> Vec<Vec<u8>> {
    let picture = RgbImage::from_fn(96, 64, |x, y| Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8]));
    let mut out = vec![jpeg(&picture, 60)];
    for format in [
        ImageFormat::Png,
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::Tiff,
    ] {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(picture.clone())
            .write_to(&mut bytes, format)
            .unwrap();
        out.push(bytes.into_inner());
    }
    let jpeg = jpeg(&RgbImage::from_pixel(240, 240, Rgb([200, 190, 180])), 70);
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 4 0 R>>>>>>endobj\n4 0 obj<</Type/XObject/Subtype/Image/Width 240/Height 240/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length {}>>stream\n",
        jpeg.len()
    );
    let mut pdf = head.into_bytes();
    pdf.extend(jpeg);
    pdf.extend(b"\nendstream endobj\n");
    let at = |needle: &[u8]| pdf.windows(needle.len()).position(|w| w == needle).unwrap();
    let places: Vec<usize> = (1..=4).map(|n| at(format!("{n} 0 obj").as_bytes())).collect();
    let table = pdf.len();
    let rows: String = places.iter().map(|p| format!("{p:010} 00000 n \n")).collect();
    pdf.extend(
        format!(
            "xref\n0 5\n0000000000 65535 f \n{rows}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{table}\n%%EOF"
        )
        .bytes(),
    );
    out.push(pdf);
    out
}

#[test]
fn two_thousand_damaged_files_never_panic() {
    let seeds = seeds();
    assert_eq!(
        split(&seeds[5], Limits::default()).map(|p| p.len()),
        Ok(1),
        "the PDF seed must be good to begin with"
    );
    let mut random = Seeded::new(
        std::env::var("SCAN_SMOKE_SEED")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(20_261_121),
    );
    let limits = Limits {
        bytes: 1 << 20,
        pixels: 200_000,
    };
    let (mut refused, mut readable) = (0, 0);
    // Set SCAN_SMOKE to a larger number for a long run by hand.
    let rounds = std::env::var("SCAN_SMOKE")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(2000_usize);
    for round in 0..rounds {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..1 + random.bits() % 6 {
            let at = (random.bits() as usize) % bytes.len().max(1);
            match random.bits() % 5 {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = random.bits() as u8,
                2 => bytes[at] ^= 1 << (random.bits() % 8),
                3 => {
                    let end = (at + random.bits() as usize % 16).min(bytes.len());
                    bytes.drain(at..end);
                    bytes.push(0);
                }
                _ => {
                    // The headers are where the numbers are.
                    let at = at % bytes.len().min(64);
                    bytes[at] = [0, 0xff, 0x7f, 0x80][random.bits() as usize % 4];
                }
            }
        }
        match split(&bytes, limits) {
            Ok(pages) => {
                for page in pages {
                    match decode(&page, limits) {
                        Ok(page) => {
                            readable += 1;
                            let _ = read(&page);
                        }
                        Err(error) => {
                            refused += 1;
                            assert!(!error.to_string().is_empty());
                        }
                    }
                }
            }
            Err(_) => refused += 1,
        }
    }
    println!("{refused} refused, {readable} readable");
    assert!(
        refused > 300 && readable > 300,
        "{refused} refused, {readable} readable"
    );
}
