//! One cell: its content fitted to its width and usual height, and its drawing.
//!
//! Long values are made to fit here (see `setting`); what cannot fit is handed on for the continuation list with
//! a label people recognise.

use std::collections::BTreeMap;

use pagemark::RectMm;

use crate::barcode::{self, Barcode};
use crate::description::{Align, Cell, Content, TextStyle, VAlign};
use crate::drawing::{Draw, HAIRLINE, MM_PER_PT};
use crate::error::FormError;
use crate::fitting::{Ease, Fit, Room, fit};
use crate::fonts::{Face, printable};
use crate::inline::Item;
use crate::labels;
use crate::map::BoxKind;
use crate::setting::{Block, Sink};
use crate::structure::Role;
use crate::text::Setter;
use crate::units::{Ink, Line, Place, Unit};

/// White above and below the text of a cell, in millimetres.
const CELL_AIR: f64 = 0.5;
/// Margin left and right of a cell whose values need all the room there is, in millimetres.
const LEAST_PAD: f64 = 0.5;
/// What is read aloud in place of bars: the number stands below them.
const BARS: &str = "条形码";
/// Least height of bars in a cell, in millimetres.
const LEAST_BARS: f64 = 6.0;

/// A field that did not fit, for the continuation list.
pub(crate) struct Overflow {
    /// The part of the form that it stands in, empty where the form has one part; none while that is not settled.
    pub group: Option<String>,
    pub label: String,
    pub whole: String,
}

/// What happened while a band was set.
#[derive(Default)]
pub(crate) struct Findings {
    pub shrunk: Vec<(String, f64)>,
    /// What the form calls the fields that did not fit as they are.
    pub labels: BTreeMap<String, String>,
    pub cut: Vec<(String, Overflow)>,
    /// Size of the smallest value, in points.
    pub smallest: Option<f64>,
    /// A value is long for its place: with more room, or less, it would be set otherwise.
    pub strained: bool,
}

impl Findings {
    /// Says in which part of the form the values stand that were cut since there were `before` of them, where
    /// nothing nearer to them has said it.
    pub fn grouped(&mut self, before: usize, group: &str) {
        for (_, overflow) in self.cut.iter_mut().skip(before) {
            overflow.group.get_or_insert_with(|| group.to_owned());
        }
    }

    /// Remembers the smallest size of values, those of a place.
    fn measure(&mut self, block: &Block) {
        let units = block.lines.iter().flat_map(|line| &line.units);
        let values = units.filter(|(_, unit)| match &unit.ink {
            Ink::Glyph(_) => unit.place.is_some(),
            Ink::Blank(glyphs) => !glyphs.is_empty(),
            Ink::Tick(..) => false,
        });
        let sizes = values.map(|(_, unit)| unit.size_pt);
        self.smallest = sizes.chain(self.smallest).reduce(f64::min);
    }

    /// Fits a wording into its room and keeps what had to be done to its values.
    pub fn fit(
        &mut self,
        setter: &Setter<'_>,
        items: &[Item],
        style: &TextStyle,
        room: Room,
    ) -> Result<Block, FormError> {
        Ok(self.fit_best(setter, items, style, [room, room])?.0)
    }

    /// The same with a wider room to fall back on; whether it was needed.
    fn fit_best(
        &mut self,
        setter: &Setter<'_>,
        items: &[Item],
        style: &TextStyle,
        [room, wider]: [Room; 2],
    ) -> Result<(Block, bool), FormError> {
        let (mut block, mut done) = fit(setter, items, style, room)?;
        self.strained |= done != Fit::AsIs;
        let mut wide = false;
        if done.hardship() > 0 && room != wider {
            let (better, eased) = fit(setter, items, style, wider)?;
            wide = eased.hardship() < done.hardship();
            if wide {
                (block, done) = (better, eased);
            }
        }
        self.measure(&block);
        let mut named = |field: &String| {
            let label = labels::of(&setter.scope, setter.label, items, field);
            self.labels.insert(field.clone(), label.clone());
            label
        };
        match done {
            Fit::AsIs | Fit::Eased => {}
            Fit::Shrunk { field, size } => {
                named(&field);
                self.shrunk.push((field, size));
            }
            Fit::Cut(fields) => self.cut.extend(fields.into_iter().map(|(field, whole)| {
                let label = named(&field);
                let group = None;
                (field, Overflow { group, label, whole })
            })),
        }
        Ok((block, wide))
    }
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
        /// Margin left and right, in millimetres.
        pad: f64,
    },
    Grid {
        name: String,
        glyphs: Vec<Option<Unit>>,
        count: usize,
    },
    /// Bars and the number beneath them, when there is one.
    Bar {
        name: String,
        number: Option<(Barcode, Block)>,
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
    /// How much room the page has for long values.
    pub ease: Ease,
}

impl Setting<'_> {
    fn room(&self, pad: f64) -> Room {
        Room::Cell {
            width: self.width - 2.0 * pad,
            height: (self.usual.max(self.cell.height) - 2.0 * CELL_AIR).max(0.0),
            lines: self.cell.lines,
            ease: self.ease,
        }
    }

    pub fn show(&self, setter: &Setter<'_>, findings: &mut Findings) -> Result<Shown, FormError> {
        let room = self.room(self.cell.pad);
        // Where values would be set smaller than is pleasant to read, or cut, the margins go first.
        let wider = self.room(self.cell.pad.min(LEAST_PAD));
        let setter = &Setter {
            label: self.label,
            ..*setter
        };
        let text =
            |items: &[Item], findings: &mut Findings| findings.fit(setter, items, &self.cell.style, room);
        Ok(match &self.cell.content {
            Content::Text(items) => {
                let sole = matches!(items.as_slice(), [Item::Value { .. }]);
                let (block, wide) = findings.fit_best(setter, items, &self.cell.style, [room, wider])?;
                let pad = if wide {
                    self.cell.pad.min(LEAST_PAD)
                } else {
                    self.cell.pad
                };
                Shown::Text { block, sole, pad }
            }
            Content::Frame { name, caption } => {
                let name = setter.scope.full_name(name);
                Shown::Place {
                    name,
                    kind: BoxKind::Frame,
                    label: text(caption, findings)?,
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
                    label: text(label, findings)?,
                }
            }
            Content::Bar { field } => {
                let items = [Item::Value {
                    field: field.clone(),
                    when: None,
                }];
                let number = setter.scope.value(field);
                let number = match number.as_str() {
                    "" => None,
                    digits => Some((barcode::code(digits, self.width)?, text(&items, findings)?)),
                };
                Shown::Bar {
                    name: setter.scope.full_name(field),
                    number,
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
                .glyph(Face::Song, ch)
                .map_err(|error| setter.named(error, &value, &[], field))?;
            // A character wider than its box is set smaller.
            let em = f64::from(glyph.advance) / 1000.0 * MM_PER_PT;
            let size_pt = self
                .cell
                .style
                .size
                .min((self.width / count as f64 - 0.4) / em.max(0.01));
            let unit = Unit::new(Ink::Glyph(glyph), size_pt, size_pt * em);
            findings.smallest = findings.smallest.into_iter().chain([size_pt]).reduce(f64::min);
            glyphs.push((ch != ' ').then_some(unit));
        }
        Ok(Shown::Grid { name, glyphs, count })
    }
}

impl SetCell {
    pub fn needs(&self) -> f64 {
        let content = match &self.shown {
            Shown::Text { block, .. } | Shown::Place { label: block, .. } => block.height() + 2.0 * CELL_AIR,
            Shown::Grid { .. } => self.cell.style.size * MM_PER_PT * 1.5,
            Shown::Bar { number, .. } => number
                .as_ref()
                .map_or(0.0, |(_, below)| LEAST_BARS + below.height()),
        };
        content.max(self.cell.height)
    }

    /// Whether there is anything in it that could be read.
    pub fn is_empty(&self) -> bool {
        match &self.shown {
            Shown::Text { block, .. } | Shown::Place { label: block, .. } => {
                block.lines.iter().all(|line| line.units.is_empty())
            }
            Shown::Grid { glyphs, .. } => glyphs.is_empty(),
            Shown::Bar { number, .. } => number.is_none(),
        }
    }

    pub fn draw(&self, sink: &mut Sink<'_>, rect: RectMm) {
        match &self.shown {
            Shown::Text { block, sole, pad } => {
                let boxes = sink.boxes.len();
                let y = self.text_top(block, rect);
                sink.block(block, rect.x + pad, y, rect.x + rect.w - pad * 0.5);
                if let (true, Some(place)) = (sole, block.places.first()) {
                    sink.boxes.truncate(boxes);
                    sink.push(place, inset(rect, 0.4));
                }
            }
            Shown::Place { name, kind, label } => {
                let boxes = sink.boxes.len();
                sink.block(label, rect.x + self.cell.pad, self.text_top(label, rect), rect.x);
                sink.boxes.truncate(boxes);
                let by = if *kind == BoxKind::Frame { 0.0 } else { 0.4 };
                sink.named(name.clone(), *kind, inset(rect, by));
            }
            Shown::Grid { name, glyphs, count } => self.draw_grid(sink, rect, name, glyphs, *count),
            Shown::Bar { name, number } => {
                if let Some((bars, below)) = number.as_ref().filter(|_| sink.shows_all()) {
                    self.draw_bars(sink, rect, bars, below);
                }
                sink.named(name.clone(), BoxKind::Value, inset(rect, 0.4));
            }
        }
    }

    fn draw_bars(&self, sink: &mut Sink<'_>, rect: RectMm, bars: &Barcode, below: &Block) {
        let free = rect.w - bars.width;
        let x = match self.cell.style.align {
            Align::Left => rect.x,
            Align::Right => rect.x + free,
            _ => rect.x + free / 2.0,
        };
        let place = RectMm {
            x,
            y: rect.y,
            w: bars.width,
            h: rect.h - below.height(),
        };
        sink.paint(Role::Figure(BARS.to_owned()), [bars.draw(&place)], None);
        // The number stands under the middle of its bars, wherever in the cell they are.
        let ends = below.lines.iter().flat_map(|line| &line.units);
        let (from, to) = ends.fold((f64::INFINITY, 0.0_f64), |(from, to), (x, unit)| {
            (from.min(*x), to.max(x + unit.width))
        });
        let left = place.x + place.w / 2.0 - (from + to) / 2.0;
        let boxes = sink.boxes.len();
        sink.block(below, left, place.y + place.h, left);
        sink.boxes.truncate(boxes);
        sink.barred = true;
    }

    fn text_top(&self, block: &Block, rect: RectMm) -> f64 {
        match self.cell.valign {
            VAlign::Top => rect.y + CELL_AIR,
            VAlign::Middle => rect.y + (rect.h - block.height()) / 2.0,
            VAlign::Bottom => rect.y + rect.h - CELL_AIR - block.height(),
        }
    }

    fn draw_grid(
        &self,
        sink: &mut Sink<'_>,
        rect: RectMm,
        name: &str,
        glyphs: &[Option<Unit>],
        count: usize,
    ) {
        let width = rect.w / count as f64;
        for at in 1..count {
            let x = rect.x + width * at as f64;
            sink.rule(Draw::line((x, rect.y), (x, rect.y + rect.h), HAIRLINE));
        }
        let height = self.cell.style.size * MM_PER_PT * self.cell.style.leading;
        let number: String = glyphs.iter().flatten().filter_map(Unit::char).collect();
        let node = (!number.is_empty()).then(|| sink.part(Role::Number(number)));
        // Each sign is a value's, which the CA's own paper lacks; the whole grid is its one place on the map.
        let place = [Place {
            name: name.to_owned(),
            kind: BoxKind::Value,
            joins: false,
        }];
        let boxes = sink.boxes.len();
        sink.within(node.flatten(), |sink| {
            for (at, unit) in glyphs.iter().enumerate() {
                if let Some(unit) = unit {
                    let x = width * at as f64 + (width - unit.width) / 2.0;
                    let unit = Unit {
                        place: Some(0),
                        ..unit.clone()
                    };
                    let line = Line {
                        units: vec![(x, unit)],
                        height,
                    };
                    sink.line(&line, &place, rect.x, rect.y + (rect.h - height) / 2.0, rect.x);
                }
            }
        });
        sink.boxes.truncate(boxes);
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
