//! The marks around a form: page code, registration squares, case number, caption and footer.
//!
//! What the code says and where it stands is `pagemark`'s matter. The case's number is Code 128 in the top margin
//! left of the middle. Nothing here touches the area in which the CA's form stands.

use pagemark::{CODE_QUIET_MM, Corner, PageMark, RectMm, code_rect, corner_rect};
use qrcode::{Color, EcLevel, QrCode};

use crate::barcode;
use crate::drawing::{Draw, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::{Face, Fonts};

const BAR_TOP: f64 = 8.0;
const BAR_HEIGHT: f64 = 8.0;

fn failed(reason: impl std::fmt::Display) -> FormError {
    FormError::Mark {
        reason: reason.to_string(),
    }
}

/// The registration squares and the page code.
pub(crate) fn page_code(mark: &PageMark) -> Result<Vec<Draw>, FormError> {
    if !mark.is_valid() {
        return Err(failed("项目、表单、版本或单号含有不允许的字符"));
    }
    let squares = Corner::ALL.iter().map(|c| Draw::ring(corner_rect(*c))).collect();
    Ok(vec![
        Draw::Fill { rings: squares },
        code(&mark.to_string(), &code_rect())?,
    ])
}

/// A square code (QR Code, GB/T 18284-2000) in a place.
///
/// # Errors
/// [`FormError::Mark`] for a text that is too long for one.
pub(crate) fn code(text: &str, place: &RectMm) -> Result<Draw, FormError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(failed)?;
    let width = code.width();
    let module = place.w / width as f64;
    let colours = code.to_colors();
    let mut rings = Vec::new();
    for (row, line) in colours.chunks(width).enumerate() {
        let mut column = 0;
        for run in line.chunk_by(|a, b| a == b) {
            if run[0] == Color::Dark {
                rings.push(Draw::ring(RectMm {
                    x: place.x + column as f64 * module,
                    y: place.y + row as f64 * module,
                    w: run.len() as f64 * module,
                    h: module,
                }));
            }
            column += run.len();
        }
    }
    Ok(Draw::Fill { rings })
}

/// The case's number as bars with the number beneath.
pub(crate) fn case_number(number: &str, fonts: &Fonts) -> Result<Vec<Draw>, FormError> {
    let left = corner_rect(Corner::TopLeft);
    let start = left.x + left.w;
    let code = barcode::code(number, pagemark::A4_WIDTH_MM / 2.0 - start)?;
    let place = RectMm {
        x: start,
        y: BAR_TOP,
        w: code.width,
        h: BAR_HEIGHT,
    };
    let baseline = BAR_TOP + BAR_HEIGHT + 3.6;
    let middle = place.x + place.w / 2.0;
    let below = words(number, fonts, 8.0, 0.12, Place::Centre(middle), baseline)?;
    Ok(vec![code.draw(&place), below])
}

/// Where a line of words is put.
pub(crate) enum Place {
    Left(f64),
    Centre(f64),
    Right(f64),
}

/// Where a copy's caption ends: left of the page code's white.
pub(crate) fn caption_right() -> f64 {
    code_rect().x - CODE_QUIET_MM - 1.0
}

/// One line of words outside the form's own area.
pub(crate) fn words(
    text: &str,
    fonts: &Fonts,
    size_pt: f64,
    spacing: f64,
    place: Place,
    baseline: f64,
) -> Result<Draw, FormError> {
    let em = size_pt * MM_PER_PT;
    let mut glyphs = Vec::new();
    let mut x = 0.0;
    for ch in text.chars() {
        let glyph = fonts.glyph(Face::Song, ch)?;
        glyphs.push((x, glyph));
        x += em * (f64::from(glyph.advance) / 1000.0 + spacing);
    }
    let width = x - em * spacing;
    let left = match place {
        Place::Left(left) => left,
        Place::Centre(middle) => middle - width / 2.0,
        Place::Right(right) => right - width,
    };
    Ok(Draw::Text {
        size_pt,
        baseline,
        glyphs,
    }
    .moved(left, 0.0))
}
