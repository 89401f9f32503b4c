//! The customer and the scanner, played: the printed page is painted, stamped with made-up seals where the form asks
//! for them, and given the look of a scan. Nothing else is played.

use std::path::{Path, PathBuf};

use counterfoil_tests::{root, tool};
use desk::{Config, Desk};
use form::BoxKind;
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{ExtendedColorType, ImageEncoder as _};

const DPI: u16 = 300;
const PX_PER_MM: f64 = DPI as f64 / 25.4;

/// Where a form asks for a stamp, page by page, in mm: middle of the place.
fn places(project: &str, form: &str) -> Vec<Vec<(f64, f64)>> {
    let desk = Desk::new(Config {
        store_dir: root().join("target/no-store"),
        places: desk::places::Places::find(&[]).expect("forms and fonts"),
        worker: token::WorkerCommand::this_program(Vec::new()).expect("this program"),
        cost: Default::default(),
    });
    let project = desk.project(project).expect("a project");
    let reference = project.form(form).expect("a form");
    let blank =
        desk::papers::render_blank(project, reference, desk.fonts().expect("fonts")).expect("a blank form");
    let pages = blank.pages.iter().map(|page| {
        let stamped = page
            .boxes
            .iter()
            .filter(|b| b.kind == BoxKind::Frame || b.name == "sign.seal");
        stamped.map(|b| b.rect.centre()).collect()
    });
    pages.collect()
}

/// Stamps the first copy of a printed form and scans it: one JPEG per page.
pub fn stamp_and_scan(pdf: &Path, project: &str, form: &str, folder: &Path) -> Vec<PathBuf> {
    let mut scans = Vec::new();
    for (at, places) in places(project, form).iter().enumerate() {
        let page = at + 1;
        let picture = folder.join(format!("{form}-{page}"));
        let number = page.to_string();
        let made = tool(
            "pdftoppm",
            [
                "-r".as_ref(),
                "300".as_ref(),
                "-f".as_ref(),
                number.as_ref(),
                "-l".as_ref(),
                number.as_ref(),
                "-singlefile".as_ref(),
                "-png".as_ref(),
                pdf.as_os_str(),
                picture.as_os_str(),
            ],
        );
        assert_eq!(made.code, 0, "{made:?}");
        let mut paper = image::open(picture.with_extension("png"))
            .expect("a page")
            .to_rgb8();
        for (place, seed) in places.iter().zip(1..) {
            let design = seal::synth::SealDesign {
                rotation_deg: seed as f64 % 3.0 - 1.0,
                ..seal::synth::SealDesign::round(40.0)
            };
            seal::synth::stamp(
                &mut paper,
                (place.0 * PX_PER_MM, place.1 * PX_PER_MM),
                PX_PER_MM,
                &design,
                seed,
            );
        }
        let scanned = scan::synth::age(&paper, 0.6, 1.0, 2.0, page as u64, 0.0);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 88);
        encoder.set_pixel_density(PixelDensity::dpi(DPI));
        encoder
            .write_image(
                &scanned,
                scanned.width(),
                scanned.height(),
                ExtendedColorType::Rgb8,
            )
            .expect("a scan");
        let file = folder.join(format!("{form}-{page}.jpg"));
        std::fs::write(&file, bytes).expect("a scan");
        scans.push(file);
    }
    scans
}
