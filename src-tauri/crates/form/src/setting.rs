//! Lines as drawings and boxes.
//!
//! Where a line stands is decided before; here its glyphs, underlines and tick boxes are drawn, its values get their
//! boxes on the map, and its words are put down as part of what they belong to. Knows no cell and no page.

use pagemark::RectMm;

use crate::drawing::{Draw, HAIRLINE, MM_PER_PT, Part};
use crate::fonts::Glyph;
use crate::map::{BoxKind, BoxOnPage};
use crate::structure::{NodeId, Role, Structure};
use crate::units::{Ink, Line, Place, Unit};

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

/// What of a form is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    Whole,
    /// The values alone: the form is on the paper already.
    Values,
}

/// Where lines of a page are drawn.
#[derive(Debug)]
pub(crate) struct Sink<'a> {
    pub draws: Vec<Draw>,
    pub boxes: Vec<BoxOnPage>,
    /// The form's own bars are among the drawings.
    pub barred: bool,
    pub structure: &'a mut Structure,
    showing: Showing,
    /// What is drawn belongs to this; nothing that is drawn a second time belongs to anything.
    at: Option<NodeId>,
    /// Whose stretch of words is open.
    open: Option<NodeId>,
}

impl<'a> Sink<'a> {
    /// An empty page, whose drawings belong to the present copy.
    pub fn new(showing: Showing, structure: &'a mut Structure) -> Self {
        Self {
            showing,
            draws: Vec::new(),
            boxes: Vec::new(),
            barred: false,
            at: Some(structure.copy()),
            open: None,
            structure,
        }
    }

    /// Whether the form's own words and lines are drawn as well.
    pub fn shows_all(&self) -> bool {
        self.showing == Showing::Whole
    }

    /// A line of the form's own.
    pub fn rule(&mut self, line: Draw) {
        if self.shows_all() {
            self.draws.push(line);
        }
    }

    /// Draws what belongs to a node.
    pub fn within(&mut self, node: Option<NodeId>, job: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.at, node);
        job(self);
        self.at = before;
    }

    /// A new part of what is being drawn; none of what is drawn a second time.
    pub fn part(&mut self, role: Role) -> Option<NodeId> {
        self.at.map(|at| self.structure.add(at, role))
    }

    /// Words, which belong to what is being drawn.
    fn write(&mut self, words: Draw) {
        if self.at.is_none() || self.open != self.at {
            let part = match self.at {
                Some(at) => Part::Of(self.structure.segment(at)),
                None => Part::Surroundings,
            };
            self.draws.push(Draw::Part(part));
            self.open = self.at;
        }
        self.draws.push(words);
    }

    /// Strokes that say something: a box, a picture, bars; with what is found in their place.
    pub fn paint(&mut self, role: Role, strokes: impl IntoIterator<Item = Draw>, words: Option<Draw>) {
        let node = self.part(role);
        let begin = |sink: &mut Self| {
            let part = match node {
                Some(node) => Part::Of(sink.structure.segment(node)),
                None => Part::Surroundings,
            };
            sink.draws.push(Draw::Part(part));
        };
        begin(self);
        self.draws.extend(strokes);
        if let Some(words) = words {
            begin(self);
            self.draws.push(words);
        }
        self.draws.push(Draw::Part(Part::Decoration));
        self.open = None;
    }

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
        let mut text: Vec<(f64, (f64, Glyph))> = Vec::new();
        // A blank whose value goes on over lines: its line runs from the first of its glyphs here to the last.
        let mut underlined: Option<(f64, f64)> = None;
        for (at, unit) in &line.units {
            let left = x + at;
            match &unit.ink {
                // The form's own words are on the paper already, and so are its boxes.
                Ink::Glyph(_) if !self.shows(unit, places) => {}
                Ink::Tick(ticked, _) if !(self.shows_all() || *ticked && unit.place.is_some()) => {}
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
                Ink::Tick(checked, sign) => {
                    if let Some(span) = underlined.take() {
                        self.underline(span, baseline, em);
                    }
                    // The words before a box are read before it.
                    self.written(&mut text, baseline);
                    self.tick(*checked, *sign, unit, places, (left, baseline));
                }
            }
            if let (Some(place), false) = (unit.place, matches!(unit.ink, Ink::Tick(..))) {
                match spans.last_mut() {
                    Some((same, _, end)) if joined(places, *same, place) => *end = left + unit.width,
                    _ => spans.push((place, left, left + unit.width)),
                }
            }
        }
        if let Some(span) = underlined {
            self.underline(span, baseline, em);
        }
        self.written(&mut text, baseline);
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

    /// Whether a glyph is drawn: all of a whole form, and of one that is printed already what stands in a field.
    fn shows(&self, unit: &Unit, places: &[Place]) -> bool {
        let filled = |at: usize| !places[at].name.starts_with('#');
        self.shows_all() || unit.place.is_some_and(filled)
    }

    /// Writes the glyphs that were gathered, with their sizes and places, and gathers anew.
    fn written(&mut self, text: &mut Vec<(f64, (f64, Glyph))>, baseline: f64) {
        for run in text.chunk_by(|a, b| a.0 == b.0) {
            let glyphs = run.iter().map(|(_, placed)| *placed).collect();
            self.write(Draw::Text {
                size_pt: run[0].0,
                baseline,
                glyphs,
            });
        }
        text.clear();
    }

    fn underline(&mut self, (from, to): (f64, f64), baseline: f64, em: f64) {
        if to > from {
            let y = baseline + em * 0.16;
            self.rule(Draw::line((from, y), (to, y), HAIRLINE));
        }
    }

    fn tick(
        &mut self,
        ticked: bool,
        sign: Glyph,
        unit: &Unit,
        places: &[Place],
        (left, baseline): (f64, f64),
    ) {
        let em = unit.size_pt * MM_PER_PT;
        let side = em * 0.82;
        let rect = RectMm {
            x: left + em * 0.08,
            y: baseline - em * 0.76,
            w: side,
            h: side,
        };
        let at = |dx: f64, dy: f64| (rect.x + side * dx, rect.y + side * dy);
        let tick = ticked.then(|| Draw::Line {
            points: vec![at(0.16, 0.52), at(0.42, 0.80), at(0.90, 0.14)],
            width: 0.42,
        });
        let words = Draw::Text {
            size_pt: unit.size_pt,
            baseline,
            glyphs: vec![(rect.x, sign)],
        };
        let outline = self.shows_all().then(|| Draw::outline(rect, 0.22));
        let strokes = outline.into_iter().chain(tick);
        self.paint(Role::Tick { ticked }, strokes, Some(words));
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
