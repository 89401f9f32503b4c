//! A smooth map over a picture: one value a block, gaps filled from their neighbours, read bilinearly.

/// Values on a coarse grid; a cell without a value is `None` until the map is filled.
#[derive(Debug, Clone)]
pub(crate) struct Grid<const N: usize> {
    columns: usize,
    rows: usize,
    block: usize,
    cells: Vec<Option<[f32; N]>>,
}

/// A filled grid.
#[derive(Debug, Clone)]
pub(crate) struct Map<const N: usize> {
    columns: usize,
    block: f32,
    cells: Vec<[f32; N]>,
}

impl<const N: usize> Grid<N> {
    /// Asks for the value of every block of `block` pixels a side, named by its left, top, right and bottom.
    pub fn of(
        (width, height): (usize, usize),
        block: usize,
        mut value: impl FnMut([usize; 4]) -> Option<[f32; N]>,
    ) -> Self {
        let block = block.clamp(4, width.max(height).max(4));
        let (columns, rows) = (width.div_ceil(block).max(1), height.div_ceil(block).max(1));
        let mut cells = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (left, top) = (column * block, row * block);
                cells.push(value([
                    left,
                    top,
                    (left + block).min(width),
                    (top + block).min(height),
                ]));
            }
        }
        Self {
            columns,
            rows,
            block,
            cells,
        }
    }

    /// The values there are.
    pub fn values(&self) -> impl Iterator<Item = [f32; N]> + '_ {
        self.cells.iter().flatten().copied()
    }

    /// Takes away values that do not hold.
    pub fn retain(&mut self, holds: impl Fn(&[f32; N]) -> bool) {
        for cell in &mut self.cells {
            *cell = cell.filter(&holds);
        }
    }

    /// Fills cells without a value from the rim of each hole inwards and smooths the whole; `otherwise` where there
    /// is none.
    pub fn filled(mut self, otherwise: [f32; N]) -> Map<N> {
        if self.cells.iter().all(Option::is_none) {
            self.cells.fill(Some(otherwise));
        }
        while self.cells.contains(&None) {
            let before = self.cells.clone();
            for at in (0..before.len()).filter(|at| before[*at].is_none()) {
                self.cells[at] = mean(self.neighbours(at).filter_map(|n| before[n]));
            }
        }
        let whole: Vec<[f32; N]> = self.cells.iter().flatten().copied().collect();
        let smooth =
            |at: usize| mean(self.neighbours(at).chain([at, at]).map(|n| whole[n])).unwrap_or(whole[at]);
        Map {
            columns: self.columns,
            block: self.block as f32,
            cells: (0..whole.len()).map(smooth).collect(),
        }
    }

    fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> + use<N> {
        let (columns, rows) = (self.columns, self.rows);
        let (x, y) = (at % columns, at / columns);
        (y.saturating_sub(1)..=(y + 1).min(rows - 1))
            .flat_map(move |ny| {
                (x.saturating_sub(1)..=(x + 1).min(columns - 1)).map(move |nx| ny * columns + nx)
            })
            .filter(move |n| *n != at)
    }
}

impl<const N: usize> Map<N> {
    /// The value at a pixel.
    pub fn at(&self, x: usize, y: usize) -> [f32; N] {
        let (x0, x1, ax) = self.between(x, self.columns);
        let (y0, y1, ay) = self.between(y, self.cells.len() / self.columns);
        let across = |row: usize| {
            mixed(
                self.cells[row * self.columns + x0],
                self.cells[row * self.columns + x1],
                ax,
            )
        };
        mixed(across(y0), across(y1), ay)
    }

    /// The values of a row of pixels, one for every tile of so many of them, read at the tile's middle.
    pub fn along(&self, y: usize, width: usize, tile: usize) -> impl Iterator<Item = [f32; N]> + use<N> {
        let (y0, y1, ay) = self.between(y, self.cells.len() / self.columns);
        let row = |row: usize| &self.cells[row * self.columns..(row + 1) * self.columns];
        let cells: Vec<[f32; N]> = row(y0)
            .iter()
            .zip(row(y1))
            .map(|(a, b)| mixed(*a, *b, ay))
            .collect();
        let (per_pixel, last) = (self.block.recip(), (self.columns - 1) as f32);
        (0..width.div_ceil(tile)).map(move |at| {
            let x = (((at * tile + tile / 2) as f32 + 0.5) * per_pixel - 0.5).clamp(0.0, last);
            let low = x as usize;
            mixed(cells[low], cells[(low + 1).min(cells.len() - 1)], x - low as f32)
        })
    }

    fn between(&self, pixel: usize, end: usize) -> (usize, usize, f32) {
        let at = ((pixel as f32 + 0.5) / self.block - 0.5).clamp(0.0, (end - 1) as f32);
        let low = at as usize;
        (low, (low + 1).min(end - 1), at - low as f32)
    }

    /// The mean of all cells.
    pub fn mean(&self) -> [f32; N] {
        mean(self.cells.iter().copied()).unwrap_or([0.0; N])
    }
}

fn mixed<const N: usize>(a: [f32; N], b: [f32; N], share: f32) -> [f32; N] {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * share)
}

fn mean<const N: usize>(values: impl Iterator<Item = [f32; N]>) -> Option<[f32; N]> {
    let (sum, n) = values.fold(([0.0_f32; N], 0.0_f32), |(s, n), v| {
        (std::array::from_fn(|i| s[i] + v[i]), n + 1.0)
    });
    (n > 0.0).then(|| sum.map(|s| s / n))
}
