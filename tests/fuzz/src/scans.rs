//! Files of scans: one function per decoder path, one for the page as pixels, one for the page mark.
//!
//! Each begins its bytes like its format, so that every round reaches that decoder and none is spent on guessing a
//! magic number.

use image::RgbImage;
use pagemark::{LineMm, PageMark, RectMm};
use scan::{Limits, Page, ScanError, cut, decode, read, recognise, split};

/// Limits of one round; what is refused for its size costs nothing.
const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    pixels: 1 << 18,
};

/// JPEG, baseline and progressive, its EXIF rotation and its density.
pub fn jpeg(bytes: &[u8]) {
    take(&begun(&[0xff, 0xd8, 0xff], bytes));
}

/// PNG with its chunks and its density.
pub fn png(bytes: &[u8]) {
    take(&begun(b"\x89PNG\r\n\x1a\n", bytes));
}

/// BMP with its headers and palettes.
pub fn bmp(bytes: &[u8]) {
    take(&begun(b"BM", bytes));
}

/// GIF, its first frame.
pub fn gif(bytes: &[u8]) {
    take(&begun(b"GIF89a", bytes));
}

/// TIFF in both byte orders: the pages of a stack taken apart, each decoded.
pub fn tiff(bytes: &[u8]) {
    let big = bytes.first().is_some_and(|b| *b == b'M');
    take_apart(&begun(if big { b"MM\0\x2a" } else { b"II\x2a\0" }, bytes));
}

/// PDF: the pictures of its pages taken out, each decoded.
pub fn pdf(bytes: &[u8]) {
    take_apart(&begun(b"%PDF-", bytes));
}

/// Pixels of any kind read as a page: codes, bars, squares, lines, and a frame cut from it.
pub fn page(bytes: &[u8]) {
    let Some((&[width, height, dpi], pixels)) = bytes.split_first_chunk() else {
        return;
    };
    let (width, height) = (u32::from(width) + 1, u32::from(height) + 1);
    // Few bytes make a whole page: they are repeated, so that lines and squares can come about.
    let image = RgbImage::from_fn(width, height, |x, y| {
        let at = (y * width + x) as usize % pixels.len().max(1);
        image::Rgb([pixels.get(at).copied().unwrap_or(255); 3])
    });
    let page = Page::from_image(image, (dpi > 0).then(|| f64::from(dpi) * 10.0));
    let (reading, findings) = read(&page);
    assert!(
        findings
            .iter()
            .all(|f| !f.message.is_empty() && !f.remedy.is_empty())
    );
    let line = |from, to| LineMm { from, to };
    let known = [
        line((20.0, 40.0), (190.0, 40.0)),
        line((20.0, 90.0), (190.0, 90.0)),
        line((20.0, 40.0), (20.0, 90.0)),
        line((120.0, 40.0), (120.0, 90.0)),
    ];
    let found = recognise(&page, &[&known]).map(|r| r.registration);
    if let Some(registration) = reading.registration.or(found) {
        let frame = RectMm {
            x: 20.0,
            y: 40.0,
            w: 30.0,
            h: 30.0,
        };
        assert!(registration.px_per_mm.is_finite());
        let settled = registration.around_frame(&page, frame);
        assert_eq!(cut(&page, &settled, frame, 4.0).dimensions(), (120, 120));
    }
}

/// The text of a page mark: what parses says the same again.
pub fn page_mark(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // As it is; and as the fields of a mark with a right check, so that what lies behind the check is reached.
    let mut fields = text.split(';').map(str::to_owned);
    let mut field = || fields.next().unwrap_or_default();
    let number = |s: String| s.parse().unwrap_or(1);
    let made = PageMark {
        project: field(),
        form: field(),
        version: field(),
        page: number(field()),
        pages: number(field()),
        copy: number(field()),
        case: field(),
        ca_number: field(),
        print: number(field()),
    };
    for text in [text.into_owned(), made.to_string()] {
        match text.parse::<PageMark>() {
            Ok(mark) => {
                assert!(mark.is_valid());
                assert_eq!(mark.to_string().parse(), Ok(mark));
            }
            Err(error) => assert!(!error.to_string().is_empty() && !error.code().is_empty()),
        }
    }
}

/// The bytes with the first of them replaced.
fn begun(magic: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    file.resize(file.len().max(magic.len()), 0);
    file[..magic.len()].copy_from_slice(magic);
    file
}

fn take_apart(file: &[u8]) {
    match split(file, LIMITS) {
        Ok(pages) => pages.iter().for_each(|page| take(page)),
        Err(error) => told(&error),
    }
}

/// Whatever a decoder answers has to be within the limits, or an error with words and a remedy.
fn take(file: &[u8]) {
    match decode(file, LIMITS) {
        Ok(page) => {
            let (width, height) = page.image.dimensions();
            assert!(u64::from(width) * u64::from(height) <= LIMITS.pixels);
            assert!(page.dpi.is_none_or(|dpi| dpi.is_finite() && dpi > 0.0));
        }
        Err(error) => told(&error),
    }
}

fn told(error: &ScanError) {
    assert!(!error.to_string().is_empty() && !error.remedy().is_empty() && !error.code().is_empty());
}
