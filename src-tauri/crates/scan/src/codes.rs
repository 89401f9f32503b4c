//! The codes on a page: the QR code with the page mark, and the Code 128 with the case number.
//!
//! Measured beforehand: noise breaks codes sooner than coarseness, so a page is first read shrunk
//! to about 150 dpi, then finer, then blurred. The page mark stands in a corner, so the four corners are tried before
//! the whole page: a licence copied on the page brings codes of its own.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use pagemark::{Layout, MarkError, PageMark};
use rxing::common::DetectorRXingResult;
use rxing::common::HybridBinarizer;
use rxing::oned::Code128Reader;
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};

use crate::fit::Pt;
use crate::luma::Luma;

/// Long side, in pixels, of an A4 page at 150 dpi.
const COARSE_LONG_SIDE: usize = 1754;
/// The part of a page's width and height that a corner look covers; a code tilted by ten degrees is still inside.
const CORNER_SHARE: f64 = 0.34;

/// A page mark and the middles of its code's finder patterns in page pixels: bottom left, top left, top right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code {
    pub mark: PageMark,
    pub finders: [Pt; 3],
    /// Modules along one side of the code; a finder's middle is 3.5 of them from the edges (ISO/IEC 18004 §6.3.3).
    pub modules: u32,
    /// Where the marks of its page stand.
    pub layout: Layout,
}

/// What looking for the page mark brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// A mark of ours.
    Mark(Code),
    /// A mark of ours, read only after the page was registered by its squares.
    Enlarged(PageMark),
    /// One of ours by its beginning, but damaged.
    Damaged,
    /// Only codes of others.
    Foreign,
    /// No code at all.
    Nothing,
}

impl Found {
    pub fn mark(&self) -> Option<&PageMark> {
        match self {
            Self::Mark(code) => Some(&code.mark),
            Self::Enlarged(mark) => Some(mark),
            _ => None,
        }
    }
}

/// How many pixels go into one for the coarse look.
pub(crate) fn coarse_factor(page: &RgbImage) -> usize {
    let long = page.width().max(page.height()) as usize;
    ((long as f64 / COARSE_LONG_SIDE as f64).round() as usize).max(1)
}

/// Looks for the page mark: corners, page, finer page, blurred page, and corners enlarged.
pub(crate) fn find_mark(page: &RgbImage, coarse: &Luma) -> Found {
    let k = coarse_factor(page);
    let mut worst = Found::Nothing;
    let mut done = |found: Found| match found {
        Found::Mark(code) => Some(code),
        Found::Nothing => None,
        other => {
            if worst != Found::Damaged {
                worst = other;
            }
            None
        }
    };
    let corners = |luma: &Luma, scale: f64, enlarge: bool| {
        let (w, h) = (luma.width, luma.height);
        let (cw, ch) = (
            (w as f64 * CORNER_SHARE) as usize,
            (h as f64 * CORNER_SHARE) as usize,
        );
        let mut worst = Found::Nothing;
        for (x, y) in [(w - cw, 0), (0, h - ch), (0, 0), (w - cw, h - ch)] {
            let part = luma.crop(x, y, cw, ch);
            let found = if enlarge {
                qr(&part.doubled(), scale / 2.0, (x as f64 * scale, y as f64 * scale))
            } else {
                qr(&part, scale, (x as f64 * scale, y as f64 * scale))
            };
            match found {
                Found::Mark(_) => return found,
                Found::Nothing => {}
                other => worst = other,
            }
        }
        worst
    };
    let scale = k as f64;
    if let Some(code) = done(corners(coarse, scale, false)).or_else(|| done(qr(coarse, scale, (0.0, 0.0)))) {
        return Found::Mark(code);
    }
    let finer = if k > 1 {
        Luma::shrunk(page, (k / 2).max(1))
    } else {
        coarse.clone()
    };
    let fine_scale = (k / 2).max(1) as f64;
    let found = (k > 1)
        .then(|| done(qr(&finer, fine_scale, (0.0, 0.0))))
        .flatten()
        .or_else(|| done(qr(&finer.blurred(), fine_scale, (0.0, 0.0))))
        .or_else(|| {
            (k == 1)
                .then(|| done(corners(&finer, fine_scale, true)))
                .flatten()
        });
    found.map_or(worst, Found::Mark)
}

fn bitmap(luma: &Luma) -> Option<BinaryBitmap<HybridBinarizer<Luma8LuminanceSource>>> {
    if luma.width < 16 || luma.height < 16 {
        return None;
    }
    let source = Luma8LuminanceSource::new(luma.data.clone(), luma.width as u32, luma.height as u32).ok()?;
    Some(BinaryBitmap::new(HybridBinarizer::new(source)))
}

/// The mark in a picture that shows little but the code, enlarged and upright.
pub(crate) fn mark_in(luma: &Luma) -> Option<(PageMark, Layout)> {
    [luma.clone(), luma.blurred()]
        .iter()
        .find_map(|picture| match qr(picture, 1.0, (0.0, 0.0)) {
            Found::Mark(code) => Some((code.mark, code.layout)),
            _ => None,
        })
}

/// Most sets of finder patterns tried in one picture: print full of boxes makes many, one of the first is the code.
const MOST_SETS: usize = 24;

/// The QR codes of a brightness picture, the page mark first. A panic in the reader is a code that was not read.
///
/// The reader's own entry point does not tell where a code stands, so its parts are called one by one.
fn qr(luma: &Luma, scale: f64, offset: Pt) -> Found {
    catch_unwind(AssertUnwindSafe(|| qr_unguarded(luma, scale, offset))).unwrap_or(Found::Nothing)
}

fn qr_unguarded(luma: &Luma, scale: f64, offset: Pt) -> Found {
    let Some(picture) = bitmap(luma) else {
        return Found::Nothing;
    };
    let bits = picture.get_black_matrix();
    let mut patterns = FindFinderPatterns(bits, true, 0);
    let mut found = Found::Nothing;
    for set in GenerateFinderPatternSets(&mut patterns).iter().take(MOST_SETS) {
        let Ok(sampled) = SampleQR(bits, set) else {
            continue;
        };
        let Some(text) = Decode(sampled.getBits())
            .ok()
            .filter(|d| d.isValid())
            .map(|d| d.text())
        else {
            continue;
        };
        match text.parse::<PageMark>() {
            Ok(mark) => {
                let place =
                    |x: f32, y: f32| (f64::from(x) * scale + offset.0, f64::from(y) * scale + offset.1);
                let finders = [set.bl, set.tl, set.tr].map(|f| place(f.p.x, f.p.y));
                return Found::Mark(Code {
                    mark,
                    finders,
                    modules: sampled.getBits().width(),
                    layout: Layout::of_mark(&text).unwrap_or(Layout::PRESENT),
                });
            }
            Err(MarkError::Damaged(_)) => found = Found::Damaged,
            Err(_) if found == Found::Nothing => found = Found::Foreign,
            Err(_) => {}
        }
    }
    found
}

/// The first Code 128 of a picture whose bars run across its rows, either way round.
pub(crate) fn code128(luma: &Luma) -> Option<String> {
    let read = || {
        let mut picture = bitmap(luma)?;
        let hints = DecodeHints {
            PossibleFormats: Some(HashSet::from([BarcodeFormat::CODE_128])),
            TryHarder: Some(true),
            ..DecodeHints::default()
        };
        Code128Reader
            .decode_with_hints(&mut picture, &hints)
            .ok()
            .map(|r| r.getText().to_owned())
    };
    catch_unwind(AssertUnwindSafe(read))
        .ok()
        .flatten()
        .filter(|text| !text.is_empty() && text.len() <= 80)
}
