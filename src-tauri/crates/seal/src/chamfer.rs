//! Distances on a raster of cells.

/// Distance of every cell from the nearest that is set (chamfer 3-4), in cells.
pub(crate) fn distances(set: &[bool], width: usize) -> Vec<f32> {
    let far = 1.0e6_f32;
    let mut d: Vec<f32> = set.iter().map(|s| if *s { 0.0 } else { far }).collect();
    let height = set.len() / width.max(1);
    let slant = 4.0 / 3.0;
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            let mut least = d[at];
            if x > 0 {
                least = least.min(d[at - 1] + 1.0);
            }
            if y > 0 {
                least = least.min(d[at - width] + 1.0);
                if x > 0 {
                    least = least.min(d[at - width - 1] + slant);
                }
                if x + 1 < width {
                    least = least.min(d[at - width + 1] + slant);
                }
            }
            d[at] = least;
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let at = y * width + x;
            let mut least = d[at];
            if x + 1 < width {
                least = least.min(d[at + 1] + 1.0);
            }
            if y + 1 < height {
                least = least.min(d[at + width] + 1.0);
                if x > 0 {
                    least = least.min(d[at + width - 1] + slant);
                }
                if x + 1 < width {
                    least = least.min(d[at + width + 1] + slant);
                }
            }
            d[at] = least;
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_nearly_those_of_a_ruler() {
        let mut set = vec![false; 21 * 21];
        set[10 * 21 + 10] = true;
        let d = distances(&set, 21);
        for (at, d) in d.iter().enumerate() {
            let (x, y) = ((at % 21) as f32 - 10.0, (at / 21) as f32 - 10.0);
            assert!((d - x.hypot(y)).abs() <= 0.09 * x.hypot(y) + 1e-4, "{at}");
        }
    }
}
