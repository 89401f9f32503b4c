//! Lines as drawings and boxes, and the fitting of long values into cells.
//!
//! A value that is too long for its cell is set smaller, then wrapped, then cut with a mark that points to the
//! continuation list at the end of the form. It is never cut silently and never runs over a line.

use pagemark::RectMm;

use crate::breaking::lines;
use crate::description::TextStyle;
use crate::drawing::{Draw, HAIRLINE, MM_PER_PT};
use crate::error::FormError;
use crate::inline::Item;
use crate::map::{BoxKind, BoxOnPage};
use crate::text::{Ink, Line, Place, Setter, ValueStyle};

/// Lines with the names of the places in them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub lines: Vec<Line>,
    pub places: Vec<Place>,
}

impl Block {
    pub fn height(&self) -> f64 {
        self.lines.iter().map(|l| l.height).sum()
    }
}

/// What had to be done to a value to make it fit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fit {
    AsIs,
    Shrunk { field: String, size: f64 },
    Cut { field: String, whole: String },
}

/// Sets wording at its own size, without fitting: flowing paragraphs.
pub(crate) fn set(
    setter: &Setter<'_>,
    items: &[Item],
    style: &TextStyle,
    width: f64,
) -> Result<Block, FormError> {
    let values = ValueStyle {
        size: style.size,
        cut: None,
        width,
        hide: false,
    };
    let run = setter.run(items, style, &values)?;
    Ok(Block {
        lines: lines(&run, style, width),
        places: run.places,
    })
}

/// Line distance of wrapped values.
const TIGHT: f64 = 1.22;

/// Sets wording into a cell of a width and a usual height.
pub(crate) fn fit(
    setter: &Setter<'_>,
    items: &[Item],
    style: &TextStyle,
    width: f64,
    height: f64,
    max_lines: usize,
) -> Result<(Block, Fit), FormError> {
    let set = |style: &TextStyle, size: f64, cut: Option<usize>, hide: bool| -> Result<Block, FormError> {
        let run = setter.run(
            items,
            style,
            &ValueStyle {
                size,
                cut,
                width,
                hide,
            },
        )?;
        Ok(Block {
            lines: lines(&run, style, width),
            places: run.places,
        })
    };
    // Lines that only a long value made necessary stand closer together than the form's own.
    let tight = TextStyle {
        leading: style.leading.min(TIGHT),
        ..*style
    };
    let at = |size: f64, cut: Option<usize>, hide: bool| -> Result<Block, FormError> {
        let block = set(&tight, size, cut, hide)?;
        if block.lines.len() > 1 && !hide {
            Ok(block)
        } else {
            set(style, size, cut, hide)
        }
    };
    let full = set(style, style.size, None, false)?;
    let Some((field, whole)) = longest(setter, items) else {
        return Ok((full, Fit::AsIs));
    };
    let bare = set(style, style.size, None, true)?.lines.len();
    if full.lines.len() <= bare && !overfull(&full, width) {
        return Ok((full, Fit::AsIs));
    }
    let fits = |block: &Block, most: usize| block.lines.len() <= bare.max(most) && !overfull(block, width);
    let steps = || std::iter::successors(Some(style.size), |s| Some(s - 0.5)).take_while(|s| *s >= style.min);
    // A little smaller on the lines there are; then wrapped within the usual height; then at the smallest size.
    // A number or an address is rather set small than broken.
    let least = if whole.chars().all(|c| c.is_ascii_graphic()) {
        style.min
    } else {
        style.size * 0.8
    };
    for size in steps().take_while(|s| *s >= least) {
        let block = at(size, None, false)?;
        if fits(&block, bare) {
            return Ok((block, shrunk(&field, size, style)));
        }
    }
    for size in steps() {
        let block = at(size, None, false)?;
        if fits(&block, max_lines) && block.height() <= height {
            return Ok((block, shrunk(&field, size, style)));
        }
    }
    for size in [style.size * 0.8, style.min] {
        let block = at(size.max(style.min), None, false)?;
        if fits(&block, max_lines) {
            return Ok((block, shrunk(&field, size.max(style.min), style)));
        }
    }
    let (mut low, mut high) = (0, whole.chars().count());
    while low + 1 < high {
        let middle = low.midpoint(high);
        if fits(&at(style.min, Some(middle), false)?, max_lines) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok((at(style.min, Some(low), false)?, Fit::Cut { field, whole }))
}

fn shrunk(field: &str, size: f64, style: &TextStyle) -> Fit {
    // A shade smaller needs no remark.
    if size < style.size * 0.85 {
        Fit::Shrunk {
            field: field.to_owned(),
            size,
        }
    } else {
        Fit::AsIs
    }
}

/// True when a line's ink is wider than its room, as one long blank can make it.
fn overfull(block: &Block, width: f64) -> bool {
    block.lines.iter().any(|line| {
        line.units.iter().any(|(x, unit)| {
            let ink = match &unit.ink {
                Ink::Blank(glyphs) => glyphs.last().map_or(0.0, |(at, glyph)| {
                    at + f64::from(glyph.advance) / 1000.0 * unit.size_pt * MM_PER_PT
                }),
                _ => 0.0,
            };
            ink > unit.width + 0.05 || x + unit.width > width + 2.0
        })
    })
}

/// The longest value of a wording, with its full name.
fn longest(setter: &Setter<'_>, items: &[Item]) -> Option<(String, String)> {
    let fields = items.iter().filter_map(|item| match item {
        Item::Value { field, .. }
        | Item::Blank {
            field: Some(field), ..
        } => Some(field),
        _ => None,
    });
    fields
        .map(|field| (setter.scope.full_name(field), setter.scope.value(field)))
        .filter(|(_, value)| !value.is_empty())
        .max_by_key(|(_, value)| value.chars().count())
}

/// Where lines are drawn.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    pub draws: Vec<Draw>,
    pub boxes: Vec<BoxOnPage>,
}

impl Sink {
    /// Draws lines from a top left corner; `right` is how far the last value's box may reach.
    pub fn block(&mut self, block: &Block, x: f64, y: f64, right: f64) {
        let mut top = y;
        for line in &block.lines {
            self.line(line, &block.places, x, top, right);
            top += line.height;
        }
    }

    /// Draws one line whose top is at `top`.
    pub fn line(&mut self, line: &Line, places: &[Place], x: f64, top: f64, right: f64) {
        let size = line.units.iter().map(|(_, u)| u.size_pt).fold(0.0, f64::max);
        let em = size * MM_PER_PT;
        // The em box of a Chinese face reaches 0.88 em above the baseline.
        let baseline = top + (line.height - em) / 2.0 + em * 0.88;
        let mut spans: Vec<(usize, f64, f64)> = Vec::new();
        let mut text: Vec<(f64, (f64, crate::fonts::Glyph))> = Vec::new();
        for (at, unit) in &line.units {
            let left = x + at;
            match &unit.ink {
                Ink::Glyph(glyph) => text.push((unit.size_pt, (left - unit.shift, *glyph))),
                Ink::Blank(glyphs) => {
                    text.extend(
                        glyphs
                            .iter()
                            .map(|(dx, glyph)| (unit.size_pt, (left + dx, *glyph))),
                    );
                    let y = baseline + em * 0.16;
                    self.draws.push(Draw::line(
                        (left + 0.2, y),
                        (left + unit.width - 0.2, y),
                        HAIRLINE,
                    ));
                }
                Ink::Tick(checked) => self.tick(*checked, unit, places, left, baseline),
            }
            if let (Some(place), false) = (unit.place, matches!(unit.ink, Ink::Tick(_))) {
                match spans.last_mut() {
                    Some((same, _, end)) if joined(places, *same, place) => *end = left + unit.width,
                    _ => spans.push((place, left, left + unit.width)),
                }
            }
        }
        for run in text.chunk_by(|a, b| a.0 == b.0) {
            let glyphs = run.iter().map(|(_, placed)| *placed).collect();
            self.draws.push(Draw::Text {
                size_pt: run[0].0,
                baseline,
                glyphs,
            });
        }
        let last = line.units.last().and_then(|(_, u)| u.place);
        for (place, from, to) in spans {
            let end = if last == Some(place) { to.max(right) } else { to };
            if end - from > 0.5 {
                let rect = RectMm {
                    x: from,
                    y: top,
                    w: end - from,
                    h: line.height,
                };
                self.push(&places[place], rect);
            }
        }
    }

    fn tick(&mut self, checked: bool, unit: &crate::text::Unit, places: &[Place], left: f64, baseline: f64) {
        let em = unit.size_pt * MM_PER_PT;
        let side = em * 0.82;
        let rect = RectMm {
            x: left + em * 0.08,
            y: baseline - em * 0.76,
            w: side,
            h: side,
        };
        self.draws.push(Draw::outline(rect, 0.22));
        if checked {
            let at = |dx: f64, dy: f64| (rect.x + side * dx, rect.y + side * dy);
            let points = vec![at(0.16, 0.52), at(0.42, 0.80), at(0.90, 0.14)];
            self.draws.push(Draw::Line { points, width: 0.42 });
        }
        if let Some(place) = unit.place {
            self.push(&places[place], rect);
        }
    }

    pub fn push(&mut self, place: &Place, rect: RectMm) {
        self.boxes.push(BoxOnPage {
            name: place.name.clone(),
            kind: place.kind,
            rect,
        });
    }

    pub fn named(&mut self, name: String, kind: BoxKind, rect: RectMm) {
        self.boxes.push(BoxOnPage { name, kind, rect });
    }
}

fn joined(places: &[Place], a: usize, b: usize) -> bool {
    a == b || (places[a].joins && places[b].joins && places[a].name == places[b].name)
}
