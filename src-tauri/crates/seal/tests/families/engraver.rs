//! Cuts a die: borders, stars and characters placed about its middle, turned and stretched as a whole.

use std::f64::consts::TAU;

use super::canvas::{Canvas, Pt};
use super::glyphs::Glyph;

/// A die while it is cut. Lengths are mm, angles radians clockwise, 0 points right.
pub struct Engraver {
    pub canvas: Canvas,
    middle: Pt,
    turn: (f64, f64),
    stretch: f64,
    /// By how much strokes are thicker than the font's, in mm.
    pub weight: f64,
}

impl Engraver {
    /// An empty die of this size, turned clockwise by so many degrees and stretched along its own height.
    pub fn new(size_mm: Pt, turn_deg: f64, stretch: f64) -> Self {
        Self {
            canvas: Canvas::new(size_mm),
            middle: (size_mm.0 / 2.0, size_mm.1 / 2.0),
            turn: turn_deg.to_radians().sin_cos(),
            stretch,
            weight: 0.0,
        }
    }

    fn place(&self, (x, y): Pt) -> Pt {
        let (sin, cos) = self.turn;
        let y = y * self.stretch;
        (
            self.middle.0 + x * cos - y * sin,
            self.middle.1 + x * sin + y * cos,
        )
    }

    /// Fills outlines given about the die's middle.
    pub fn fill(&mut self, outlines: &[Vec<Pt>]) {
        let placed: Vec<Vec<Pt>> = outlines
            .iter()
            .map(|o| o.iter().map(|p| self.place(*p)).collect())
            .collect();
        self.canvas.fill(&placed);
    }

    /// Takes outlines out of what is there.
    pub fn carve(&mut self, outlines: &[Vec<Pt>]) {
        let whole = std::mem::replace(&mut self.canvas, Canvas::new((0.0, 0.0)));
        self.canvas = Canvas {
            values: vec![0.0; whole.values.len()],
            ..whole
        };
        self.fill(outlines);
        let cut = std::mem::replace(&mut self.canvas, whole);
        for (value, cut) in self.canvas.values.iter_mut().zip(cut.values) {
            *value *= 1.0 - cut;
        }
    }

    /// A band inside a closed outline.
    pub fn band(&mut self, outline: impl Fn(f64) -> Vec<Pt>, width: f64) {
        let mut inner = outline(width);
        inner.reverse();
        self.fill(&[outline(0.0), inner]);
    }

    /// A five-pointed star whose first ray points up.
    pub fn star(&mut self, centre: Pt, radius: f64) {
        let point = |i: usize| {
            let r = if i.is_multiple_of(2) {
                radius
            } else {
                radius * 0.382
            };
            let (sin, cos) = (i as f64 * TAU / 10.0 - TAU / 4.0).sin_cos();
            (centre.0 + r * cos, centre.1 + r * sin)
        };
        self.fill(&[(0..10).map(point).collect()]);
    }

    /// A character in a cell of this width and height, standing so that its top looks in direction `up`.
    pub fn glyph(&mut self, glyph: &Glyph, centre: Pt, size: Pt, up: f64) {
        for outlines in self.strokes(glyph, centre, size, up) {
            self.fill(&outlines);
        }
    }

    /// The same, taken out of solid ground.
    pub fn carve_glyph(&mut self, glyph: &Glyph, centre: Pt, size: Pt, up: f64) {
        for outlines in self.strokes(glyph, centre, size, up) {
            self.carve(&outlines);
        }
    }

    fn strokes(&self, glyph: &Glyph, centre: Pt, size: Pt, up: f64) -> Vec<Vec<Vec<Pt>>> {
        let (sin, cos) = (up + TAU / 4.0).sin_cos();
        let w = self.weight / 2.0;
        let shifts: &[Pt] = if w > 0.0 {
            &[(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)]
        } else {
            &[(0.0, 0.0)]
        };
        shifts
            .iter()
            .map(|shift| {
                let own = |p: &Pt| {
                    let (x, y) = (p.0 * size.0 + shift.0 * w, p.1 * size.1 + shift.1 * w);
                    (centre.0 + x * cos - y * sin, centre.1 + x * sin + y * cos)
                };
                glyph.0.iter().map(|o| o.iter().map(own).collect()).collect()
            })
            .collect()
    }

    /// Characters along an ellipse with half axes `axes` (the middle of the characters), from `start` over `sweep`,
    /// tops outward when `outward`.
    pub fn arc(&mut self, glyphs: &[Glyph], axes: Pt, (start, sweep): Pt, size: Pt, outward: bool) {
        for (i, glyph) in glyphs.iter().enumerate() {
            let share = if glyphs.len() == 1 {
                0.5
            } else {
                i as f64 / (glyphs.len() - 1) as f64
            };
            let (sin, cos) = (start + sweep * share).sin_cos();
            let normal = (sin / axes.1).atan2(cos / axes.0);
            let up = if outward { normal } else { normal + TAU / 2.0 };
            self.glyph(glyph, (axes.0 * cos, axes.1 * sin), size, up);
        }
    }

    /// Characters on a straight line about `centre`.
    pub fn line(&mut self, glyphs: &[Glyph], centre: Pt, pitch: f64, size: Pt) {
        let first = centre.0 - pitch * (glyphs.len() as f64 - 1.0) / 2.0;
        for (i, glyph) in glyphs.iter().enumerate() {
            self.glyph(glyph, (first + i as f64 * pitch, centre.1), size, -TAU / 4.0);
        }
    }
}

/// An ellipse's outline, drawn in by so many mm.
pub fn ellipse(a: f64, b: f64) -> impl Fn(f64) -> Vec<Pt> {
    move |inset| {
        let point = |i: usize| {
            let (sin, cos) = (i as f64 * TAU / 240.0).sin_cos();
            ((a - inset) * cos, (b - inset) * sin)
        };
        (0..240).map(point).collect()
    }
}

/// A rectangle with rounded corners, drawn in by so many mm.
pub fn rounded(half: Pt, radius: f64) -> impl Fn(f64) -> Vec<Pt> {
    move |inset| {
        let (w, h, r) = (half.0 - inset, half.1 - inset, (radius - inset).max(0.02));
        let corner = |(sx, sy): Pt, from: f64| {
            (0..=8).map(move |i| {
                let (sin, cos) = (from + f64::from(i) * TAU / 32.0).sin_cos();
                (sx * (w - r) + r * cos, sy * (h - r) + r * sin)
            })
        };
        corner((1.0, 1.0), 0.0)
            .chain(corner((-1.0, 1.0), TAU / 4.0))
            .chain(corner((-1.0, -1.0), TAU / 2.0))
            .chain(corner((1.0, -1.0), 3.0 * TAU / 4.0))
            .collect()
    }
}
