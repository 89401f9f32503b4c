//! A filled form as plain blocks of words, for a program that sets it by itself: the benchmark's peers.
//!
//! Values, conditions, repeated rows and ticks are resolved as for our own pages, so that the words are the same. It
//! knows nothing of lines, pages and marks, and nothing that is shipped uses it (feature `outline`).

use crate::description::{self, Align, Column, Content, FormDescription, TextStyle};
use crate::error::FormError;
use crate::filling::{CopyOf, Filling, Scope};
use crate::fonts::{Face, Fonts, Slot};
use crate::inline::Item;
use crate::layout::{row_scopes, sheet_scopes};
use crate::map::BoxKind;
use crate::table::bands;
use crate::text::{Setter, ValueStyle};
use crate::units::Ink;

/// A filled form. Lengths are millimetres, sizes points.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Margins: top, side, bottom.
    pub margins: [f64; 3],
    /// Size of the wording.
    pub size: f64,
    /// What stands on it, in order.
    pub blocks: Vec<OutlineBlock>,
}

impl Outline {
    /// All its texts, in order.
    pub fn texts(&self) -> Vec<&OutlineText> {
        let texts = self.blocks.iter().flat_map(|block| match block {
            OutlineBlock::Paragraph(text) => vec![text],
            OutlineBlock::Table(_, rows) => {
                let cells = rows.iter().flat_map(|row| &row.cells);
                cells.flat_map(|cell| &cell.texts).collect()
            }
            OutlineBlock::Space(_) | OutlineBlock::PageBreak => Vec::new(),
        });
        texts.collect()
    }
}

/// A paragraph or a table.
#[derive(Debug, Clone, PartialEq)]
pub enum OutlineBlock {
    /// Flowing words.
    Paragraph(OutlineText),
    /// A table with its columns' widths.
    Table(Vec<OutlineColumn>, Vec<OutlineRow>),
    /// White.
    Space(f64),
    /// The next block begins a page.
    PageBreak,
}

/// A column's width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OutlineColumn {
    /// In millimetres.
    Fixed(f64),
    /// A share of what is left.
    Share(f64),
}

/// A row and its least height.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineRow {
    /// Least height.
    pub height: f64,
    /// The cells that begin here.
    pub cells: Vec<OutlineCell>,
}

/// A cell with the columns and rows it spans.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineCell {
    /// Columns.
    pub span: usize,
    /// Rows.
    pub rows: usize,
    /// Least height of its own.
    pub height: f64,
    /// Its words; one text for every box of a grid.
    pub texts: Vec<OutlineText>,
}

/// Words in one alignment.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineText {
    /// Whether it stands in the middle.
    pub centred: bool,
    /// The words, and breaks between lines.
    pub words: Vec<Words>,
}

/// Words of one face and size.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// The characters; `□` and `■` are tick boxes, a line feed ends a line.
    pub text: String,
    /// Set in the bold face.
    pub bold: bool,
    /// Size in points.
    pub size: f64,
    /// Underlined over at least so many millimetres.
    pub blank: Option<f64>,
}

/// Fills the first copy of a form.
///
/// # Errors
/// [`FormError::NoGlyph`] and [`FormError::TooLong`], as for a printed form.
pub fn outline(form: &FormDescription, filling: &Filling, fonts: &Fonts) -> Result<Outline, FormError> {
    filling.check_size()?;
    let caption = form.copies.first().and_then(Option::as_deref).unwrap_or_default();
    let copy = CopyOf {
        number: 1,
        count: form.copies.len() as u16,
        caption,
    };
    let mut outliner = Outliner {
        fonts,
        blocks: Vec::new(),
    };
    outliner.blocks(&form.blocks, Scope::new(filling, copy))?;
    Ok(Outline {
        margins: [form.page.top, form.page.side, form.page.bottom],
        size: form.page.size,
        blocks: outliner.blocks,
    })
}

struct Outliner<'a> {
    fonts: &'a Fonts,
    blocks: Vec<OutlineBlock>,
}

impl Outliner<'_> {
    fn blocks(&mut self, blocks: &[description::Block], scope: Scope<'_>) -> Result<(), FormError> {
        use description::Block;
        for block in blocks {
            match block {
                Block::Paragraph(p) => {
                    self.space(p.before);
                    let text = self.text(&p.items, &p.style, scope)?;
                    self.blocks.push(OutlineBlock::Paragraph(text));
                    self.space(p.after);
                }
                Block::Table(table) => {
                    self.space(table.before);
                    let block = self.table(table, scope)?;
                    self.blocks.push(block);
                    self.space(table.after);
                }
                Block::Space { height, .. } => self.space(*height),
                Block::Picture(picture) => self.space(picture.height),
                Block::Code { size, .. } => self.space(*size),
                Block::Rule => self.space(2.0),
                Block::PageBreak => self.blocks.push(OutlineBlock::PageBreak),
                Block::Keep(inner) | Block::Office(inner) => self.blocks(inner, scope)?,
                Block::Only { copies, blocks } if copies.contains(&scope.copy.number) => {
                    self.blocks(blocks, scope)?;
                }
                Block::Only { .. } => {}
                Block::Sheet { list, per, blocks } => {
                    for (at, scope) in sheet_scopes(list, *per, scope).into_iter().enumerate() {
                        if at > 0 {
                            self.blocks.push(OutlineBlock::PageBreak);
                        }
                        self.blocks(blocks, scope)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn space(&mut self, height: f64) {
        if height > 0.0 {
            self.blocks.push(OutlineBlock::Space(height));
        }
    }

    fn table(&self, table: &description::Table, scope: Scope<'_>) -> Result<OutlineBlock, FormError> {
        let column = |column: &Column| match column {
            Column::Mm(mm) => OutlineColumn::Fixed(*mm),
            Column::Share(share) => OutlineColumn::Share(*share),
        };
        let mut out = Vec::new();
        for rows in bands(table) {
            for scope in row_scopes(rows, scope) {
                for row in rows {
                    let cells = row.cells.iter().map(|cell| self.cell(cell, scope));
                    out.push(OutlineRow {
                        height: row.height,
                        cells: cells.collect::<Result<_, _>>()?,
                    });
                }
            }
        }
        Ok(OutlineBlock::Table(
            table.columns.iter().map(column).collect(),
            out,
        ))
    }

    fn cell(&self, cell: &description::Cell, scope: Scope<'_>) -> Result<OutlineCell, FormError> {
        let texts = match &cell.content {
            Content::Text(items)
            | Content::Frame { caption: items, .. }
            | Content::Sign { label: items, .. } => vec![self.text(items, &cell.style, scope)?],
            Content::Grid { field, count } => {
                let size = cell.style.size;
                boxes(self.text(&value(field), &cell.style, scope)?, *count, size)
            }
            // The number beneath its bars: the peers draw no bars.
            Content::Bar { field } => vec![self.text(&value(field), &cell.style, scope)?],
        };
        Ok(OutlineCell {
            span: cell.span,
            rows: cell.rows,
            height: cell.height,
            texts,
        })
    }

    fn text(&self, items: &[Item], style: &TextStyle, scope: Scope<'_>) -> Result<OutlineText, FormError> {
        let setter = Setter {
            fonts: self.fonts,
            scope,
            kind: BoxKind::Value,
            label: "",
        };
        let values = ValueStyle {
            size: style.size,
            cut: None,
            width: f64::INFINITY,
            hide: false,
            running: false,
            fixed: false,
        };
        let run = setter.run(items, style, &values)?;
        let mut words: Vec<Words> = Vec::new();
        for (at, unit) in run.units.iter().enumerate() {
            for _ in run.breaks.iter().filter(|end| **end == at) {
                add(&mut words, "\n", style.face == Face::Hei, style.size);
            }
            match &unit.ink {
                Ink::Glyph(glyph) => {
                    let text = glyph.ch.encode_utf8(&mut [0; 4]).to_owned();
                    add(&mut words, &text, glyph.slot == Slot::Hei, unit.size_pt);
                }
                Ink::Tick(checked, _) => {
                    let text = if *checked { "■" } else { "□" };
                    add(&mut words, text, false, unit.size_pt);
                }
                Ink::Blank(glyphs) => words.push(Words {
                    text: glyphs.iter().map(|(_, glyph)| glyph.ch).collect(),
                    bold: false,
                    size: unit.size_pt,
                    blank: Some(unit.width),
                }),
            }
        }
        Ok(OutlineText {
            centred: style.align == Align::Centre,
            words,
        })
    }
}

/// The wording that is nothing but a field's value.
fn value(field: &str) -> [Item; 1] {
    let field = field.to_owned();
    [Item::Value { field, when: None }]
}

/// Adds characters to the last words when they look the same.
fn add(words: &mut Vec<Words>, text: &str, bold: bool, size: f64) {
    match words.last_mut() {
        Some(last) if last.bold == bold && last.size == size && last.blank.is_none() => {
            last.text.push_str(text)
        }
        _ => words.push(Words {
            text: text.to_owned(),
            bold,
            size,
            blank: None,
        }),
    }
}

/// One character a box; a value with more characters than boxes stands as it is.
fn boxes(value: OutlineText, count: usize, size: f64) -> Vec<OutlineText> {
    let text: String = value.words.iter().map(|w| w.text.as_str()).collect();
    if text.chars().count() > count {
        return vec![value];
    }
    let mut characters = text.chars();
    let one = |ch: Option<char>| OutlineText {
        centred: true,
        words: vec![Words {
            text: ch.map(String::from).unwrap_or_default(),
            bold: false,
            size,
            blank: None,
        }],
    };
    (0..count).map(|_| one(characters.next())).collect()
}
