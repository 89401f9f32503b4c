//! Characters of symbol fonts, by what is seen: Word keeps a box as letter F0A8 of Wingdings.

/// What a character shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A box to tick, ticked or not.
    Tick(bool),
    Letter(char),
    Unknown,
}

/// The meaning of a character in a font; ordinary characters of ordinary fonts mean themselves.
pub(crate) fn meaning(font: &str, c: char) -> Meaning {
    let font = font.trim().to_lowercase();
    let code = u32::from(c);
    let symbolic = ["wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol"].contains(&font.as_str());
    if !symbolic && !(0xF000..=0xF0FF).contains(&code) {
        return plain(c);
    }
    if symbolic && c.is_whitespace() {
        return Meaning::Letter(c);
    }
    if symbolic && !(0x20..=0xFF).contains(&code) && !(0xF000..=0xF0FF).contains(&code) {
        return plain(c);
    }
    let low = code & 0xFF;
    match (font.as_str(), low) {
        ("wingdings 2", 0xA3 | 0x2A | 0x30 | 0x31 | 0x99 | 0xA2) => Meaning::Tick(false),
        ("wingdings 2", 0x52..=0x54) => Meaning::Tick(true),
        ("wingdings 2", 0x50) => Meaning::Letter('√'),
        ("wingdings 2", 0x4F) => Meaning::Letter('×'),
        ("wingdings 2", 0x6A..=0x73) => circled(low - 0x6A),
        ("webdings", 0x63 | 0x67) => Meaning::Tick(false),
        ("webdings", 0x61) => Meaning::Letter('√'),
        ("symbol", 0xB7) => Meaning::Letter('•'),
        ("symbol", 0xA3) => Meaning::Letter('≤'),
        ("symbol", 0xB3) => Meaning::Letter('≥'),
        ("symbol", 0xB4) => Meaning::Letter('×'),
        ("symbol", 0xB1) => Meaning::Letter('±'),
        ("symbol", 0xAE) => Meaning::Letter('→'),
        ("symbol", 0x20..=0x3F) => Meaning::Letter(char::from_u32(low).unwrap_or(' ')),
        ("wingdings 3" | "symbol" | "webdings" | "wingdings 2", _) => Meaning::Unknown,
        // Wingdings, and letters of its range whose font is not said.
        (_, 0xA8 | 0x6F..=0x72) => Meaning::Tick(false),
        (_, 0xFD | 0xFE | 0x78) => Meaning::Tick(true),
        (_, 0xFC) => Meaning::Letter('√'),
        (_, 0xFB) => Meaning::Letter('×'),
        (_, 0x6E | 0xA7) => Meaning::Letter('■'),
        (_, 0x6C) => Meaning::Letter('●'),
        (_, 0x9E | 0x9F | 0xB7) => Meaning::Letter('•'),
        (_, 0xA1 | 0x6D) => Meaning::Letter('○'),
        (_, 0x75..=0x77) => Meaning::Letter('◆'),
        (_, 0xAB) => Meaning::Letter('★'),
        (_, 0xD8) => Meaning::Letter('▷'),
        (_, 0xE0) => Meaning::Letter('→'),
        (_, 0x81..=0x8A) => circled(low - 0x81),
        (_, 0x8C..=0x95) => circled(low - 0x8C),
        _ => Meaning::Unknown,
    }
}

fn circled(at: u32) -> Meaning {
    "①②③④⑤⑥⑦⑧⑨⑩"
        .chars()
        .nth(at as usize)
        .map_or(Meaning::Unknown, Meaning::Letter)
}

fn plain(c: char) -> Meaning {
    match c {
        '□' | '☐' | '▢' | '◻' | '◽' | '⬜' | '❏' | '❐' | '❑' | '❒' | '\u{1F78E}' | '\u{1F78F}'
        | '\u{1F790}' => Meaning::Tick(false),
        '☑' | '☒' | '✅' | '▣' | '\u{1F5F9}' | '\u{1F5F7}' | '\u{1F5F5}' | '\u{2B1B}' => {
            Meaning::Tick(true)
        }
        _ if is_private(c) => Meaning::Unknown,
        _ => Meaning::Letter(c),
    }
}

/// Letters that mean something else on every machine.
pub(crate) fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

/// Signs that are not seen, and those that a description must not hold.
pub(crate) fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n')
        || matches!(u32::from(c),
            0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFF9..=0xFFFD
            | 0x2028 | 0x2029 | 0xE_0000..=0xE_01EF)
}
