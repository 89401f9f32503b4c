//! The customer and the scanner, played: the printed page is painted, and stamped and scanned as in practice.

use std::path::{Path, PathBuf};

use ::practice::customer::{self, Place};
use counterfoil_tests::root;
use desk::machine::pdftoppm::page_png;
use desk::{Config, Desk};

/// Where a form asks for a stamp, page by page.
pub fn places(project: &str, form: &str) -> Vec<Vec<Place>> {
    let desk = Desk::new(Config {
        store_dir: root().join("target/no-store"),
        places: desk::counter::places::Places::find(&[]).expect("forms and fonts"),
        worker: token::WorkerCommand::this_program(Vec::new()).expect("this program"),
        cost: Default::default(),
    });
    let project = desk.project(project).expect("a project");
    let reference = project.form(form).expect("a form");
    let blank = desk::prints::papers::render_blank(project, reference, desk.fonts().expect("fonts"))
        .expect("a blank form");
    blank.pages.iter().map(customer::places_on).collect()
}

/// Stamps the first copy of a printed form and scans it: one JPEG per page.
pub fn stamp_and_scan(pdf: &Path, project: &str, form: &str, folder: &Path) -> Vec<PathBuf> {
    stamp_at(pdf, &places(project, form), folder)
}

/// Stamps a printed form where it is said and scans it: one JPEG per page.
pub fn stamp_at(pdf: &Path, pages: &[Vec<Place>], folder: &Path) -> Vec<PathBuf> {
    let printed = std::fs::read(pdf).expect("a printed form");
    let stem = pdf.file_stem().expect("a name").to_string_lossy();
    let scans = pages.iter().zip(1_u32..).map(|(places, page)| {
        let painted = page_png(&printed, page, u32::from(customer::DPI)).expect("a page");
        let scan = customer::stamp_and_scan(&painted, places, u64::from(page)).expect("a scan");
        let file = folder.join(format!("{stem}-{page}.jpg"));
        std::fs::write(&file, scan).expect("a scan");
        file
    });
    scans.collect()
}

/// Rubs a piece of four millimetres out of the lower border of the round seal in a frame of a scan, as a die does that
/// was not pressed evenly: a person has to look at it.
pub fn chip_border(scan: &Path, place: &Place) {
    let mut picture = image::open(scan).expect("a scan").into_rgb8();
    let px = |mm: f64| (mm * f64::from(customer::DPI) / 25.4) as u32;
    let (x, y) = place.rect.centre();
    for (y, x) in (px(y + 16.0)..px(y + 23.0)).flat_map(|y| (px(x - 2.0)..px(x + 2.0)).map(move |x| (y, x))) {
        // Paper as the page's own margin shows it.
        let paper = *picture.get_pixel(px(place.rect.x - 2.0), y);
        picture.put_pixel(x, y, paper);
    }
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 88);
    encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(customer::DPI));
    encoder.encode_image(&picture).expect("a scan");
    std::fs::write(scan, bytes).expect("a scan");
}
