//! Frames as they come from a scanner: paper, line, stamp, noise, JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use seal::synth::{SealDesign, stamp};
use seal::{Expectation, Finding, Reading, SampleKind};

/// 300 dpi.
pub const PX_PER_MM: f64 = 11.811;
/// Frame of the organisation's seal on the form, in mm.
pub const FRAME_MM: (f64, f64) = (54.0, 52.0);
/// Paper shown around the frame, in mm.
pub const MARGIN_MM: f64 = 3.0;

pub fn hash(seed: u64, at: u64) -> f64 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(at.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// White paper with the printed frame.
pub fn frame_at(frame_mm: (f64, f64), px_per_mm: f64) -> RgbImage {
    let side = |mm: f64| ((mm + 2.0 * MARGIN_MM) * px_per_mm).round() as u32;
    let (w, h) = (side(frame_mm.0), side(frame_mm.1));
    RgbImage::from_fn(w, h, |x, y| {
        let (mx, my) = (
            (f64::from(x) + 0.5) / px_per_mm - MARGIN_MM,
            (f64::from(y) + 0.5) / px_per_mm - MARGIN_MM,
        );
        let off = |v: f64, end: f64| v.abs().min((v - end).abs());
        let within = |v: f64, end: f64| v > -0.15 && v < end + 0.15;
        let on_line = (off(mx, frame_mm.0) < 0.15 && within(my, frame_mm.1))
            || (off(my, frame_mm.1) < 0.15 && within(mx, frame_mm.0));
        if on_line {
            Rgb([30, 30, 32])
        } else {
            Rgb([252, 251, 247])
        }
    })
}

pub fn frame() -> RgbImage {
    frame_at(FRAME_MM, PX_PER_MM)
}

pub fn middle(img: &RgbImage) -> (f64, f64) {
    (f64::from(img.width()) / 2.0, f64::from(img.height()) / 2.0)
}

/// What a scanner does to it: a little noise and a JPEG of the given quality.
pub fn scanned(img: &RgbImage, seed: u64, quality: u8) -> RgbImage {
    scanned_with(img, seed, quality, 4.0)
}

/// The same with noise of this deviation in brightness steps.
pub fn scanned_with(img: &RgbImage, seed: u64, quality: u8, noise: f64) -> RgbImage {
    let noisy = RgbImage::from_fn(img.width(), img.height(), |x, y| {
        let p = img.get_pixel(x, y).0;
        let at = u64::from(y) << 32 | u64::from(x) << 4;
        let mut out = [0; 3];
        for c in 0..3 {
            let noise = (hash(seed, at + c as u64) + hash(seed, at + 8 + c as u64) - 1.0) * noise * 2.45;
            out[c] = (f64::from(p[c]) + noise).round().clamp(0.0, 255.0) as u8;
        }
        Rgb(out)
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(&noisy)
        .unwrap();
    image::load_from_memory(&bytes).unwrap().into_rgb8()
}

pub fn expect(kind: SampleKind) -> Expectation {
    Expectation {
        width_mm: FRAME_MM.0,
        height_mm: FRAME_MM.1,
        kind,
    }
}

/// Stamps in the middle, scans and reads.
pub fn read(design: &SealDesign, kind: SampleKind, seed: u64) -> (Reading, Vec<Finding>) {
    read_at(design, kind, (0.0, 0.0), seed)
}

/// Stamps this many mm off the middle, scans and reads.
pub fn read_at(
    design: &SealDesign,
    kind: SampleKind,
    off_mm: (f64, f64),
    seed: u64,
) -> (Reading, Vec<Finding>) {
    let mut img = frame();
    let (x, y) = middle(&img);
    stamp(
        &mut img,
        (x + off_mm.0 * PX_PER_MM, y + off_mm.1 * PX_PER_MM),
        PX_PER_MM,
        design,
        seed,
    );
    let scan = scanned(&img, seed, 80);
    let start = std::time::Instant::now();
    let out = seal::read(&scan, PX_PER_MM, &expect(kind));
    println!(
        "{}x{} read in {:.0?}",
        scan.width(),
        scan.height(),
        start.elapsed()
    );
    out
}

/// The measures in one line, for messages and for calibration.
pub fn brief(r: &Reading) -> String {
    let m = &r.measures;
    let f = |v: Option<f64>| v.map_or("-".to_owned(), |v| format!("{v:.3}"));
    format!(
        "{:?} {:?} d {} ratio {} rot {} cover {} gap {} dens {} r/g {} b/g {} edge {} double {} line {:.2} below {:.2} dirt {:.2} L {:.1} C {:.1} ink {:.0} other {:.1}",
        r.verdict,
        m.shape,
        f(m.diameter_mm),
        f(m.aspect_ratio),
        f(m.rotation_deg),
        f(m.coverage_percent),
        f(m.gap_deg),
        f(m.density),
        f(m.red_per_green),
        f(m.blue_per_green),
        f(m.edge_mm),
        f(m.double),
        m.on_line_mm2,
        m.beneath_mm2,
        m.dirt_mm2,
        m.paper_lightness,
        m.paper_chroma,
        m.ink_mm2,
        m.other_ink_mm2
    )
}

pub fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|f| f.code).collect()
}
