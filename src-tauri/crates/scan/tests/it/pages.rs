//! Whole pages in every pose a scanner gives them.

use std::time::Instant;

use image::{Rgb, RgbImage};
use pagemark::{Corner, Layout, PageMark, RectMm, corner_rect};
use scan::synth::{Pose, age};
use scan::{Fit, Page, Reading, Registration, cut, read};

use crate::sheet::{CASE, errors, jpeg, mark, page, page_of, page_with};

struct Scan {
    dpi: f64,
    rotate: f64,
    scale: f64,
    noise: f64,
    quality: u8,
    crop_mm: f64,
}

const PLAIN: Scan = Scan {
    dpi: 300.0,
    rotate: 0.0,
    scale: 1.0,
    noise: 4.0,
    quality: 70,
    crop_mm: 0.0,
};

/// Ages a page and reads it; answers the reading, the remarks and the corner errors in mm.
fn scanned(base: &RgbImage, scan: &Scan, seed: u64) -> (Reading, Vec<String>, Vec<f64>) {
    let aged = age(base, scan.rotate, scan.scale, scan.noise, seed, scan.crop_mm);
    let bytes = jpeg(&aged, scan.quality);
    let start = Instant::now();
    let page = scan::decode(&bytes, scan::Limits::default()).unwrap();
    let decoded = start.elapsed();
    let (reading, findings) = read(&page);
    let whole = start.elapsed();
    println!(
        "{} dpi at {}°: decode {decoded:.0?}, with reading {whole:.0?}",
        scan.dpi, scan.rotate
    );
    assert!(
        findings
            .iter()
            .all(|f| !f.message.is_empty() && !f.remedy.is_empty())
    );
    let (pose, _) = Pose::new(base.dimensions(), scan.rotate, scan.scale);
    let off = reading
        .registration
        .as_ref()
        .map(|r| errors(r, &pose, scan.dpi))
        .unwrap_or_default();
    (
        reading,
        findings.into_iter().map(|f| f.code.into_owned()).collect(),
        off,
    )
}

fn p95(mut errors: Vec<f64>) -> f64 {
    assert!(!errors.is_empty(), "no page was registered");
    errors.sort_by(f64::total_cmp);
    errors[(errors.len() - 1) * 95 / 100]
}

#[test]
fn every_rotation_and_resolution_reads_and_registers() {
    let mut all = Vec::new();
    for dpi in [150.0, 300.0] {
        let base = page(dpi);
        for (seed, quarter) in [0.0, 90.0, 180.0, 270.0].into_iter().enumerate() {
            // The coarse pages show every pose; the fine ones only the two that are hardest.
            let tilts: &[f64] = match (dpi < 200.0, seed % 2 == 0) {
                (true, _) => &[-10.0, -3.3, 0.0, 10.0],
                (false, true) => &[-10.0, 3.3],
                (false, false) => &[1.0],
            };
            for tilt in tilts {
                let scan = Scan {
                    dpi,
                    rotate: quarter + tilt,
                    ..PLAIN
                };
                let (reading, codes, off) = scanned(&base, &scan, seed as u64 + 1);
                let name = format!("{dpi} dpi at {}", scan.rotate);
                assert_eq!(reading.mark, Some(mark()), "{name}: {codes:?}");
                assert_eq!(reading.case_barcode.as_deref(), Some(CASE), "{name}");
                let registration = reading
                    .registration
                    .unwrap_or_else(|| panic!("{name}: {codes:?}"));
                let turn = (registration.rotation_deg() - scan.rotate).rem_euclid(360.0);
                assert!(!(0.1..=359.9).contains(&turn), "{name}: {turn}");
                assert!(
                    (reading.dpi.unwrap() - dpi).abs() < dpi * 0.01,
                    "{name}: {:?}",
                    reading.dpi
                );
                assert!(codes.is_empty(), "{name}: {codes:?}");
                all.extend(off);
            }
        }
    }
    let p95 = p95(all.clone());
    println!(
        "corner error p95 {p95:.3} mm, most {:.3} mm over {} points",
        all.iter().copied().fold(0.0, f64::max),
        all.len()
    );
    assert!(p95 <= 0.3, "{p95}");
}

#[test]
fn reduced_enlarged_and_cropped_pages_register() {
    let mut all = Vec::new();
    for dpi in [150.0, 300.0] {
        let base = page(dpi);
        for (seed, (scale, rotate, crop_mm)) in [
            (0.9, 0.0, 0.0),
            (0.9, 4.0, 0.0),
            (0.95, 183.0, 0.0),
            (0.97, -2.0, 26.0),
            (1.0, 1.0, 26.0),
            // From 104 % on the marks, six millimetres from the edge, are printed off the sheet.
            (1.035, 1.5, 0.0),
        ]
        .into_iter()
        .enumerate()
        {
            // Fine pages take their time: every other case.
            if dpi > 200.0 && seed % 2 == 0 {
                continue;
            }
            let scan = Scan {
                dpi,
                rotate,
                scale,
                crop_mm,
                ..PLAIN
            };
            let (reading, codes, off) = scanned(&base, &scan, seed as u64 + 40);
            let name = format!("{dpi} dpi, {scale}, {rotate}°, crop {crop_mm}");
            assert_eq!(reading.mark, Some(mark()), "{name}: {codes:?}");
            let registration = reading
                .registration
                .unwrap_or_else(|| panic!("{name}: {codes:?}"));
            let found = if crop_mm > 0.0 {
                (Fit::Flat, 3)
            } else {
                (Fit::Perspective, 4)
            };
            assert_eq!((registration.fit, registration.squares.len()), found, "{name}");
            assert_eq!(
                codes.iter().any(|code| code == "page-corner-missing"),
                crop_mm > 0.0,
                "{name}: {codes:?}"
            );
            all.extend(off);
        }
    }
    let p95 = p95(all);
    println!("corner error p95 {p95:.3} mm, reduced and cropped");
    assert!(p95 <= 0.3, "{p95}");
}

#[test]
fn six_hundred_dpi_reads_too() {
    let scan = Scan {
        dpi: 600.0,
        rotate: 181.5,
        ..PLAIN
    };
    let (reading, codes, off) = scanned(&page(600.0), &scan, 9);
    assert_eq!(reading.mark, Some(mark()), "{codes:?}");
    assert!(p95(off) <= 0.3);
}

#[test]
fn noisy_scans_still_read() {
    let base = page(300.0);
    for seed in 0..6 {
        let scan = Scan {
            noise: 14.0,
            rotate: seed as f64 - 3.0,
            ..PLAIN
        };
        let (reading, codes, off) = scanned(&base, &scan, seed);
        assert_eq!(reading.mark, Some(mark()), "seed {seed}: {codes:?}");
        assert!(p95(off) <= 0.3, "seed {seed}");
    }
}

#[test]
fn any_one_square_may_be_missing_and_two_still_give_a_rigid_fit() {
    for corner in Corner::ALL {
        let base = page_with(&mark(), Some(CASE), 200.0, &[corner]);
        let (reading, codes, off) = scanned(
            &base,
            &Scan {
                dpi: 200.0,
                rotate: 2.0,
                ..PLAIN
            },
            3,
        );
        assert_eq!(codes, ["page-corner-missing"], "{corner:?}");
        assert!(!reading.registration.unwrap().squares.contains(&corner));
        assert!(p95(off) <= 0.3, "{corner:?}");
    }
    let base = page_with(
        &mark(),
        Some(CASE),
        200.0,
        &[Corner::TopLeft, Corner::BottomRight],
    );
    let (reading, _, off) = scanned(
        &base,
        &Scan {
            dpi: 200.0,
            rotate: -1.0,
            ..PLAIN
        },
        4,
    );
    assert_eq!(reading.registration.unwrap().fit, Fit::Rigid);
    assert!(p95(off) <= 0.6);
    let base = page_with(
        &mark(),
        Some(CASE),
        200.0,
        &[Corner::TopLeft, Corner::BottomRight, Corner::BottomLeft],
    );
    let (reading, codes, _) = scanned(&base, &Scan { dpi: 200.0, ..PLAIN }, 5);
    assert_eq!((reading.mark, reading.registration), (Some(mark()), None));
    assert_eq!(codes, ["page-not-registered"]);
}

#[test]
fn a_paper_with_the_marks_of_the_first_layout_lies_as_exactly() {
    let first = page_of(Layout::First, &mark(), Some(CASE), 200.0, &[]);
    for (seed, rotate) in [0.0, 3.3, 181.0].into_iter().enumerate() {
        let scan = Scan {
            dpi: 200.0,
            rotate,
            ..PLAIN
        };
        let (reading, codes, off) = scanned(&first, &scan, seed as u64);
        assert_eq!(
            (reading.mark, codes.as_slice()),
            (Some(mark()), &[][..]),
            "{rotate}°"
        );
        assert!((reading.dpi.unwrap() - 200.0).abs() < 1.0, "{:?}", reading.dpi);
        assert!(p95(off) <= 0.3, "{rotate}°");
    }
}

#[test]
fn a_stain_that_looks_like_a_square_does_not_mislead() {
    let mut base = page_with(&mark(), Some(CASE), 200.0, &[Corner::BottomLeft]);
    let place = corner_rect(Corner::BottomLeft);
    let px = |mm: f64| (mm * 200.0 / 25.4) as u32;
    for y in px(place.y - 8.0)..px(place.y - 4.0) {
        for x in px(place.x + 5.0)..px(place.x + 9.0) {
            base.put_pixel(x, y, Rgb([20, 20, 20]));
        }
    }
    let (reading, _, off) = scanned(&base, &Scan { dpi: 200.0, ..PLAIN }, 6);
    assert!(
        !reading
            .registration
            .unwrap()
            .squares
            .contains(&Corner::BottomLeft)
    );
    assert!(p95(off) <= 0.3);
}

/// Sets every pixel that a test on form millimetres picks.
fn paint(img: &mut RgbImage, dpi: f64, colour: Rgb<u8>, pick: impl Fn(f64, f64) -> bool) {
    let px_per_mm = dpi / 25.4;
    for (x, y, p) in img.enumerate_pixels_mut() {
        if pick((f64::from(x) + 0.5) / px_per_mm, (f64::from(y) + 0.5) / px_per_mm) {
            *p = colour;
        }
    }
}

#[test]
fn coffee_on_the_code_leaves_the_squares_and_the_bars() {
    let mut base = page(300.0);
    let code = pagemark::code_rect();
    let (cx, cy) = code.centre();
    paint(&mut base, 300.0, Rgb([96, 70, 44]), |x, y| {
        (x - cx).hypot(y - cy) < 6.0
    });
    for (seed, rotate) in [0.8, 91.0, 178.0, -94.0].into_iter().enumerate() {
        let scan = Scan { rotate, ..PLAIN };
        let (reading, codes, off) = scanned(&base, &scan, seed as u64);
        assert_eq!(
            (reading.mark, codes),
            (None, vec!["page-no-code".to_owned()]),
            "{rotate}"
        );
        assert_eq!(reading.case_barcode.as_deref(), Some(CASE), "{rotate}");
        let turn = (reading.registration.unwrap().rotation_deg() - rotate).rem_euclid(360.0);
        assert!(!(0.1..=359.9).contains(&turn), "{rotate}: {turn}");
        assert!(p95(off) <= 0.3, "{rotate}");
    }
}

#[test]
fn a_back_side_is_blank_and_a_nearly_empty_page_is_not() {
    let blank = RgbImage::from_pixel(1240, 1754, Rgb([255; 3]));
    let (reading, findings) = read(&Page::from_image(age(&blank, 1.0, 1.0, 5.0, 3, 0.0), Some(150.0)));
    assert_eq!(
        findings.iter().map(|f| f.code.as_ref()).collect::<Vec<_>>(),
        ["page-blank"]
    );
    assert_eq!(reading.dpi, Some(150.0));
    let mut line = blank;
    paint(&mut line, 150.0, Rgb([30; 3]), |x, y| {
        (90.0..110.0).contains(&x) && (y - 140.0).abs() < 0.4
    });
    let (_, findings) = read(&Page::from_image(age(&line, 1.0, 1.0, 5.0, 3, 0.0), None));
    assert_eq!(findings[0].code, "page-no-code");
}

#[test]
fn a_black_lid_behind_the_sheet_does_not_hide_the_squares() {
    let base = page(300.0);
    for rotate in [0.0, 4.0, -176.0] {
        let mut aged = age(&base, rotate, 1.0, 4.0, 8, 0.0);
        let (pose, _) = Pose::new(base.dimensions(), rotate, 1.0);
        let corners = [(0.0, 0.0), (2480.0, 0.0), (2480.0, 3508.0), (0.0, 3508.0)].map(|p| pose.forward(p));
        for (x, y, p) in aged.enumerate_pixels_mut() {
            let at = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let outside = |i: usize| {
                let (a, b) = (corners[i], corners[(i + 1) % 4]);
                (b.0 - a.0) * (at.1 - a.1) - (b.1 - a.1) * (at.0 - a.0) < 0.0
            };
            if (0..4).any(outside) {
                *p = Rgb([22, 22, 24]);
            }
        }
        let (reading, findings) = read(&Page::from_image(aged, Some(300.0)));
        assert!(findings.is_empty(), "{rotate}: {findings:?}");
        assert!(
            p95(errors(&reading.registration.unwrap(), &pose, 300.0)) <= 0.3,
            "{rotate}"
        );
    }
}

#[test]
fn a_camera_looks_at_the_page_from_the_side() {
    let base = Page::from_image(age(&page(300.0), 0.0, 1.0, 3.0, 5, 0.0), None);
    for (lean, roll) in [(4e-4, 1e-4), (-3e-4, 3e-4), (2e-4, -5e-4)] {
        // The picture's millimetres to the page's pixels: where the camera's pixel looks at.
        let view = Registration {
            homography: [
                [11.2, 0.3, 60.0],
                [-0.2, 11.3, 50.0],
                [lean * 0.5, roll * 0.5, 1.0],
            ],
            residual_mm: 0.0,
            px_per_mm: 11.2,
            fit: Fit::Perspective,
            squares: Vec::new(),
        };
        let photo = cut(
            &base,
            &view,
            RectMm {
                x: -8.0,
                y: -8.0,
                w: 250.0,
                h: 345.0,
            },
            10.0,
        );
        let (reading, findings) = read(&Page::from_image(photo, None));
        let registration = reading
            .registration
            .unwrap_or_else(|| panic!("{lean} {roll}: {findings:?}"));
        assert_eq!(registration.fit, Fit::Perspective, "{lean} {roll}: {findings:?}");
        for mm in [
            (20.0, 190.0),
            (189.0, 190.0),
            (20.0, 245.0),
            (189.0, 245.0),
            (105.0, 148.0),
        ] {
            let px = registration.to_px(mm);
            let seen = view.to_px((px.0 / 10.0 - 8.0, px.1 / 10.0 - 8.0));
            let off = (seen.0 - mm.0 * 300.0 / 25.4).hypot(seen.1 - mm.1 * 300.0 / 25.4) * 25.4 / 300.0;
            assert!(off <= 0.6, "{lean} {roll} at {mm:?}: {off:.2} mm");
        }
    }
}

#[test]
fn a_barcode_of_another_case_is_told_with_both_numbers() {
    let base = page_with(&mark(), Some("YL-20261121-0002"), 300.0, &[]);
    let page = Page::from_image(age(&base, 0.5, 1.0, 3.0, 1, 0.0), Some(300.0));
    let (reading, findings) = read(&page);
    assert_eq!(reading.case_barcode.as_deref(), Some("YL-20261121-0002"));
    let finding = findings
        .iter()
        .find(|f| f.code == "page-barcode-differs")
        .unwrap();
    assert!(finding.message.contains(CASE) && finding.message.contains("YL-20261121-0002"));
    // A blank form printed ahead of any case carries no number to compare with.
    let blank = PageMark {
        case: String::new(),
        ..mark()
    };
    let (_, findings) = read(&Page::from_image(
        page_with(&blank, Some("7788"), 300.0, &[]),
        None,
    ));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn pictures_without_our_code_are_findings() {
    let photo = RgbImage::from_fn(900, 700, |x, y| {
        Rgb([(x / 4) as u8, (y / 3) as u8, ((x * y) / 900) as u8])
    });
    let (reading, findings) = read(&Page::from_image(photo, None));
    assert_eq!(
        (&reading.mark, &reading.registration, &reading.case_barcode),
        (&None, &None, &None)
    );
    assert_eq!(findings[0].code, "page-no-code");
    for (w, h) in [(1, 1), (3, 900), (17, 16)] {
        let (reading, findings) = read(&Page::from_image(RgbImage::new(w, h), Some(72.0)));
        assert!(reading.mark.is_none() && !findings.is_empty());
    }
    let bad = PageMark { page: 9, ..mark() };
    let (_, findings) = read(&Page::from_image(page_with(&bad, None, 300.0, &[]), None));
    assert_eq!(findings[0].code, "page-code-damaged");
}

#[test]
fn coarse_scans_and_scaled_prints_are_told() {
    let coarse = Page::from_image(age(&page(300.0), 0.0, 1.0, 2.0, 1, 0.0), None);
    let coarse = scan::preview_jpeg(&coarse, 1170);
    let (reading, findings) = read(&scan::decode(&coarse, scan::Limits::default()).unwrap());
    assert!(
        findings.iter().any(|f| f.code == "page-resolution-low"),
        "{reading:?} {findings:?}"
    );
    let (reading, findings) = read(&Page::from_image(
        age(&page(300.0), 0.0, 0.8, 2.0, 1, 0.0),
        Some(300.0),
    ));
    assert!(
        findings.iter().any(|f| f.code == "page-print-scaled"),
        "{findings:?}"
    );
    assert!((reading.print_scale_percent.unwrap() - 80.0).abs() < 0.5);
}

#[test]
fn a_cut_frame_shows_its_four_lines() {
    for rotate in [0.0, 97.0, 180.0, -6.0] {
        let page = Page::from_image(age(&page(300.0), rotate, 0.95, 3.0, 2, 0.0), None);
        let registration = read(&page).0.registration.unwrap();
        let frame = cut(
            &page,
            &registration,
            RectMm {
                x: 18.0,
                y: 188.0,
                w: 59.0,
                h: 59.0,
            },
            12.0,
        );
        assert_eq!(frame.dimensions(), (708, 708));
        // The lines stand 2.15 mm from the cut's edges by design.
        let dark = |x: f64, y: f64| frame.get_pixel((x * 12.0) as u32, (y * 12.0) as u32).0[1] < 140;
        for at in [10.0, 29.5, 50.0] {
            assert!(
                dark(at, 2.15) && dark(at, 56.85) && dark(2.15, at) && dark(56.85, at),
                "{rotate}°, at {at}"
            );
            assert!(!dark(at, 3.2) && !dark(3.2, at), "{rotate}°, at {at}");
        }
    }
}
