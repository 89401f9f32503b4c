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
use crate::labels;
use crate::map::BoxKind;
use crate::units::{Ink, Place, Run, Unit};

/// What values are resolved against while a piece of wording is set.
#[derive(Clone, Copy)]
pub(crate) struct Setter<'a> {
    pub fonts: &'a Fonts,
    pub scope: Scope<'a>,
    /// Kind of the boxes of ordinary values here: `Value`, or `Office` inside an office block.
    pub kind: BoxKind,
    /// The form's label beside the cell that is being set, empty in paragraphs.
    pub label: &'a str,
}

/// How values are shown: at which size, and cut after how many characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueStyle {
    pub size: f64,
    pub cut: Option<usize>,
    /// No blank is wider than the line it stands in.
    pub width: f64,
    pub hide: bool,
    /// Long values on blanks run on over lines, underlined, instead of staying on one.
    pub running: bool,
    /// No blank is wider than the form says: it is printed already.
    pub fixed: bool,
}

/// White before and after the value on a blank together, in millimetres.
const AROUND: f64 = 0.6;
/// Says that a word goes on in the next line (Unicode 15, 6.2).
pub(crate) const SOFT_HYPHEN: char = '\u{AD}';
/// What is found in the place of a box that is ticked, and of one that is not (Unicode 15, block Miscellaneous
/// Symbols).
pub(crate) const TICKED: char = '☑';
pub(crate) const UNTICKED: char = '☐';
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
                        place,
                        ..Unit::new(Ink::Tick(checked, self.box_sign(checked)?), size_pt, width)
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
                    self.glyphs(&mut run, &text, Face::Song, values.size, 0.0, place)
                        .map_err(|error| self.named(error, &text, items, field))?;
                }
                Item::Blank { field, width, when } => {
                    let name = field.as_deref().filter(|_| self.shown(when));
                    let text = name.map(|f| self.value(f, values)).unwrap_or_default();
                    let blank = Blank {
                        text: &text,
                        place: name.map(|f| self.add_field(&mut run.places, f)),
                        width: *width,
                    };
                    self.blank(&mut run, &blank, values)
                        .map_err(|error| self.named(error, &text, items, name.unwrap_or_default()))?;
                }
            }
        }
        run.hyphen = self.hyphen()?;
        squeeze(&mut run.units);
        Ok(run)
    }

    /// The sign at the end of a line in which a word is broken. It is read back as a soft hyphen: no part of the word.
    fn hyphen(&self) -> Result<Option<Glyph>, FormError> {
        let sign = self.fonts.glyph(Face::Song, '-')?;
        Ok(Some(Glyph {
            ch: SOFT_HYPHEN,
            ..sign
        }))
    }

    /// The sign that says in words what a box shows. It has no ink: the box is drawn.
    fn box_sign(&self, ticked: bool) -> Result<Glyph, FormError> {
        let blank = self.fonts.glyph(Face::Song, ' ')?;
        let ch = if ticked { TICKED } else { UNTICKED };
        Ok(Glyph { ch, ..blank })
    }

    /// The values that show in a wording, with their full names: long ones are what may not fit.
    pub fn shown_values(&self, items: &[Item]) -> Vec<(String, String)> {
        let fields = items.iter().filter_map(|item| match item {
            Item::Value { field, when }
            | Item::Blank {
                field: Some(field),
                when,
                ..
            } if self.shown(when) => Some(field),
            _ => None,
        });
        fields
            .map(|field| (self.scope.full_name(field), printable(&self.scope.value(field))))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// An error about a character, told of the field it stands in, with everything in the value that has no glyph.
    pub fn named(&self, error: FormError, text: &str, items: &[Item], field: &str) -> FormError {
        match error {
            FormError::NoGlyph { .. } => {
                let field = self.scope.full_name(field);
                FormError::NoGlyph {
                    characters: self.fonts.missing(text),
                    label: labels::of(&self.scope, self.label, items, &field),
                    field,
                }
            }
            other => other,
        }
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

    fn blank(&self, run: &mut Run, blank: &Blank<'_>, values: &ValueStyle) -> Result<(), FormError> {
        let place = blank.place;
        let (least, rest) = match blank.width {
            BlankWidth::Mm(mm) => (mm, false),
            BlankWidth::Rest => (8.0, true),
        };
        let mut inner = Run::default();
        let size_pt = values.size;
        self.glyphs(&mut inner, blank.text, Face::Song, size_pt, 0.0, place)?;
        let ink: f64 = inner.units.iter().map(|u| u.width).sum();
        let room = if rest { values.width / 2.0 } else { least };
        // A value longer than its blank runs on with the words around it, underlined, and breaks where they would.
        if values.running && ink + AROUND > room {
            run.units.extend(inner.units.into_iter().map(|unit| Unit {
                underlined: true,
                ..unit
            }));
            if rest {
                run.units.push(Unit {
                    rest,
                    place,
                    ..Unit::new(Ink::Blank(Vec::new()), size_pt, 0.0)
                });
            }
            return Ok(());
        }
        let width = match values.fixed && !rest {
            true => least,
            false => least.max(ink + AROUND).min(values.width.max(least)),
        };
        let mut x = ((width - ink) / 2.0).max(0.0);
        let mut glyphs = Vec::new();
        for unit in &inner.units {
            if let Ink::Glyph(glyph) = unit.ink {
                glyphs.push((x - unit.shift, glyph));
            }
            x += unit.width;
        }
        run.units.push(Unit {
            rest,
            place,
            ..Unit::new(Ink::Blank(glyphs), size_pt, width)
        });
        Ok(())
    }

    fn glyphs(
        &self,
        run: &mut Run,
        text: &str,
        face: Face,
        size_pt: f64,
        spacing: f64,
        place: Option<usize>,
    ) -> Result<(), FormError> {
        let em = size_pt * MM_PER_PT;
        for glyph in self.fonts.glyphs(face, text)? {
            let width = em * (f64::from(glyph.advance) / 1000.0 + spacing);
            run.units.push(Unit {
                place,
                ..Unit::new(Ink::Glyph(glyph), size_pt, width)
            });
        }
        Ok(())
    }
}

/// An underlined blank with its value.
struct Blank<'a> {
    text: &'a str,
    place: Option<usize>,
    width: BlankWidth,
}

fn add_place(places: &mut Vec<Place>, place: Place) -> usize {
    places.push(place);
    places.len() - 1
}
