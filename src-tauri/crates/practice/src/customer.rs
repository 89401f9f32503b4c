//! The customer and the scanner, played for practice and tests: a printed page is stamped and signed where its form
//! asks for it, and given the look of a scan. The seals and names are made up.

use form::{BoxKind, PageMap};
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};
use pagemark::RectMm;
use store::{CaseId, PrintRecord, Store};

use desk::api::Refusal;
use desk::prints::maps;

/// Resolution of the played scans, dots per inch; the pages to be stamped are painted at the same.
pub const DPI: u16 = 300;

/// A place to stamp or sign.
pub struct Place {
    /// Name of the frame; it says what is stamped there.
    pub name: String,
    /// Where it stands on the page; the stamp goes in its middle.
    pub rect: RectMm,
}

/// Where a customer stamps and signs this page: its frames, and the place for the unit's seal.
pub fn places_on(page: &PageMap) -> Vec<Place> {
    let frames = page.boxes.iter().filter_map(|b| match b.kind {
        BoxKind::Frame => Some(Place {
            name: b.name.clone(),
            rect: b.rect,
        }),
        // The unit's seal is stamped over its caption, but clear of the seal frames below it.
        _ if b.name == "sign.seal" => Some(Place {
            name: b.name.clone(),
            rect: RectMm {
                y: b.rect.y - 7.0,
                ..b.rect
            },
        }),
        _ => None,
    });
    frames.collect()
}

/// Stamps a page painted at [`DPI`] and scans it: JPEG. The same `seed` gives the same bytes.
/// Errors: `preview-failed` for a picture that cannot be read.
pub fn stamp_and_scan(page: &[u8], places: &[Place], seed: u64) -> Result<Vec<u8>, Refusal> {
    stamp_and_scan_at(page, places, seed, DPI)
}

/// The same with a page painted at another resolution. Errors: as [`stamp_and_scan`].
pub(crate) fn stamp_and_scan_at(
    page: &[u8],
    places: &[Place],
    seed: u64,
    dpi: u16,
) -> Result<Vec<u8>, Refusal> {
    let mut page = image::load_from_memory(page)
        .map_err(|e| Refusal::new("preview-failed", format!("页面图读不出：{e}"), "请重试"))?
        .to_rgb8();
    for (place, seed) in places.iter().zip(1..) {
        stamp(&mut page, place, seed, f64::from(dpi) / 25.4);
    }
    jpeg(&scan::synth::age(&page, 0.7, 1.0, 2.0, seed, 0.0), dpi)
}

/// What is cut into the unit's own seal and into the name seal: the same wherever the customer presses them.
const UNIT_DIE: u64 = 1;
const NAME_DIE: u64 = 2;

/// Stamps or signs in the middle of a place, a little off and turned as a hand does: a round seal of 40 mm, a square
/// name seal of 18 mm, or a signature, by the place's name.
fn stamp(page: &mut RgbImage, place: &Place, seed: u64, px_per_mm: f64) {
    let (x, y) = place.rect.centre();
    let off = (seed % 3) as f64 - 1.0;
    let centre = ((x + off * 0.6) * px_per_mm, (y - off * 0.4) * px_per_mm);
    let (design, die) = match place.name.as_str() {
        name if name.starts_with("sign.") && name != "sign.seal" => {
            return seal::synth::sign(page, centre, px_per_mm, (34.0, 14.0), seed);
        }
        name if name.starts_with("seal.legal") => (seal::synth::SealDesign::square(18.0), NAME_DIE),
        _ => (seal::synth::SealDesign::round(40.0), UNIT_DIE),
    };
    let design = seal::synth::SealDesign {
        rotation_deg: off * 1.2,
        ..design
    };
    seal::synth::stamp(page, centre, px_per_mm, &design, die);
}

fn jpeg(page: &RgbImage, dpi: u16) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 88);
    // A scan says its resolution; without it nobody can tell a print at 95 % from one at full size.
    encoder.set_pixel_density(PixelDensity::dpi(dpi));
    encoder
        .write_image(page, page.width(), page.height(), ExtendedColorType::Rgb8)
        .map_err(|e| Refusal::new("file-error", format!("扫描图写不成：{e}"), "请重试"))?;
    Ok(bytes)
}

/// Where a customer stamps and signs the first copy of a printed file of a case, page by page, as the practice store
/// has it. Errors: `print-record-damaged`.
pub(crate) fn places_to_stamp(
    books: &Store,
    case: u32,
    file: &str,
) -> Result<Vec<(u32, Vec<Place>)>, Refusal> {
    books.read(|tx| {
        let prints = tx.prints_of_case(CaseId(case))?;
        let form = file.trim_end_matches(".pdf");
        let of_file = |p: &PrintRecord| form.ends_with(&format!("-{}", p.form));
        let Some(print) = prints.into_iter().rev().find(of_file) else {
            return Ok(Vec::new());
        };
        let first = maps::of_first_copy(&print)?;
        Ok(first.iter().map(|m| (u32::from(m.page), places_on(m))).collect())
    })
}
