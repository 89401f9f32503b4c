//! Blocks as pieces, ready to be stacked on pages.
//!
//! Knows nothing of marks, copies or PDF; `stacking` decides what stands on which page.

use std::collections::BTreeMap;
use std::rc::Rc;

use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM};

use crate::cell::{Findings, Overflow};
use crate::description::{Align, Block, FormDescription, PageStyle, Paragraph, Row, Table, TextStyle};
use crate::error::FormError;
use crate::filling::Scope;
use crate::fitting::Room;
use crate::fonts::{Face, Fonts};
use crate::inline::Item;
use crate::labels::words_of;
use crate::map::{BoxKind, Note};
use crate::stacking::{Page, Piece, Shape, draw, stack};
use crate::table::{Band, Position, bands, edges};
use crate::text::Setter;

/// All pages of one copy.
pub(crate) struct Pages {
    pub pages: Vec<Page>,
    pub notes: Vec<Note>,
    /// What the form calls the fields of the notes.
    pub labels: BTreeMap<String, String>,
}

/// Lays one copy of a form out.
pub(crate) fn lay_out(form: &FormDescription, scope: Scope<'_>, fonts: &Fonts) -> Result<Pages, FormError> {
    let width = A4_WIDTH_MM - 2.0 * form.page.side;
    let mut builder = Builder {
        fonts,
        page: form.page,
        width,
        pieces: Vec::new(),
        tables: 0,
        findings: Findings::default(),
    };
    builder.blocks(&form.blocks, scope, BoxKind::Value)?;
    let body = builder.pieces.len();
    let cut = std::mem::take(&mut builder.findings.cut);
    let mut notes: Vec<Note> = Vec::new();
    for (field, size) in &builder.findings.shrunk {
        notes.push(Note::Shrunk {
            field: field.clone(),
            size: *size,
        });
    }
    notes.extend(
        cut.iter()
            .map(|(field, _)| Note::Continued { field: field.clone() }),
    );
    if !cut.is_empty() {
        builder.continuation(cut.into_iter().map(|(_, o)| o).collect(), scope)?;
    }
    let room = A4_HEIGHT_MM - form.page.top - form.page.bottom;
    let stacks = stack(&builder.pieces, room);
    if let Some(allowed) = form.pages {
        // The continuation list is not counted: it is our own sheet, not the CA's.
        let printed = stack(&builder.pieces[..body], room).len() as u16;
        if printed > allowed {
            notes.push(Note::MorePages { allowed, printed });
        }
    }
    let pages = stacks
        .into_iter()
        .map(|s| draw(&s, &form.page, width, room))
        .collect();
    Ok(Pages {
        pages,
        notes,
        labels: builder.findings.labels,
    })
}

struct Builder<'a> {
    fonts: &'a Fonts,
    page: PageStyle,
    width: f64,
    pieces: Vec<Piece>,
    tables: usize,
    findings: Findings,
}

impl Builder<'_> {
    fn blocks(&mut self, blocks: &[Block], scope: Scope<'_>, kind: BoxKind) -> Result<(), FormError> {
        for block in blocks {
            match block {
                Block::Paragraph(p) => self.paragraph(p, scope, kind)?,
                Block::Table(t) => self.table(t, scope, kind)?,
                Block::Space { height, grow } => self.gap(*height, *grow),
                Block::Rule => self.push(2.0, Shape::Rule),
                Block::PageBreak => self.push(0.0, Shape::PageBreak),
                Block::Picture(picture) => {
                    let draws = crate::picture::draw(picture, self.fonts)?;
                    self.pieces.push(Piece {
                        height: picture.height,
                        grow: picture.grow,
                        keep_next: false,
                        shape: Shape::Picture(Rc::new(draws)),
                    });
                }
                Block::Keep(inner) => {
                    let from = self.pieces.len();
                    self.blocks(inner, scope, kind)?;
                    let to = self.pieces.len().saturating_sub(1);
                    if let Some(pieces) = self.pieces.get_mut(from..to) {
                        pieces.iter_mut().for_each(|p| p.keep_next = true);
                    }
                }
                Block::Office(inner) => self.blocks(inner, scope, BoxKind::Office)?,
                Block::Only { copies, blocks } if copies.contains(&scope.copy.number) => {
                    self.blocks(blocks, scope, kind)?;
                }
                Block::Only { .. } => {}
                Block::Sheet { list, per, blocks } => {
                    for (at, scope) in sheet_scopes(list, *per, scope).into_iter().enumerate() {
                        if at > 0 {
                            self.push(0.0, Shape::PageBreak);
                        }
                        self.blocks(blocks, scope, kind)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, height: f64, shape: Shape) {
        self.pieces.push(Piece {
            height,
            grow: 0.0,
            keep_next: false,
            shape,
        });
    }

    fn gap(&mut self, height: f64, grow: f64) {
        if height > 0.0 || grow > 0.0 {
            self.pieces.push(Piece {
                height,
                grow,
                keep_next: false,
                shape: Shape::Gap,
            });
        }
    }

    fn paragraph(&mut self, p: &Paragraph, scope: Scope<'_>, kind: BoxKind) -> Result<(), FormError> {
        self.gap(p.before, 0.0);
        let setter = Setter {
            fonts: self.fonts,
            scope,
            kind,
            label: "",
        };
        let block = self
            .findings
            .fit(&setter, &p.items, &p.style, Room::Flow(self.width))?;
        let last = block.lines.len().saturating_sub(1);
        for (at, line) in block.lines.into_iter().enumerate() {
            // The first line takes the second along, and the last but one the last: no lonely lines.
            let keep_next = if at == last {
                p.keep_next
            } else {
                at == 0 || at + 1 == last || p.keep_next
            };
            let height = line.height;
            let shape = Shape::Line(Rc::new((line, block.places.clone())));
            self.pieces.push(Piece {
                height,
                grow: 0.0,
                keep_next,
                shape,
            });
        }
        let from = self.pieces.len();
        self.gap(p.after, 0.0);
        if p.keep_next {
            self.pieces[from..]
                .iter_mut()
                .for_each(|gap| gap.keep_next = true);
        }
        Ok(())
    }

    fn table(&mut self, table: &Table, scope: Scope<'_>, kind: BoxKind) -> Result<(), FormError> {
        self.gap(table.before, 0.0);
        self.tables += 1;
        let id = self.tables;
        let edges = edges(&table.columns, self.width);
        let mut header: Vec<Rc<Band>> = Vec::new();
        let mut repeated = Rc::new(Vec::new());
        let heads = heads(table);
        let mut first = true;
        let mut row_number = 0;
        for rows in bands(table) {
            for scope in row_scopes(rows, scope) {
                let setter = Setter {
                    fonts: self.fonts,
                    scope,
                    kind,
                    label: "",
                };
                let place = Position { first, heads: &heads };
                let band = Band::set(rows, table, &edges, place, &setter, &mut self.findings)?;
                let band = Rc::new(band);
                let is_header = row_number < table.header;
                if is_header {
                    header.push(Rc::clone(&band));
                    repeated = Rc::new(header.clone());
                }
                self.pieces.push(Piece {
                    height: band.height(),
                    grow: band.grow(),
                    keep_next: is_header,
                    shape: Shape::Band {
                        band,
                        table: id,
                        header: Rc::clone(&repeated),
                        border: table.border,
                        is_header,
                    },
                });
                first = false;
            }
            row_number += rows.len();
        }
        self.gap(table.after, 0.0);
        Ok(())
    }

    /// The list of values that did not fit their cells, at the end of the form.
    fn continuation(&mut self, overflows: Vec<Overflow>, scope: Scope<'_>) -> Result<(), FormError> {
        let style = TextStyle {
            face: Face::Song,
            size: self.page.size,
            leading: self.page.leading,
            align: Align::Justify,
            spacing: 0.0,
            indent: 0.0,
            hang: 0.0,
            min: self.page.min,
        };
        let words = |text: &str, face| Item::Words {
            text: text.to_owned(),
            face,
            small: false,
        };
        let heading = vec![words("续栏（以上各栏写不下的内容）", Some(Face::Hei))];
        let paragraph = |items, before, keep_next| Paragraph {
            items,
            style,
            before,
            after: 0.8,
            keep_next,
        };
        self.paragraph(&paragraph(heading, 4.0, true), scope, BoxKind::Value)?;
        for overflow in overflows {
            let label = words(&format!("{}：", overflow.label), Some(Face::Hei));
            let items = vec![label, words(&crate::fonts::printable(&overflow.whole), None)];
            self.paragraph(&paragraph(items, 0.0, false), scope, BoxKind::Value)?;
        }
        Ok(())
    }
}

/// The header's words, by column.
fn heads(table: &Table) -> Vec<String> {
    let mut out = Vec::new();
    let header = table.rows.first().filter(|_| table.header > 0);
    for cell in header.iter().flat_map(|row| &row.cells) {
        out.extend(std::iter::repeat_n(words_of(cell).unwrap_or_default(), cell.span));
    }
    out
}

/// One scope for every sheet that shows a chunk of a list; one empty sheet when the list is empty.
pub(crate) fn sheet_scopes<'a>(list: &'a str, per: usize, scope: Scope<'a>) -> Vec<Scope<'a>> {
    let rows = scope.filling.rows.get(list).map_or(0, Vec::len);
    let sheets = 0..rows.div_ceil(per).max(1);
    let chunk = |sheet: usize| Scope {
        sheet: Some((list, sheet * per, ((sheet + 1) * per).min(rows))),
        ..scope
    };
    sheets.map(chunk).collect()
}

/// The scopes a band is set in: one, or one for every entry of a repeated row.
pub(crate) fn row_scopes<'a>(rows: &'a [Row], scope: Scope<'a>) -> Vec<Scope<'a>> {
    let Some(each) = rows.first().and_then(|row| row.each.as_ref()) else {
        return vec![scope];
    };
    let (from, to) = match scope.sheet {
        Some((list, from, to)) if list == each.list => (from, to),
        _ => (0, scope.filling.rows.get(&each.list).map_or(0, Vec::len)),
    };
    let end = to.max(from + each.fill);
    (from..end)
        .map(|at| Scope {
            row: Some((&each.list, at)),
            ..scope
        })
        .collect()
}
