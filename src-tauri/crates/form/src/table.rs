//! Table rows as bands: rows that share spanning cells and therefore stay together.
//!
//! A band knows its least height and how much taller it may become; `layout` decides the height, then the band
//! draws itself. Lines between cells belong to the cell on their right and below.

use pagemark::RectMm;

use crate::cell::{Findings, SetCell, Setting};
use crate::description::{Border, Column, Row, Table};
use crate::drawing::{Draw, HAIRLINE};
use crate::error::FormError;
use crate::fitting::Ease;
use crate::fonts::Face;
use crate::labels::words_of;
use crate::setting::Sink;
use crate::structure::{NodeId, Role};
use crate::text::Setter;

/// Rows that are drawn together.
#[derive(Debug, Clone)]
pub(crate) struct Band {
    heights: Vec<f64>,
    grows: Vec<f64>,
    cells: Vec<SetCell>,
    border: Border,
    first: bool,
    /// Which of its rows say what stands below them.
    heads: Vec<bool>,
    /// How many columns the table has.
    columns: usize,
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

/// What a band needs to know of the table it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Position<'a> {
    /// The first band has the table's frame above it.
    pub first: bool,
    /// The header's words by column, to name the fields of repeated rows.
    pub heads: &'a [String],
    /// How much of their height rows without a place to sign or stamp have.
    pub rows: f64,
    /// The rows are the table's header.
    pub is_header: bool,
    /// How much room the page has for long values.
    pub ease: Ease,
}

impl Band {
    /// Sets the cells of some rows.
    pub fn set(
        rows: &[Row],
        table: &Table,
        edges: &[f64],
        place: Position<'_>,
        setter: &Setter<'_>,
        findings: &mut Findings,
    ) -> Result<Self, FormError> {
        let first = place.first;
        let mut cells = Vec::new();
        let mut busy = vec![0_usize; table.columns.len()];
        let (mut last_label, mut group) = (String::new(), String::new());
        let usual_height = |row: &Row| {
            if row.is_for_hands() {
                row.height
            } else {
                row.height * place.rows
            }
        };
        for (at, row) in rows.iter().enumerate() {
            let mut column = 0;
            for cell in &row.cells {
                while busy.get(column).is_some_and(|b| *b > 0) {
                    column += 1;
                }
                let (x, right) = (edges[column], edges[(column + cell.span).min(edges.len() - 1)]);
                let usual = rows[at..(at + cell.rows).min(rows.len())]
                    .iter()
                    .map(usual_height)
                    .sum();
                let head = place.heads.get(column).map_or("", String::as_str);
                let label = match setter.scope.row {
                    Some((_, index)) if !head.is_empty() => format!("第{}行{head}", index + 1),
                    _ => last_label.clone(),
                };
                let set = Setting {
                    cell,
                    width: right - x,
                    usual,
                    label: &label,
                    ease: place.ease,
                };
                let before = findings.cut.len();
                let shown = set.show(setter, findings)?;
                if !group.is_empty() {
                    findings.grouped(before, &group);
                }
                if let Some(words) = words_of(cell) {
                    // A label beside several rows names the part of the form that they are.
                    if column == 0 && cell.rows > 2 {
                        group.clone_from(&words);
                    }
                    last_label = words;
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
        let mut heights: Vec<f64> = rows.iter().map(usual_height).collect();
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
        let only_labels = |row: &Row| row.cells.iter().all(|cell| cell.is_label);
        Ok(Self {
            heights,
            grows,
            cells,
            border: table.border,
            first,
            heads: rows.iter().map(|r| place.is_header || only_labels(r)).collect(),
            columns: table.columns.len(),
        })
    }

    pub fn height(&self) -> f64 {
        self.heights.iter().sum()
    }

    pub fn grow(&self) -> f64 {
        self.grows.iter().sum()
    }

    /// Draws the band with its top left corner at (x, y), `extra` millimetres taller than its least height.
    pub fn draw(&self, sink: &mut Sink<'_>, x: f64, y: f64, extra: f64) {
        let grow = self.grow();
        let mut tops = vec![y];
        for (height, share) in self.heights.iter().zip(&self.grows) {
            let more = if grow > 0.0 { extra * share / grow } else { 0.0 };
            tops.push(tops.last().copied().unwrap_or(y) + height + more);
        }
        let tabular = self.border != Border::None;
        let mut row = None;
        let mut begun = 0;
        for set in &self.cells {
            while tabular && begun <= set.row {
                row = sink.part(Role::Row);
                begun += 1;
            }
            let (top, bottom) = (tops[set.row], tops[set.row + set.rows]);
            let rect = RectMm {
                x: x + set.x,
                y: top,
                w: set.w,
                h: bottom - top,
            };
            if self.border == Border::All {
                if !set.at_left && !set.cell.open_left {
                    sink.rule(Draw::line((rect.x, rect.y), (rect.x, bottom), HAIRLINE));
                }
                let under_frame = self.first && set.row == 0;
                if !under_frame && !set.cell.open_top {
                    sink.rule(Draw::line((rect.x, rect.y), (rect.x + rect.w, rect.y), HAIRLINE));
                }
            }
            self.read(sink, set, row, |sink| set.draw(sink, rect));
        }
        while tabular && begun < self.heights.len() {
            sink.part(Role::Row);
            begun += 1;
        }
    }

    /// Draws a cell as what it is to a reader: a cell of its row, or, without lines around, words beside others.
    fn read(
        &self,
        sink: &mut Sink<'_>,
        set: &SetCell,
        row: Option<NodeId>,
        draw: impl FnOnce(&mut Sink<'_>),
    ) {
        if self.border == Border::None {
            let node = (!set.is_empty()).then(|| sink.part(Role::Paragraph)).flatten();
            return sink.within(node, draw);
        }
        let (span, rows) = (set.cell.span, set.rows);
        let role = match set.cell.is_label {
            true => Role::Head {
                across: !self.heads[set.row],
                span,
                rows,
            },
            false => Role::Cell { span, rows },
        };
        sink.within(row, |sink| {
            let cell = sink.part(role);
            // A label over the whole table in the heading face heads what follows.
            let heads = set.cell.is_label && span == self.columns && set.cell.style.face == Face::Hei;
            sink.within(cell, |sink| {
                let heading = if heads { sink.part(Role::Heading) } else { cell };
                sink.within(heading, draw);
            });
        });
    }
}
