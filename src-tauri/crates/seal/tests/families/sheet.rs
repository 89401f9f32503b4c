//! A patch of a form: paper, printed lines and words, ink. All in linear light.

use seal::synth::Seeded;

use super::canvas::{Canvas, PX_PER_MM, Pt};
use super::field::Field;
use super::glyphs::Glyph;
use super::ink::Impression;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// Copying paper.
    Smooth,
    /// Paper with brightener: a little blue.
    Bright,
    /// Coarse paper whose fibres are seen, print shining through from behind.
    Thin,
}

impl Paper {
    pub const ALL: [Self; 3] = [Self::Smooth, Self::Bright, Self::Thin];
}

/// Light that a patch of a form reflects.
pub struct Sheet {
    pub width: usize,
    pub height: usize,
    pub light: Vec<[f32; 3]>,
    pub size: Pt,
}

/// Light of a picture value (IEC 61966-2-1).
pub fn light_of(value: u8) -> f32 {
    let v = f32::from(value) / 255.0;
    if v <= 0.04045 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

impl Sheet {
    pub fn new(size: Pt, paper: Paper, tint: Option<[u8; 3]>, random: &mut Seeded) -> Self {
        let canvas = Canvas::new(size);
        let side = size.0.max(size.1);
        let white = match paper {
            Paper::Smooth => [252, 251, 249],
            Paper::Bright => [247, 249, 252],
            Paper::Thin => [248, 247, 243],
        };
        let white = tint.unwrap_or(white).map(light_of);
        let (grain, coarse) = match paper {
            Paper::Thin => (0.012, 0.9),
            _ => (0.005, 0.4),
        };
        let fibres = Field::new(side, coarse * 0.5, random);
        let clouds = Field::new(side, 4.0, random);
        let mut back = Canvas::new(size);
        if paper == Paper::Thin && random.bits().is_multiple_of(2) {
            write_rows(&mut back, (0.0, 0.0), size, 3.6, random);
            back = back.softened(0.25);
        }
        let through = random.between(0.01, 0.04) as f32;
        let light = (0..canvas.values.len())
            .map(|at| {
                let mm = |px: usize| (px as f64 + 0.5) / PX_PER_MM;
                let (x, y) = (mm(at % canvas.width), mm(at / canvas.width));
                let uneven =
                    1.0 + grain * (fibres.at(x, y) + 0.5 * clouds.at(x, y)) - through * back.values[at];
                white.map(|c| (c * uneven).min(1.0))
            })
            .collect();
        Self {
            width: canvas.width,
            height: canvas.height,
            light,
            size,
        }
    }

    /// Lays seal ink or a pen's ink: `full` is its colour as a scanner shows it where it is as thick as usual.
    pub fn ink(&mut self, impression: &Impression, full: [u8; 3]) {
        let density = full.map(|c| -light_of(c.max(5)).ln());
        let drawn = impression.cover.values.iter().zip(&impression.load.values);
        for (light, (cover, load)) in self.light.iter_mut().zip(drawn) {
            if *cover > 0.0 {
                for (light, d) in light.iter_mut().zip(density) {
                    *light *= 1.0 - cover * (1.0 - (-d * load).exp());
                }
            }
        }
    }

    /// Takes light away everywhere by a share a pixel, in each colour by its own strength.
    pub fn shade(&mut self, by: &Canvas, strength: [f32; 3]) {
        for (light, by) in self.light.iter_mut().zip(&by.values) {
            for (light, s) in light.iter_mut().zip(strength) {
                *light *= 1.0 - s * by;
            }
        }
    }

    /// Prints in black.
    pub fn print(&mut self, what: &Canvas) {
        self.shade(what, [0.955; 3]);
    }
}

/// A straight printed line.
pub fn line(on: &mut Canvas, a: Pt, b: Pt, thick: f64) {
    let half = thick / 2.0;
    let (x0, x1) = (a.0.min(b.0) - half, a.0.max(b.0) + half);
    let (y0, y1) = (a.1.min(b.1) - half, a.1.max(b.1) + half);
    on.fill(&[vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)]]);
}

/// Rows of characters of this height over a box.
pub fn write_rows(on: &mut Canvas, from: Pt, size: Pt, high: f64, random: &mut Seeded) {
    let font = (random.bits() % super::glyphs::FONT_COUNT) as usize;
    let mut y = from.1 + high * 0.7;
    while y + high / 2.0 < from.1 + size.1 {
        let mut x = from.0 + high * 0.6;
        while x + high / 2.0 < from.0 + size.0 {
            let outlines = Glyph::any(random, font, false).0;
            let placed: Vec<Vec<Pt>> = outlines
                .iter()
                .map(|o| o.iter().map(|p| (x + p.0 * high, y + p.1 * high)).collect())
                .collect();
            on.fill(&placed);
            x += high * 1.05;
        }
        y += high * 1.5;
    }
}
