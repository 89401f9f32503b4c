//! Table rows as bands: rows that share spanning cells and therefore stay together.
//!
//! A band knows its least height and how much taller it may become; `layout` decides the height, then the band
//! draws itself. Lines between cells belong to the cell on their right and below.

use pagemark::RectMm;

use crate::description::{Align, Border, Cell, Column, Content, Row, Table, VAlign};
use crate::drawing::{Draw, HAIRLINE, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::printable;
use crate::inline::Item;
use crate::map::BoxKind;
use crate::setting::{Block, Fit, Sink, fit};
use crate::text::{Ink, Line, Setter, Unit};

/// White above and below the text of a cell, in millimetres.
const CELL_AIR: f64 = 0.5;

/// Rows that are drawn together.
#[derive(Debug, Clone)]
pub(crate) struct Band {
    heights: Vec<f64>,
    grows: Vec<f64>,
    cells: Vec<SetCell>,
    border: Border,
    first: bool,
}

#[derive(Debug, Clone)]
struct SetCell {
    x: f64,
    w: f64,
    row: usize,
    rows: usize,
    at_left: bool,
    cell: Cell,
    shown: Shown,
}

#[derive(Debug, Clone)]
enum Shown {
    Text {
        block: Block,
        sole: bool,
    },
    Grid {
        name: String,
        glyphs: Vec<Option<Unit>>,
        count: usize,
    },
    Place {
        name: String,
        kind: BoxKind,
        label: Block,
    },
}

/// The columns' left edges and the right edge, from 0 to the table's width.
pub(crate) fn edges(columns: &[Column], width: f64) -> Vec<f64> {
    let fixed: f64 = columns
        .iter()
        .map(|c| if let Column::Mm(mm) = c { *mm } else { 0.0 })
        .sum();
    let shares: f64 = columns
        .iter()
        .map(|c| if let Column::Share(n) = c { *n } else { 0.0 })
        .sum();
    let left = (width - fixed).max(0.0);
    // Fixed columns wider than the page are squeezed in proportion rather than run off it.
    let scale = if shares == 0.0 || fixed > width {
        width / fixed.max(1.0)
    } else {
        1.0
    };
    let mut x = 0.0;
    let mut out = vec![0.0];
    for column in columns {
        x += match column {
            Column::Mm(mm) => mm * scale,
            Column::Share(n) => left * n / shares,
        };
        out.push(x);
    }
    out
}

/// Splits a table's rows where no cell spans across: each piece is one band.
pub(crate) fn bands(table: &Table) -> Vec<&[Row]> {
    let mut out = Vec::new();
    let (mut from, mut reach) = (0, 0);
    for (at, row) in table.rows.iter().enumerate() {
        reach = row.cells.iter().map(|c| at + c.rows).fold(reach, usize::max);
        if reach <= at + 1 {
            out.push(&table.rows[from..=at]);
            from = at + 1;
        }
    }
    out
}

/// A field that did not fit, for the continuation list.
pub(crate) struct Overflow {
    pub label: String,
    pub whole: String,
}

/// What happened while a band was set.
#[derive(Default)]
pub(crate) struct Findings {
    pub shrunk: Vec<(String, f64)>,
    pub cut: Vec<(String, Overflow)>,
}

impl Band {
    /// Sets the cells of some rows.
    pub fn set(
        rows: &[Row],
        table: &Table,
        edges: &[f64],
        first: bool,
        setter: &Setter<'_>,
        findings: &mut Findings,
    ) -> Result<Self, FormError> {
        let mut cells = Vec::new();
        let mut busy = vec![0_usize; table.columns.len()];
        let mut label = String::new();
        for (at, row) in rows.iter().enumerate() {
            let mut column = 0;
            for cell in &row.cells {
                while busy.get(column).is_some_and(|b| *b > 0) {
                    column += 1;
                }
                let (x, right) = (edges[column], edges[(column + cell.span).min(edges.len() - 1)]);
                let usual = rows[at..(at + cell.rows).min(rows.len())]
                    .iter()
                    .map(|r| r.height)
                    .sum();
                let set = Setting {
                    cell,
                    width: right - x,
                    usual,
                    label: &label,
                };
                let shown = set.show(setter, findings)?;
                if let Some(words) = words_of(cell) {
                    label = words;
                }
                busy[column..(column + cell.span).min(edges.len() - 1)].fill(cell.rows);
                let at_left = column == 0;
                cells.push(SetCell {
                    x,
                    w: right - x,
                    row: at,
                    rows: cell.rows,
                    at_left,
                    cell: cell.clone(),
                    shown,
                });
                column += cell.span;
            }
            busy.iter_mut().for_each(|b| *b = b.saturating_sub(1));
        }
        let mut heights: Vec<f64> = rows.iter().map(|r| r.height).collect();
        // Cells of one row first, then what spanning cells need on top goes to their last row.
        for spanning in [false, true] {
            for set in cells.iter().filter(|c| (c.rows > 1) == spanning) {
                let has: f64 = heights[set.row..set.row + set.rows].iter().sum();
                let needs = set.needs();
                if needs > has {
                    heights[set.row + set.rows - 1] += needs - has;
                }
            }
        }
        let grows = rows.iter().map(|r| r.grow).collect();
        Ok(Self {
            heights,
            grows,
            cells,
            border: table.border,
            first,
        })
    }

    pub fn height(&self) -> f64 {
        self.heights.iter().sum()
    }

    pub fn grow(&self) -> f64 {
        self.grows.iter().sum()
    }

    /// Draws the band with its top left corner at (x, y), `extra` millimetres taller than its least height.
    pub fn draw(&self, sink: &mut Sink, x: f64, y: f64, extra: f64) {
        let grow = self.grow();
        let mut tops = vec![y];
        for (height, share) in self.heights.iter().zip(&self.grows) {
            let more = if grow > 0.0 { extra * share / grow } else { 0.0 };
            tops.push(tops.last().copied().unwrap_or(y) + height + more);
        }
        for set in &self.cells {
            let (top, bottom) = (tops[set.row], tops[set.row + set.rows]);
            let rect = RectMm {
                x: x + set.x,
                y: top,
                w: set.w,
                h: bottom - top,
            };
            if self.border == Border::All {
                if !set.at_left && !set.cell.open_left {
                    sink.draws
                        .push(Draw::line((rect.x, rect.y), (rect.x, bottom), HAIRLINE));
                }
                if !(self.first && set.row == 0) && !set.cell.open_top {
                    sink.draws
                        .push(Draw::line((rect.x, rect.y), (rect.x + rect.w, rect.y), HAIRLINE));
                }
            }
            set.draw(sink, rect);
        }
    }
}

struct Setting<'a> {
    cell: &'a Cell,
    width: f64,
    usual: f64,
    label: &'a str,
}

impl Setting<'_> {
    fn show(&self, setter: &Setter<'_>, findings: &mut Findings) -> Result<Shown, FormError> {
        let room = self.width - 2.0 * self.cell.pad;
        let height = (self.usual.max(self.cell.height) - 2.0 * CELL_AIR).max(0.0);
        let mut text = |items: &[Item]| -> Result<Block, FormError> {
            let (block, done) = fit(setter, items, &self.cell.style, room, height, self.cell.lines)?;
            match done {
                Fit::AsIs => {}
                Fit::Shrunk { field, size } => findings.shrunk.push((field, size)),
                Fit::Cut { field, whole } => {
                    let label = if self.label.is_empty() {
                        field.clone()
                    } else {
                        self.label.to_owned()
                    };
                    findings.cut.push((field, Overflow { label, whole }));
                }
            }
            Ok(block)
        };
        Ok(match &self.cell.content {
            Content::Text(items) => {
                let sole = matches!(items.as_slice(), [Item::Value { .. }]);
                Shown::Text {
                    block: text(items)?,
                    sole,
                }
            }
            Content::Frame { name, caption } => {
                let name = setter.scope.full_name(name);
                Shown::Place {
                    name,
                    kind: BoxKind::Frame,
                    label: text(caption)?,
                }
            }
            Content::Sign { name, label } => {
                let kind = if setter.kind == BoxKind::Office {
                    BoxKind::Office
                } else {
                    BoxKind::Sign
                };
                Shown::Place {
                    name: setter.scope.full_name(name),
                    kind,
                    label: text(label)?,
                }
            }
            Content::Grid { field, count } => self.grid(setter, field, *count, findings)?,
        })
    }

    /// One character a box; a value with more characters than boxes is shown as ordinary text.
    fn grid(
        &self,
        setter: &Setter<'_>,
        field: &str,
        count: usize,
        findings: &mut Findings,
    ) -> Result<Shown, FormError> {
        let value = printable(&setter.scope.value(field));
        let name = setter.scope.full_name(field);
        if value.chars().count() > count {
            let items = [Item::Value {
                field: field.to_owned(),
                when: None,
            }];
            let text = Cell {
                content: Content::Text(items.to_vec()),
                ..self.cell.clone()
            };
            return Setting { cell: &text, ..*self }.show(setter, findings);
        }
        let mut glyphs = Vec::new();
        for ch in value.chars() {
            let glyph = setter
                .fonts
                .glyph(crate::fonts::Face::Song, ch)
                .map_err(|e| match e {
                    FormError::NoGlyph { character, .. } => FormError::NoGlyph {
                        character,
                        field: name.clone(),
                    },
                    other => other,
                })?;
            let size_pt = self.cell.style.size;
            let width = size_pt * MM_PER_PT * f64::from(glyph.advance) / 1000.0;
            let ink = Ink::Glyph(glyph);
            glyphs.push((ch != ' ').then_some(Unit {
                ink,
                size_pt,
                width,
                shift: 0.0,
                rest: false,
                place: None,
            }));
        }
        Ok(Shown::Grid { name, glyphs, count })
    }
}

impl SetCell {
    fn needs(&self) -> f64 {
        let content = match &self.shown {
            Shown::Text { block, .. } | Shown::Place { label: block, .. } => block.height() + 2.0 * CELL_AIR,
            Shown::Grid { .. } => self.cell.style.size * MM_PER_PT * 1.5,
        };
        content.max(self.cell.height)
    }

    fn draw(&self, sink: &mut Sink, rect: RectMm) {
        let pad = self.cell.pad;
        match &self.shown {
            Shown::Text { block, sole } => {
                let mut inner = Sink::default();
                let y = self.text_top(block, rect);
                inner.block(block, rect.x + pad, y, rect.x + rect.w - pad * 0.5);
                sink.draws.append(&mut inner.draws);
                match (sole, block.places.first()) {
                    (true, Some(place)) => sink.push(place, inset(rect, 0.4)),
                    _ => sink.boxes.append(&mut inner.boxes),
                }
            }
            Shown::Place { name, kind, label } => {
                let mut inner = Sink::default();
                inner.block(label, rect.x + pad, self.text_top(label, rect), rect.x);
                sink.draws.append(&mut inner.draws);
                let by = if *kind == BoxKind::Frame { 0.0 } else { 0.4 };
                sink.named(name.clone(), *kind, inset(rect, by));
            }
            Shown::Grid { name, glyphs, count } => self.draw_grid(sink, rect, name, glyphs, *count),
        }
    }

    fn text_top(&self, block: &Block, rect: RectMm) -> f64 {
        match self.cell.valign {
            VAlign::Top => rect.y + CELL_AIR,
            VAlign::Middle => rect.y + (rect.h - block.height()) / 2.0,
            VAlign::Bottom => rect.y + rect.h - CELL_AIR - block.height(),
        }
    }

    fn draw_grid(&self, sink: &mut Sink, rect: RectMm, name: &str, glyphs: &[Option<Unit>], count: usize) {
        let width = rect.w / count as f64;
        for at in 1..count {
            let x = rect.x + width * at as f64;
            sink.draws
                .push(Draw::line((x, rect.y), (x, rect.y + rect.h), HAIRLINE));
        }
        let height = self.cell.style.size * MM_PER_PT * self.cell.style.leading;
        for (at, unit) in glyphs.iter().enumerate() {
            if let Some(unit) = unit {
                let x = width * at as f64 + (width - unit.width) / 2.0;
                let line = Line {
                    units: vec![(x, unit.clone())],
                    height,
                };
                sink.line(&line, &[], rect.x, rect.y + (rect.h - height) / 2.0, rect.x);
            }
        }
        sink.named(name.to_owned(), BoxKind::Value, inset(rect, 0.4));
    }
}

fn inset(r: RectMm, by: f64) -> RectMm {
    RectMm {
        x: r.x + by,
        y: r.y + by,
        w: (r.w - 2.0 * by).max(0.1),
        h: (r.h - 2.0 * by).max(0.1),
    }
}

/// The wording of a label cell, for the continuation list.
fn words_of(cell: &Cell) -> Option<String> {
    let Content::Text(items) = &cell.content else {
        return None;
    };
    let words: String = items
        .iter()
        .filter_map(|i| {
            if let Item::Words { text, .. } = i {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect();
    let words = words.replace([' ', '\u{3000}'], "");
    let words = words.trim_end_matches(['：', ':']).to_owned();
    (!words.is_empty() && cell.style.align != Align::Spread || words.len() > 1).then_some(words)
}
