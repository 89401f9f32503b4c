//! An outline as typst source: tables as `table`, blanks as underlined boxes, words as strings.

use std::fmt::Write as _;

use form::outline::{Outline, OutlineBlock, OutlineCell, OutlineColumn, OutlineRow, OutlineText, Words};

/// The whole source.
pub fn source(outline: &Outline) -> String {
    let [top, side, bottom] = outline.margins;
    let mut out = format!(
        "#set page(paper: \"a4\", margin: (top: {top}mm, x: {side}mm, bottom: {bottom}mm))
#set text(font: (\"Noto Serif SC\", \"Noto Sans SC\", \"HanaMinB\"), size: {}pt, lang: \"zh\")
#set par(leading: 0.35em, spacing: 0.35em)
#set table(inset: (x: 1mm, y: 0.5mm), stroke: 0.5pt, align: horizon)
#let w(size, body) = text(size: size, body)
#let b(size, body) = text(size: size, font: \"Noto Sans SC\", weight: 700, body)
#let u(width, body) = box(width: width, stroke: (bottom: 0.5pt), align(center, body))
#let high(height) = box(width: 0pt, height: height, baseline: 50%)
",
        outline.size
    );
    for block in &outline.blocks {
        match block {
            OutlineBlock::Paragraph(text) => line(&mut out, format_args!("{}\n", set(text))),
            OutlineBlock::Table(columns, rows) => table(&mut out, columns, rows),
            OutlineBlock::Space(height) => line(&mut out, format_args!("#v({height}mm)")),
            OutlineBlock::PageBreak => line(&mut out, format_args!("#pagebreak()")),
        }
    }
    out
}

fn line(out: &mut String, words: std::fmt::Arguments<'_>) {
    writeln!(out, "{words}").expect("a string takes all");
}

fn table(out: &mut String, columns: &[OutlineColumn], rows: &[OutlineRow]) {
    let widths: Vec<String> = columns
        .iter()
        .map(|column| match column {
            OutlineColumn::Fixed(mm) => format!("{mm}mm"),
            OutlineColumn::Share(share) => format!("{share}fr"),
        })
        .collect();
    line(out, format_args!("#table(columns: ({},),", widths.join(", ")));
    for row in rows {
        for cell in &row.cells {
            let least = if cell.rows == 1 {
                row.height.max(cell.height)
            } else {
                cell.height
            };
            let spans = format!("colspan: {}, rowspan: {}", cell.span, cell.rows);
            let content = content(cell, (least - 1.0).max(0.0));
            line(out, format_args!("table.cell({spans})[{content}],"));
        }
    }
    line(out, format_args!(")"));
}

/// What stands in a cell, at least so many millimetres high.
fn content(cell: &OutlineCell, high: f64) -> String {
    if let [text] = cell.texts.as_slice() {
        return format!("#high({high}mm){}", set(text));
    }
    let boxes: Vec<String> = cell.texts.iter().map(|text| format!("[{}]", set(text))).collect();
    format!(
        "#grid(columns: (1fr,) * {}, rows: {high}mm, stroke: 0.5pt, {})",
        boxes.len(),
        boxes.join(", ")
    )
}

fn set(text: &OutlineText) -> String {
    let words: String = text.words.iter().map(set_words).collect();
    if text.centred {
        format!("#align(center)[{words}]")
    } else {
        words
    }
}

fn set_words(words: &Words) -> String {
    let face = if words.bold { "b" } else { "w" };
    let set = format!("#{face}({}pt, {})", words.size, quoted(&words.text));
    match words.blank {
        Some(width) => format!("#u({width:.2}mm)[{set}]"),
        None => set,
    }
}

/// A string as typst writes it; its line feed is a line's end in text.
pub fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}
