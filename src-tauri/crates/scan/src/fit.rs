//! Small least squares: similarity, affine and projective maps from point pairs.
//!
//! At most eight unknowns, so plain Gaussian elimination on the normal equations does; coordinates are centred and
//! scaled first, which keeps the equations well-behaved. Degenerate point sets answer `None`.

use numerics::solve;

/// A point.
pub(crate) type Pt = (f64, f64);
/// A projective map as a row-major 3×3 matrix.
pub(crate) type Matrix = [[f64; 3]; 3];

/// From, to, weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub from: Pt,
    pub to: Pt,
    pub weight: f64,
}

/// A point that is known to lie on a line, but not where on it: from, a point of the line, its unit normal, weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Across {
    pub from: Pt,
    pub to: Pt,
    pub normal: Pt,
    pub weight: f64,
}

impl Across {
    /// How far from the line a map puts the point.
    pub fn distance(&self, map: &Matrix) -> f64 {
        let (x, y) = apply(map, self.from);
        ((x - self.to.0) * self.normal.0 + (y - self.to.1) * self.normal.1).abs()
    }
}

impl Pair {
    fn within(&self, from: &Matrix, to: &Matrix) -> Self {
        Self {
            from: apply(from, self.from),
            to: apply(to, self.to),
            weight: self.weight,
        }
    }
}

/// Applies a map to a point. A point on the horizon maps to not-a-number, which no caller's range check accepts.
pub(crate) fn apply(m: &Matrix, p: Pt) -> Pt {
    let row = |r: usize| m[r][0] * p.0 + m[r][1] * p.1 + m[r][2];
    let w = row(2);
    (row(0) / w, row(1) / w)
}

/// The map backwards, when there is one.
pub(crate) fn inverse(m: &Matrix) -> Option<Matrix> {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let det = (0..3).map(|c| m[0][c] * minor(0, c)).sum::<f64>();
    if !det.is_finite() || det.abs() < 1e-18 {
        return None;
    }
    let mut out = [[0.0; 3]; 3];
    for (r, row) in out.iter_mut().enumerate() {
        for (c, cell) in row.iter_mut().enumerate() {
            *cell = minor(c, r) / det;
        }
    }
    Some(out)
}

/// The map that applies `b` first, then `a`.
pub(crate) fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    let mut out = [[0.0; 3]; 3];
    for (r, row) in out.iter_mut().enumerate() {
        for (c, cell) in row.iter_mut().enumerate() {
            *cell = (0..3).map(|k| a[r][k] * b[k][c]).sum();
        }
    }
    out
}

/// Accumulates weighted equations `coefficients · x = value` into normal equations.
struct Normal<const N: usize> {
    a: [[f64; N]; N],
    b: [f64; N],
}

impl<const N: usize> Normal<N> {
    fn new() -> Self {
        Self {
            a: [[0.0; N]; N],
            b: [0.0; N],
        }
    }

    fn add(&mut self, coefficients: [f64; N], value: f64, weight: f64) {
        for i in 0..N {
            for j in 0..N {
                self.a[i][j] += weight * coefficients[i] * coefficients[j];
            }
            self.b[i] += weight * coefficients[i] * value;
        }
    }
}

/// The map that centres points and scales them to about one, for one side of the pairs.
fn normaliser(points: impl Iterator<Item = Pt> + Clone) -> Option<Matrix> {
    let n = points.clone().count() as f64;
    let (sx, sy) = points.clone().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    let (cx, cy) = (sx / n, sy / n);
    let spread = points.map(|p| (p.0 - cx).hypot(p.1 - cy)).sum::<f64>() / n;
    (spread.is_finite() && spread > 1e-9).then(|| {
        [
            [1.0 / spread, 0.0, -cx / spread],
            [0.0, 1.0 / spread, -cy / spread],
            [0.0, 0.0, 1.0],
        ]
    })
}

fn fitted(pairs: &[Pair], fit: impl Fn(&[Pair]) -> Option<Matrix>) -> Option<Matrix> {
    let (from, to) = normalisers(pairs, &[])?;
    let scaled: Vec<Pair> = pairs.iter().map(|p| p.within(&from, &to)).collect();
    widened(&fit(&scaled)?, &from, &to)
}

/// The maps that bring both sides of all constraints to about one.
fn normalisers(pairs: &[Pair], across: &[Across]) -> Option<(Matrix, Matrix)> {
    let from = pairs.iter().map(|p| p.from).chain(across.iter().map(|a| a.from));
    let to = pairs.iter().map(|p| p.to).chain(across.iter().map(|a| a.to));
    Some((normaliser(from)?, normaliser(to)?))
}

/// A map between scaled points as one between the points themselves.
fn widened(map: &Matrix, from: &Matrix, to: &Matrix) -> Option<Matrix> {
    let mut m = multiply(&multiply(&inverse(to)?, map), from);
    let last = m[2][2];
    if last.abs() < 1e-12 {
        return None;
    }
    for cell in m.iter_mut().flatten() {
        *cell /= last;
    }
    Some(m)
}

/// Rotation, one scale and shift: two points or more.
pub(crate) fn similarity(pairs: &[Pair]) -> Option<Matrix> {
    fitted(pairs, |pairs| {
        let mut normal = Normal::<4>::new();
        for Pair {
            from: (x, y),
            to: (u, v),
            weight,
        } in pairs.iter().copied()
        {
            normal.add([x, -y, 1.0, 0.0], u, weight);
            normal.add([y, x, 0.0, 1.0], v, weight);
        }
        let [a, b, c, d] = solve(normal.a, normal.b)?;
        Some([[a, -b, c], [b, a, d], [0.0, 0.0, 1.0]])
    })
}

/// Any linear map and shift: three points or more.
pub(crate) fn affine(pairs: &[Pair]) -> Option<Matrix> {
    fitted(pairs, |pairs| {
        let (mut first, mut second) = (Normal::<3>::new(), Normal::<3>::new());
        for Pair {
            from: (x, y),
            to: (u, v),
            weight,
        } in pairs.iter().copied()
        {
            first.add([x, y, 1.0], u, weight);
            second.add([x, y, 1.0], v, weight);
        }
        Some([
            solve(first.a, first.b)?,
            solve(second.a, second.b)?,
            [0.0, 0.0, 1.0],
        ])
    })
}

/// A plane seen from anywhere: four points or more.
pub(crate) fn projective(pairs: &[Pair]) -> Option<Matrix> {
    plane(pairs, &[])
}

/// A plane seen from anywhere, by points and by lines: a point counts for two of its eight unknowns, a line for one.
pub(crate) fn plane(pairs: &[Pair], across: &[Across]) -> Option<Matrix> {
    let (from, to) = normalisers(pairs, across)?;
    let mut normal = Normal::<8>::new();
    let mut add = |(x, y): Pt, (u, v): Pt, (a, b): Pt, weight: f64| {
        let along = a * u + b * v;
        let row = [a * x, a * y, a, b * x, b * y, b, -along * x, -along * y];
        normal.add(row, along, weight);
    };
    for pair in pairs.iter().map(|p| p.within(&from, &to)) {
        add(pair.from, pair.to, (1.0, 0.0), pair.weight);
        add(pair.from, pair.to, (0.0, 1.0), pair.weight);
    }
    for a in across {
        // Both sides are only shifted and scaled alike in both directions, so a normal stays one.
        add(apply(&from, a.from), apply(&to, a.to), a.normal, a.weight);
    }
    let [a, b, c, d, e, f, g, h] = solve(normal.a, normal.b)?;
    widened(&[[a, b, c], [d, e, f], [g, h, 1.0]], &from, &to)
}

/// Pixels per millimetre of a map around a point of the form.
pub(crate) fn scale_at(m: &Matrix, mm: Pt) -> f64 {
    let (a, b, c) = (
        apply(m, mm),
        apply(m, (mm.0 + 1.0, mm.1)),
        apply(m, (mm.0, mm.1 + 1.0)),
    );
    let (u, v) = ((b.0 - a.0, b.1 - a.1), (c.0 - a.0, c.1 - a.1));
    (u.0 * v.1 - u.1 * v.0).abs().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: Matrix = [[11.7, -0.9, 40.0], [0.95, 11.9, 12.0], [1e-5, -2e-5, 1.0]];

    fn pairs(truth: &Matrix, points: &[Pt]) -> Vec<Pair> {
        points
            .iter()
            .map(|&from| Pair {
                from,
                to: apply(truth, from),
                weight: 1.0,
            })
            .collect()
    }

    fn close(a: Pt, b: Pt) -> bool {
        (a.0 - b.0).hypot(a.1 - b.1) < 1e-6
    }

    #[test]
    fn four_points_give_the_plane_back() {
        let fit = projective(&pairs(
            &TRUTH,
            &[(8.0, 8.0), (202.0, 8.0), (202.0, 289.0), (8.0, 289.0)],
        ))
        .unwrap();
        for p in [(0.0, 0.0), (105.0, 148.0), (210.0, 297.0)] {
            assert!(close(apply(&fit, p), apply(&TRUTH, p)));
            assert!(close(apply(&inverse(&fit).unwrap(), apply(&fit, p)), p));
        }
    }

    #[test]
    fn lines_alone_give_the_plane_back() {
        // Two points on each side of a frame, known only across it.
        let look = |from: Pt, beside: Pt, slip: f64| {
            let (to, other) = (apply(&TRUTH, from), apply(&TRUTH, beside));
            let length = (other.0 - to.0).hypot(other.1 - to.1);
            let along = ((other.0 - to.0) / length, (other.1 - to.1) / length);
            Across {
                from,
                to: (to.0 + along.0 * slip, to.1 + along.1 * slip),
                normal: (-along.1, along.0),
                weight: 1.0,
            }
        };
        let seen: Vec<Across> = [30.0, 90.0, 160.0]
            .into_iter()
            .flat_map(|t| {
                [
                    look((t, 20.0), (t + 1.0, 20.0), 3.0),
                    look((t, 270.0), (t + 1.0, 270.0), -2.0),
                    look((25.0, t), (25.0, t + 1.0), 1.0),
                    look((180.0, t), (180.0, t + 1.0), 5.0),
                ]
            })
            .collect();
        let fit = plane(&[], &seen).unwrap();
        for p in [(0.0, 0.0), (105.0, 148.0), (210.0, 297.0)] {
            assert!(close(apply(&fit, p), apply(&TRUTH, p)), "{p:?}");
        }
    }

    #[test]
    fn the_smaller_maps_reproduce_themselves() {
        let turn = [[3.0, -4.0, 7.0], [4.0, 3.0, -2.0], [0.0, 0.0, 1.0]];
        let points = [(0.0, 0.0), (10.0, 0.0), (3.0, 8.0)];
        for fit in [
            similarity(&pairs(&turn, &points[..2])),
            affine(&pairs(&turn, &points)),
        ] {
            assert!(close(apply(&fit.unwrap(), (5.0, 6.0)), apply(&turn, (5.0, 6.0))));
        }
    }

    #[test]
    fn points_on_a_line_or_on_a_spot_fix_nothing() {
        let line = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)];
        assert!(affine(&pairs(&TRUTH, &line)).is_none());
        assert!(projective(&pairs(&TRUTH, &line)).is_none());
        assert!(similarity(&pairs(&TRUTH, &[(1.0, 1.0), (1.0, 1.0)])).is_none());
        assert!(similarity(&[]).is_none());
    }
}
