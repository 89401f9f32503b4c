//! Smooth random fields: bell-shaped bumps of random height on a jittered raster.

use seal::synth::Seeded;

/// A field of about unit deviation whose bumps are so many mm wide.
pub struct Field {
    cell: f64,
    columns: usize,
    bumps: Vec<f32>,
}

impl Field {
    /// Over a square of this side in mm.
    pub fn new(side_mm: f64, cell_mm: f64, random: &mut Seeded) -> Self {
        let columns = (side_mm / cell_mm).ceil() as usize + 4;
        let normal = |random: &mut Seeded| (0..3).map(|_| random.unit() as f32 - 0.5).sum::<f32>() * 2.0;
        Self {
            cell: cell_mm,
            columns,
            bumps: (0..columns * columns).map(|_| normal(random)).collect(),
        }
    }

    /// Value at a point in mm, by quadratic splines.
    pub fn at(&self, x: f64, y: f64) -> f32 {
        let end = (self.columns - 2) as f64;
        let weights = |v: f64| {
            let at = (v / self.cell + 1.0).clamp(1.0, end - 0.01);
            let near = (at + 0.5).floor();
            let t = (at - near) as f32;
            (
                near as usize - 1,
                [
                    0.5 * (0.5 - t) * (0.5 - t),
                    0.75 - t * t,
                    0.5 * (0.5 + t) * (0.5 + t),
                ],
            )
        };
        let ((x0, wx), (y0, wy)) = (weights(x), weights(y));
        let mut sum = 0.0;
        for (j, wy) in wy.iter().enumerate() {
            let row = &self.bumps[(y0 + j) * self.columns + x0..][..3];
            sum += wy * (row[0] * wx[0] + row[1] * wx[1] + row[2] * wx[2]);
        }
        // Splines even the bumps out: back to about unit deviation.
        sum * 1.9
    }
}
