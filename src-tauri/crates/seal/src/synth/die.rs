//! The die of a made-up seal: whether a point of it carries ink.

use super::{Form, SealDesign, Seeded};

/// A character of random strokes in the unit square: boxes of left, top, right, bottom.
pub struct Glyph(Vec<[f64; 4]>);

impl Glyph {
    /// Three or four strokes across and two or three down, each `thickness` thick.
    pub fn new(random: &mut Seeded, thickness: f64) -> Self {
        let thick = thickness / 2.0;
        let mut strokes = Vec::new();
        for _ in 0..3 + random.bits() % 2 {
            let (y, x0, x1) = (
                random.between(0.05, 0.95),
                random.between(0.0, 0.35),
                random.between(0.6, 1.0),
            );
            strokes.push([x0, y - thick, x1, y + thick]);
        }
        for _ in 0..2 + random.bits() % 2 {
            let (x, y0, y1) = (
                random.between(0.05, 0.95),
                random.between(0.0, 0.4),
                random.between(0.6, 1.0),
            );
            strokes.push([x - thick, y0, x + thick, y1]);
        }
        Self(strokes)
    }

    /// Whether a stroke covers a point of the unit square.
    pub fn covers(&self, u: f64, v: f64) -> bool {
        let on = |s: &[f64; 4]| u >= s[0] && u <= s[2] && v >= s[1] && v <= s[3];
        self.0.iter().any(on)
    }
}

/// Thickness of a seal's strokes by the height of the character.
const STROKE: f64 = 0.15;

/// A straight cut through the die: every point within `half` of the line `x·cos + y·sin = offset`.
struct Cut {
    sin: f64,
    cos: f64,
    offset: f64,
    half: f64,
}

/// Everything of a seal that does not change from pixel to pixel.
pub struct Die {
    design: SealDesign,
    turn: (f64, f64),
    glyphs: Vec<Glyph>,
    code: Vec<Glyph>,
    cuts: Vec<Cut>,
}

impl Die {
    /// Cuts the die: its characters and lines come from the seed.
    pub fn new(design: &SealDesign, seed: u64) -> Self {
        let mut random = Seeded::new(seed);
        let count = match design.form {
            Form::Round { .. } | Form::Oval { .. } => 13,
            Form::Square { .. } => 4,
        };
        let glyphs = (0..count).map(|_| Glyph::new(&mut random, STROKE)).collect();
        let figures = if design.code_ring { 13 } else { 0 };
        let code = (0..figures).map(|_| Glyph::new(&mut random, STROKE)).collect();
        let cuts = (0..design.hairlines).map(|_| {
            let (sin, cos) = random.between(0.0, std::f64::consts::PI).sin_cos();
            Cut {
                sin,
                cos,
                offset: random.between(-0.8, 0.8) * design.reach_mm(),
                half: random.between(0.06, 0.1),
            }
        });
        Self {
            design: design.clone(),
            turn: design.rotation_deg.to_radians().sin_cos(),
            glyphs,
            code,
            cuts: cuts.collect(),
        }
    }

    /// Whether the impression carries ink so many millimetres right of and below its middle.
    pub fn covers(&self, dx: f64, dy: f64) -> bool {
        let (sin, cos) = self.turn;
        let (x, y) = (dx * cos + dy * sin, (dy * cos - dx * sin) / self.design.stretch);
        let lost = self
            .design
            .missing
            .is_some_and(|(start, sweep)| (y.atan2(x).to_degrees() - start).rem_euclid(360.0) < sweep);
        let cut = |c: &Cut| (x * c.cos + y * c.sin - c.offset).abs() < c.half;
        !lost && self.inked(x, y) && !self.cuts.iter().any(cut)
    }

    fn inked(&self, x: f64, y: f64) -> bool {
        match self.design.form {
            Form::Round { diameter_mm, star_mm } => self.round(x, y, diameter_mm / 2.0, star_mm / 2.0),
            Form::Oval { width_mm, height_mm } => self.oval(x, y, width_mm / 2.0, height_mm / 2.0),
            Form::Square { side_mm } => self.square(x, y, side_mm / 2.0),
        }
    }

    fn round(&self, x: f64, y: f64, radius: f64, star: f64) -> bool {
        let r = (x * x + y * y).sqrt();
        if r > radius || r > radius - self.design.border_mm {
            return r <= radius;
        }
        if r < star {
            // A five-pointed star: between two tips the edge runs straight to the inner corner.
            let step = std::f64::consts::TAU / 5.0;
            let a = (y.atan2(x) + std::f64::consts::FRAC_PI_2).rem_euclid(step);
            let a = a.min(step - a);
            let (tip, inner) = (star, star * 0.382);
            let (cx, cy) = (inner * (step / 2.0).cos(), inner * (step / 2.0).sin());
            let (px, py) = (r * a.cos(), r * a.sin());
            return (cx - tip) * py - cy * (px - tip) >= 0.0;
        }
        let (height, outer) = (radius * 0.22, radius - self.design.border_mm - radius * 0.07);
        let text = Arc {
            outer,
            height,
            sweep_deg: 260.0,
            middle_deg: -90.0,
        };
        let figures = Arc {
            outer,
            height: 1.3,
            sweep_deg: 74.0,
            middle_deg: 90.0,
        };
        text.inked(&self.glyphs, x, y) || figures.inked(&self.code, x, y)
    }

    fn oval(&self, x: f64, y: f64, a: f64, b: f64) -> bool {
        let inside = |a: f64, b: f64| (x / a).powi(2) + (y / b).powi(2) <= 1.0;
        if !inside(a, b) || !inside(a - self.design.border_mm, b - self.design.border_mm) {
            return inside(a, b);
        }
        // The characters of a round seal, squeezed; its border is drawn above, of even thickness.
        let radius = a - self.design.border_mm - 0.2;
        let (u, v) = (x, y * a / b);
        u.hypot(v) < radius && self.round(u, v, a, 0.0)
    }

    fn square(&self, x: f64, y: f64, half: f64) -> bool {
        let far = x.abs().max(y.abs());
        if far > half || far > half - self.design.border_mm {
            return far <= half;
        }
        let room = half - self.design.border_mm - 0.5;
        let (u, v) = ((x + room) / room, (y + room) / room);
        if !(0.0..2.0).contains(&u) || !(0.0..2.0).contains(&v) {
            return false;
        }
        let cell = |t: f64| (t.fract() - 0.07) / 0.86;
        self.glyphs[v as usize * 2 + u as usize].covers(cell(u), cell(v))
    }
}

/// A row of characters along the inside of a border.
struct Arc {
    /// Radius of the characters' tops in mm.
    outer: f64,
    /// Height of the characters in mm.
    height: f64,
    sweep_deg: f64,
    /// Direction of the row's middle, clockwise from the right.
    middle_deg: f64,
}

impl Arc {
    fn inked(&self, glyphs: &[Glyph], x: f64, y: f64) -> bool {
        let r = x.hypot(y);
        if glyphs.is_empty() || r > self.outer || r < self.outer - self.height {
            return false;
        }
        let off = (y.atan2(x).to_degrees() - self.middle_deg + 180.0).rem_euclid(360.0) - 180.0;
        let along = off / self.sweep_deg + 0.5;
        if !(0.0..1.0).contains(&along) {
            return false;
        }
        let cell = along * glyphs.len() as f64;
        let (u, v) = ((cell.fract() - 0.12) / 0.76, (self.outer - r) / self.height);
        (0.0..1.0).contains(&u) && glyphs[cell as usize].covers(u, v)
    }
}
