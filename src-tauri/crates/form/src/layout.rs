//! Blocks as pieces, ready to be stacked on pages.
//!
//! Knows nothing of marks, copies or PDF; `stacking` decides what stands on which page.

use std::collections::BTreeMap;
use std::rc::Rc;

use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, RectMm};

use crate::cell::{Findings, Overflow};
use crate::description::{Align, Block, FormDescription, PageStyle, Paragraph, Rank, Row, Table, TextStyle};
use crate::error::FormError;
use crate::filling::Scope;
use crate::fitting::{Ease, Room};
use crate::fonts::{Face, Fonts};
use crate::inline::Item;
use crate::keeping::{Use, keep_signatures};
use crate::labels::words_of;
use crate::map::{BoxKind, Note};
use crate::marks;
use crate::setting::Showing;
use crate::stacking::{Page, Piece, Shape, draw, stack};
use crate::structure::Structure;
use crate::table::{Band, Position, bands, edges};
use crate::text::Setter;

/// All pages of one copy.
pub(crate) struct Pages {
    pub pages: Vec<Page>,
    pub notes: Vec<Note>,
    /// What the form calls the fields of the notes.
    pub labels: BTreeMap<String, String>,
    /// Size of the smallest value, in points.
    pub smallest: Option<f64>,
}

/// How close a form is set: shares of its gaps, of the height of rows that nobody signs in, and of its line distance;
/// and how much room long values are given.
#[derive(Clone, Copy)]
struct Tightness {
    gaps: f64,
    rows: f64,
    leading: f64,
    ease: Ease,
}

/// As described, then closer, where that saves a page: first gaps, low rows and lines give way, then the size of
/// values, and at last the rows that long values made taller.
const TIGHTNESS: [Tightness; 7] = {
    const fn closer(gaps: f64, rows: f64, leading: f64, ease: Ease) -> Tightness {
        Tightness {
            gaps,
            rows,
            leading,
            ease,
        }
    }
    [
        closer(1.0, 1.0, 1.0, Ease::Roomy),
        closer(0.5, 0.92, 0.96, Ease::Roomy),
        closer(0.25, 0.85, 0.92, Ease::Roomy),
        closer(1.0, 1.0, 1.0, Ease::Close),
        closer(0.5, 0.92, 0.96, Ease::Close),
        closer(0.25, 0.85, 0.92, Ease::Close),
        closer(0.25, 0.85, 0.92, Ease::Scarce),
    ]
};

/// A last page on which less than this height stands, in millimetres, is not worth a sheet: two lines, and the place to
/// sign that stays with them.
const LITTLE: f64 = 45.0;

/// Lays one copy of a form out. Where long values need more pages than the form has, or a page for a few lines, it is
/// set a little closer, if that saves the page.
pub(crate) fn lay_out(
    form: &FormDescription,
    scope: Scope<'_>,
    fonts: &Fonts,
    structure: &mut Structure,
) -> Result<Pages, FormError> {
    Ok(best(form, scope, fonts)?.pages(form, Showing::Whole, structure))
}

/// Lays out the values of a form that is printed already: where they stand when the form is empty, each within its
/// place.
///
/// # Errors
/// [`FormError::NoRoom`] with what the form calls the values that do not fit, or the lists that have more rows than it.
pub(crate) fn lay_out_values(
    form: &FormDescription,
    scope: Scope<'_>,
    fonts: &Fonts,
    structure: &mut Structure,
) -> Result<Pages, FormError> {
    let empty = scope.filling.emptied();
    let paper = best(
        form,
        Scope {
            filling: &empty,
            ..scope
        },
        fonts,
    )?;
    let tight = Tightness {
        ease: Ease::Fixed,
        ..paper.tight
    };
    let trial = Trial::of(form, scope, fonts, tight)?;
    let continued = trial.notes.iter().filter_map(|note| match note {
        Note::Continued { field } => Some(trial.labels.get(field).unwrap_or(field).clone()),
        _ => None,
    });
    let mut labels: Vec<String> = continued.collect();
    labels.dedup();
    if !labels.is_empty() {
        return Err(FormError::NoRoom { labels });
    }
    let heights = |trial: &Trial| -> Vec<f64> {
        let pieces = trial.stacks.iter().flatten();
        pieces.map(|piece| (piece.height * 100.0).round()).collect()
    };
    if heights(&trial) != heights(&paper) {
        return Err(FormError::NoRoom {
            labels: vec![form.title().to_owned()],
        });
    }
    Ok(trial.pages(form, Showing::Values, structure))
}

/// The tightness that a form needs: see [`lay_out`].
fn best(form: &FormDescription, scope: Scope<'_>, fonts: &Fonts) -> Result<Trial, FormError> {
    let mut best: Option<Trial> = None;
    for tight in TIGHTNESS {
        // Where no value is long for its place, giving values less room changes nothing.
        if tight.ease != Ease::Roomy && best.as_ref().is_some_and(|b| !b.strained) {
            break;
        }
        let trial = Trial::of(form, scope, fonts, tight)?;
        let better = best
            .as_ref()
            .is_none_or(|b| (trial.body_pages, trial.stacks.len()) < (b.body_pages, b.stacks.len()));
        if better {
            best = Some(trial);
        }
        if best.as_ref().is_some_and(|b| !b.is_crowded(form)) {
            break;
        }
    }
    // The loop has tried at least once.
    match best {
        Some(trial) => Ok(trial),
        None => Trial::of(form, scope, fonts, TIGHTNESS[0]),
    }
}

/// A form set at one tightness.
struct Trial {
    tight: Tightness,
    stacks: Vec<Vec<Piece>>,
    /// Pages without the continuation list: it is our own sheet, not the CA's.
    body_pages: usize,
    notes: Vec<Note>,
    labels: BTreeMap<String, String>,
    smallest: Option<f64>,
    /// A value is long for its place.
    strained: bool,
}

impl Trial {
    fn of(
        form: &FormDescription,
        scope: Scope<'_>,
        fonts: &Fonts,
        tight: Tightness,
    ) -> Result<Self, FormError> {
        let mut builder = Builder {
            fonts,
            page: form.page,
            width: A4_WIDTH_MM - 2.0 * form.page.side,
            pieces: Vec::new(),
            tables: 0,
            paragraphs: 0,
            findings: Findings::default(),
            tight,
            group: String::new(),
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
        let (room, head) = (room(form), (below_code() - form.page.top).max(0.0));
        Ok(Self {
            tight,
            body_pages: stack(&builder.pieces[..body], room, head).len(),
            stacks: stack(&builder.pieces, room, head),
            notes,
            labels: builder.findings.labels,
            smallest: builder.findings.smallest,
            strained: builder.findings.strained,
        })
    }

    /// Whether a closer setting might save a page.
    fn is_crowded(&self, form: &FormDescription) -> bool {
        let over = form
            .pages
            .is_some_and(|allowed| self.body_pages > usize::from(allowed));
        let last = self.stacks.last().into_iter().flatten();
        over || (self.stacks.len() > 1 && last.map(|piece| piece.height).sum::<f64>() < LITTLE)
    }

    fn pages(mut self, form: &FormDescription, showing: Showing, structure: &mut Structure) -> Pages {
        let printed = u16::try_from(self.body_pages).unwrap_or(u16::MAX);
        if let Some(allowed) = form.pages.filter(|allowed| printed > *allowed) {
            self.notes.push(Note::MorePages { allowed, printed });
        }
        let width = A4_WIDTH_MM - 2.0 * form.page.side;
        let stacks = self.stacks.iter();
        Pages {
            pages: stacks
                .map(|s| draw(s, &form.page, (width, room(form)), showing, structure))
                .collect(),
            notes: self.notes,
            labels: self.labels,
            smallest: self.smallest,
        }
    }
}

/// Where the white around the code in the corner of a page ends.
fn below_code() -> f64 {
    let code = pagemark::code_rect();
    code.y + code.h + pagemark::CODE_QUIET_MM
}

/// The height there is for a form on a page.
fn room(form: &FormDescription) -> f64 {
    A4_HEIGHT_MM - form.page.top - form.page.bottom
}

struct Builder<'a> {
    fonts: &'a Fonts,
    page: PageStyle,
    width: f64,
    pieces: Vec<Piece>,
    tables: usize,
    paragraphs: usize,
    findings: Findings,
    tight: Tightness,
    /// The last heading: the part of the form that what follows belongs to.
    group: String,
}

impl Builder<'_> {
    fn blocks(&mut self, blocks: &[Block], scope: Scope<'_>, kind: BoxKind) -> Result<(), FormError> {
        for block in blocks {
            let cut = self.findings.cut.len();
            match block {
                Block::Paragraph(p) => {
                    if let Some(words) = heading_of(p) {
                        self.group = words;
                    }
                    self.paragraph(p, scope, kind)?;
                }
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
                        shape: Shape::Picture {
                            draws: Rc::new(draws),
                            says: picture.says.clone(),
                        },
                    });
                }
                Block::Code { field, size } => {
                    let text = scope.value(field);
                    if text.is_empty() {
                        continue;
                    }
                    let place = RectMm {
                        x: 0.0,
                        y: 0.0,
                        w: *size,
                        h: *size,
                    };
                    let shape = Shape::Picture {
                        draws: Rc::new(vec![marks::code(&text, &place)?]),
                        // What it carries may be a secret; it stands beside the code where it is for everybody.
                        says: "二维码".to_owned(),
                    };
                    self.push(*size, shape);
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
            self.findings.grouped(cut, &self.group);
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
        let height = height * self.tight.gaps;
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
        let style = TextStyle {
            leading: (p.style.leading * self.tight.leading).max(1.0),
            ..p.style
        };
        let setter = Setter {
            fonts: self.fonts,
            scope,
            kind,
            label: "",
        };
        let room = Room::Flow {
            width: self.width,
            ease: self.tight.ease,
        };
        let block = self.findings.fit(&setter, &p.items, &style, room)?;
        self.paragraphs += 1;
        let last = block.lines.len().saturating_sub(1);
        for (at, line) in block.lines.into_iter().enumerate() {
            // The first line takes the second along, and the last but one the last: no lonely lines.
            // A heading stays whole with what follows it, of a long paragraph its last two lines.
            let heading = p.keep_next && last < 3;
            let keep_next = if at == last {
                p.keep_next
            } else {
                at == 0 || at + 1 == last || heading
            };
            let height = line.height;
            let shape = Shape::Line {
                line: Rc::new((line, block.places.clone())),
                of: self.paragraphs,
                rank: p.rank,
            };
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
        let (from, mut uses) = (self.pieces.len(), Vec::new());
        for rows in bands(table) {
            for scope in row_scopes(rows, scope) {
                let setter = Setter {
                    fonts: self.fonts,
                    scope,
                    kind,
                    label: "",
                };
                let place = Position {
                    first,
                    heads: &heads,
                    rows: self.tight.rows,
                    is_header: row_number < table.header,
                    ease: self.tight.ease,
                };
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
                        again: false,
                    },
                });
                uses.push(Use::of(rows));
                first = false;
            }
            row_number += rows.len();
        }
        keep_signatures(&mut self.pieces, from, &uses);
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
            rank: if keep_next { Rank::Heading } else { Rank::Text },
            items,
            style,
            before,
            after: 0.8,
            keep_next,
        };
        self.paragraph(&paragraph(heading, 4.0, true), scope, BoxKind::Value)?;
        for (number, overflow) in (1..).zip(overflows) {
            let Overflow { group, label, whole } = overflow;
            let group = group.filter(|group| !group.is_empty());
            let group = group.map(|group| format!("{group}·")).unwrap_or_default();
            let label = words(&format!("{number}. {group}{label}："), Some(Face::Hei));
            let items = vec![label, words(&crate::fonts::printable(&whole), None)];
            // An entry stays whole on its page: half an address says nothing.
            let from = self.pieces.len();
            self.paragraph(&paragraph(items, 0.0, false), scope, BoxKind::Value)?;
            let last = self.pieces.len().saturating_sub(1);
            if let Some(lines) = self.pieces.get_mut(from..last) {
                lines.iter_mut().for_each(|line| line.keep_next = true);
            }
        }
        Ok(())
    }
}

/// The words of a paragraph that heads a part of the form, without what stands behind them in brackets.
fn heading_of(paragraph: &Paragraph) -> Option<String> {
    let words = match paragraph.items.first() {
        Some(Item::Words { text, .. }) if paragraph.style.face == Face::Hei && paragraph.keep_next => text,
        _ => return None,
    };
    let bare = words.split(['（', '(']).next().unwrap_or_default();
    Some(bare.trim_matches(['：', ':', ' ', '\u{3000}']).to_owned())
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
