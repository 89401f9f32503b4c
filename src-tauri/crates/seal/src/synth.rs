//! Made-up seals and signatures, stamped on a picture, for practice and for tests.
//!
//! The characters are random strokes: no seal of anybody is imitated. Everything random comes from the seed. Ink is multiplied
//! onto the paper like ink, so what lies beneath shows through.

use image::RgbImage;

/// The border of a made-up seal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// A round seal with a star in the middle and characters along the border.
    Round {
        /// Outer diameter in mm.
        diameter_mm: f64,
        /// Diameter of the star in mm; none at 0.
        star_mm: f64,
    },
    /// An oval seal with characters along the border.
    Oval {
        /// Outer width in mm.
        width_mm: f64,
        /// Outer height in mm.
        height_mm: f64,
    },
    /// A square name seal of two by two characters.
    Square {
        /// Outer side in mm.
        side_mm: f64,
    },
}

/// A second, fainter impression beside the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ghost {
    /// Shift in mm.
    pub shift_mm: (f64, f64),
    /// How full it is, 0 to 1.
    pub strength: f64,
}

/// What a made-up seal looks like and what went wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct SealDesign {
    /// Its border.
    pub form: Form,
    /// Thickness of the border in mm.
    pub border_mm: f64,
    /// Colour of the ink at full density.
    pub ink: [u8; 3],
    /// Density of the ink: 1 is full, 0.25 is pale.
    pub density: f64,
    /// Clockwise rotation in degrees.
    pub rotation_deg: f64,
    /// Stretch of its height over its width: 1 is none.
    pub stretch: f64,
    /// Softness of its edges as a standard deviation in mm.
    pub blur_mm: f64,
    /// Unevenness of the ink, 0 to 1.
    pub grain: f64,
    /// A sector without ink: start and sweep in degrees clockwise from the right.
    pub missing: Option<(f64, f64)>,
    /// A double impression.
    pub ghost: Option<Ghost>,
}

impl SealDesign {
    /// A good round seal of an organisation.
    pub fn round(diameter_mm: f64) -> Self {
        Self {
            form: Form::Round {
                diameter_mm,
                star_mm: diameter_mm * 0.35,
            },
            border_mm: 1.2,
            ink: [214, 44, 52],
            density: 1.0,
            rotation_deg: 0.0,
            stretch: 1.0,
            blur_mm: 0.04,
            grain: 0.15,
            missing: None,
            ghost: None,
        }
    }

    /// A good square name seal.
    pub fn square(side_mm: f64) -> Self {
        Self {
            form: Form::Square { side_mm },
            border_mm: 0.8,
            ..Self::round(40.0)
        }
    }
}

/// Random numbers from a seed (SplitMix64, public domain).
struct Seeded(u64);

impl Seeded {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        hashed(self.0)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

fn hashed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A character of random strokes in the unit square: boxes of left, top, right, bottom.
fn glyph(random: &mut Seeded) -> Vec<[f64; 4]> {
    let thick = 0.075;
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
    strokes
}

/// Everything of a seal that does not change from pixel to pixel.
struct Die {
    form: Form,
    border: f64,
    glyphs: Vec<Vec<[f64; 4]>>,
}

impl Die {
    fn new(design: &SealDesign, seed: u64) -> Self {
        let mut random = Seeded(seed);
        let count = match design.form {
            Form::Round { .. } | Form::Oval { .. } => 13,
            Form::Square { .. } => 4,
        };
        Self {
            form: design.form,
            border: design.border_mm,
            glyphs: (0..count).map(|_| glyph(&mut random)).collect(),
        }
    }

    fn inked(&self, x: f64, y: f64) -> bool {
        match self.form {
            Form::Round { diameter_mm, star_mm } => self.round(x, y, diameter_mm / 2.0, star_mm / 2.0),
            Form::Oval { width_mm, height_mm } => self.oval(x, y, width_mm / 2.0, height_mm / 2.0),
            Form::Square { side_mm } => self.square(x, y, side_mm / 2.0),
        }
    }

    fn round(&self, x: f64, y: f64, radius: f64, star: f64) -> bool {
        let r = (x * x + y * y).sqrt();
        if r > radius || r > radius - self.border {
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
        let (height, outer) = (radius * 0.22, radius - self.border - radius * 0.07);
        if r > outer || r < outer - height {
            return false;
        }
        // Characters run clockwise from lower left over the top to lower right: 260 degrees.
        let sweep = 260.0_f64.to_radians();
        let from_top = (y.atan2(x) + std::f64::consts::FRAC_PI_2 + std::f64::consts::PI)
            .rem_euclid(std::f64::consts::TAU)
            - std::f64::consts::PI;
        let along = (from_top + sweep / 2.0) / sweep;
        if !(0.0..1.0).contains(&along) {
            return false;
        }
        let cell = along * self.glyphs.len() as f64;
        let (u, v) = ((cell.fract() - 0.12) / 0.76, (outer - r) / height);
        (0.0..1.0).contains(&u) && on_stroke(&self.glyphs[cell as usize], u, v)
    }

    fn oval(&self, x: f64, y: f64, a: f64, b: f64) -> bool {
        let inside = |a: f64, b: f64| (x / a).powi(2) + (y / b).powi(2) <= 1.0;
        if !inside(a, b) || !inside(a - self.border, b - self.border) {
            return inside(a, b);
        }
        // The characters of a round seal, squeezed; its border is drawn above, of even thickness.
        let radius = a - self.border - 0.2;
        let (u, v) = (x, y * a / b);
        u.hypot(v) < radius && self.round(u, v, a, 0.0)
    }

    fn square(&self, x: f64, y: f64, half: f64) -> bool {
        let far = x.abs().max(y.abs());
        if far > half || far > half - self.border {
            return far <= half;
        }
        let room = half - self.border - 0.5;
        let (u, v) = ((x + room) / room, (y + room) / room);
        if !(0.0..2.0).contains(&u) || !(0.0..2.0).contains(&v) {
            return false;
        }
        let cell = |t: f64| (t.fract() - 0.07) / 0.86;
        on_stroke(&self.glyphs[v as usize * 2 + u as usize], cell(u), cell(v))
    }
}

fn on_stroke(strokes: &[[f64; 4]], u: f64, v: f64) -> bool {
    strokes
        .iter()
        .any(|s| u >= s[0] && u <= s[2] && v >= s[1] && v <= s[3])
}

/// Stamps a made-up seal with its middle at `centre_px`.
pub fn stamp(img: &mut RgbImage, centre_px: (f64, f64), px_per_mm: f64, design: &SealDesign, seed: u64) {
    let die = Die::new(design, seed);
    let reach_mm = match design.form {
        Form::Round { diameter_mm, .. } => diameter_mm / 2.0,
        Form::Oval { width_mm, height_mm } => width_mm.max(height_mm) / 2.0,
        Form::Square { side_mm } => side_mm * 0.71,
    } * design.stretch.max(1.0)
        + 3.0 * design.blur_mm
        + design.ghost.map_or(0.0, |g| g.shift_mm.0.hypot(g.shift_mm.1));
    let reach = (reach_mm * px_per_mm).ceil() as i64 + 2;
    let size = (2 * reach + 1) as usize;
    let origin = (
        centre_px.0.floor() as i64 - reach,
        centre_px.1.floor() as i64 - reach,
    );
    let (sin, cos) = design.rotation_deg.to_radians().sin_cos();
    let covered = |dx: f64, dy: f64| {
        let (x, y) = (dx * cos + dy * sin, dy * cos - dx * sin);
        let y = y / design.stretch;
        let lost = design
            .missing
            .is_some_and(|(start, sweep)| (y.atan2(x).to_degrees() - start).rem_euclid(360.0) < sweep);
        !lost && die.inked(x, y)
    };
    let impression = |shift: (f64, f64)| -> Vec<f32> {
        let taps = 3;
        let mut out = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let mut hits = 0;
                for t in 0..taps * taps {
                    let part = |i: usize| (i as f64 + 0.5) / taps as f64;
                    let px = (origin.0 + x as i64) as f64 + part(t % taps) - centre_px.0;
                    let py = (origin.1 + y as i64) as f64 + part(t / taps) - centre_px.1;
                    hits += usize::from(covered(px / px_per_mm - shift.0, py / px_per_mm - shift.1));
                }
                out.push(hits as f32 / (taps * taps) as f32);
            }
        }
        out
    };
    let mut coverage = impression((0.0, 0.0));
    if let Some(ghost) = design.ghost {
        for (c, g) in coverage.iter_mut().zip(impression(ghost.shift_mm)) {
            *c = c.max(g * ghost.strength as f32);
        }
    }
    blur(&mut coverage, size, design.blur_mm * px_per_mm);
    let noise = |x: f64, y: f64| value_noise(seed ^ 0x9a17, x, y);
    let density = design.ink.map(|c| -(f64::from(c).max(4.0) / 255.0).ln());
    for y in 0..size {
        for x in 0..size {
            let (px, py) = (origin.0 + x as i64, origin.1 + y as i64);
            let inside = px >= 0 && py >= 0 && px < i64::from(img.width()) && py < i64::from(img.height());
            let cover = f64::from(coverage[y * size + x]);
            if !inside || cover <= 0.0 {
                continue;
            }
            let (mx, my) = (px as f64 / px_per_mm, py as f64 / px_per_mm);
            // Coarse: uneven pressure; fine: the grain of ink on paper fibres.
            let uneven = 0.5 * noise(mx / 6.0, my / 6.0) + 0.5 * noise(mx * 4.0, my * 4.0);
            let load = design.density * (1.0 - design.grain * uneven);
            let pixel = img.get_pixel_mut(px as u32, py as u32);
            for (value, density) in pixel.0.iter_mut().zip(density) {
                let through = 1.0 - cover * (1.0 - (-density * load).exp());
                *value = (f64::from(*value) * through).round() as u8;
            }
        }
    }
}

/// Smooth noise from 0 to 1 on a unit grid.
fn value_noise(seed: u64, x: f64, y: f64) -> f64 {
    let (x0, y0) = (x.floor(), y.floor());
    let corner = |dx: f64, dy: f64| {
        let key = ((x0 + dx) as i64 as u64).wrapping_mul(0x9e37_79b9)
            ^ ((y0 + dy) as i64 as u64).wrapping_mul(0x85eb_ca6b_0001);
        (hashed(key ^ seed.wrapping_mul(0xd6e8_feb8_6659_fd93)) >> 40) as f64 / (1_u64 << 24) as f64
    };
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (ax, ay) = (ease(x - x0), ease(y - y0));
    let top = corner(0.0, 0.0) * (1.0 - ax) + corner(1.0, 0.0) * ax;
    let bottom = corner(0.0, 1.0) * (1.0 - ax) + corner(1.0, 1.0) * ax;
    top * (1.0 - ay) + bottom * ay
}

/// A Gaussian of `sigma` pixels, rows then columns.
fn blur(values: &mut Vec<f32>, size: usize, sigma: f64) {
    if sigma < 0.2 {
        return;
    }
    let reach = (3.0 * sigma).ceil() as i64;
    let weights: Vec<f32> = (-reach..=reach)
        .map(|i| (-(i as f64 / sigma).powi(2) / 2.0).exp() as f32)
        .collect();
    let total: f32 = weights.iter().sum();
    for (step, other) in [(1, size), (size, 1)] {
        let mut out = vec![0.0; values.len()];
        for line in 0..size {
            for at in 0..size as i64 {
                let sum: f32 = (-reach..=reach)
                    .zip(&weights)
                    .filter(|(i, _)| (0..size as i64).contains(&(at + i)))
                    .map(|(i, w)| w * values[line * other + (at + i) as usize * step])
                    .sum();
                out[line * other + at as usize * step] = sum / total;
            }
        }
        *values = out;
    }
}

/// Writes a made-up signature of random strokes into a box of `size_mm` around `centre_px`.
pub fn sign(img: &mut RgbImage, centre_px: (f64, f64), px_per_mm: f64, size_mm: (f64, f64), seed: u64) {
    let mut random = Seeded(seed);
    let radius = 0.28 * px_per_mm;
    let mut put = |x: f64, y: f64| {
        let (x0, y0) = (
            (x - radius - 1.0).max(0.0) as u32,
            (y - radius - 1.0).max(0.0) as u32,
        );
        for py in y0..((y + radius + 2.0).max(0.0) as u32).min(img.height()) {
            for px in x0..((x + radius + 2.0).max(0.0) as u32).min(img.width()) {
                let distance = (f64::from(px) + 0.5 - x).hypot(f64::from(py) + 0.5 - y);
                let cover = (radius + 0.5 - distance).clamp(0.0, 1.0);
                let pixel = img.get_pixel_mut(px, py);
                for (c, ink) in [38.0, 36.0, 44.0].into_iter().enumerate() {
                    // Strokes cross without getting darker than the pen.
                    pixel.0[c] = f64::from(pixel.0[c]).min(255.0 + cover * (ink - 255.0)) as u8;
                }
            }
        }
    };
    let (w, h) = (size_mm.0 * px_per_mm, size_mm.1 * px_per_mm);
    for stroke in 0..7 {
        let column = (f64::from(stroke) + 0.5) / 7.0 - 0.5;
        let points: [(f64, f64); 4] = std::array::from_fn(|_| {
            (
                centre_px.0 + (column + random.between(-0.12, 0.12)) * w * 0.85,
                centre_px.1 + random.between(-0.5, 0.5) * h,
            )
        });
        let steps = (w.max(h) * 2.0) as u32;
        for i in 0..=steps {
            let t = f64::from(i) / f64::from(steps.max(1));
            let u = 1.0 - t;
            let share = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let (x, y) = share
                .iter()
                .zip(points)
                .fold((0.0, 0.0), |s, (k, p)| (s.0 + k * p.0, s.1 + k * p.1));
            put(x, y);
        }
    }
}
