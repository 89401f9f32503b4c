//! One cell: its content fitted to its width and usual height, and its drawing.
//!
//! Long values are made to fit here (see `setting`); what cannot fit is handed on for the continuation list with
//! a label people recognise.

use pagemark::RectMm;

use crate::description::{Cell, Content, VAlign};
use crate::drawing::{Draw, HAIRLINE, MM_PER_PT};
use crate::error::FormError;
use crate::fonts::{Face, printable};
use crate::inline::Item;
use crate::map::BoxKind;
use crate::setting::{Block, Fit, Sink, fit};
use crate::text::{Ink, Line, Setter, Unit};

/// White above and below the text of a cell, in millimetres.
const CELL_AIR: f64 = 0.5;

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

/// A cell that is set.
#[derive(Debug, Clone)]
pub(crate) struct SetCell {
    pub x: f64,
    pub w: f64,
    pub row: usize,
    pub rows: usize,
    pub at_left: bool,
    pub cell: Cell,
    pub shown: Shown,
}

/// What a cell shows.
#[derive(Debug, Clone)]
pub(crate) enum Shown {
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
/// A cell about to be set.
pub(crate) struct Setting<'a> {
    pub cell: &'a Cell,
    pub width: f64,
    pub usual: f64,
    pub label: &'a str,
}

impl Setting<'_> {
    pub fn show(&self, setter: &Setter<'_>, findings: &mut Findings) -> Result<Shown, FormError> {
        let room = self.width - 2.0 * self.cell.pad;
        let height = (self.usual.max(self.cell.height) - 2.0 * CELL_AIR).max(0.0);
        let mut text = |items: &[Item]| -> Result<Block, FormError> {
            let (block, done) = fit(setter, items, &self.cell.style, room, height, self.cell.lines)?;
            match done {
                Fit::AsIs => {}
                Fit::Shrunk { field, size } => findings.shrunk.push((field, size)),
                Fit::Cut { field, whole } => {
                    let label = match (words_before(items, &field), self.label) {
                        (Some(own), label) if setter.scope.row.is_some() => format!("{label}（{own}）"),
                        (Some(own), _) => own,
                        (None, "") => field.clone(),
                        (None, label) => label.to_owned(),
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
            let glyph = setter.fonts.glyph(Face::Song, ch).map_err(|e| match e {
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
    pub fn needs(&self) -> f64 {
        let content = match &self.shown {
            Shown::Text { block, .. } | Shown::Place { label: block, .. } => block.height() + 2.0 * CELL_AIR,
            Shown::Grid { .. } => self.cell.style.size * MM_PER_PT * 1.5,
        };
        content.max(self.cell.height)
    }

    pub fn draw(&self, sink: &mut Sink, rect: RectMm) {
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

/// The words before a value in its own cell, if there are any.
fn words_before(items: &[Item], full_name: &str) -> Option<String> {
    let mut before = None;
    for item in items {
        match item {
            Item::Words { text, .. } => before = bare_label(text).or(before),
            Item::Value { field, .. }
            | Item::Blank {
                field: Some(field), ..
            } if full_name.ends_with(field.as_str()) => {
                return before;
            }
            _ => {}
        }
    }
    None
}

/// A label without its colon and the blanks inside it.
fn bare_label(text: &str) -> Option<String> {
    let bare = text.replace([' ', '\u{3000}'], "");
    let bare = bare.trim_matches(['：', ':', '，', ',']);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The wording of a label cell, for the continuation list.
pub(crate) fn words_of(cell: &Cell) -> Option<String> {
    let Content::Text(items) = &cell.content else {
        return None;
    };
    let first = items.iter().find_map(|i| {
        if let Item::Words { text, .. } = i {
            Some(text)
        } else {
            None
        }
    });
    let only_words = items
        .iter()
        .all(|i| matches!(i, Item::Words { .. } | Item::Break));
    first.filter(|_| only_words).and_then(|text| bare_label(text))
}
