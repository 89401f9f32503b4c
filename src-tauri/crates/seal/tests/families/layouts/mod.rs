//! Dies by layout, each cut by a file of its own.

mod double_ring;
mod gourd;
mod name_red;
mod name_white;
mod oblong;
mod receipt;
mod round_star;
mod special;
mod starless;

use std::f64::consts::TAU;

use seal::SampleKind;
use seal::synth::Seeded;

use super::canvas::{Canvas, Pt};
use super::engraver::Engraver;
use super::glyphs::{FONT_COUNT, Glyph};

/// A kind of die.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// 公章: a star in the middle, the name along the border.
    RoundStar,
    /// 专用章: the star above the middle, a line of text beneath it, figures along the lower border.
    Special,
    /// A round seal without a star.
    Starless,
    /// Two rings.
    DoubleRing,
    /// 发票专用章: an oval.
    Receipt,
    /// An upright oblong with rounded corners.
    Oblong,
    /// A gourd.
    Gourd,
    /// 朱文 name seal: red characters in a border.
    NameRed,
    /// 白文 name seal: white characters in solid ground.
    NameWhite,
}

/// How far a die says which way it is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Up {
    /// Every turn can be told.
    Whole,
    /// Turns by half or by quarters look alike but for the characters.
    Quarter,
}

/// A die as it was cut.
pub struct Die {
    pub relief: Canvas,
    pub kind: SampleKind,
    /// Half of its width and height before it was turned, in mm.
    pub half: Pt,
    pub up: Up,
    /// How deep its border is, gaps to the text not counted, in mm.
    pub border: f64,
    pub round: bool,
}

/// What is asked of a layout.
pub struct Order {
    pub turn_deg: f64,
    pub stretch: f64,
}

impl Layout {
    pub const ALL: [Self; 9] = [
        Self::RoundStar,
        Self::Special,
        Self::Starless,
        Self::DoubleRing,
        Self::Receipt,
        Self::Oblong,
        Self::Gourd,
        Self::NameRed,
        Self::NameWhite,
    ];

    pub fn cut(self, order: &Order, random: &mut Seeded) -> Die {
        match self {
            Self::RoundStar => round_star::cut(order, random),
            Self::Special => special::cut(order, random),
            Self::Starless => starless::cut(order, random),
            Self::DoubleRing => double_ring::cut(order, random),
            Self::Receipt => receipt::cut(order, random),
            Self::Oblong => oblong::cut(order, random),
            Self::Gourd => gourd::cut(order, random),
            Self::NameRed => name_red::cut(order, random),
            Self::NameWhite => name_white::cut(order, random),
        }
    }
}

/// An engraver with room for a die of these half sides at any turn.
fn engraver(half: Pt, order: &Order) -> Engraver {
    let side = 2.0 * half.0.hypot(half.1 * order.stretch) + 1.0;
    Engraver::new((side, side), order.turn_deg, order.stretch)
}

/// Characters of one font, and how they are set.
struct Hand {
    font: usize,
    fills: bool,
}

impl Hand {
    fn any(engraver: &mut Engraver, random: &mut Seeded) -> Self {
        let font = (random.bits() % FONT_COUNT) as usize;
        // The thin face is cut bolder, as rubber has to be.
        engraver.weight = if font == 1 {
            random.between(0.12, 0.22)
        } else {
            random.between(0.0, 0.06)
        };
        Self {
            font,
            fills: random.bits().is_multiple_of(2),
        }
    }

    fn name(&self, count: usize, random: &mut Seeded) -> Vec<Glyph> {
        (0..count)
            .map(|_| Glyph::any(random, self.font, self.fills))
            .collect()
    }

    fn figures(&self, count: usize, random: &mut Seeded) -> Vec<Glyph> {
        (0..count).map(|_| Glyph::figure(random, self.font)).collect()
    }
}

/// A name along the upper border of a circle or an ellipse: what engravers do, from lower left over the top to lower
/// right.
fn name_arc(
    e: &mut Engraver,
    hand: &Hand,
    axes: Pt,
    count: usize,
    size: Pt,
    sweep_deg: f64,
    random: &mut Seeded,
) {
    let glyphs = hand.name(count, random);
    let sweep = sweep_deg.to_radians();
    e.arc(&glyphs, axes, (-TAU / 4.0 - sweep / 2.0, sweep), size, true);
}

/// Figures along the lower border, read from left to right.
fn code_arc(e: &mut Engraver, hand: &Hand, axes: Pt, sweep_deg: f64, random: &mut Seeded) {
    let weight = std::mem::replace(&mut e.weight, 0.0);
    let glyphs = hand.figures(13, random);
    let sweep = sweep_deg.to_radians();
    e.arc(
        &glyphs,
        axes,
        (TAU / 4.0 + sweep / 2.0, -sweep),
        (0.75, 1.25),
        false,
    );
    e.weight = weight;
}
