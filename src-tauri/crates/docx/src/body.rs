//! The document's body: paragraphs, tables and page breaks in their order, whatever containers Word puts around them.

use crate::grid;
use crate::model::{Align, Block, Note, Paragraph, Piece};
use crate::styles;
use crate::tree::{Node, length};
use crate::words::{Known, Runs};

/// The blocks of a body, cell, header or text box.
pub(crate) fn blocks(node: &Node, known: &mut Known) -> Vec<Block> {
    let mut out = Vec::new();
    gather(node, known, &mut out);
    out
}

fn gather(node: &Node, known: &mut Known, out: &mut Vec<Block>) {
    for child in &node.children {
        match child.name.as_str() {
            "p" => paragraph(child, known, out),
            "tbl" => out.extend(grid::table(child, known, blocks).map(Block::Table)),
            "sdt" => {
                if let Some(content) = child.child("sdtContent") {
                    gather(content, known, out);
                }
            }
            "ins" | "moveTo" => {
                known.notes.insert(Note::Tracked);
                gather(child, known, out);
            }
            "customXml" | "smartTag" => gather(child, known, out),
            "AlternateContent" => {
                let chosen = child.child("Choice").or_else(|| child.child("Fallback"));
                if let Some(chosen) = chosen {
                    gather(chosen, known, out);
                }
            }
            _ => {}
        }
    }
}

fn paragraph(node: &Node, known: &mut Known, out: &mut Vec<Block>) {
    let properties = node.child("pPr");
    let style = properties.and_then(|p| p.val("pStyle"));
    if properties.is_some_and(|p| p.on("pageBreakBefore")) {
        out.push(Block::PageBreak);
    }
    let runs = Runs::of(known, node, style);
    let (pieces, boxes, breaks_page) = (runs.pieces, runs.boxes, runs.breaks_page);
    let deleted = properties.and_then(|p| p.at(&["rPr", "del"])).is_some();
    let mut read = Paragraph {
        size: main_size(&pieces).unwrap_or_else(|| empty_size(properties, style, known)),
        pieces,
        align: align(properties, style, known),
        indent: 0.0,
        hang: 0.0,
    };
    if !read.is_empty() {
        number(&mut read, properties, style, known);
        indent(&mut read, properties);
    }
    if !read.is_empty() || !(deleted || breaks_page) {
        out.push(Block::Paragraph(read));
    }
    if breaks_page {
        out.push(Block::PageBreak);
    }
    for text_box in boxes {
        gather(text_box, known, out);
    }
    if let Some(section) = properties.and_then(|p| p.child("sectPr"))
        && section.val("type") != Some("continuous")
    {
        out.push(Block::PageBreak);
    }
}

/// The size in which most letters stand.
fn main_size(pieces: &[Piece]) -> Option<f64> {
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for piece in pieces {
        let Piece::Words { text, size, .. } = piece else {
            continue;
        };
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        match sizes.iter_mut().find(|(known, _)| (known - size).abs() < 0.01) {
            Some((_, known)) => *known += count,
            None => sizes.push((*size, count)),
        }
    }
    let most = sizes
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .max_by_key(|(_, count)| *count);
    most.map(|(size, _)| size)
}

/// An empty paragraph is as high as its mark.
fn empty_size(properties: Option<&Node>, style: Option<&str>, known: &Known) -> f64 {
    let own = styles::Run::of(properties.and_then(|p| p.child("rPr")));
    known.styles.run(own, None, style).size.unwrap_or(10.5)
}

fn align(properties: Option<&Node>, style: Option<&str>, known: &Known) -> Align {
    let own = properties.and_then(|p| p.val("jc")).map(str::to_owned);
    match own.or_else(|| known.styles.align(style)).as_deref() {
        Some("center") => Align::Centre,
        Some("right" | "end") => Align::Right,
        Some("distribute" | "thaiDistribute") => Align::Spread,
        Some("left" | "start") => Align::Left,
        _ => Align::Justify,
    }
}

/// Puts an automatic number before the words.
fn number(read: &mut Paragraph, properties: Option<&Node>, style: Option<&str>, known: &mut Known) {
    let own = properties.and_then(styles::numbering_of);
    let Some((list, level)) = own.or_else(|| known.styles.numbering(style)) else {
        return;
    };
    let Some(mut label) = known.numbering.next(&list, level) else {
        return;
    };
    // Chinese points carry their own white.
    if !label.ends_with(['、', '．', '）', '。', '：', ' ']) {
        label.push(' ');
    }
    let (bold, size) = match read.pieces.first() {
        Some(Piece::Words { bold, size, .. }) => (*bold, *size),
        _ => (false, read.size),
    };
    match read.pieces.first_mut() {
        Some(Piece::Words { text, .. }) => text.insert_str(0, &label),
        _ => read.pieces.insert(
            0,
            Piece::Words {
                text: label,
                bold,
                size,
            },
        ),
    }
    read.hang = 1.0;
}

fn indent(read: &mut Paragraph, properties: Option<&Node>) {
    let Some(node) = properties.and_then(|p| p.child("ind")) else {
        return;
    };
    let em = read.size * 20.0;
    let of = |chars: &str, twips: &str| {
        let chars = node
            .attr(chars)
            .and_then(|n| n.parse::<f64>().ok())
            .filter(|n| *n != 0.0);
        chars
            .map(|n| n / 100.0)
            .or_else(|| node.attr(twips).and_then(length).map(|n| n / em))
    };
    let first = of("firstLineChars", "firstLine").unwrap_or(0.0);
    let hang = of("hangingChars", "hanging").unwrap_or(0.0);
    let half = |ems: f64| (ems * 2.0).round() / 2.0;
    read.indent = half(first).clamp(0.0, 20.0);
    if hang > 0.2 && read.indent == 0.0 {
        read.hang = half(hang).clamp(0.0, 10.0);
    }
}
