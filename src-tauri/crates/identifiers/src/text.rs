//! Typed text to its normal form. Changes writing only, never a digit: corrections of content are suggestions.

use unicode_normalization::UnicodeNormalization;

/// Full-width letters, digits and signs (U+FF01–U+FF5E) and the ideographic space become half-width.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            // Dashes that input methods and word processors write for a hyphen.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        })
        .collect()
}

/// A code: half-width, upper case, without spaces and invisible characters (pasted from tables and web pages).
pub fn normal_code(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// A unit's name: brackets full width （ ）, no spaces at the ends, runs of spaces as one, invisible characters out.
pub fn normal_unit_name(text: &str) -> String {
    let plain: String = text
        .nfc()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '(' | '\u{fe59}' => '（',
            ')' | '\u{fe5a}' => '）',
            c => c,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
        || c.is_control()
}

/// The first character outside `allowed`, with its position counted from 1.
pub(crate) fn first_outside(text: &str, allowed: impl Fn(char) -> bool) -> Option<(usize, char)> {
    text.chars()
        .enumerate()
        .map(|(i, c)| (i + 1, c))
        .find(|(_, c)| !allowed(*c))
}

/// `O`→`0` and `I`→`1`, the two confusions worth offering; nothing when there is neither.
pub(crate) fn letters_to_digits(text: &str) -> Option<String> {
    text.contains(['O', 'I'])
        .then(|| text.replace('O', "0").replace('I', "1"))
}

/// ASCII digits only, and at least one.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a character turns the order of writing around without being seen (Unicode Standard Annex #9, section 2): in
/// a name or a file name it makes a text read as another one.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text without the characters that nobody typed on purpose and no screen shows: controls but line ends and tabs,
/// turners of the order of writing, the byte order mark.
pub fn shown_text(text: &str) -> String {
    let unseen =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || is_bidi_control(c) || c == '\u{feff}';
    text.chars().filter(|c| !unseen(*c)).collect()
}
