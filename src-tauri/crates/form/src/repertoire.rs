//! Every character of GB 18030-2022, implementation level 3, has a shape in the fonts of assets/fonts/print.
//!
//! The standard (clause 9) asks products for public service to support level 3: all its Chinese characters, 87,887, and
//! the radicals of its table 3. Level 1 is within it (among others the 66 characters that 2022 added, U+9FA6–9FB3
//! and 9FBC–9FEF), and so is level 2, the whole 通用规范汉字表 of 8,105.

use std::path::Path;

use crate::fonts::{Face, Slot, printable};
use crate::{Fonts, FormError};

/// The Chinese characters by their blocks in GB/T 13000 (ISO/IEC 10646): first, last, how many. They are the unified
/// characters up to extension F as of 2018 and the twelve that stand among the compatibility characters.
const HANZI: [(u32, u32, u32); 14] = [
    (0x4E00, 0x9FEF, 20_976),     // 中日韩统一汉字
    (0x3400, 0x4DB5, 6_582),      // 扩充A
    (0x2_0000, 0x2_A6D6, 42_711), // 扩充B
    (0x2_A700, 0x2_B734, 4_149),  // 扩充C
    (0x2_B740, 0x2_B81D, 222),    // 扩充D
    (0x2_B820, 0x2_CEA1, 5_762),  // 扩充E
    (0x2_CEB0, 0x2_EBE0, 7_473),  // 扩充F
    (0xFA0E, 0xFA0F, 2),
    (0xFA11, 0xFA11, 1),
    (0xFA13, 0xFA14, 2),
    (0xFA1F, 0xFA1F, 1),
    (0xFA21, 0xFA21, 1),
    (0xFA23, 0xFA24, 2),
    (0xFA27, 0xFA29, 3),
];
/// Table 3 of the standard.
const RADICALS: (u32, u32) = (0x2F00, 0x2FD5);

fn fonts() -> Fonts {
    Fonts::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/fonts/print")).unwrap()
}

/// The code points that no face shows, or shows as nothing.
fn without_shape(fonts: &Fonts, characters: impl Iterator<Item = char>) -> Vec<String> {
    let face = |slot: Slot| ttf_parser::Face::parse(fonts.bytes(slot).unwrap(), 0).unwrap();
    let faces = Slot::ALL.map(face);
    let shows = |ch: char| {
        let glyph = fonts.glyph(Face::Song, ch).ok()?;
        faces[glyph.slot as usize].glyph_bounding_box(ttf_parser::GlyphId(glyph.gid))
    };
    characters
        .filter(|ch| shows(*ch).is_none())
        .map(|ch| format!("U+{:04X}", u32::from(ch)))
        .collect()
}

fn range((from, to): (u32, u32)) -> impl Iterator<Item = char> {
    (from..=to).filter_map(char::from_u32)
}

#[test]
fn all_chinese_characters_of_level_three_have_a_shape() {
    let mut all = 0;
    for (from, to, count) in HANZI {
        assert_eq!(to - from + 1, count, "U+{from:04X}–{to:04X}");
        all += count;
    }
    assert_eq!(all, 87_887, "as the standard counts them");
    let fonts = fonts();
    let characters = HANZI.iter().flat_map(|(from, to, _)| range((*from, *to)));
    let lost = without_shape(&fonts, characters);
    assert!(lost.is_empty(), "{} without a shape: {lost:?}", lost.len());
    let radicals = without_shape(&fonts, range(RADICALS));
    assert!(radicals.is_empty(), "{radicals:?}");
    // A radical in a value is printed as the character that looks the same.
    for radical in range(RADICALS) {
        let shown: Vec<char> = printable(&radical.to_string()).chars().collect();
        assert!(
            matches!(
                shown.as_slice(),
                [one] if HANZI.iter().any(|(from, to, _)| (*from..=*to).contains(&u32::from(*one)))
            ),
            "U+{:04X} becomes {shown:?}",
            u32::from(radical)
        );
    }
}

#[test]
fn all_signs_and_letters_of_the_two_byte_codes_have_a_shape() {
    // The user-defined areas are nobody's characters; ten upright marks moved to U+FE10–FE19 in 2022.
    let private = |ch: char| ('\u{E000}'..='\u{F8FF}').contains(&ch);
    let blank = |ch: char| ch == '\u{3000}';
    let mut characters: Vec<char> = range((0xFE10, 0xFE19)).collect();
    for lead in 0x81..=0xFE {
        for trail in (0x40..=0xFE).filter(|b| *b != 0x7F) {
            let code = [lead, trail];
            let (text, wrong) = encoding_rs::GB18030.decode_without_bom_handling(&code);
            characters.extend(text.chars().filter(|ch| !wrong && !private(*ch) && !blank(*ch)));
        }
    }
    assert!(characters.len() > 21_800, "{}", characters.len());
    let lost = without_shape(&fonts(), characters.into_iter());
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn what_no_font_has_is_an_error_and_never_a_box() {
    let fonts = fonts();
    // Unassigned, private use, and extension G, which the standard of 2022 does not have.
    for ch in ['\u{0378}', '\u{E815}', '\u{30000}'] {
        let error = fonts.glyph(Face::Song, ch).unwrap_err();
        assert!(matches!(error, FormError::NoGlyph { .. }), "{error}");
    }
}
