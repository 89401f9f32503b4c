//! A CA's Word file (.docx, ECMA-376 / ISO 29500) as the first description of a form in KDL.
//!
//! Cells, spans, widths, heights and wording come over; which of them hold which value is proposed where a label is
//! known and otherwise left to the person who edits the description. What a description cannot say is told as notes.
//! The crate knows no project, no store and no PDF, writes nothing, and never guesses wording.

mod body;
mod error;
mod grid;
mod inline;
mod model;
mod numbering;
mod package;
mod styles;
mod symbols;
mod tree;
mod wording;
mod words;
mod write;

use std::collections::BTreeSet;

pub use error::DocxError;
pub use model::Note;
pub use wording::{Draft, Wish};

use model::{Block, Piece};
use numbering::Numbering;
use package::Package;
use styles::Styles;
use tree::Node;
use words::Known;

/// More cells and paragraphs than any form has.
const MAX_CELLS: usize = 3000;
const MAX_PARAGRAPHS: usize = 800;

/// Reads a Word file.
///
/// # Errors
/// [`DocxError`] with what the file is instead, and what to do about it.
pub fn draft(bytes: &[u8], wish: &Wish<'_>) -> Result<Draft, DocxError> {
    let mut package = Package::open(bytes)?;
    let document = package.document()?;
    let mut known = Known {
        styles: Styles::read(package.beside("styles.xml")),
        numbering: Numbering::read(package.beside("numbering.xml")),
        notes: BTreeSet::new(),
        symbols: BTreeSet::new(),
        pictures: 0,
    };
    let Some(body) = document.child("body") else {
        return Err(DocxError::NoDocument {
            part: "body".to_owned(),
        });
    };
    let page = page(body, &mut known);
    let mut blocks = Vec::new();
    for part in references(body, "headerReference", &mut package) {
        let head = body::blocks(&part, &mut known);
        let words = head
            .into_iter()
            .filter(|b| matches!(b, Block::Paragraph(p) if !p.is_empty()) || matches!(b, Block::Table(_)));
        blocks.extend(words);
    }
    if !blocks.is_empty() {
        known.notes.insert(Note::Header);
    }
    blocks.extend(body::blocks(body, &mut known));
    let feet = references(body, "footerReference", &mut package);
    let footer = feet
        .iter()
        .flat_map(|part| body::blocks(part, &mut known))
        .collect::<Vec<_>>();
    check_size(&blocks)?;
    if known.pictures > 0 {
        known.notes.insert(Note::Pictures(known.pictures));
    }
    if !known.symbols.is_empty() {
        known
            .notes
            .insert(Note::Symbols(std::mem::take(&mut known.symbols)));
    }
    write::write(&blocks, &footer, page, known.notes, wish)
}

/// The side margin of the paper, in millimetres; notes where it is no upright A4.
fn page(body: &Node, known: &mut Known) -> f64 {
    let mut sections = Vec::new();
    body.find_all("sectPr", &mut sections);
    let mm = |twips: f64| twips / 1440.0 * 25.4;
    for section in &sections {
        let size = |name| section.number("pgSz", name).map(mm);
        if let (Some(w), Some(h)) = (size("w"), size("h")) {
            if w > h {
                known.notes.insert(Note::Landscape);
            } else if (w - 210.0).abs() > 4.0 || (h - 297.0).abs() > 4.0 {
                known.notes.insert(Note::OtherPaper);
            }
        }
        let columns = section
            .child("cols")
            .and_then(|c| c.attr("num"))
            .and_then(|n| n.parse::<u32>().ok());
        if columns.is_some_and(|n| n > 1) {
            known.notes.insert(Note::Columns);
        }
    }
    let mut margins = sections.iter().filter_map(|section| {
        let (left, right) = (
            section.number("pgMar", "left")?,
            section.number("pgMar", "right")?,
        );
        Some(mm((left + right) / 2.0))
    });
    let side = margins.next_back().unwrap_or(18.0);
    (side.clamp(14.0, 30.0) * 2.0).round() / 2.0
}

/// The usual headers or footers of the sections, each once.
fn references(body: &Node, name: &str, package: &mut Package<'_>) -> Vec<Node> {
    let mut found = Vec::new();
    body.find_all(name, &mut found);
    let mut seen = BTreeSet::new();
    let usual = found
        .into_iter()
        .filter(|r| matches!(r.attr("type"), None | Some("default")));
    let ids: Vec<&str> = usual
        .filter_map(|r| r.attr("id"))
        .filter(|id| seen.insert(*id))
        .collect();
    let mut parts: Vec<Node> = Vec::new();
    for id in ids {
        if let Some(part) = package.related(id) {
            parts.push(part);
        }
    }
    // Sections repeat each other's: only what the first says is taken.
    parts.truncate(1);
    parts
}

fn check_size(blocks: &[Block]) -> Result<(), DocxError> {
    let (mut cells, mut paragraphs, mut words) = (0, 0, false);
    count(blocks, &mut cells, &mut paragraphs, &mut words);
    if cells > MAX_CELLS || paragraphs > MAX_PARAGRAPHS {
        return Err(DocxError::TooMuch { cells, paragraphs });
    }
    if cells == 0 && !words {
        return Err(DocxError::Nothing);
    }
    Ok(())
}

fn count(blocks: &[Block], cells: &mut usize, paragraphs: &mut usize, words: &mut bool) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => {
                *paragraphs += 1;
                *words |= p.pieces.iter().any(|piece| !matches!(piece, Piece::Break)) && !p.is_empty();
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    *cells += 1;
                    count(&cell.blocks, cells, &mut 0, words);
                }
            }
            Block::PageBreak => {}
        }
    }
}
