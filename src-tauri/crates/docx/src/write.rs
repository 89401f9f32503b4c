//! A description in KDL, from what was read.
//!
//! Measures are rounded to what a person would write; what is as usual is not said.

mod cells;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::error::DocxError;
use crate::inline::{self, plain, quoted};
use crate::model::{Align, Block, Note, Paragraph, Piece, Row, Table};
use crate::wording::{Draft, Wish, Wording};

/// Twips in a millimetre, millimetres in a point.
const TWIPS: f64 = 1440.0 / 25.4;
const MM_PER_PT: f64 = 25.4 / 72.0;
/// Line distance of the description.
const LEADING: f64 = 1.35;
/// Width of the page in millimetres.
const PAPER: f64 = 210.0;
/// The longest description that is read back, in bytes.
const MAX_KDL: usize = 480 << 10;

struct Writer<'a> {
    out: String,
    depth: usize,
    made: Wording<'a>,
    notes: BTreeSet<Note>,
    /// The description's usual size, in points.
    size: f64,
    /// Width of the text, in millimetres.
    width: f64,
    /// The last heading: a short paragraph, or a row of one short cell.
    heading: String,
    tables: usize,
    cells: usize,
}

/// Writes the description.
pub(crate) fn write(
    blocks: &[Block],
    footer: &[Block],
    side: f64,
    notes: BTreeSet<Note>,
    wish: &Wish<'_>,
) -> Result<Draft, DocxError> {
    let size = usual_size(blocks);
    let mut writer = Writer {
        out: String::new(),
        depth: 1,
        made: Wording {
            wish,
            fields: Vec::new(),
            open: Vec::new(),
            over: Vec::new(),
            room: PAPER - 2.0 * side,
        },
        notes,
        size,
        width: PAPER - 2.0 * side,
        heading: String::new(),
        tables: 0,
        cells: 0,
    };
    let title_at = title_at(blocks, size);
    let title = title_at.and_then(|at| match &blocks[at] {
        Block::Paragraph(p) => Some(p.words()),
        _ => None,
    });
    let title = title.unwrap_or_else(|| wish.id.to_owned());
    let foot = writer.foot(footer);
    writer.blocks(blocks, title_at);
    let Writer {
        out,
        made,
        notes,
        tables,
        cells,
        ..
    } = writer;
    let mut kdl = format!(
        "// 由“{}”的表格转成的初稿。请对照原表核对文字、列宽和栏目。\n",
        one_line(wish.source)
    );
    for note in &notes {
        let _ = writeln!(kdl, "// 请看：{}", one_line(&note.message()));
    }
    if !made.open.is_empty() {
        let open: Vec<String> = made.open.iter().map(|label| one_line(label)).collect();
        let _ = writeln!(
            kdl,
            "// 还没有栏名的空格：{}。写成 value \"栏名\"。",
            open.join("、")
        );
    }
    let _ = writeln!(
        kdl,
        "form {} version={} title={} {{",
        plain(wish.id),
        plain(wish.version),
        plain(&title)
    );
    let _ = writeln!(
        kdl,
        "  page size={} top=26 side={} bottom=14 leading={LEADING}",
        short(size),
        short(side)
    );
    if let Some(foot) = foot {
        let _ = writeln!(kdl, "  footer {}", quoted(&foot));
    }
    kdl.push_str(&out);
    kdl.push_str("}\n");
    if kdl.len() > MAX_KDL {
        let paragraphs = blocks.iter().filter(|b| matches!(b, Block::Paragraph(_))).count();
        return Err(DocxError::TooMuch { cells, paragraphs });
    }
    Ok(Draft {
        kdl,
        title,
        tables,
        cells,
        fields: made.fields,
        open: made.open,
        notes: notes.into_iter().collect(),
    })
}

/// The size of most words, as far as a form can have it.
fn usual_size(blocks: &[Block]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    weigh(blocks, &mut sizes);
    let most = sizes.iter().max_by_key(|(_, count)| *count);
    most.map_or(10.5, |(size, _)| *size).clamp(8.0, 14.0)
}

fn weigh(blocks: &[Block], sizes: &mut Vec<(f64, usize)>) {
    for block in blocks {
        match block {
            Block::Paragraph(p) if !p.is_empty() => {
                let count = p.words().chars().count();
                match sizes.iter_mut().find(|(size, _)| (size - p.size).abs() < 0.01) {
                    Some((_, known)) => *known += count,
                    None => sizes.push((p.size, count)),
                }
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.for_each(|cell| weigh(&cell.blocks, sizes));
            }
            _ => {}
        }
    }
}

/// The paragraph that is the form's title: before the first table, in the middle or large, and short.
fn title_at(blocks: &[Block], size: f64) -> Option<usize> {
    let before = blocks.iter().take_while(|b| !matches!(b, Block::Table(_)));
    let mut seen = before.enumerate().filter_map(|(at, block)| match block {
        Block::Paragraph(p) if !p.is_empty() => Some((at, p)),
        _ => None,
    });
    let like = |p: &Paragraph| {
        let short = (2..=40).contains(&p.words().chars().count());
        let all_words = p
            .pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Words { .. } | Piece::Break));
        short && all_words && (p.align == Align::Centre || p.size >= size * 1.3)
    };
    seen.find(|(_, p)| like(p)).map(|(at, _)| at)
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(self.depth));
    }

    fn foot(&mut self, footer: &[Block]) -> Option<String> {
        let parts = footer.iter().filter_map(|block| match block {
            Block::Paragraph(p) if !p.pieces.is_empty() => Some(inline::footer(p, &mut self.made)),
            _ => None,
        });
        let text = parts.collect::<Vec<_>>().join("\u{3000}");
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn blocks(&mut self, blocks: &[Block], title_at: Option<usize>) {
        let (mut empty, mut started) = (0.0, false);
        let mut page_break = false;
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph(p) if p.is_empty() => {
                    empty += p.size * LEADING * MM_PER_PT;
                    continue;
                }
                Block::PageBreak => {
                    page_break = started;
                    empty = 0.0;
                    continue;
                }
                Block::Table(table) if table.rows.is_empty() => continue,
                _ => {}
            }
            if page_break {
                self.line("pagebreak");
            } else if empty > 0.0 && started {
                let height = short(empty.min(30.0));
                self.line(&format!("space {height}"));
            }
            (empty, page_break) = (0.0, false);
            started = true;
            match block {
                Block::Paragraph(p) if Some(at) == title_at => self.title(p),
                Block::Paragraph(p) => self.paragraph(p),
                Block::Table(table) => self.table(table),
                Block::PageBreak => {}
            }
        }
    }

    fn title(&mut self, p: &Paragraph) {
        let face = if p.is_bold() { "" } else { " face=\"song\"" };
        // A title has one face and one size.
        let pieces = p.pieces.iter().cloned().map(|piece| match piece {
            Piece::Words { text, .. } => Piece::Words {
                text,
                bold: false,
                size: p.size,
            },
            other => other,
        });
        let even = Paragraph {
            pieces: pieces.collect(),
            ..p.clone()
        };
        let words = inline::wording(&even, &mut self.made);
        let size = short(p.size.clamp(self.size, 30.0));
        self.line(&format!(
            "title {} size={size}{face} spacing=0 after=2",
            quoted(&words)
        ));
    }

    fn paragraph(&mut self, p: &Paragraph) {
        self.made.room = self.width;
        let words = inline::wording(p, &mut self.made);
        self.heading = p.words();
        if words.is_empty() {
            return;
        }
        let mut text = format!("p {}", quoted(&words));
        text.push_str(&self.looks(p, Align::Justify));
        if p.indent > 0.0 {
            let _ = write!(text, " indent={}", short(p.indent));
        }
        if p.hang > 0.0 {
            let _ = write!(text, " hang={}", short(p.hang));
        }
        self.line(&text);
    }

    /// Size, face and alignment where they are not the usual ones.
    fn looks(&self, p: &Paragraph, usual: Align) -> String {
        let mut text = String::new();
        let size = p.size.clamp(6.5, 40.0);
        if (size - self.size).abs() >= 0.25 {
            let _ = write!(text, " size={}", short(size));
        }
        if p.is_bold() {
            text.push_str(" face=\"hei\"");
        }
        let align = match p.align {
            same if same == usual => return text,
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
            Align::Spread => "spread",
            // A line of blanks and boxes must not be stretched, and a short cell's text is not.
            Align::Justify => "justify",
        };
        let _ = write!(text, " align={}", quoted(align));
        text
    }

    fn table(&mut self, table: &Table) {
        let mut from = 0;
        for (at, row) in table.rows.iter().enumerate() {
            let [cell] = row.cells.as_slice() else { continue };
            let holds_table = cell.blocks.iter().any(|b| matches!(b, Block::Table(_)));
            if !holds_table || cell.rows > 1 || cell.span < table.columns.len() {
                continue;
            }
            // A frame around tables: what stands in it stands by itself.
            self.notes.insert(Note::TableInCell);
            self.rows(table, from..at);
            let blocks = cell.blocks.clone();
            self.blocks(&blocks, None);
            from = at + 1;
        }
        self.rows(table, from..table.rows.len());
    }

    fn rows(&mut self, table: &Table, range: std::ops::Range<usize>) {
        let rows = &table.rows[range];
        if rows.is_empty() {
            return;
        }
        self.tables += 1;
        let widths = self.widths(&table.columns);
        let border = if table.lined { "" } else { " border=\"none\"" };
        let header = header_rows(rows);
        let header = if header > 0 {
            format!(" header={header}")
        } else {
            String::new()
        };
        self.line(&format!(
            "table cols={}{border}{header} {{",
            quoted(&columns(&widths))
        ));
        self.depth += 1;
        self.look_for_list(rows);
        // Labels that reach over several rows, and how many more.
        let mut reaching: Vec<(usize, String)> = Vec::new();
        for row in rows {
            self.made.over = [self.heading.clone()]
                .into_iter()
                .chain(reaching.iter().map(|(_, words)| words.clone()))
                .collect();
            self.row(row, &widths);
            reaching.iter_mut().for_each(|(rows, _)| *rows -= 1);
            reaching.extend(
                row.cells
                    .iter()
                    .filter(|cell| cell.rows > 1)
                    .map(|cell| (cell.rows - 1, cell.words())),
            );
            reaching.retain(|(rows, words)| *rows > 0 && !words.is_empty());
        }
        self.made.over.clear();
        self.depth -= 1;
        self.line("}");
    }

    /// Widths in millimetres, filling the text's width.
    fn widths(&self, columns: &[f64]) -> Vec<f64> {
        let sum: f64 = columns.iter().sum();
        let scale = if sum > 0.0 { self.width / sum } else { 1.0 };
        columns
            .iter()
            .map(|w| ((w * scale) * 10.0).round() / 10.0)
            .map(|w| w.max(0.5))
            .collect()
    }
}

/// Rows to repeat on the next page: the first ones that say so, as long as no cell reaches out of them.
fn header_rows(rows: &[Row]) -> usize {
    let count = rows.iter().take(5).take_while(|row| row.header).count();
    let reaches = |count: &usize| {
        rows[..*count]
            .iter()
            .enumerate()
            .any(|(at, row)| row.cells.iter().any(|cell| at + cell.rows > *count))
    };
    let count = (0..=count).rev().find(|count| !reaches(count)).unwrap_or(0);
    if count < rows.len() { count } else { 0 }
}

/// The columns as a description writes them: the widest takes what is left.
fn columns(widths: &[f64]) -> String {
    let widest = (0..widths.len()).max_by(|a, b| widths[*a].total_cmp(&widths[*b]));
    let words = widths
        .iter()
        .enumerate()
        .map(|(at, width)| match Some(at) == widest {
            true => "1fr".to_owned(),
            false => short(*width),
        });
    words.collect::<Vec<_>>().join(" ")
}

/// A number as short as it can be said.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// A text that stays in its comment.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || c == '{' || c == '}' {
                ' '
            } else {
                c
            }
        })
        .collect()
}
