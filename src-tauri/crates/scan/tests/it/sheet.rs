//! A printed page drawn without the form crate: code, squares, bars, text-like noise, a few frames.

use barcoders::sym::code128::Code128;
use image::{Rgb, RgbImage};
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, Corner, Layout, PageMark, RectMm};
use qrcode::{EcLevel, QrCode};
use scan::Registration;
use scan::synth::{Pose, Seeded};

pub const CASE: &str = "YL-20261121-0001";

pub fn mark() -> PageMark {
    PageMark {
        project: "netca-gd-ylbx".into(),
        form: "f-ylbx-1".into(),
        version: "2021.1".into(),
        page: 1,
        pages: 2,
        copy: 1,
        case: CASE.into(),
        ca_number: String::new(),
        print: 0,
    }
}

/// Paints a rectangle with exact coverage at its edges.
pub fn fill(img: &mut RgbImage, px_per_mm: f64, rect: RectMm) {
    let (x0, y0) = (rect.x * px_per_mm, rect.y * px_per_mm);
    let (x1, y1) = ((rect.x + rect.w) * px_per_mm, (rect.y + rect.h) * px_per_mm);
    let overlap = |p: u32, a: f64, b: f64| (f64::from(p + 1).min(b) - f64::from(p).max(a)).clamp(0.0, 1.0);
    for y in y0 as u32..(y1.ceil() as u32).min(img.height()) {
        for x in x0 as u32..(x1.ceil() as u32).min(img.width()) {
            let cover = overlap(x, x0, x1) * overlap(y, y0, y1);
            let p = img.get_pixel_mut(x, y);
            *p = Rgb(p.0.map(|v| (f64::from(v) * (1.0 - cover)).round() as u8));
        }
    }
}

/// A page with the given mark and bar code, rendered at `dpi`.
pub fn page_with(mark: &PageMark, bars: Option<&str>, dpi: f64, skip: &[Corner]) -> RgbImage {
    page_of(Layout::PRESENT, mark, bars, dpi, skip)
}

/// The marks of a page alone, where a layout has them.
pub fn marked(layout: Layout, mark: &PageMark, dpi: f64, skip: &[Corner]) -> RgbImage {
    let px_per_mm = dpi / 25.4;
    let side = |mm: f64| (mm * px_per_mm).round() as u32;
    let mut img = RgbImage::from_pixel(side(A4_WIDTH_MM), side(A4_HEIGHT_MM), Rgb([255; 3]));
    for corner in Corner::ALL.into_iter().filter(|c| !skip.contains(c)) {
        fill(&mut img, px_per_mm, layout.corner_rect(corner));
    }
    let code = QrCode::with_error_correction_level(mark.written(layout), EcLevel::M).unwrap();
    let (n, place) = (code.width(), layout.code_rect());
    let module = place.w / n as f64;
    for y in 0..n {
        for x in 0..n {
            if code[(x, y)] == qrcode::Color::Dark {
                let rect = RectMm {
                    x: place.x + x as f64 * module,
                    y: place.y + y as f64 * module,
                    w: module,
                    h: module,
                };
                fill(&mut img, px_per_mm, rect);
            }
        }
    }
    img
}

/// A page with its marks where a layout has them.
pub fn page_of(layout: Layout, mark: &PageMark, bars: Option<&str>, dpi: f64, skip: &[Corner]) -> RgbImage {
    let px_per_mm = dpi / 25.4;
    let mut img = marked(layout, mark, dpi, skip);
    if let Some(text) = bars {
        // Ɓ (U+0181) selects character set B.
        let bars = Code128::new(format!("\u{181}{text}")).unwrap().encode();
        for (i, _) in bars.iter().enumerate().filter(|(_, b)| **b == 1) {
            fill(
                &mut img,
                px_per_mm,
                RectMm {
                    x: 20.0 + i as f64 * 0.33,
                    y: 8.0,
                    w: 0.33,
                    h: 9.0,
                },
            );
        }
    }
    form_like(&mut img, px_per_mm);
    img
}

/// Rows of made-up print and a table, so that the page is not empty where a form is not.
fn form_like(img: &mut RgbImage, px_per_mm: f64) {
    let mut random = Seeded::new(7);
    for row in 0..22 {
        let top = 30.0 + f64::from(row) * 6.0;
        for column in 0..34 {
            let left = 20.0 + f64::from(column) * 4.6;
            for _ in 0..6 {
                let (x, y) = (left + random.unit() * 3.0, top + random.unit() * 3.0);
                let across = random.unit() < 0.5;
                let (w, h) = if across { (1.4, 0.3) } else { (0.3, 1.4) };
                fill(img, px_per_mm, RectMm { x, y, w, h });
            }
        }
    }
    for frame in 0..3 {
        let (x, y) = (20.0 + f64::from(frame) * 57.0, 190.0);
        for rect in [
            (0.0, 0.0, 55.0, 0.3),
            (0.0, 54.7, 55.0, 0.3),
            (0.0, 0.0, 0.3, 55.0),
            (54.7, 0.0, 0.3, 55.0),
        ] {
            fill(
                img,
                px_per_mm,
                RectMm {
                    x: x + rect.0,
                    y: y + rect.1,
                    w: rect.2,
                    h: rect.3,
                },
            );
        }
    }
}

pub fn page(dpi: f64) -> RgbImage {
    page_with(&mark(), Some(CASE), dpi, &[])
}

pub fn jpeg(img: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(img)
        .unwrap();
    out
}

/// How far the registration puts the corners of the frames from where they are, in form millimetres.
pub fn errors(registration: &Registration, pose: &Pose, dpi: f64) -> Vec<f64> {
    let px_per_mm = dpi / 25.4;
    let corners = (0..3).flat_map(|f| {
        let (x, y) = (20.0 + f64::from(f) * 57.0, 190.0);
        [
            (x, y),
            (x + 55.0, y),
            (x + 55.0, y + 55.0),
            (x, y + 55.0),
            (x, 40.0),
            (x + 40.0, 120.0),
        ]
    });
    corners
        .map(|mm| {
            let truth = pose.forward((mm.0 * px_per_mm, mm.1 * px_per_mm));
            let found = registration.to_px(mm);
            (truth.0 - found.0).hypot(truth.1 - found.1) / registration.px_per_mm
        })
        .collect()
}
