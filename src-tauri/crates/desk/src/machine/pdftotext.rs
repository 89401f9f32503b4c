//! Reads the pages of a PDF and the words on them with their places (poppler's `pdftotext -bbox`), so that a document
//! can be searched where it is looked at. It never writes a file.

use std::time::Duration;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::machine::api::{LookSheet, LookWord};
use crate::machine::program::run;
use crate::rim::api::Refusal;

/// The most words that are handed to the window; a document of the counter has a few thousand.
const WORDS_MAX: usize = 60_000;

/// The pages of a PDF in order. Errors: `part-missing`, `part-hung`, `document-unreadable`.
pub fn pages(pdf: &[u8]) -> Result<Vec<LookSheet>, Refusal> {
    let ran = run(
        "pdftotext",
        "poppler-utils",
        ["-bbox", "-", "-"],
        pdf,
        Duration::from_secs(30),
    )?;
    if ran.code != Some(0) {
        return Err(unreadable());
    }
    let pages = parse(&String::from_utf8_lossy(&ran.stdout)).ok_or_else(unreadable)?;
    if pages.is_empty() {
        return Err(unreadable());
    }
    Ok(pages)
}

fn unreadable() -> Refusal {
    Refusal::new(
        "document-unreadable",
        "这份文件打不开：已损坏、设了口令，或者不是 PDF",
        "请用“另存”取出文件，交给管理员查看；文件原样留在库里",
    )
}

/// Pages and words of the XHTML that `-bbox` writes; nothing when it is not such.
fn parse(xhtml: &str) -> Option<Vec<LookSheet>> {
    let mut reader = Reader::from_str(xhtml);
    let mut pages: Vec<LookSheet> = Vec::new();
    let mut word: Option<LookWord> = None;
    let mut words = 0;
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return Some(pages),
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "page" => pages.push(LookSheet {
                title: String::new(),
                width: number(&tag, "width")?,
                height: number(&tag, "height")?,
                words: Vec::new(),
            }),
            Event::Start(tag) if tag.name().as_ref() == "word" => {
                let (x, y) = (number(&tag, "xMin")?, number(&tag, "yMin")?);
                let (right, bottom) = (number(&tag, "xMax")?, number(&tag, "yMax")?);
                word = Some(LookWord {
                    text: String::new(),
                    x,
                    y,
                    w: rounded(right - x),
                    h: rounded(bottom - y),
                });
            }
            Event::Text(text) => {
                if let Some(word) = &mut word {
                    word.text.push_str(&text);
                }
            }
            // `&amp;` and its like come as an event of their own.
            Event::GeneralRef(entity) => {
                let letter = match entity.resolve_char_ref().ok()? {
                    Some(letter) => Some(letter.to_string()),
                    None => quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned),
                };
                if let (Some(word), Some(letter)) = (&mut word, letter) {
                    word.text.push_str(&letter);
                }
            }
            Event::End(tag) if tag.name().as_ref() == "word" => {
                words += 1;
                if let (Some(word), Some(page)) = (word.take(), pages.last_mut())
                    && words <= WORDS_MAX
                {
                    page.words.push(word);
                }
            }
            _ => {}
        }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<f64> {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    found
        .value
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite())
        .map(rounded)
}

/// Tenths of a point are finer than any screen.
fn rounded(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_stand_on_their_page_and_entities_are_letters() {
        let xhtml = r#"<?xml version="1.0"?><html><head><title>a &amp; b</title></head><body><doc>
          <page width="595.276000" height="841.890000">
            <word xMin="56.70" yMin="70.20" xMax="120.84" yMax="84.00">甲&amp;乙&#x201C;</word>
          </page>
          <page width="841.9" height="595.3"></page></doc></body></html>"#;
        let pages = parse(xhtml).unwrap();
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].words[0].text, "甲&乙“");
        assert_eq!((pages[0].words[0].x, pages[0].words[0].w), (56.7, 64.1));
        assert!(pages[1].words.is_empty() && pages[1].width > pages[1].height);
    }

    #[test]
    fn what_is_no_pdf_is_refused_in_words() {
        assert_eq!(pages(b"no pdf at all").unwrap_err().code, "document-unreadable");
    }
}
