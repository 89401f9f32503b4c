//! What lines are made of: glyphs, blanks and ticks with their widths, and the lines themselves.

use crate::fonts::Glyph;
use crate::map::BoxKind;

/// What a unit shows.
#[derive(Debug, Clone)]
pub(crate) enum Ink {
    Glyph(Glyph),
    /// An underlined blank with glyphs on it, placed from its left edge.
    Blank(Vec<(f64, Glyph)>),
    /// A box, whether it is ticked, and what is found in its place when the page is searched, copied or read aloud.
    Tick(bool, Glyph),
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
    /// A glyph on a blank that runs on over lines: underlined.
    pub underlined: bool,
    pub place: Option<usize>,
}

/// Units with their places, before they are broken into lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    pub units: Vec<Unit>,
    pub places: Vec<Place>,
    /// Where lines must end.
    pub breaks: Vec<usize>,
    /// What stands at the end of a line in which a word goes on.
    pub hyphen: Option<Glyph>,
}

/// A line: units with their left edges.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub units: Vec<(f64, Unit)>,
    pub height: f64,
}

impl Unit {
    /// A unit by itself, of a width in millimetres.
    pub fn new(ink: Ink, size_pt: f64, width: f64) -> Self {
        Self {
            ink,
            size_pt,
            width,
            shift: 0.0,
            rest: false,
            underlined: false,
            place: None,
        }
    }

    /// Its character, if it is one.
    pub fn char(&self) -> Option<char> {
        match self.ink {
            Ink::Glyph(glyph) => Some(glyph.ch),
            _ => None,
        }
    }
}

/// A named thing in a line, for the map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    pub name: String,
    pub kind: BoxKind,
    /// The parts of one date share a box.
    pub joins: bool,
}
