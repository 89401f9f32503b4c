//! Three ways in which ink comes from a die onto paper.
//!
//! Paste (印泥) is thick: it is squeezed out at edges and lies uneven. Flash stamps (光敏) soak evenly and creep along
//! the paper's fibres. Rubber with a thin pad leaves the paper's grain white.

use seal::synth::Seeded;

use super::canvas::{Canvas, Pt};
use super::field::Field;

/// A way of inking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inking {
    Paste,
    Flash,
    Rubber,
}

/// What happened while it was pressed.
#[derive(Clone)]
pub struct Pressing {
    /// 1 is full, 0.2 is pale.
    pub density: f64,
    /// Softness in mm, as a hand that shakes leaves it.
    pub smear_mm: f64,
    /// A second impression: shift in mm, turn in degrees, strength.
    pub again: Option<(Pt, f64, f32)>,
}

/// Ink on paper.
pub struct Impression {
    pub cover: Canvas,
    /// Thickness of the ink, about 1.
    pub load: Canvas,
}

impl Inking {
    pub const ALL: [Self; 3] = [Self::Paste, Self::Flash, Self::Rubber];

    /// Presses a die with its middle at `centre` on a sheet of this size, in mm.
    pub fn press(
        self,
        die: &Canvas,
        size: Pt,
        centre: Pt,
        how: &Pressing,
        random: &mut Seeded,
    ) -> Impression {
        let mut cover = self.once(die, size, centre, 0.0, random);
        if let Some((shift, turn, strength)) = how.again {
            let second = self.once(die, size, (centre.0 + shift.0, centre.1 + shift.1), turn, random);
            for (a, b) in cover.values.iter_mut().zip(second.values) {
                *a = a.max(b * strength);
            }
        }
        if how.smear_mm > 0.0 {
            cover = cover.softened(how.smear_mm);
        }
        let load = self.load(&cover, size, how.density as f32, random);
        Impression { cover, load }
    }

    fn once(self, die: &Canvas, size: Pt, centre: Pt, turn_deg: f64, random: &mut Seeded) -> Canvas {
        let side = size.0.max(size.1);
        let (wander, cell) = match self {
            Self::Paste => (random.between(0.02, 0.05), 0.5),
            Self::Flash => (random.between(0.005, 0.03), 0.25),
            Self::Rubber => (random.between(0.01, 0.04), 0.8),
        };
        let (across, down) = (Field::new(side, cell, random), Field::new(side, cell, random));
        let half = (die.width as f64 / 40.0, die.height as f64 / 40.0);
        let (sin, cos) = turn_deg.to_radians().sin_cos();
        let mut seen = Canvas::new(size);
        seen.each(|(x, y), _| {
            let (x, y) = (
                x - centre.0 + wander * f64::from(across.at(x, y)),
                y - centre.1 + wander * f64::from(down.at(x, y)),
            );
            die.at((x * cos + y * sin + half.0, y * cos - x * sin + half.1))
        });
        match self {
            Self::Paste => {
                // Where the paste holds on to the paper is a matter of pressure and chance.
                let soft = seen.softened(random.between(0.03, 0.05));
                let chance = Field::new(side, 0.18, random);
                let amount = random.between(0.02, 0.16) as f32;
                let mut out = soft;
                out.each(|(x, y), c| ((c + amount * chance.at(x, y) - 0.5) * 6.0 + 0.5).clamp(0.0, 1.0));
                out
            }
            Self::Flash => {
                let creep = random.between(0.02, 0.05);
                let mut out = seen.softened(creep);
                out.values
                    .iter_mut()
                    .for_each(|c| *c = ((*c - 0.45) * 2.2 + 0.5).clamp(0.0, 1.0));
                out
            }
            Self::Rubber => {
                let grain = Field::new(side, 0.12, random);
                let amount = random.between(0.1, 0.3) as f32;
                let mut out = seen.softened(0.025);
                out.each(|(x, y), c| {
                    let bare = (grain.at(x, y) - 1.25).max(0.0) * amount * 3.0;
                    (c * (1.0 - bare)).clamp(0.0, 1.0)
                });
                out
            }
        }
    }

    fn load(self, cover: &Canvas, size: Pt, density: f32, random: &mut Seeded) -> Canvas {
        let side = size.0.max(size.1);
        let broad = Field::new(side, 9.0, random);
        let fine = Field::new(side, 0.35, random);
        let (uneven, mottle) = match self {
            Self::Paste => (
                random.between(0.03, 0.09) as f32,
                random.between(0.03, 0.12) as f32,
            ),
            Self::Flash => (random.between(0.0, 0.05) as f32, 0.02),
            Self::Rubber => (
                random.between(0.03, 0.1) as f32,
                random.between(0.05, 0.14) as f32,
            ),
        };
        let edge = cover.softened(0.18);
        let squeezed = if self == Self::Paste {
            random.between(0.0, 0.35) as f32
        } else {
            0.0
        };
        let mut out = Canvas::new(size);
        let mut at = 0;
        out.each(|(x, y), _| {
            let rim = (1.0 - edge.values[at]).clamp(0.0, 1.0) * squeezed;
            at += 1;
            density * (1.0 + uneven * broad.at(x, y) + mottle * fine.at(x, y) + rim).clamp(0.25, 1.6)
        });
        out
    }
}
