//! The shades of a picture as one object of its own, which the page draws in one operation.
//!
//! A sample picture's words are outlines of thousands of corners. As operations of the library each corner is an object
//! on its own; written straight into a stream they cost a fifth of that.

use std::collections::BTreeMap;
use std::fmt::Write;

use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject, XObjectId};

use crate::drawing::{Draw, MM_PER_PT};

/// The red of a seal's ink (正红), in the shares of red, green and blue.
const RED: [f64; 3] = [0.82, 0.05, 0.05];

/// The object's name on its page.
pub(super) fn id(page: usize, number: usize) -> XObjectId {
    XObjectId(format!("Sketch{page}-{number}"))
}

/// Whether a drawing goes on with the picture that the one before it is of.
pub(super) fn goes_on(before: Option<&Draw>, draw: &Draw) -> bool {
    let shade = |draw: &Draw| matches!(draw, Draw::Shade { .. });
    before.is_some_and(shade) && shade(draw)
}

/// The pictures among `draws`, each with all its shades in their order.
pub(super) fn of(draws: &[Draw]) -> Vec<XObject> {
    let pictures = draws.chunk_by(|before, draw| goes_on(Some(before), draw));
    pictures.filter_map(picture).collect()
}

fn picture(draws: &[Draw]) -> Option<XObject> {
    let mut content = String::new();
    for draw in draws {
        if let Draw::Shade { rings, grey, red } = draw {
            // Writing into a string cannot fail.
            let _ = match red {
                false => writeln!(content, "{grey:.3} g"),
                true => {
                    let [r, g, b] = RED.map(|full| full + (1.0 - full) * grey);
                    writeln!(content, "{r:.3} {g:.3} {b:.3} rg")
                }
            };
            shade(&mut content, rings);
        }
    }
    (!content.is_empty()).then(|| {
        XObject::External(ExternalXObject {
            stream: ExternalStream {
                dict: dictionary(),
                content: content.into_bytes(),
                compress: false,
            },
            width: None,
            height: None,
            dpi: None,
        })
    })
}

/// A form object over the whole sheet (ISO 32000-1, 8.10.2).
fn dictionary() -> BTreeMap<String, DictItem> {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let (width, height) = (
        pagemark::A4_WIDTH_MM / MM_PER_PT,
        pagemark::A4_HEIGHT_MM / MM_PER_PT,
    );
    let sheet = [0.0, 0.0, width, height].map(|pt| DictItem::Real(pt as f32));
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", DictItem::Array(sheet.to_vec())),
        ("Resources", DictItem::Dict { map: BTreeMap::new() }),
    ];
    entries.map(|(key, value)| (key.to_owned(), value)).into()
}

fn shade(content: &mut String, rings: &[Vec<(f64, f64)>]) {
    for ring in rings {
        for (at, (x, y)) in ring.iter().enumerate() {
            hundredths(content, x / MM_PER_PT);
            hundredths(content, (pagemark::A4_HEIGHT_MM - y) / MM_PER_PT);
            content.push_str(if at == 0 { "m\n" } else { "l\n" });
        }
        content.push_str("h\n");
    }
    content.push_str("f\n");
}

/// A length in hundredths of a point, a third of a dot of a 1200-dpi printer, and a space. A page has tens of
/// thousands of them, and the general way of writing numbers takes most of the page's time.
fn hundredths(content: &mut String, pt: f64) {
    let whole = (pt * 100.0).round() as i64;
    if whole < 0 {
        content.push('-');
    }
    let mut digits = [b'0'; 24];
    let mut rest = whole.unsigned_abs();
    let mut first = digits.len();
    while rest > 0 || first > digits.len() - 3 {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let (points, parts) = digits[first..].split_at(digits.len() - first - 2);
    for digit in points.iter().chain(b".").chain(parts) {
        content.push(char::from(*digit));
    }
    content.push(' ');
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn lengths_are_written_to_the_hundredth() {
        for (pt, written) in [
            (0.0, "0.00 "),
            (0.004, "0.00 "),
            (-0.05, "-0.05 "),
            (9.999, "10.00 "),
            (595.276, "595.28 "),
            (-12.3, "-12.30 "),
        ] {
            let mut content = String::new();
            hundredths(&mut content, pt);
            assert_eq!(content, written);
        }
    }
}
