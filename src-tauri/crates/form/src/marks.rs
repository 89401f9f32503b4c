//! The marks around a form: page code, registration squares, case number, caption and footer.
//!
//! What the code says and where it stands is `pagemark`'s matter. The case number is Code 128 (ISO/IEC 15417) in the
//! top margin left of the middle. Nothing here touches the area in which the CA's form stands.

use barcoders::sym::code128::Code128;
use pagemark::{CODE_QUIET_MM, Corner, PageMark, RectMm, code_rect, corner_rect};
use qrcode::{Color, EcLevel, QrCode};

use crate::drawing::{Draw, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::{Face, Fonts};

/// Width of the thinnest bar in millimetres: the widest that leaves room for the number.
const BAR_WIDTHS: [f64; 4] = [0.42, 0.39, 0.36, 0.33];
/// White before and after the bars, in bar widths (ISO/IEC 15417 §4.5).
const QUIET_BARS: f64 = 10.0;
const BAR_TOP: f64 = 6.5;
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
    let code = QrCode::with_error_correction_level(mark.to_string(), EcLevel::M).map_err(failed)?;
    let place = code_rect();
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
    Ok(vec![Draw::Fill { rings: squares }, Draw::Fill { rings }])
}

/// The case number as bars with the number beneath.
pub(crate) fn case_number(case: &str, fonts: &Fonts) -> Result<Vec<Draw>, FormError> {
    let bars = Code128::new(code_sets(case)).map_err(failed)?.encode();
    let left = corner_rect(Corner::TopLeft);
    let start = left.x + left.w;
    let room = pagemark::A4_WIDTH_MM / 2.0 - start;
    let fits = |w: &&f64| (bars.len() as f64 + 2.0 * QUIET_BARS) * **w <= room;
    let Some(bar) = BAR_WIDTHS.iter().find(fits) else {
        return Err(failed(format!("单号“{case}”太长，条码放不下")));
    };
    let x = start + QUIET_BARS * bar;
    let mut rings = Vec::new();
    let mut at = 0;
    for run in bars.chunk_by(|a, b| a == b) {
        if run[0] == 1 {
            let (left, width) = (x + at as f64 * bar, run.len() as f64 * bar);
            rings.push(Draw::ring(RectMm {
                x: left,
                y: BAR_TOP,
                w: width,
                h: BAR_HEIGHT,
            }));
        }
        at += run.len();
    }
    let middle = x + bars.len() as f64 * bar / 2.0;
    let number = words(
        case,
        fonts,
        8.0,
        0.12,
        Place::Centre(middle),
        BAR_TOP + BAR_HEIGHT + 3.6,
    )?;
    Ok(vec![Draw::Fill { rings }, number])
}

/// Where a line of words is put.
pub(crate) enum Place {
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

/// Adds the code set switches: four digits and more in a row go two a symbol (set C), the rest in set B.
fn code_sets(text: &str) -> String {
    const B: char = '\u{0181}';
    const C: char = '\u{0106}';
    let mut out = String::new();
    let mut set = None;
    let mut switch = |out: &mut String, to: char| {
        if set != Some(to) {
            out.push(to);
            set = Some(to);
        }
    };
    for run in text
        .as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
    {
        let run: String = run.iter().map(|b| char::from(*b)).collect();
        let odd = run.len() % 2;
        if run.starts_with(|c: char| c.is_ascii_digit()) && run.len() >= 4 {
            if odd == 1 {
                switch(&mut out, B);
                out.push_str(&run[..1]);
            }
            switch(&mut out, C);
            out.push_str(&run[odd..]);
        } else {
            switch(&mut out, B);
            out.push_str(&run);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_go_two_a_symbol() {
        assert_eq!(code_sets("YL-20261121-01"), "\u{181}YL-\u{106}20261121\u{181}-01");
        assert_eq!(code_sets("12345"), "\u{181}1\u{106}2345");
        assert!(Code128::new(code_sets("ZF-20261121-0001")).is_ok());
        // Twenty letters, the worst case of the remedy's promise, still fit at the thinnest bars.
        let bars = Code128::new(code_sets("ABCDEFGHIJKLMNOPQRST"))
            .unwrap()
            .encode()
            .len() as f64;
        let left = corner_rect(Corner::TopLeft);
        assert!((bars + 2.0 * QUIET_BARS) * BAR_WIDTHS[3] <= pagemark::A4_WIDTH_MM / 2.0 - left.x - left.w);
    }
}
