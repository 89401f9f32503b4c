//! The paper under the ink: a smooth map of its colour, so that tint, shade and warm light divide out.
//!
//! Blocks of a few millimetres each give their bright part; blocks full of ink borrow from their neighbours.

use image::RgbImage;

/// Side of a block in millimetres.
const BLOCK_MM: f64 = 3.0;
/// A block darker than this share of the brightest ones holds no paper worth the name.
const LEAST_SHARE: f32 = 0.82;

/// Colour of the paper all over a picture, on a coarse grid.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    columns: usize,
    rows: usize,
    block: f32,
    cells: Vec<[f32; 3]>,
}

fn luma(c: [f32; 3]) -> f32 {
    0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]
}

impl Paper {
    pub fn of(frame: &RgbImage, px_per_mm: f64) -> Self {
        let (w, h) = (frame.width() as usize, frame.height() as usize);
        let block = ((BLOCK_MM * px_per_mm).round() as usize).clamp(4, w.max(h).max(4));
        let (columns, rows) = (w.div_ceil(block).max(1), h.div_ceil(block).max(1));
        let mut cells = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                cells.push(bright_part(frame, column * block, row * block, block));
            }
        }
        let mut levels: Vec<f32> = cells.iter().map(|c| luma(*c)).collect();
        levels.sort_by(f32::total_cmp);
        let bright = levels[(levels.len() - 1) * 9 / 10].max(1.0);
        let paper = Self {
            columns,
            rows,
            block: block as f32,
            cells,
        };
        paper.filled(bright * LEAST_SHARE).smoothed()
    }

    /// Replaces cells without paper by their neighbours, from the rim of each hole inwards.
    fn filled(mut self, least: f32) -> Self {
        let mut known: Vec<bool> = self.cells.iter().map(|c| luma(*c) >= least).collect();
        if !known.contains(&true) {
            return self;
        }
        while known.contains(&false) {
            let before = known.clone();
            for at in 0..known.len() {
                if before[at] {
                    continue;
                }
                let near: Vec<usize> = self.neighbours(at).filter(|&n| before[n]).collect();
                if !near.is_empty() {
                    self.cells[at] = mean(near.iter().map(|&n| self.cells[n]));
                    known[at] = true;
                }
            }
        }
        self
    }

    fn smoothed(mut self) -> Self {
        let cells = (0..self.cells.len())
            .map(|at| mean(self.neighbours(at).chain([at, at]).map(|n| self.cells[n])))
            .collect();
        self.cells = cells;
        self
    }

    fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let (x, y) = (at % columns, at / columns);
        (y.saturating_sub(1)..=(y + 1).min(rows - 1))
            .flat_map(move |ny| {
                (x.saturating_sub(1)..=(x + 1).min(columns - 1)).map(move |nx| ny * columns + nx)
            })
            .filter(move |n| *n != at)
    }

    /// Paper colour at a pixel, bilinear between block centres.
    pub fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let place = |v: usize, n: usize| {
            let p = ((v as f32 + 0.5) / self.block - 0.5).clamp(0.0, (n - 1) as f32);
            (p as usize, ((p as usize) + 1).min(n - 1), p.fract())
        };
        let ((x0, x1, ax), (y0, y1, ay)) = (place(x, self.columns), place(y, self.rows));
        let cell = |x: usize, y: usize| self.cells[y * self.columns + x];
        let (a, b, c, d) = (cell(x0, y0), cell(x1, y0), cell(x0, y1), cell(x1, y1));
        std::array::from_fn(|i| {
            let (top, bottom) = (a[i] + (b[i] - a[i]) * ax, c[i] + (d[i] - c[i]) * ax);
            (top + (bottom - top) * ay).max(1.0)
        })
    }

    /// Mean colour of the paper.
    pub fn mean(&self) -> [f32; 3] {
        mean(self.cells.iter().copied())
    }
}

fn mean(colours: impl Iterator<Item = [f32; 3]>) -> [f32; 3] {
    let (sum, n) = colours.fold(([0.0_f32; 3], 0.0_f32), |(s, n), c| {
        ([s[0] + c[0], s[1] + c[1], s[2] + c[2]], n + 1.0)
    });
    sum.map(|s| s / n.max(1.0))
}

/// Mean of the brighter fifth of a block.
fn bright_part(frame: &RgbImage, left: usize, top: usize, block: usize) -> [f32; 3] {
    let (w, h) = (frame.width() as usize, frame.height() as usize);
    let (right, bottom) = ((left + block).min(w), (top + block).min(h));
    let raw = frame.as_raw();
    let mut histogram = [0_usize; 256];
    let pixels = || {
        (top..bottom)
            .flat_map(move |y| raw[(y * w + left) * 3..(y * w + right) * 3].chunks_exact(3))
            .map(|p| {
                let c = [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])];
                (luma(c) as usize, c)
            })
    };
    for (level, _) in pixels() {
        histogram[level.min(255)] += 1;
    }
    let mut left_over = (right - left) * (bottom - top) / 5;
    let floor = histogram.iter().enumerate().rev().find_map(|(level, &n)| {
        let here = left_over < n;
        left_over = left_over.saturating_sub(n);
        here.then_some(level)
    });
    let floor = floor.unwrap_or(0);
    mean(pixels().filter(|(level, _)| *level >= floor).map(|(_, c)| c))
}
