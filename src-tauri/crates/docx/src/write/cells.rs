//! Rows and cells of a description: which cell is a label, which holds a value, and what becomes of long and nested
//! ones.

use std::fmt::Write as _;

use super::{LEADING, MM_PER_PT, TWIPS, Writer, short};
use crate::inline::{self, quoted};
use crate::model::{Align, Block, Cell, Note, Paragraph, Piece, Row, VAlign};
use crate::wording::bare;

/// A row is at least so high, and one that is given its own height at most, in millimetres.
const ROW: std::ops::RangeInclusive<f64> = 6.0..=240.0;
/// Higher than what stands on a page, in millimetres.
const PAGE: f64 = 240.0;
/// From this height an empty cell has room for a seal, in millimetres.
const FRAME: f64 = 18.0;
/// What is said above such cells.
const SAMPLES: [&str; 5] = ["印模", "采集", "采样", "样本", "印鉴"];
/// From so many paragraphs a cell as wide as its table becomes a row for each: rows go on over pages, cells do not.
const MANY: usize = 5;

/// From so many rows that say the same they are a list.
const LIST: usize = 4;

impl Writer<'_> {
    pub(super) fn row(&mut self, row: &Row, widths: &[f64]) {
        self.cells += row.cells.len();
        let height = self.height(row);
        if let [cell] = row.cells.as_slice()
            && cell.rows == 1
            && cell.blocks.len() >= MANY
        {
            return self.long_cell(cell, height);
        }
        let mut lines = Vec::new();
        let mut label: Option<String> = None;
        self.look_for_frames(row, height);
        if let [cell] = row.cells.as_slice() {
            self.heading = cell.words();
        }
        for (at, cell) in row.cells.iter().enumerate() {
            let next_is_empty = row.cells.get(at + 1).is_some_and(is_empty);
            self.made.room = width_of(cell, widths) - 4.0;
            let text = self.cell(cell, &mut label, next_is_empty);
            lines.push(text);
            self.made.over.push(cell.words());
        }
        if self.tallness(row, widths) > PAGE {
            self.notes.insert(Note::Tall);
        }
        let head = format!("row h={}", short(height));
        match lines.as_slice() {
            [] => self.line(&format!("{head} {{}}")),
            [one] => self.line(&format!("{head} {{ {one} }}")),
            _ => {
                self.line(&format!("{head} {{"));
                self.depth += 1;
                for line in &lines {
                    self.line(line);
                }
                self.depth -= 1;
                self.line("}");
            }
        }
    }

    /// Rows that say the same but for their numbers are a list, which may have more of them than the paper.
    pub(super) fn look_for_list(&mut self, rows: &[Row]) {
        let mut from = 0;
        while from < rows.len() {
            let Some(says) = list_row(&rows[from]) else {
                from += 1;
                continue;
            };
            let same = |row: &&Row| list_row(row).as_ref() == Some(&says);
            let count = rows[from..].iter().take_while(same).count();
            if count >= LIST && from > 0 {
                let heads = rows[from - 1].cells.iter().map(Cell::words);
                let heads: Vec<String> = heads.filter(|words| !words.is_empty()).collect();
                self.notes.insert(Note::List(heads.join("、"), count));
            }
            from += count;
        }
    }

    /// High empty cells below words about seals are likely where samples are stamped.
    fn look_for_frames(&mut self, row: &Row, height: f64) {
        let about = SAMPLES.iter().any(|word| self.heading.contains(word));
        let empty = row.cells.iter().filter(|cell| is_empty(cell)).count();
        if about && height >= FRAME && empty > 0 {
            self.notes.insert(Note::Frames(self.heading.clone(), empty));
        }
    }

    /// A cell of many paragraphs as wide as its table: a row for each, without lines between them.
    fn long_cell(&mut self, cell: &Cell, height: f64) {
        let paragraphs: Vec<&Paragraph> = cell
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph(p) if !p.is_empty() => Some(p),
                _ => None,
            })
            .collect();
        let rows = paragraphs.len().max(1);
        let each = short((height / rows as f64).clamp(4.5, 60.0));
        self.made.room = self.width - 4.0;
        for (at, p) in paragraphs.iter().enumerate() {
            let open = if at > 0 { " open=\"top\"" } else { "" };
            let mut text = format!(
                "text {}{}",
                quoted(&inline::wording(p, &mut self.made)),
                self.looks(p, Align::Left)
            );
            if p.indent > 0.0 {
                let _ = write!(text, " indent={}", short(p.indent));
            }
            self.line(&format!("row h={each} {{ {text} span={}{open} }}", cell.span));
        }
        if paragraphs.is_empty() {
            self.line(&format!(
                "row h={} {{ text \"\" span={} }}",
                short(height),
                cell.span
            ));
        }
    }

    /// What the row states, and what its empty paragraphs keep free.
    fn height(&self, row: &Row) -> f64 {
        let free = row.cells.iter().filter(|cell| cell.rows == 1).map(|cell| {
            let lines = cell.blocks.iter().map(|block| match block {
                Block::Paragraph(p) => p.size * LEADING * MM_PER_PT,
                _ => 0.0,
            });
            lines.sum::<f64>() + 1.5
        });
        let height = free.fold(row.height / TWIPS, f64::max);
        (height.clamp(*ROW.start(), *ROW.end()) * 2.0).round() / 2.0
    }

    /// How high the row's words are at least, in millimetres.
    fn tallness(&self, row: &Row, widths: &[f64]) -> f64 {
        let mut most: f64 = 0.0;
        for cell in &row.cells {
            let width = width_of(cell, widths);
            let lines = cell.blocks.iter().map(|block| match block {
                Block::Paragraph(p) => {
                    let em = p.size * MM_PER_PT;
                    (p.words().chars().count() as f64 * em / (width - 2.4).max(em)).ceil() * em * LEADING
                }
                _ => 0.0,
            });
            most = most.max(lines.sum());
        }
        most
    }

    /// A cell. An empty one behind a label whose field is known holds that field's value.
    fn cell(&mut self, cell: &Cell, label: &mut Option<String>, next_is_empty: bool) -> String {
        let mut paragraphs = Vec::new();
        self.flatten(&cell.blocks, &mut paragraphs);
        let first = paragraphs.iter().find(|p| !p.is_empty()).cloned();
        let spans = spans(cell);
        let Some(first) = first else {
            let before = label.take();
            let field = before.as_deref().and_then(|label| self.made.field(label));
            return match (field, before) {
                (Some(field), _) => format!("value {}{spans}", quoted(&field)),
                (None, before) => {
                    self.made.open.extend(before);
                    format!("text \"\"{spans}")
                }
            };
        };
        let parts: Vec<String> = paragraphs
            .iter()
            .map(|p| inline::wording(p, &mut self.made))
            .collect();
        let mut words = parts.join("{br}");
        while let Some(shorter) = words.strip_suffix("{br}") {
            words = shorter.to_owned();
        }
        while let Some(shorter) = words.strip_prefix("{br}") {
            words = shorter.to_owned();
        }
        let all: String = paragraphs.iter().map(Paragraph::words).collect();
        let only_words = paragraphs.iter().all(|p| {
            p.pieces
                .iter()
                .all(|piece| matches!(piece, Piece::Words { .. } | Piece::Break))
        });
        let bare_label = bare(&all);
        // A row's number is no label.
        let says = bare_label.chars().any(char::is_alphabetic);
        let is_label = only_words && says && bare_label.chars().count() <= 24;
        *label = (is_label && next_is_empty).then(|| bare_label.clone());
        // A label that ends in a colon with nothing beside it: its value follows in the same cell.
        if is_label
            && !next_is_empty
            && let Some(asked) = asked_here(&all)
        {
            match self.made.field(&asked) {
                Some(field) => words.push_str(&format!("{{{field}}}")),
                None => self.made.open.push(asked),
            }
        }
        let (node, usual) = match first.align {
            Align::Centre => ("label", Align::Centre),
            _ => ("text", Align::Left),
        };
        let align = Paragraph {
            align: if first.align == Align::Justify {
                usual
            } else {
                first.align
            },
            ..first.clone()
        };
        let valign = match cell.valign {
            VAlign::Top if cell.rows > 1 || paragraphs.len() > 2 => " valign=\"top\"",
            VAlign::Bottom => " valign=\"bottom\"",
            _ => "",
        };
        format!(
            "{node} {}{}{spans}{valign}",
            quoted(&words),
            self.looks(&align, usual)
        )
    }

    /// The paragraphs of a cell; tables in it become lines.
    fn flatten(&mut self, blocks: &[Block], out: &mut Vec<Paragraph>) {
        for block in blocks {
            match block {
                Block::Paragraph(p) => out.push(p.clone()),
                Block::PageBreak => {}
                Block::Table(table) => {
                    self.notes.insert(Note::TableInCell);
                    for row in &table.rows {
                        let mut line = Paragraph::default();
                        for cell in &row.cells {
                            let mut inner = Vec::new();
                            self.flatten(&cell.blocks, &mut inner);
                            for p in inner {
                                line.size = p.size;
                                if !line.pieces.is_empty() && !p.pieces.is_empty() {
                                    let (text, bold) = ("\u{3000}".to_owned(), false);
                                    line.pieces.push(Piece::Words {
                                        text,
                                        bold,
                                        size: p.size,
                                    });
                                }
                                line.pieces.extend(p.pieces);
                            }
                        }
                        if !line.pieces.is_empty() {
                            line.align = Align::Left;
                            out.push(line);
                        }
                    }
                }
            }
        }
    }
}

/// Words at the end of what is signed, stamped or only told: nothing is typed behind them.
const NOT_TYPED: [&str; 9] = [
    "签字", "签名", "签章", "签署", "盖章", "公章", "说明", "声明", "注",
];

/// What a cell asks for that ends in a colon, with or without a remark behind it: `手机：（必填）`.
fn asked_here(words: &str) -> Option<String> {
    let words = words.trim_end();
    let remark = words
        .ends_with(['）', ')'])
        .then(|| words.rfind(['（', '(']))
        .flatten();
    let label = bare(
        remark
            .map_or(words, |at| &words[..at])
            .trim_end()
            .strip_suffix(['：', ':'])?,
    );
    let typed = !NOT_TYPED
        .iter()
        .any(|word| label.trim_end_matches(['）', ')']).ends_with(word));
    (typed && !label.is_empty()).then_some(label)
}

/// What a row says but for its numbers, where at least two of its cells are empty; none of any other row.
fn list_row(row: &Row) -> Option<Vec<String>> {
    let empty = row.cells.iter().filter(|cell| is_empty(cell)).count();
    let says = |cell: &Cell| cell.words().replace(|c: char| c.is_ascii_digit(), "");
    (empty >= 2).then(|| row.cells.iter().map(says).collect())
}

fn width_of(cell: &Cell, widths: &[f64]) -> f64 {
    widths.iter().skip(cell.start).take(cell.span).sum()
}

fn is_empty(cell: &Cell) -> bool {
    cell.blocks
        .iter()
        .all(|block| matches!(block, Block::Paragraph(p) if p.is_empty()))
}

fn spans(cell: &Cell) -> String {
    let mut text = String::new();
    if cell.span > 1 {
        let _ = write!(text, " span={}", cell.span);
    }
    if cell.rows > 1 {
        let _ = write!(text, " rows={}", cell.rows);
    }
    text
}
