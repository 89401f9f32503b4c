//! Blocks as pieces that are stacked on pages.
//!
//! A piece is the smallest thing that is not broken across pages: a line of text, a band of table rows, a gap. What is
//! left at the foot of a page is shared out among the pieces that may grow, so that a form fills its page. Knows
//! nothing of marks, copies or PDF.

use std::rc::Rc;

use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, RectMm};

use crate::description::{
    Align, Block, Border, FormDescription, PageStyle, Paragraph, Row, Table, TextStyle,
};
use crate::drawing::{Draw, FRAME_LINE, HAIRLINE};
use crate::error::FormError;
use crate::filling::{Filling, Scope};
use crate::fonts::{Face, Fonts};
use crate::inline::Item;
use crate::map::{BoxKind, BoxOnPage, Note};
use crate::setting::{self, Sink};
use crate::table::{Band, Findings, Overflow, bands, edges};
use crate::text::{Line, Place, Setter};

/// A page laid out: what is drawn and what the map says.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub draws: Vec<Draw>,
    pub boxes: Vec<BoxOnPage>,
}

/// All pages of one copy.
pub(crate) struct Pages {
    pub pages: Vec<Page>,
    pub notes: Vec<Note>,
}

#[derive(Debug, Clone)]
struct Piece {
    height: f64,
    grow: f64,
    keep_next: bool,
    shape: Shape,
}

#[derive(Debug, Clone)]
enum Shape {
    Line(Rc<(Line, Vec<Place>)>),
    Band {
        band: Rc<Band>,
        table: usize,
        header: Rc<Vec<Rc<Band>>>,
        border: Border,
        is_header: bool,
    },
    /// White that vanishes at the top of a page.
    Gap,
    Rule,
    PageBreak,
}

/// Lays a form out.
pub(crate) fn lay_out(form: &FormDescription, filling: &Filling, fonts: &Fonts) -> Result<Pages, FormError> {
    let width = A4_WIDTH_MM - 2.0 * form.page.side;
    let mut builder = Builder {
        fonts,
        page: form.page,
        width,
        pieces: Vec::new(),
        tables: 0,
        findings: Findings::default(),
    };
    builder.blocks(&form.blocks, Scope::new(filling), BoxKind::Value)?;
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
        builder.continuation(cut.into_iter().map(|(_, o)| o).collect(), filling)?;
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
    Ok(Pages { pages, notes })
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
                Block::Keep(inner) => {
                    let from = self.pieces.len();
                    self.blocks(inner, scope, kind)?;
                    let to = self.pieces.len().saturating_sub(1);
                    if let Some(pieces) = self.pieces.get_mut(from..to) {
                        pieces.iter_mut().for_each(|p| p.keep_next = true);
                    }
                }
                Block::Office(inner) => self.blocks(inner, scope, BoxKind::Office)?,
                Block::Sheet { list, per, blocks } => {
                    let rows = scope.filling.rows.get(list).map_or(0, Vec::len);
                    for sheet in 0..rows.div_ceil(*per).max(1) {
                        if sheet > 0 {
                            self.push(0.0, Shape::PageBreak);
                        }
                        let (from, to) = (sheet * per, ((sheet + 1) * per).min(rows));
                        let scope = Scope {
                            sheet: Some((list, from, to)),
                            ..scope
                        };
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
        };
        let block = setting::set(&setter, &p.items, &p.style, self.width)?;
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
        let mut first = true;
        let mut row_number = 0;
        for rows in bands(table) {
            for scope in row_scopes(rows, scope) {
                let setter = Setter {
                    fonts: self.fonts,
                    scope,
                    kind,
                };
                let band = Band::set(rows, table, &edges, first, &setter, &mut self.findings)?;
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
    fn continuation(&mut self, overflows: Vec<Overflow>, filling: &Filling) -> Result<(), FormError> {
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
        self.paragraph(
            &paragraph(heading, 4.0, true),
            Scope::new(filling),
            BoxKind::Value,
        )?;
        for overflow in overflows {
            let label = words(&format!("{}：", overflow.label), Some(Face::Hei));
            let items = vec![label, words(&crate::fonts::printable(&overflow.whole), None)];
            self.paragraph(&paragraph(items, 0.0, false), Scope::new(filling), BoxKind::Value)?;
        }
        Ok(())
    }
}

/// The scopes a band is set in: one, or one for every entry of a repeated row.
fn row_scopes<'a>(rows: &'a [Row], scope: Scope<'a>) -> Vec<Scope<'a>> {
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

/// Pieces of one page, in order.
fn stack(pieces: &[Piece], room: f64) -> Vec<Vec<Piece>> {
    let mut pages: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0.0;
    let mut at = 0;
    while at < pieces.len() {
        if matches!(pieces[at].shape, Shape::PageBreak) {
            pages.push(Vec::new());
            used = 0.0;
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < pieces.len()
            && pieces[end - 1].keep_next
            && !matches!(pieces[end].shape, Shape::PageBreak)
        {
            end += 1;
        }
        let group: f64 = pieces[at..end].iter().map(|p| p.height).sum();
        // A group taller than a page is not a group.
        if group > room {
            end = at + 1;
        }
        let height: f64 = pieces[at..end].iter().map(|p| p.height).sum();
        let is_gap = matches!(pieces[at].shape, Shape::Gap);
        if used + height > room + 1e-6 && pages.last().is_some_and(|p| !p.is_empty()) {
            if is_gap && end == at + 1 {
                at += 1;
                continue;
            }
            let repeated = continued_header(pages.last(), &pieces[at]);
            used = repeated.iter().map(|p| p.height).sum();
            pages.push(repeated);
        }
        for piece in &pieces[at..end] {
            let page_empty = pages.last().is_some_and(Vec::is_empty);
            if page_empty && matches!(piece.shape, Shape::Gap) && pages.len() > 1 {
                continue;
            }
            used += piece.height;
            if let Some(page) = pages.last_mut() {
                page.push(piece.clone());
            }
        }
        at = end;
    }
    if pages.len() > 1 && pages.last().is_some_and(Vec::is_empty) {
        pages.pop();
    }
    pages
}

/// The header rows to repeat when a table goes on at the top of a new page.
fn continued_header(before: Option<&Vec<Piece>>, next: &Piece) -> Vec<Piece> {
    let Shape::Band {
        table,
        header,
        border,
        is_header: false,
        ..
    } = &next.shape
    else {
        return Vec::new();
    };
    let same = before
        .and_then(|p| p.last())
        .is_some_and(|p| matches!(&p.shape, Shape::Band { table: earlier, .. } if earlier == table));
    if !same {
        return Vec::new();
    }
    let again = |band: &Rc<Band>| Piece {
        height: band.height(),
        grow: 0.0,
        keep_next: true,
        shape: Shape::Band {
            band: Rc::clone(band),
            table: *table,
            header: Rc::clone(header),
            border: *border,
            is_header: true,
        },
    };
    header.iter().map(again).collect()
}

fn draw(pieces: &[Piece], page: &PageStyle, width: f64, room: f64) -> Page {
    let used: f64 = pieces.iter().map(|p| p.height).sum();
    let grow: f64 = pieces.iter().map(|p| p.grow).sum();
    let share = if grow > 0.0 {
        ((room - used) / grow).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mut sink = Sink::default();
    let mut frames: Vec<(usize, Border, f64, f64)> = Vec::new();
    let (x, mut y) = (page.side, page.top);
    for piece in pieces {
        let height = piece.height + piece.grow * share;
        match &piece.shape {
            Shape::Line(line) => sink.line(&line.0, &line.1, x, y, 0.0),
            Shape::Rule => {
                sink.draws.push(Draw::line(
                    (x, y + height / 2.0),
                    (x + width, y + height / 2.0),
                    HAIRLINE,
                ));
            }
            Shape::Band {
                band, table, border, ..
            } => {
                band.draw(&mut sink, x, y, piece.grow * share);
                match frames.last_mut() {
                    Some((same, _, _, bottom)) if same == table => *bottom = y + height,
                    _ => frames.push((*table, *border, y, y + height)),
                }
            }
            Shape::Gap | Shape::PageBreak => {}
        }
        y += height;
    }
    for (_, border, top, bottom) in frames {
        if border != Border::None {
            let rect = RectMm {
                x,
                y: top,
                w: width,
                h: bottom - top,
            };
            sink.draws.push(Draw::outline(rect, FRAME_LINE));
        }
    }
    Page {
        draws: sink.draws,
        boxes: sink.boxes,
    }
}
