//! Pages without any mark, recognised and registered by their printed lines among all the pages known.

use image::Rgb;
use pagemark::{CODE_QUIET_MM, Corner, RectMm, code_rect, corner_rect};
use scan::synth::Capture;
use scan::{Limits, decode, recognise};

use crate::found::{captured, errors, places, told};
use crate::sheets::Sheet;
use crate::{Run, clock, mean, p95, share};

/// Prints both rows.
pub fn table(run: &Run, sheets: &[Sheet]) {
    let bare: Vec<Sheet> = sheets.iter().map(without_marks).collect();
    println!(
        "{:30} {:>16} {:>8} {:>10} {:>15} {:>15}",
        "by lines alone, no marks", "right page", "wrong", "CPU", "corners p95", "by own border"
    );
    row(run, &bare, "flatbed, 300 dpi", 200, |seed| {
        Capture::flatbed(seed, 300.0 / 25.4)
    });
    row(run, &bare, "camera, 8 megapixels", 200, |seed| {
        Capture::camera(seed, 9.0)
    });
}

/// The page as it would come from elsewhere: squares, code and bars painted over.
fn without_marks(sheet: &Sheet) -> Sheet {
    let mut image = sheet.image.clone();
    let px_per_mm = f64::from(image.width()) / pagemark::A4_WIDTH_MM;
    let code = code_rect();
    let quiet = RectMm {
        x: code.x - CODE_QUIET_MM,
        y: code.y - CODE_QUIET_MM,
        w: code.w + 2.0 * CODE_QUIET_MM,
        h: code.h + 2.0 * CODE_QUIET_MM,
    };
    let bars = RectMm {
        x: 0.0,
        y: 0.0,
        w: pagemark::A4_WIDTH_MM / 2.0,
        h: 20.0,
    };
    for rect in Corner::ALL.map(corner_rect).into_iter().chain([quiet, bars]) {
        let px = |mm: f64| (mm.max(0.0) * px_per_mm) as u32;
        for y in px(rect.y)..=px(rect.y + rect.h) {
            for x in px(rect.x)..=px(rect.x + rect.w) {
                image.put_pixel(x, y, Rgb([255; 3]));
            }
        }
    }
    Sheet {
        image,
        mark: sheet.mark.clone(),
        lines: sheet.lines.clone(),
        frames: sheet.frames.clone(),
    }
}

fn row(run: &Run, sheets: &[Sheet], name: &str, full: u64, capture: impl Fn(u64) -> Capture) {
    if !name.starts_with(&run.rows) {
        return;
    }
    let known: Vec<_> = sheets.iter().map(|s| s.lines.as_slice()).collect();
    let (mut right, mut wrong, mut pages) = (0, 0, 0);
    let (mut time, mut corners, mut bordered) = (vec![], vec![], vec![]);
    for seed in run.seeds(full) {
        let which = seed as usize % sheets.len();
        let sheet: &Sheet = &sheets[which];
        let capture = capture(seed);
        let (bytes, path, truth) = captured(run, sheet, &capture);
        let page = decode(&bytes, Limits::default()).expect("a whole file");
        let (found, took) = clock::timed(|| recognise(&page, &known));
        pages += 1;
        time.push(took);
        let Some(found) = found else {
            if run.talk {
                println!("  seed {seed}, page {which}: nothing, {}", told(&capture));
                let _ = std::fs::copy(&path, run.folder.join(format!("nolines-{seed}.jpg")));
            }
            continue;
        };
        if found.page != which {
            wrong += 1;
            println!(
                "  seed {seed}: page {which} taken for {} at {:.2}",
                found.page, found.agreement
            );
            continue;
        }
        right += 1;
        let off: Vec<f64> = places(sheet)
            .iter()
            .flat_map(|r| errors(&found.registration, &truth, *r))
            .collect();
        if run.talk && off.iter().copied().fold(0.0, f64::max) > 1.0 {
            println!(
                "  seed {seed}, page {which}: {:.2} mm off, agreement {:.2}, residual {:.3}",
                off.iter().copied().fold(0.0, f64::max),
                found.agreement,
                found.registration.residual_mm
            );
        }
        corners.extend(off);
        for rect in &sheet.frames {
            let own = found.registration.around_frame(&page, *rect);
            bordered.extend(errors(&own, &truth, *rect));
        }
    }
    println!(
        "{name:30} {:>16} {wrong:>8} {:>7.0} ms {:>12.3} mm {:>12.3} mm",
        share(right, pages),
        mean(&time),
        p95(&corners),
        p95(&bordered)
    );
}
