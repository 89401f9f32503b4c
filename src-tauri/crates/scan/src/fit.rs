//! Small least squares: similarity, affine and projective maps from point pairs.
//!
//! At most eight unknowns, so plain Gaussian elimination on the normal equations does; coordinates are centred and
//! scaled first, which keeps the equations well-behaved. Degenerate point sets answer `None`.

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

fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    let mut out = [[0.0; 3]; 3];
    for (r, row) in out.iter_mut().enumerate() {
        for (c, cell) in row.iter_mut().enumerate() {
            *cell = (0..3).map(|k| a[r][k] * b[k][c]).sum();
        }
    }
    out
}

/// Solves `n` equations in place; `None` when they do not determine the unknowns.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> Option<[f64; N]> {
    for col in 0..N {
        let pivot = (col..N).max_by(|&i, &j| a[i][col].abs().total_cmp(&a[j][col].abs()))?;
        if a[pivot][col].is_nan() || a[pivot][col].abs() < 1e-12 {
            return None;
        }
        a.swap(col, pivot);
        b.swap(col, pivot);
        for row in col + 1..N {
            let factor = a[row][col] / a[col][col];
            let upper = a[col];
            for (cell, over) in a[row].iter_mut().zip(upper).skip(col) {
                *cell -= factor * over;
            }
            b[row] -= factor * b[col];
        }
    }
    let mut x = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|k| a[row][k] * x[k]).sum();
        x[row] = (b[row] - known) / a[row][row];
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
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
    if pairs.is_empty() {
        return None;
    }
    let from = normaliser(pairs.iter().map(|p| p.from))?;
    let to = normaliser(pairs.iter().map(|p| p.to))?;
    let scaled: Vec<Pair> = pairs
        .iter()
        .map(|p| Pair {
            from: apply(&from, p.from),
            to: apply(&to, p.to),
            weight: p.weight,
        })
        .collect();
    let mut m = multiply(&multiply(&inverse(&to)?, &fit(&scaled)?), &from);
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
    fitted(pairs, |pairs| {
        let mut normal = Normal::<8>::new();
        for Pair {
            from: (x, y),
            to: (u, v),
            weight,
        } in pairs.iter().copied()
        {
            normal.add([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], u, weight);
            normal.add([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y], v, weight);
        }
        let [a, b, c, d, e, f, g, h] = solve(normal.a, normal.b)?;
        Some([[a, b, c], [d, e, f], [g, h, 1.0]])
    })
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
