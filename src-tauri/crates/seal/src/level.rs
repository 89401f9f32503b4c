//! A seal laid level: its ink on a raster along its own upright axes.

use crate::geometry::Pt;
use crate::ink::Ink;
use crate::outline::Outline;

/// Width of a cell in mm.
pub(crate) const CELL_MM: f64 = 0.15;
/// Coverage from which a cell is inked: thin strokes in a coarse picture never cover half.
const INKED: f32 = 0.25;

/// The ink within a seal's border, row by row from its top left corner.
pub(crate) struct Level {
    pub width: usize,
    pub height: usize,
    pub inked: Vec<bool>,
    middle: Pt,
    turn: (f64, f64),
    step_px: f64,
}

impl Level {
    /// The seal turned back by `turn_deg` (clockwise, in the picture), its sides as they are then.
    pub fn of(ink: &Ink, outline: &Outline, turn_deg: f64, sides_mm: [f64; 2]) -> Self {
        let middle = match outline {
            Outline::Round(e) => e.centre,
            Outline::Square(b) => b.centre,
            Outline::Free(f) => f.centre,
        };
        let [width, height] = sides_mm.map(|mm| (mm / CELL_MM) as usize);
        let mut level = Self {
            width,
            height,
            inked: Vec::new(),
            middle,
            turn: turn_deg.to_radians().sin_cos(),
            step_px: CELL_MM * ink.px_per_mm,
        };
        level.inked = (0..width * height)
            .map(|at| {
                let p = level.place((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
                ink.coverage_at(p.0, p.1) > INKED || ink.is_dark(p.0, p.1)
            })
            .collect();
        level
    }

    /// Where a place on the raster, in cells, lies in the picture.
    pub fn place(&self, x: f64, y: f64) -> Pt {
        let (u, v) = (
            (x - self.width as f64 / 2.0) * self.step_px,
            (y - self.height as f64 / 2.0) * self.step_px,
        );
        let (sin, cos) = self.turn;
        (
            self.middle.0 + u * cos - v * sin,
            self.middle.1 + u * sin + v * cos,
        )
    }

    /// How far from the middle a cell lies, as a share of the sides' ellipse: 1 is on it.
    pub fn share(&self, at: usize) -> f64 {
        let (x, y) = ((at % self.width) as f64 + 0.5, (at / self.width) as f64 + 0.5);
        (x / self.width as f64 * 2.0 - 1.0).hypot(y / self.height as f64 * 2.0 - 1.0)
    }

    /// Direction of a cell from the middle by the ellipse's parameter, in degrees clockwise from the top, −180 to 180.
    pub fn aside_deg(&self, at: usize) -> f64 {
        let (x, y) = ((at % self.width) as f64 + 0.5, (at / self.width) as f64 + 0.5);
        let (u, v) = (x / self.width as f64 - 0.5, y / self.height as f64 - 0.5);
        u.atan2(-v).to_degrees()
    }
}
