//! Signatures: a pen that follows a few springy movements, thicker where it goes slowly.

use std::f64::consts::TAU;

use seal::synth::Seeded;

use super::canvas::{Canvas, Pt};
use super::field::Field;
use super::ink::Impression;

/// A pen's way over the paper: places in mm about the middle and how wide it writes there.
pub struct Hand {
    pub strokes: Vec<Vec<(Pt, f64)>>,
    pub ink: [u8; 3],
}

impl Hand {
    /// Some characters run together in a box of this size.
    pub fn new(size: Pt, random: &mut Seeded) -> Self {
        let width = random.between(0.35, 0.65);
        let mut strokes = Vec::new();
        let characters = 2 + (random.bits() % 2) as usize;
        for character in 0..characters {
            let cell = size.0 / characters as f64;
            let centre = (character as f64 + 0.5) * cell - size.0 / 2.0;
            for _ in 0..2 + random.bits() % 3 {
                // A pen goes from one aim to the next like a weight on a spring.
                let aims: Vec<Pt> = (0..3 + random.bits() % 4)
                    .map(|_| {
                        (
                            centre + random.between(-0.46, 0.46) * cell,
                            random.between(-0.48, 0.48) * size.1,
                        )
                    })
                    .collect();
                let (mut at, mut speed) = (aims[0], (0.0, 0.0));
                let mut points = Vec::new();
                let turn = random.between(-0.06, 0.06);
                for aim in &aims[1..] {
                    for _ in 0..70 {
                        let pull = ((aim.0 - at.0) * 0.012, (aim.1 - at.1) * 0.012);
                        speed = (speed.0 * 0.86 + pull.0, speed.1 * 0.86 + pull.1);
                        speed = (speed.0 - speed.1 * turn, speed.1 + speed.0 * turn);
                        let fast = speed.0.hypot(speed.1);
                        if fast < 0.01 {
                            continue;
                        }
                        // A fast pen leaves no dots: its way is filled in.
                        let parts = (fast / 0.1).ceil().max(1.0);
                        for _ in 0..parts as usize {
                            at = (at.0 + speed.0 / parts, at.1 + speed.1 / parts);
                            points.push((at, width * (1.15 - (fast * 0.5).min(0.4))));
                        }
                    }
                }
                strokes.push(points);
            }
        }
        let ink = random.pick(&[[30, 30, 34], [42, 42, 48], [24, 32, 96], [18, 18, 20]]);
        Self { strokes, ink }
    }

    /// How far it reaches left, up, right and down.
    pub fn reach(&self) -> [f64; 4] {
        self.strokes
            .iter()
            .flatten()
            .fold([0.0; 4], |e: [f64; 4], ((x, y), w)| {
                let w = w / 2.0;
                [e[0].max(w - x), e[1].max(w - y), e[2].max(x + w), e[3].max(y + w)]
            })
    }

    /// Lifts the pen in the middle of strokes, so many times, where nothing else is written; answers how often it
    /// could.
    pub fn lift(&mut self, times: usize, random: &mut Seeded) -> usize {
        let mut done = 0;
        for _ in 0..600 {
            let stroke = (random.bits() % self.strokes.len() as u64) as usize;
            let points = &self.strokes[stroke];
            if done == times || points.len() < 60 {
                continue;
            }
            let at = 20 + (random.bits() % (points.len() as u64 - 40)) as usize;
            let ((middle, width), gap) = (points[at], random.between(0.6, 1.1));
            let near = |p: &Pt, mm: f64| (p.0 - middle.0).hypot(p.1 - middle.1) < mm;
            let cut = width / 2.0 + gap / 2.0;
            let own: Vec<usize> = (0..points.len()).filter(|i| near(&points[*i].0, cut)).collect();
            // One run of this stroke, nothing of any other.
            let runs = own.windows(2).filter(|w| w[1] != w[0] + 1).count();
            let others = self.strokes.iter().enumerate().filter(|(i, _)| *i != stroke);
            let free = others.flat_map(|(_, s)| s).all(|(p, _)| !near(p, cut + 1.0));
            let wide: Vec<usize> = (0..points.len())
                .filter(|i| near(&points[*i].0, cut + 1.0))
                .collect();
            let loops = wide.windows(2).filter(|w| w[1] != w[0] + 1).count();
            let (Some(first), Some(last)) = (own.first(), own.last()) else {
                continue;
            };
            // Near a stroke's end a gap leaves a dot, which is no broken stroke to anybody.
            let way = |points: &[(Pt, f64)]| -> f64 {
                let steps = points
                    .windows(2)
                    .map(|w| (w[1].0.0 - w[0].0.0).hypot(w[1].0.1 - w[0].0.1));
                steps.sum()
            };
            if way(&points[..*first]) < 2.0 || way(&points[*last..]) < 2.0 {
                continue;
            }
            if runs > 0 || loops > 0 || !free || *first < 12 || *last + 12 >= points.len() {
                continue;
            }
            let rest = self.strokes[stroke].split_off(*last + 1);
            self.strokes[stroke].truncate(*first);
            self.strokes.push(rest);
            done += 1;
        }
        done
    }

    /// Ink on a sheet of this size with the middle at `centre`.
    pub fn written(&self, size: Pt, centre: Pt, density: f64, random: &mut Seeded) -> Impression {
        let mut cover = Canvas::new(size);
        for stroke in &self.strokes {
            for ((x, y), width) in stroke {
                let dot = |i: usize| {
                    let (sin, cos) = (i as f64 * TAU / 14.0).sin_cos();
                    (centre.0 + x + width / 2.0 * cos, centre.1 + y + width / 2.0 * sin)
                };
                cover.fill(&[(0..14).map(dot).collect()]);
            }
        }
        let grain = Field::new(size.0.max(size.1), 0.2, random);
        let mut load = Canvas::new(size);
        load.each(|(x, y), _| density as f32 * (1.0 + 0.08 * grain.at(x, y)));
        Impression { cover, load }
    }
}
