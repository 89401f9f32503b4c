//! Outlines filled on a raster of coverage, by the signed area that each edge leaves to its right.

/// A point in millimetres.
pub type Pt = (f64, f64);

/// Pixels per millimetre of everything that is drawn before a device looks at it.
pub const PX_PER_MM: f64 = 20.0;

/// Coverage, 0 to 1, on a raster.
#[derive(Clone)]
pub struct Canvas {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

impl Canvas {
    /// Nothing drawn, of this size in mm.
    pub fn new((width_mm, height_mm): Pt) -> Self {
        let side = |mm: f64| (mm * PX_PER_MM).ceil() as usize;
        let (width, height) = (side(width_mm), side(height_mm));
        Self {
            width,
            height,
            values: vec![0.0; width * height],
        }
    }

    /// Fills closed outlines (in mm) as one shape; where shapes overlap the fuller one stays.
    pub fn fill(&mut self, outlines: &[Vec<Pt>]) {
        let points = || outlines.iter().flatten();
        let (mut x0, mut y0, mut x1, mut y1) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (x, y) in points() {
            (x0, y0, x1, y1) = (x0.min(*x), y0.min(*y), x1.max(*x), y1.max(*y));
        }
        let cell = |v: f64, end: usize| (v * PX_PER_MM).floor().clamp(0.0, end as f64) as usize;
        let (left, top) = (cell(x0, self.width), cell(y0, self.height));
        let right = (cell(x1, self.width) + 2).min(self.width);
        let bottom = (cell(y1, self.height) + 1).min(self.height);
        if x0 > x1 || left >= right || top >= bottom {
            return;
        }
        let wide = right - left + 2;
        let mut area = vec![0.0_f64; wide * (bottom - top)];
        for outline in outlines {
            for (a, b) in outline.iter().zip(outline.iter().cycle().skip(1)) {
                let own = |p: &Pt| (p.0 * PX_PER_MM - left as f64, p.1 * PX_PER_MM - top as f64);
                edge(&mut area, wide, bottom - top, own(a), own(b));
            }
        }
        for (row, sums) in area.chunks_exact(wide).enumerate() {
            let mut sum = 0.0;
            let to = &mut self.values[(top + row) * self.width + left..(top + row) * self.width + right];
            for (to, part) in to.iter_mut().zip(sums) {
                sum += part;
                *to = to.max(sum.abs().min(1.0) as f32);
            }
        }
    }

    /// Value at a point in mm, between pixels straight; nothing outside.
    pub fn at(&self, (x, y): Pt) -> f32 {
        let (fx, fy) = (x * PX_PER_MM - 0.5, y * PX_PER_MM - 0.5);
        if !(fx >= 0.0 && fy >= 0.0 && fx < (self.width - 1) as f64 && fy < (self.height - 1) as f64) {
            return 0.0;
        }
        let at = fy as usize * self.width + fx as usize;
        let (ax, ay) = (fx.fract() as f32, fy.fract() as f32);
        let top = self.values[at] * (1.0 - ax) + self.values[at + 1] * ax;
        let low = self.values[at + self.width] * (1.0 - ax) + self.values[at + self.width + 1] * ax;
        top * (1.0 - ay) + low * ay
    }

    /// Changes every pixel, knowing its middle in mm.
    pub fn each(&mut self, mut change: impl FnMut(Pt, f32) -> f32) {
        for (at, value) in self.values.iter_mut().enumerate() {
            let mm = |px: usize| (px as f64 + 0.5) / PX_PER_MM;
            *value = change((mm(at % self.width), mm(at / self.width)), *value);
        }
    }

    /// Three box means one after the other, which is nearly a Gaussian of this deviation in mm.
    pub fn softened(&self, sigma_mm: f64) -> Self {
        let mut out = self.clone();
        soften(&mut out.values, self.width, sigma_mm * PX_PER_MM);
        out
    }
}

/// Three box means of a deviation in pixels, rows and columns; the rim's values go on beyond it.
pub fn soften(values: &mut [f32], width: usize, sigma: f64) {
    let height = values.len() / width.max(1);
    let reach = ((4.0 * sigma * sigma + 1.0).sqrt() - 1.0) / 2.0;
    if reach < 0.05 {
        return;
    }
    let (whole, part) = (reach.floor() as isize, reach.fract() as f32);
    let total = 2.0 * whole as f32 + 1.0 + 2.0 * part;
    let mut line = Vec::new();
    for _ in 0..3 {
        for (count, length, other, step) in [(height, width, width, 1), (width, height, 1, width)] {
            for number in 0..count {
                line.clear();
                line.extend((0..length).map(|i| values[number * other + i * step]));
                let seen = |i: isize| line[i.clamp(0, length as isize - 1) as usize];
                let mut sum: f32 = (-whole..=whole).map(seen).sum();
                for i in 0..length as isize {
                    let ends = seen(i - whole - 1) + seen(i + whole + 1);
                    values[number * other + i as usize * step] = (sum + part * ends) / total;
                    sum += seen(i + whole + 1) - seen(i - whole);
                }
            }
        }
    }
}

/// Adds the area to the right of an edge to the cells of the rows that it crosses.
fn edge(area: &mut [f64], wide: usize, rows: usize, a: Pt, b: Pt) {
    if (a.1 - b.1).abs() < 1e-12 {
        return;
    }
    let (sign, a, b) = if a.1 < b.1 { (1.0, a, b) } else { (-1.0, b, a) };
    let slope = (b.0 - a.0) / (b.1 - a.1);
    let first = a.1.max(0.0);
    let last = b.1.min(rows as f64);
    let mut row = first.floor() as usize;
    while (row as f64) < last && row < rows {
        let (from, to) = (first.max(row as f64), last.min(row as f64 + 1.0));
        let high = sign * (to - from);
        let x = |y: f64| (a.0 + (y - a.1) * slope).clamp(0.0, (wide - 2) as f64);
        let (p, q) = (x(from), x(to));
        // A steep edge lies in one or two cells; a flat one is cut into cells.
        let parts = (p.floor() - q.floor()).abs() as usize * 2 + 1;
        for i in 0..parts {
            let middle = p + (q - p) * (i as f64 + 0.5) / parts as f64;
            let cell = middle.floor() as usize;
            let share = 1.0 - middle.fract();
            area[row * wide + cell] += high / parts as f64 * share;
            area[row * wide + cell + 1] += high / parts as f64 * (1.0 - share);
        }
        row += 1;
    }
}
