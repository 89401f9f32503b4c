//! Pieces as a wording of a description, and texts as KDL strings.
//!
//! Braces of the file's own words are kept apart from those of the grammar, and the KDL parser's limits on nesting
//! count letters: what could be taken for nesting is written by its number.

use crate::model::{Paragraph, Piece};
use crate::wording::Wording;

/// Stand for the file's own braces until the string is written; private letters of the file are gone by then.
const OPEN: char = '\u{E001}';
const CLOSE: char = '\u{E002}';
/// Words smaller than this share of their paragraph are said to be small.
const SMALL: f64 = 0.87;

/// The wording of a paragraph.
pub(crate) fn wording(paragraph: &Paragraph, made: &mut Wording<'_>) -> String {
    let bold_all = paragraph.is_bold();
    let mut out = String::new();
    // The words before a blank say what it is for.
    let mut before = String::new();
    for piece in &paragraph.pieces {
        match piece {
            Piece::Words { text, bold, size } => {
                before.push_str(text);
                let text = letters(text, made);
                let plain = text.contains([OPEN, CLOSE]) || text.trim().is_empty();
                if !plain && *size < paragraph.size * SMALL {
                    out.push_str(&format!("{{small|{text}}}"));
                } else if !plain && *bold && !bold_all {
                    out.push_str(&format!("{{hei|{text}}}"));
                } else {
                    out.push_str(&text);
                }
            }
            Piece::Tick(checked) => {
                before.clear();
                out.push_str(if *checked { "{[x]}" } else { "{[]}" });
            }
            Piece::Blank(mm) => {
                let width = mm.min(made.room).clamp(4.0, 150.0).round();
                let field = made.field(last_label(&before)).unwrap_or_default();
                out.push_str(&format!("{{_{field}:{width}}}"));
                before.clear();
            }
            Piece::Break => {
                before.clear();
                out.push_str("{br}");
            }
            Piece::Page => out.push('1'),
            Piece::Pages => out.push('1'),
        }
    }
    let out = out.trim_end_matches([' ', '\u{3000}']);
    out.trim_end_matches("{br}").to_owned()
}

/// The wording of a footer: words and page numbers only.
pub(crate) fn footer(paragraph: &Paragraph, made: &mut Wording<'_>) -> String {
    let pieces = paragraph.pieces.iter().map(|piece| match piece {
        Piece::Words { text, .. } => letters(text, made),
        Piece::Page => "{#page}".to_owned(),
        Piece::Pages => "{#pages}".to_owned(),
        _ => "\u{3000}".to_owned(),
    });
    pieces.collect()
}

/// The label that ends some words: `联系人：张三　电话：` ends in `电话`.
fn last_label(words: &str) -> &str {
    let words = words.trim_end_matches(['：', ':', ' ', '\u{3000}', '（', '(']);
    let from = words.rfind([
        ' ', '\u{3000}', '，', '。', '；', '：', ':', '、', '（', '(', '）', ')',
    ]);
    from.map_or(words, |at| &words[at..]).trim_start_matches([
        ' ', '\u{3000}', '，', '。', '；', '：', ':', '、', '（', '(', '）', ')',
    ])
}

fn letters(text: &str, made: &mut Wording<'_>) -> String {
    let letter = |c: char| match c {
        '{' => Some(OPEN),
        '}' => Some(CLOSE),
        c if made.is_unprintable(c) => Some('\u{3000}'),
        c => Some(c),
    };
    text.chars().filter_map(letter).collect()
}

/// A text in quotes, as KDL reads it back letter by letter.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            OPEN => out.push_str("\\u{7b}\\u{7b}"),
            CLOSE => out.push_str("\\u{7d}\\u{7d}"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if letters.peek() == Some(&'*') => out.push_str("\\u{2f}"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text for a property that is no wording: nothing of the grammar counts there.
pub(crate) fn plain(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !c.is_control()).collect();
    quoted(&bare).replace('{', "\\u{7b}")
}
