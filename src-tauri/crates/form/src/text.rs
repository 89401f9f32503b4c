//! Wording and values as units of known width, and units as lines.
//!
//! Chinese line breaking: a line neither begins with closing punctuation nor ends with an opening bracket
//! (GB/T 15834 §5.1.10), Latin words and numbers stay whole while they can, and two full-width punctuation marks in a row
//! share a half-width gap. Knows no cell and no page.

use crate::description::{Align, TextStyle, is_signature};
use crate::drawing::MM_PER_PT;
use crate::error::FormError;
use crate::filling::{Scope, split_date};
use crate::fonts::{Face, Fonts, Glyph, printable};
use crate::inline::{BlankWidth, Condition, Item};
use crate::map::BoxKind;

/// What values are resolved against while a piece of wording is set.
#[derive(Clone, Copy)]
pub(crate) struct Setter<'a> {
    pub fonts: &'a Fonts,
    pub scope: Scope<'a>,
    /// Kind of the boxes of ordinary values here: `Value`, or `Office` inside an office block.
    pub kind: BoxKind,
}

/// A named thing in a line, for the map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub name: String,
    pub kind: BoxKind,
    /// The parts of one date share a box.
    pub joins: bool,
}

/// What a unit shows.
#[derive(Debug, Clone)]
pub(crate) enum Ink {
    Glyph(Glyph),
    /// An underlined blank with glyphs on it, placed from its left edge.
    Blank(Vec<(f64, Glyph)>),
    Tick(bool),
}

/// The smallest thing that is moved about.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub ink: Ink,
    pub size_pt: f64,
    /// Width in millimetres.
    pub width: f64,
    /// How far left of its place the glyph is drawn (squeezed opening brackets), in millimetres.
    pub shift: f64,
    /// Takes what is left of the line.
    pub rest: bool,
    pub place: Option<usize>,
}

/// Units with their places, before they are broken into lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    pub units: Vec<Unit>,
    pub places: Vec<Place>,
    /// Where lines must end.
    pub breaks: Vec<usize>,
}

/// A line: units with their left edges.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub units: Vec<(f64, Unit)>,
    pub height: f64,
}

/// How values are shown: at which size, and cut after how many characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueStyle {
    pub size: f64,
    pub cut: Option<usize>,
    /// No blank is wider than the line it stands in.
    pub width: f64,
    pub hide: bool,
}

const CUT_MARK: &str = "…（见续栏）";

impl Setter<'_> {
    /// Wording and values as units.
    pub fn run(&self, items: &[Item], style: &TextStyle, values: &ValueStyle) -> Result<Run, FormError> {
        let mut run = Run::default();
        for item in items {
            match item {
                Item::Break => run.breaks.push(run.units.len()),
                Item::Words { text, face, small } => {
                    let size = if *small { style.size * 0.85 } else { style.size };
                    self.glyphs(
                        &mut run,
                        text,
                        face.unwrap_or(style.face),
                        size,
                        style.spacing,
                        None,
                        text,
                    )?;
                }
                Item::Tick { when } => {
                    let place = when.as_ref().map(|condition| Place {
                        name: self.condition_name(condition),
                        kind: self.kind_of(&condition.field, BoxKind::Tick),
                        joins: false,
                    });
                    let checked = !values.hide && self.met(when);
                    let place = place.map(|p| add_place(&mut run.places, p));
                    let size_pt = style.size;
                    let width = (size_pt * 1.12) * MM_PER_PT;
                    run.units.push(Unit {
                        ink: Ink::Tick(checked),
                        size_pt,
                        width,
                        shift: 0.0,
                        rest: false,
                        place,
                    });
                }
                Item::Value { field, when } => {
                    let shown = self.shown(when);
                    let text = if shown {
                        self.value(field, values)
                    } else {
                        String::new()
                    };
                    let place = shown.then(|| self.add_field(&mut run.places, field));
                    let full = self.scope.full_name(field);
                    self.glyphs(&mut run, &text, Face::Song, values.size, 0.0, place, &full)?;
                }
                Item::Blank { field, width, when } => {
                    let unit = self.blank(&mut run.places, field.as_deref(), *width, when, style, values)?;
                    run.units.push(unit);
                }
            }
        }
        squeeze(&mut run.units);
        Ok(run)
    }

    fn condition_name(&self, condition: &Condition) -> String {
        let value = condition.values.first().map_or("", String::as_str);
        format!("{}={value}", self.scope.full_name(&condition.field))
    }

    fn met(&self, when: &Option<Condition>) -> bool {
        when.as_ref()
            .is_some_and(|c| self.scope.holds(&c.field, &c.values))
    }

    /// A conditional value is shown when its condition holds, and its place is kept while nobody has chosen.
    fn shown(&self, when: &Option<Condition>) -> bool {
        when.as_ref()
            .is_none_or(|c| self.met(when) || self.scope.value(&c.field).is_empty())
    }

    fn value(&self, field: &str, values: &ValueStyle) -> String {
        if values.hide {
            return String::new();
        }
        let text = printable(&self.scope.value(field));
        match values.cut {
            Some(cut) if text.chars().count() > cut => {
                text.chars().take(cut).chain(CUT_MARK.chars()).collect()
            }
            _ => text,
        }
    }

    fn kind_of(&self, field: &str, kind: BoxKind) -> BoxKind {
        match (is_signature(field), self.kind) {
            (true, _) => BoxKind::Sign,
            (_, BoxKind::Office) => BoxKind::Office,
            _ => kind,
        }
    }

    fn add_field(&self, places: &mut Vec<Place>, field: &str) -> usize {
        let (base, joins) = split_date(field).map_or((field, false), |(base, _)| (base, true));
        let kind = self.kind_of(base, self.kind);
        add_place(
            places,
            Place {
                name: self.scope.full_name(base),
                kind,
                joins,
            },
        )
    }

    fn blank(
        &self,
        places: &mut Vec<Place>,
        field: Option<&str>,
        width: BlankWidth,
        when: &Option<Condition>,
        style: &TextStyle,
        values: &ValueStyle,
    ) -> Result<Unit, FormError> {
        let shown = self.shown(when);
        let name = field.filter(|_| shown);
        let text = name.map(|f| self.value(f, values)).unwrap_or_default();
        let place = name.map(|f| self.add_field(places, f));
        let (least, rest) = match width {
            BlankWidth::Mm(mm) => (mm, false),
            BlankWidth::Rest => (8.0, true),
        };
        let full = name.map(|f| self.scope.full_name(f)).unwrap_or_default();
        let mut inner = Run::default();
        let mut size_pt = values.size;
        self.glyphs(&mut inner, &text, Face::Song, size_pt, 0.0, None, &full)?;
        let mut ink: f64 = inner.units.iter().map(|u| u.width).sum();
        // A value a little longer than its blank is set smaller; a much longer one widens the blank.
        let room = if rest { values.width } else { least } - 0.6;
        if ink > room {
            size_pt = (size_pt * room / ink).max(style.min.max(values.size * 0.72).min(values.size));
            ink *= size_pt / values.size;
        }
        let width = least.max(ink + 0.6).min(values.width.max(least));
        let mut x = ((width - ink) / 2.0).max(0.0);
        let mut glyphs = Vec::new();
        for unit in &inner.units {
            if let Ink::Glyph(glyph) = unit.ink {
                glyphs.push((x - unit.shift, glyph));
            }
            x += unit.width * size_pt / values.size;
        }
        Ok(Unit {
            ink: Ink::Blank(glyphs),
            size_pt,
            width,
            shift: 0.0,
            rest,
            place,
        })
    }

    #[allow(clippy::too_many_arguments)] // one private call, all of them needed for a glyph
    fn glyphs(
        &self,
        run: &mut Run,
        text: &str,
        face: Face,
        size_pt: f64,
        spacing: f64,
        place: Option<usize>,
        field: &str,
    ) -> Result<(), FormError> {
        let em = size_pt * MM_PER_PT;
        for ch in text.chars() {
            let glyph = self.fonts.glyph(face, ch).map_err(|error| match error {
                FormError::NoGlyph { character, .. } => FormError::NoGlyph {
                    character,
                    field: field.chars().take(40).collect(),
                },
                other => other,
            })?;
            let width = em * (f64::from(glyph.advance) / 1000.0 + spacing);
            run.units.push(Unit {
                ink: Ink::Glyph(glyph),
                size_pt,
                width,
                shift: 0.0,
                rest: false,
                place,
            });
        }
        Ok(())
    }
}

fn add_place(places: &mut Vec<Place>, place: Place) -> usize {
    places.push(place);
    places.len() - 1
}

/// The character of a unit, if it is one.
fn char_of(unit: &Unit) -> Option<char> {
    match unit.ink {
        Ink::Glyph(glyph) => Some(glyph.ch),
        _ => None,
    }
}

fn closes(ch: char) -> bool {
    "，。、；：！？）》」』】〕〉”’）］｝…".contains(ch) || ",.;:!?)]}%".contains(ch)
}

fn opens(ch: char) -> bool {
    "（《「『【〔〈“‘［｛([{".contains(ch)
}

/// Full-width marks whose ink fills only one half of the em.
fn half_left(ch: char) -> bool {
    "，。、；：）》」』】〕〉］｝".contains(ch)
}

fn half_right(ch: char) -> bool {
    "（《「『【〔〈［｛".contains(ch)
}

/// Punctuation in a row: the first gives up its white right half, or the second its white left half.
fn squeeze(units: &mut [Unit]) {
    for at in 1..units.len() {
        let (Some(before), Some(here)) = (char_of(&units[at - 1]), char_of(&units[at])) else {
            continue;
        };
        let half = units[at].size_pt * MM_PER_PT / 2.0;
        if half_left(before) && (half_left(here) || half_right(here)) {
            units[at - 1].width -= half;
        } else if half_right(before) && half_right(here) {
            units[at].width -= half;
            units[at].shift += half;
        }
    }
}

/// True for letters, digits and the marks inside numbers and addresses: they stay together.
fn in_word(ch: char) -> bool {
    ch.is_ascii_graphic() && !matches!(ch, '(' | ')' | '[' | ']')
}

fn may_break(before: &Unit, here: &Unit) -> bool {
    match (char_of(before), char_of(here)) {
        (Some(' ' | '\u{3000}'), Some(' ' | '\u{3000}')) => false,
        (Some(a), Some(b)) => !opens(a) && !closes(b) && b != ' ' && !(in_word(a) && in_word(b)),
        // A tick box stays with its option, a blank with the unit behind it.
        (None, Some(' ')) => true,
        (None, Some(_)) => false,
        (Some(a), None) => !opens(a),
        (None, None) => true,
    }
}

/// Breaks a run into lines of a width in millimetres, the first and later ones indented in ems.
pub(crate) fn lines(run: &Run, style: &TextStyle, width: f64) -> Vec<Line> {
    let em = style.size * MM_PER_PT;
    let mut out = Vec::new();
    let mut from = 0;
    for end in run.breaks.iter().copied().chain([run.units.len()]) {
        let mut first = true;
        loop {
            let indent = if first { style.indent * em } else { style.hang * em };
            let room = (width - indent).max(em);
            let to = line_end(&run.units, from, end, room);
            out.push(set_line(&run.units[from..to], style, indent, room, to == end));
            from = to;
            first = false;
            // Blanks at the turn of a line are not carried over.
            while from < end && matches!(char_of(&run.units[from]), Some(' ')) {
                from += 1;
            }
            if from >= end {
                break;
            }
        }
    }
    out
}

fn line_end(units: &[Unit], from: usize, end: usize, room: f64) -> usize {
    let mut width = 0.0;
    let mut last_break = None;
    for at in from..end {
        if at > from && may_break(&units[at - 1], &units[at]) {
            last_break = Some(at);
        }
        let unit = &units[at];
        let space = matches!(char_of(unit), Some(' '));
        // A closing mark may give up its white half at the end of a line.
        let give = match char_of(unit) {
            Some(ch) if half_left(ch) => unit.size_pt * MM_PER_PT / 2.0,
            _ => 0.0,
        };
        if width + unit.width - give > room + 0.01 && !space && at > from {
            return last_break.unwrap_or(at);
        }
        width += unit.width;
    }
    end
}

fn set_line(units: &[Unit], style: &TextStyle, indent: f64, room: f64, last: bool) -> Line {
    let used = units
        .iter()
        .rposition(|u| char_of(u) != Some(' '))
        .map_or(0, |at| at + 1);
    let mut units: Vec<Unit> = units[..used].to_vec();
    if let Some(unit) = units.last_mut()
        && let Some(ch) = char_of(unit)
        && half_left(ch)
        && !last
    {
        unit.width -= unit.size_pt * MM_PER_PT / 2.0;
    }
    let mut slack = room - units.iter().map(|u| u.width).sum::<f64>();
    let fillers = units.iter().filter(|u| u.rest).count();
    if fillers > 0 && slack > 0.0 {
        let share = slack / fillers as f64;
        for unit in units.iter_mut().filter(|u| u.rest) {
            unit.width += share;
            if let Ink::Blank(glyphs) = &mut unit.ink {
                glyphs.iter_mut().for_each(|(x, _)| *x += share / 2.0);
            }
        }
        slack = 0.0;
    }
    let gaps: Vec<bool> = units
        .windows(2)
        .map(|pair| stretches(&pair[0], &pair[1]))
        .collect();
    let count = gaps.iter().filter(|g| **g).count();
    let (mut x, gap) = match style.align {
        Align::Left => (indent, 0.0),
        Align::Centre => (indent + (slack / 2.0).max(0.0), 0.0),
        Align::Right => (indent + slack.max(0.0), 0.0),
        Align::Justify if last || count == 0 || slack > room * 0.2 => (indent, 0.0),
        Align::Spread if count == 0 => (indent, 0.0),
        Align::Justify | Align::Spread => (indent, slack.max(0.0) / count as f64),
    };
    let mut tallest: f64 = 0.0;
    let mut placed = Vec::with_capacity(units.len());
    for (at, unit) in units.into_iter().enumerate() {
        tallest = tallest.max(unit.size_pt);
        let width = unit.width;
        placed.push((x, unit));
        x += width + if gaps.get(at) == Some(&true) { gap } else { 0.0 };
    }
    if placed.is_empty() {
        tallest = style.size;
    }
    Line {
        units: placed,
        height: tallest * style.leading * MM_PER_PT,
    }
}

/// Where a justified line may be stretched: between characters, not inside Latin words.
fn stretches(before: &Unit, here: &Unit) -> bool {
    match (char_of(before), char_of(here)) {
        (Some(a), Some(b)) => !(in_word(a) && in_word(b)),
        _ => true,
    }
}
