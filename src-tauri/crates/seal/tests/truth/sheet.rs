//! The paper before anybody scans it: seal ink, toner, dirt and what shines through from behind, in linear light.
//!
//! Everything is drawn on one raster of [`PX_PER_MM`] pixels per millimetre. The seal's own coverage is kept beside the
//! picture: thresholded at one half it is the truth a mask is measured against.

use seal::synth::{Die, Glyph, SealDesign, Seeded, blur, value_noise};

use super::hand::Hand;

/// Pixels per millimetre of the raster.
pub const PX_PER_MM: f64 = 16.0;

/// A patch of paper.
pub struct Sheet {
    pub width: usize,
    pub height: usize,
    /// Reflectance in red, green and blue, linear.
    pub light: Vec<[f32; 3]>,
    /// Coverage of the sample's ink, 0 to 1.
    pub ink: Vec<f32>,
    toner: Vec<f32>,
    seed: u64,
}

/// How ink goes onto paper.
#[derive(Debug, Clone)]
pub struct Press {
    /// Share of the ink's surface that stays without ink, in specks of a few tenths of a millimetre.
    pub specks: f64,
    /// How far the edge wanders, in mm.
    pub ragged_mm: f64,
    /// A side of the die that was pressed less: direction in degrees and share of the ink that is lost there.
    pub leaning: (f64, f64),
    /// Spots without ink: middle from the seal's middle and radius, in mm.
    pub patches: Vec<((f64, f64), f64)>,
}

/// Brightness of a picture value (0 to 1) as light (IEC 61966-2-1).
pub fn linear(value: f64) -> f64 {
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

impl Sheet {
    /// Blank paper of this size in mm and this colour as a scanner would show it.
    pub fn new(size_mm: (f64, f64), paper: [u8; 3], seed: u64) -> Self {
        let side = |mm: f64| (mm * PX_PER_MM).ceil() as usize;
        let (width, height) = (side(size_mm.0), side(size_mm.1));
        let white = paper.map(|c| linear(f64::from(c) / 255.0) as f32);
        let mut light = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                // Fibres: a little lighter and darker, longer one way than the other.
                let fibre = value_noise(seed ^ 0xf1b, x as f64 / 3.0, y as f64 / 9.0) as f32;
                light.push(white.map(|c| c * (0.985 + 0.03 * fibre).min(1.0)));
            }
        }
        Self {
            width,
            height,
            light,
            ink: vec![0.0; width * height],
            toner: vec![0.0; width * height],
            seed,
        }
    }

    fn each(&self, middle_mm: (f64, f64), reach_mm: f64) -> impl Iterator<Item = (usize, f64, f64)> + use<> {
        let (width, height) = (self.width, self.height);
        let range = |middle: f64, end: usize| {
            let from = ((middle - reach_mm) * PX_PER_MM).clamp(0.0, end as f64) as usize;
            let to = ((middle + reach_mm) * PX_PER_MM).ceil().clamp(0.0, end as f64) as usize;
            from..to
        };
        let (across, down) = (range(middle_mm.0, width), range(middle_mm.1, height));
        down.flat_map(move |y| across.clone().map(move |x| (x, y)))
            .map(move |(x, y)| {
                let mm = |v: usize| (v as f64 + 0.5) / PX_PER_MM;
                (y * width + x, mm(x) - middle_mm.0, mm(y) - middle_mm.1)
            })
    }

    /// Presses a seal with its middle at `middle_mm`.
    pub fn stamp(&mut self, middle_mm: (f64, f64), design: &SealDesign, press: &Press) {
        let die = Die::new(design, self.seed);
        let ghost = design.ghost;
        let reach = design.reach_mm() + 0.5 + ghost.map_or(0.0, |g| g.shift_mm.0.hypot(g.shift_mm.1));
        let seed = self.seed;
        let mut cover = vec![0.0_f32; self.ink.len()];
        for (at, x, y) in self.each(middle_mm, reach) {
            let wander =
                |salt: u64| (value_noise(seed ^ salt, x * 4.0, y * 4.0) - 0.5) * 2.0 * press.ragged_mm;
            let (dx, dy) = (x + wander(0xa1), y + wander(0xa2));
            let mut c = if die.covers(dx, dy) { 1.0 } else { 0.0 };
            if let Some(g) = ghost
                && c < g.strength
                && die.covers(dx - g.shift_mm.0, dy - g.shift_mm.1)
            {
                c = g.strength;
            }
            if c > 0.0 {
                let speck = value_noise(seed ^ 0xa3, x * 5.0, y * 5.0);
                if speck < press.specks {
                    c *= 0.1;
                }
                for ((px, py), radius) in &press.patches {
                    let near = (x - px).hypot(y - py) / radius;
                    c *= ((near - 0.7) / 0.5).clamp(0.0, 1.0);
                }
            }
            cover[at] = c as f32;
        }
        blur(&mut cover, (self.width, self.height), design.blur_mm * PX_PER_MM);
        let density = design.ink.map(|c| -linear(f64::from(c).max(6.0) / 255.0).ln());
        let (lean_sin, lean_cos) = press.leaning.0.to_radians().sin_cos();
        for (at, x, y) in self.each(middle_mm, reach) {
            let c = cover[at];
            if c <= 0.0 {
                continue;
            }
            let uneven = 0.5 * value_noise(seed ^ 0xa4, x / 6.0, y / 6.0)
                + 0.5 * value_noise(seed ^ 0xa5, x * 4.0, y * 4.0);
            let side = (x * lean_cos + y * lean_sin) / (2.0 * reach) + 0.5;
            let load = design.density
                * (1.0 - design.grain * uneven)
                * (1.0 - press.leaning.1 * side.clamp(0.0, 1.0));
            self.lay(at, c, density.map(|d| d * load));
        }
        for (ink, c) in self.ink.iter_mut().zip(&cover) {
            *ink = ink.max(*c);
        }
    }

    fn lay(&mut self, at: usize, cover: f32, density: [f64; 3]) {
        for (light, d) in self.light[at].iter_mut().zip(density) {
            *light *= 1.0 - cover * (1.0 - (-d).exp() as f32);
        }
    }

    /// Writes by hand with its middle at `middle_mm`.
    pub fn write(&mut self, middle_mm: (f64, f64), hand: &Hand) {
        let mut cover = vec![0.0_f32; self.ink.len()];
        for (x, y, radius) in hand.dots() {
            let (x, y) = (middle_mm.0 + x, middle_mm.1 + y);
            for (at, dx, dy) in self.each((x, y), radius + 0.1) {
                let c = ((radius - dx.hypot(dy)) * PX_PER_MM + 0.5).clamp(0.0, 1.0) as f32;
                cover[at] = cover[at].max(c);
            }
        }
        let density = hand
            .ink
            .map(|c| -linear(f64::from(c).max(6.0) / 255.0).ln() * hand.density);
        for (at, c) in cover.into_iter().enumerate().filter(|(_, c)| *c > 0.0) {
            self.lay(at, c, density);
            self.ink[at] = self.ink[at].max(c);
        }
    }

    /// The printed frame: its outer left, top, right and bottom in mm.
    pub fn frame(&mut self, [left, top, right, bottom]: [f64; 4], thick_mm: f64) {
        let half = thick_mm / 2.0;
        for (x0, y0, x1, y1) in [
            (left - half, top - half, right + half, top + half),
            (left - half, bottom - half, right + half, bottom + half),
            (left - half, top - half, left + half, bottom + half),
            (right - half, top - half, right + half, bottom + half),
        ] {
            self.print((x0, y0), (x1 - x0, y1 - y0), |_, _| true);
        }
    }

    /// Lines of printed characters with the top left corner at `at_mm`.
    pub fn text(
        &mut self,
        at_mm: (f64, f64),
        (columns, rows): (usize, usize),
        height_mm: f64,
        random: &mut Seeded,
    ) {
        for row in 0..rows {
            for column in 0..columns {
                let glyph = Glyph::new(random, 0.09);
                let place = |index: usize, pitch: f64| index as f64 * height_mm * pitch;
                let (x, y) = (at_mm.0 + place(column, 1.08), at_mm.1 + place(row, 1.6));
                self.print((x, y), (height_mm, height_mm), |u, v| glyph.covers(u, v));
            }
        }
    }

    /// Prints a box in black where `covers` says so, in shares of the box.
    fn print(&mut self, at_mm: (f64, f64), size_mm: (f64, f64), covers: impl Fn(f64, f64) -> bool) {
        let middle = (at_mm.0 + size_mm.0 / 2.0, at_mm.1 + size_mm.1 / 2.0);
        let reach = size_mm.0.max(size_mm.1) / 2.0;
        for (at, dx, dy) in self.each(middle, reach) {
            let (u, v) = (dx / size_mm.0 + 0.5, dy / size_mm.1 + 0.5);
            if (0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v) && covers(u, v) {
                self.toner[at] = 1.0;
            }
        }
    }

    /// A round spot of dirt of a colour as a scanner would show it.
    pub fn spot(&mut self, middle_mm: (f64, f64), radius_mm: f64, colour: [u8; 3]) {
        let colour = colour.map(|c| linear(f64::from(c) / 255.0) as f32);
        let seed = self.seed;
        for (at, dx, dy) in self.each(middle_mm, radius_mm * 1.3) {
            let ragged = radius_mm * (0.8 + 0.4 * value_noise(seed ^ 0xd1, dx * 2.0, dy * 2.0));
            if dx.hypot(dy) < ragged {
                for (light, c) in self.light[at].iter_mut().zip(colour) {
                    *light *= c;
                }
            }
        }
    }

    /// What is printed on the back shines through, mirrored and soft: `strength` is how much light it takes away.
    pub fn show_through(&mut self, strength: f64, random: &mut Seeded) {
        let front = std::mem::replace(&mut self.toner, vec![0.0; self.ink.len()]);
        let mm = |px: usize| px as f64 / PX_PER_MM;
        let rows = (mm(self.height) / 7.0) as usize;
        self.text((1.0, 1.0), ((mm(self.width) / 4.4) as usize, rows), 4.0, random);
        let mut back = std::mem::replace(&mut self.toner, front);
        blur(&mut back, (self.width, self.height), 0.25 * PX_PER_MM);
        for (light, b) in self.light.iter_mut().zip(back) {
            *light = light.map(|c| c * (1.0 - strength as f32 * b));
        }
    }

    /// Lays the toner over everything: seal ink on toner stays black.
    pub fn finished(mut self) -> Self {
        for (light, t) in self.light.iter_mut().zip(&self.toner) {
            *light = light.map(|c| c * (1.0 - 0.965 * t));
        }
        self
    }
}
