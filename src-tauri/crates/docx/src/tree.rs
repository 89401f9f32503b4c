//! XML as a small tree of local names: prefixes differ between Word, WPS and LibreOffice, the names do not.
//!
//! Entities beyond XML's own five are dropped, never expanded; depth and size have limits.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::error::DocxError;

/// No document of a form nests deeper.
const MAX_DEPTH: usize = 160;
/// No document of a form has more elements.
const MAX_NODES: usize = 400_000;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    /// An attribute by its local name.
    pub fn attr(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|node| node.name == name)
    }

    /// A grandchild and so on.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// `val` of a child, as most properties are written.
    pub fn val(&self, name: &str) -> Option<&str> {
        self.child(name).and_then(|node| node.attr("val"))
    }

    /// A property that is on by its mere presence.
    pub fn on(&self, name: &str) -> bool {
        let off = |value: &str| matches!(value, "0" | "false" | "off");
        self.child(name)
            .is_some_and(|node| !node.attr("val").is_some_and(off))
    }

    /// A length or count; what is not a number, or beyond all measure, is as if it were not there.
    pub fn number(&self, name: &str, attribute: &str) -> Option<f64> {
        let value = self.child(name)?.attr(attribute)?;
        length(value)
    }

    /// All descendants of a name, in order.
    pub fn find_all<'a>(&'a self, name: &str, found: &mut Vec<&'a Node>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.find_all(name, found);
        }
    }
}

/// Twips, or a length with its unit as the strict format writes it.
pub(crate) fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let units = [
        ("pt", 20.0),
        ("mm", 1440.0 / 25.4),
        ("cm", 1440.0 / 2.54),
        ("in", 1440.0),
    ];
    let (digits, unit) = units
        .iter()
        .find_map(|(unit, twips)| Some((text.strip_suffix(unit)?, *twips)))
        .unwrap_or((text, 1.0));
    let value = digits.parse::<f64>().ok()? * unit;
    (value.is_finite() && value.abs() < 1e7).then_some(value)
}

/// Parses a part of the file.
pub(crate) fn parse(part: &str, bytes: &[u8]) -> Result<Node, DocxError> {
    let text = decode(bytes).ok_or_else(|| damaged(part, "", 0))?;
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Node> = vec![Node::default()];
    let mut nodes = 0;
    loop {
        let at = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader
            .read_event()
            .map_err(|_| damaged(part, &text, at(&reader)))?;
        let element = matches!(event, Event::Start(_) | Event::Empty(_));
        nodes += usize::from(element);
        if open.len() > MAX_DEPTH || nodes > MAX_NODES {
            return Err(damaged(part, &text, at(&reader)));
        }
        match event {
            Event::Start(tag) => open.push(node(&tag)),
            Event::Empty(tag) => push(&mut open, node(&tag)),
            Event::End(_) => {
                if open.len() > 1
                    && let Some(done) = open.pop()
                {
                    push(&mut open, done);
                }
            }
            Event::Text(words) => append(&mut open, &words),
            Event::CData(words) => append(&mut open, &words),
            Event::GeneralRef(entity) => {
                let letter = match entity.resolve_char_ref() {
                    Ok(Some(letter)) => letter.to_string(),
                    _ => resolve_predefined_entity(&entity).unwrap_or_default().to_owned(),
                };
                append(&mut open, &letter);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|_| open.is_empty());
    let root = root.and_then(|mut root| root.children.pop());
    root.ok_or_else(|| damaged(part, &text, text.len()))
}

/// UTF-8, or UTF-16 with its mark, which Word reads too.
fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |swap: bool| {
        let units = bytes[2..].chunks_exact(2);
        let units = units.map(|pair| match swap {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        });
        String::from_utf16(&units.collect::<Vec<_>>()).ok()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(false),
        [0xfe, 0xff, ..] => wide(true),
        _ => {
            let text = String::from_utf8(bytes.to_vec()).ok()?;
            Some(text.trim_start_matches('\u{feff}').to_owned())
        }
    }
}

fn node(tag: &BytesStart<'_>) -> Node {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let key: &str = attribute.key.as_ref();
        let key = key.rsplit(':').next().unwrap_or(key);
        let value = quick_xml::escape::unescape(&attribute.value).unwrap_or_default();
        (key.to_owned(), value.into_owned())
    });
    let name = tag.name();
    let name: &str = name.as_ref();
    Node {
        name: name.rsplit(':').next().unwrap_or(name).to_owned(),
        attributes: attributes.collect(),
        ..Node::default()
    }
}

fn push(open: &mut [Node], done: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(done);
    }
}

fn append(open: &mut [Node], words: &str) {
    if let Some(parent) = open.last_mut() {
        parent.text.push_str(words);
    }
}

fn damaged(part: &str, text: &str, offset: usize) -> DocxError {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    DocxError::Damaged {
        part: part.to_owned(),
        line,
        column,
    }
}
