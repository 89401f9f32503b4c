//! Paper: what came out of a print, how it comes back from the scanner, and what stands on it. Whether two papers
//! show the same is asked of their pictures alone, page by page, not of anything that the program remembers about
//! them.

use std::collections::BTreeMap;

use desk::machine::pdftoppm::page_png;
use form::PageMap;
use practice::customer::{self, Place};
use store::{AttachmentId, PrintId};

use super::acts::How;
use super::counter::Counter;

/// A printed form as it lies on the counter.
pub struct Paper {
    pub print: PrintId,
    pub case: u32,
    pub form: String,
    pub attachment: AttachmentId,
    /// The pages of its first copy.
    pub maps: Vec<PageMap>,
    /// Whether it is known to have come out: into a file, or from a printer that said so.
    pub came_out: bool,
    /// What stands on each page of the first copy.
    pub drawn: Vec<Vec<u8>>,
    scans: BTreeMap<(usize, bool), Vec<u8>>,
}

/// Resolution of the played scanner: enough for the marks. What stands in a frame is judged elsewhere; a clerk may judge
/// any sample good that has ink.
const SCAN_DPI: u32 = 150;

impl Paper {
    /// The paper of a print on record.
    pub fn of(counter: &Counter, print: &store::PrintRecord, came_out: bool) -> Self {
        let pdf = bytes(counter, print.attachment);
        let maps: Vec<PageMap> = serde_json::from_value(print.page_maps.clone()).expect("page maps");
        let maps: Vec<PageMap> = maps.into_iter().filter(|map| map.copy == 1).collect();
        let drawn = drawn(&pdf, maps.len());
        Self {
            print: print.id,
            case: print.case_id.0,
            form: print.form.clone(),
            attachment: print.attachment,
            maps,
            came_out,
            drawn,
            scans: BTreeMap::new(),
        }
    }

    /// What the scan of one of its pages is called: by this the books tell whose page it is.
    pub fn name(&self, page: usize) -> String {
        format!("paper-{}-{}.jpg", self.print.0, page + 1)
    }

    /// One of its pages, stamped where it asks for that, and scanned.
    pub fn scan(&mut self, pdf: &[u8], page: usize, how: How) -> Vec<u8> {
        let turned = how == How::UpsideDown;
        if let Some(there) = self.scans.get(&(page, turned)) {
            return there.clone();
        }
        let at = u32::from(self.maps[page].page);
        let mut scan = page_png(pdf, at, SCAN_DPI).expect("a page");
        let places = customer::places_on(&self.maps[page]);
        if !places.is_empty() {
            scan = inked(&scan, &places);
        }
        if turned {
            let picture = image::load_from_memory(&scan).expect("a scan").to_rgb8();
            scan = scan::encode_png(&image::imageops::rotate180(&picture));
        }
        self.scans.insert((page, turned), scan.clone());
        scan
    }
}

/// A painted page with ink in its places, quickly: a ring of red, or a stroke of black where somebody signs. No seal that
/// a judge would take for good, but a clerk may.
fn inked(painted: &[u8], places: &[Place]) -> Vec<u8> {
    let mut page = image::load_from_memory(painted).expect("a page").to_rgb8();
    let px_per_mm = f64::from(SCAN_DPI) / 25.4;
    for Place { name, rect } in places {
        let is_signed = name.starts_with("sign.") && name != "sign.seal";
        let (x, y) = rect.centre();
        let reach = rect.w.min(rect.h) * 0.4;
        // Half a pixel at a time, so that the line has no holes.
        let steps = (reach * px_per_mm * std::f64::consts::TAU * 2.0) as u32;
        for step in 0..steps {
            let part = f64::from(step) / f64::from(steps);
            let (sin, cos) = (part * std::f64::consts::TAU).sin_cos();
            let ((x, y), colour) = match is_signed {
                true => (
                    (x + reach * (2.0 * part - 1.0), y + reach * sin / 2.0),
                    [20, 20, 30],
                ),
                false => ((x + reach * cos, y + reach * sin), [200, 20, 30]),
            };
            let at = |mm: f64, more: u32| (mm * px_per_mm) as u32 + more;
            for (dx, dy) in (0..5).flat_map(|dx| (0..5).map(move |dy| (dx, dy))) {
                let (x, y) = (at(x, dx), at(y, dy));
                if x < page.width() && y < page.height() {
                    page.put_pixel(x, y, image::Rgb(colour));
                }
            }
        }
    }
    scan::encode_png(&page)
}

/// The bytes of a stored file.
pub fn bytes(counter: &Counter, attachment: AttachmentId) -> Vec<u8> {
    counter
        .books
        .read(|tx| tx.attachment_bytes(attachment))
        .expect("a stored file")
}

/// Resolution at which two papers are compared: a changed digit shows.
const LOOK_DPI: u32 = 72;

/// What is to be seen on the first pages of a PDF, page by page; but for the page's own code, which numbers the sheet.
pub fn drawn(pdf: &[u8], pages: usize) -> Vec<Vec<u8>> {
    let look = |page: usize| {
        let painted = page_png(pdf, u32::try_from(page).unwrap_or(0) + 1, LOOK_DPI).expect("a page");
        let mut picture = image::load_from_memory(&painted).expect("a picture").to_luma8();
        let code = pagemark::code_rect();
        let px = |mm: f64| (mm.max(0.0) * f64::from(LOOK_DPI) / 25.4) as u32;
        for y in px(code.y - 1.0)..px(code.y + code.h + 2.0).min(picture.height()) {
            for x in px(code.x - 1.0)..px(code.x + code.w + 2.0).min(picture.width()) {
                picture.put_pixel(x, y, image::Luma([255]));
            }
        }
        picture.into_raw()
    };
    (0..pages).map(look).collect()
}
