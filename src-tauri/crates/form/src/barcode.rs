//! Numbers as bars: Code 128 (ISO/IEC 15417), in the margin or in a cell of the form.
//!
//! Knows where nothing stands; the caller says how much room there is.

use barcoders::sym::code128::Code128;
use pagemark::RectMm;

use crate::drawing::Draw;
use crate::error::FormError;

/// Widths of the thinnest bar in millimetres: the widest that leaves room for the number is taken.
const BAR_WIDTHS: [f64; 4] = [0.42, 0.39, 0.36, 0.33];
/// White before and after the bars, in bar widths (ISO/IEC 15417 §4.5).
const QUIET_BARS: f64 = 10.0;

/// A number as bars, not yet anywhere.
#[derive(Debug, Clone)]
pub(crate) struct Barcode {
    /// Width with the white on both sides, in millimetres.
    pub width: f64,
    /// Bars from the left edge of the white: where one begins and how wide it is, in millimetres.
    bars: Vec<(f64, f64)>,
}

/// The bars of a number in a room of a width in millimetres.
///
/// # Errors
/// [`FormError::Mark`] when the number has characters Code 128 cannot say, or too many.
pub(crate) fn code(number: &str, room: f64) -> Result<Barcode, FormError> {
    let modules = Code128::new(code_sets(number))
        .map_err(|e| FormError::Mark {
            reason: e.to_string(),
        })?
        .encode();
    let all = modules.len() as f64 + 2.0 * QUIET_BARS;
    let Some(bar) = BAR_WIDTHS.iter().find(|bar| all * **bar <= room) else {
        return Err(FormError::Mark {
            reason: format!("单号“{number}”太长，条码放不下"),
        });
    };
    let mut bars = Vec::new();
    let mut at = QUIET_BARS;
    for run in modules.chunk_by(|a, b| a == b) {
        if run[0] == 1 {
            bars.push((at * bar, run.len() as f64 * bar));
        }
        at += run.len() as f64;
    }
    Ok(Barcode {
        width: all * bar,
        bars,
    })
}

impl Barcode {
    /// The bars in a place, from its left edge and as high as it.
    pub fn draw(&self, place: &RectMm) -> Draw {
        let ring = |(x, w): &(f64, f64)| {
            Draw::ring(RectMm {
                x: place.x + x,
                w: *w,
                ..*place
            })
        };
        Draw::Fill {
            rings: self.bars.iter().map(ring).collect(),
        }
    }
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
    }

    #[test]
    fn the_longest_number_fits_the_margin_and_the_authoritys_number_a_cell() {
        // Twenty letters are what the remedy promises; between the top left square and the middle are 95 mm.
        let longest = code("ABCDEFGHIJKLMNOPQRST", 95.0).unwrap();
        assert!(longest.width <= 95.0);
        // Seventeen digits: eleven symbols of eleven modules, two more in the stop, ten of white on each side.
        let digits = code("00202009200000604", 62.0).unwrap();
        assert!((58.0..=62.0).contains(&digits.width), "{}", digits.width);
        assert_eq!(code("00202009200000604", 40.0).unwrap_err().code(), "form-mark");
    }
}
