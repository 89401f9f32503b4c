//! The edge of the paper: many printers leave seven millimetres white, so nothing of any form may stand within eight;
//! and the page code keeps the white around it that a scanner needs to find it.

use pagemark::{CODE_QUIET_MM, RectMm, code_rect};

use super::worst::worst;
use super::{desk, forms, pictures};
use desk::prints::papers;

/// Millimetres.
const EDGE: f64 = 8.0;
const DPI: f64 = 72.0;
/// A shade that is ink.
const INK: u8 = 200;

/// The places of ink, in millimetres, of the first three pages of a document.
fn ink(folder: &std::path::Path, pdf: &[u8]) -> Vec<Vec<(f64, f64)>> {
    let pages = pictures(folder, "edge", pdf, &["-r", "72", "-l", "3"]);
    let mm = |px: u32| (f64::from(px) + 0.5) / DPI * 25.4;
    let read = |page: &image::GrayImage| {
        let dark = page.enumerate_pixels().filter(|(.., p)| p.0[0] < INK);
        dark.map(|(x, y, _)| (mm(x), mm(y))).collect()
    };
    pages.iter().map(read).collect()
}

/// How far a point lies within a rectangle; negative outside.
fn within(r: RectMm, (x, y): (f64, f64)) -> f64 {
    (x - r.x).min(r.x + r.w - x).min(y - r.y).min(r.y + r.h - y)
}

#[test]
fn nothing_stands_at_the_edge_and_the_page_code_keeps_its_white() {
    let folder = tempfile::tempdir().unwrap();
    let paper = RectMm {
        x: 0.0,
        y: 0.0,
        w: pagemark::A4_WIDTH_MM,
        h: pagemark::A4_HEIGHT_MM,
    };
    let code = code_rect();
    // A pixel of the picture is a third of a millimetre, and the ink's edge is soft.
    let (pixel, quiet) = (0.4, CODE_QUIET_MM - 0.4);
    let wide = RectMm {
        x: code.x - quiet,
        y: code.y - quiet,
        w: code.w + 2.0 * quiet,
        h: code.h + 2.0 * quiet,
    };
    let (mut near, mut crowded, mut pages) = (Vec::new(), Vec::new(), 0);
    for (project, form) in forms() {
        // The fullest pages there are.
        let file = worst(project, form);
        let pdf = papers::render(project, form, &file, desk().fonts().unwrap(), 1)
            .unwrap()
            .pdf;
        for (at, dark) in ink(folder.path(), &pdf).into_iter().enumerate() {
            pages += 1;
            let name = format!("{} {} {}", project.id(), form.id, at + 1);
            let edge = dark.iter().map(|p| within(paper, *p)).fold(f64::MAX, f64::min);
            if edge < EDGE - pixel {
                near.push(format!("{name}: {edge:.1} mm"));
            }
            let around = dark
                .iter()
                .filter(|p| within(wide, **p) > 0.0 && within(code, **p) < -pixel);
            let count = around.count();
            if count > 0 {
                crowded.push(format!("{name}: {count}"));
            }
        }
    }
    assert!(pages > 36, "{pages} pages");
    assert!(near.is_empty(), "within {EDGE} mm: {near:#?}");
    assert!(crowded.is_empty(), "around the page code: {crowded:#?}");
}
