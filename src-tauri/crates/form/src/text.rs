//! Wording and values as units of known width, with the names of the places in them.
//!
//! Values are looked up in the filling here, character by character in the fonts. Knows no line, cell or page;
//! `breaking` makes lines of units.

use crate::breaking::squeeze;
use crate::description::{TextStyle, is_signature};
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
                Item::Tick { when, always } => {
                    let place = when.as_ref().map(|condition| Place {
                        name: self.condition_name(condition),
                        kind: self.kind_of(&condition.field, BoxKind::Tick),
                        joins: false,
                    });
                    let checked = *always || (!values.hide && self.met(when));
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
