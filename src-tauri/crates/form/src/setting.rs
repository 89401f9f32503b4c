//! Lines as drawings and boxes.
//!
//! Where a line stands is decided before; here its glyphs, underlines and tick boxes are drawn and its values get
//! their boxes on the map. Knows no cell and no page.

use pagemark::RectMm;

use crate::drawing::{Draw, HAIRLINE, MM_PER_PT};
use crate::map::{BoxKind, BoxOnPage};
use crate::units::{Ink, Line, Place};

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

/// Where lines are drawn.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    pub draws: Vec<Draw>,
    pub boxes: Vec<BoxOnPage>,
    /// The form's own bars are among the drawings.
    pub barred: bool,
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
        // A blank whose value goes on over lines: its line runs from the first of its glyphs here to the last.
        let mut underlined: Option<(f64, f64)> = None;
        for (at, unit) in &line.units {
            let left = x + at;
            match &unit.ink {
                Ink::Glyph(glyph) => {
                    text.push((unit.size_pt, (left - unit.shift, *glyph)));
                    if unit.underlined {
                        let from = underlined.map_or(left, |(from, _)| from);
                        underlined = Some((from, left + unit.width));
                    } else if let Some(span) = underlined.take() {
                        self.underline(span, baseline, em);
                    }
                }
                Ink::Blank(glyphs) => {
                    text.extend(
                        glyphs
                            .iter()
                            .map(|(dx, glyph)| (unit.size_pt, (left + dx, *glyph))),
                    );
                    // The rest of a line after a value that filled the lines before it.
                    let from = underlined.take().map_or(left + 0.2, |(from, _)| from);
                    self.underline((from, left + unit.width - 0.2), baseline, em);
                }
                Ink::Tick(checked) => {
                    if let Some(span) = underlined.take() {
                        self.underline(span, baseline, em);
                    }
                    self.tick(*checked, unit, places, left, baseline);
                }
            }
            if let (Some(place), false) = (unit.place, matches!(unit.ink, Ink::Tick(_))) {
                match spans.last_mut() {
                    Some((same, _, end)) if joined(places, *same, place) => *end = left + unit.width,
                    _ => spans.push((place, left, left + unit.width)),
                }
            }
        }
        if let Some(span) = underlined {
            self.underline(span, baseline, em);
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

    fn underline(&mut self, (from, to): (f64, f64), baseline: f64, em: f64) {
        if to > from {
            let y = baseline + em * 0.16;
            self.draws.push(Draw::line((from, y), (to, y), HAIRLINE));
        }
    }

    fn tick(&mut self, checked: bool, unit: &crate::units::Unit, places: &[Place], left: f64, baseline: f64) {
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
