//! The codes on a page: the QR code with the page mark, and the Code 128 with the case number.
//!
//! Measured beforehand (FORMS.md §Codes): noise breaks codes sooner than coarseness, so a page is first read shrunk
//! to about 150 dpi, then finer, then blurred. The page mark stands in a corner, so the four corners are tried before
//! the whole page: a licence copied on the page brings codes of its own.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbImage;
use pagemark::{MarkError, PageMark};
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::oned::Code128Reader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};

use crate::fit::Pt;
use crate::luma::Luma;

/// Long side, in pixels, of an A4 page at 150 dpi.
const COARSE_LONG_SIDE: usize = 1754;
/// The part of a page's width and height that a corner look covers; a code tilted by ten degrees is still inside.
const CORNER_SHARE: f64 = 0.34;

/// A page mark and the four corners of its code in page pixels: top left, top right, bottom right, bottom left.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Code {
    pub mark: PageMark,
    pub corners: [Pt; 4],
}

/// What looking for the page mark brought.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// A mark of ours.
    Mark(Code),
    /// One of ours by its beginning, but damaged.
    Damaged,
    /// Only codes of others.
    Foreign,
    /// No code at all.
    Nothing,
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

/// All QR codes of a brightness picture, the page mark first. A panic in the reader is a code that was not read.
fn qr(luma: &Luma, scale: f64, offset: Pt) -> Found {
    let read = || {
        let mut picture = bitmap(luma)?;
        let hints = DecodeHints {
            PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
            TryHarder: Some(true),
            ..DecodeHints::default()
        };
        QrReader.decode_multiple_with_hints(&mut picture, &hints).ok()
    };
    let Ok(Some(results)) = catch_unwind(AssertUnwindSafe(read)) else {
        return Found::Nothing;
    };
    let mut found = Found::Nothing;
    for result in results {
        match result.getText().parse::<PageMark>() {
            Ok(mark) => {
                let points: Vec<Pt> = result
                    .getPoints()
                    .iter()
                    .map(|p| {
                        (
                            f64::from(p.x) * scale + offset.0,
                            f64::from(p.y) * scale + offset.1,
                        )
                    })
                    .collect();
                if let Ok(corners) = points.try_into() {
                    return Found::Mark(Code { mark, corners });
                }
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
