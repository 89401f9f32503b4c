//! Systems of linear equations with a handful of unknowns.

/// Solves `N` equations by elimination with pivoting; `None` when they do not determine the unknowns.
pub fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> Option<[f64; N]> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_that_determine_their_unknowns_are_solved_in_any_order() {
        let a = [[0.0, 2.0, 1.0], [1.0, -1.0, 0.5], [4.0, 0.0, -2.0]];
        let x = [3.0, -1.0, 7.0];
        let times = |row: [f64; 3]| row.iter().zip(x).map(|(cell, value)| cell * value).sum();
        let solved = solve(a, a.map(times)).unwrap();
        for (found, value) in solved.into_iter().zip(x) {
            assert!((found - value).abs() < 1e-12, "{solved:?}");
        }
    }

    #[test]
    fn what_determines_nothing_is_not_solved() {
        assert_eq!(solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0]), None, "one row twice");
        assert_eq!(solve([[f64::NAN, 1.0], [0.0, 1.0]], [1.0, 1.0]), None);
        assert_eq!(solve([[1.0, 0.0], [0.0, 1.0]], [f64::INFINITY, 1.0]), None);
    }
}
