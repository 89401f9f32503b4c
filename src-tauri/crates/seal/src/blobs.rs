//! Connected parts of a mask, by runs: a row's neighbouring runs belong together.

/// The connected parts of a mask (eight neighbours).
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    len: usize,
    /// First pixel, pixel behind the last, part.
    runs: Vec<(usize, usize, usize)>,
    /// Pixels of each part; zero for parts that were joined to another.
    sizes: Vec<usize>,
}

impl Parts {
    /// Finds them.
    pub fn of(mask: &[bool], width: usize) -> Self {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        let mut parents: Vec<usize> = Vec::new();
        let (mut above, mut row_start) = (0..0, 0);
        for (y, row) in mask.chunks_exact(width.max(1)).enumerate() {
            let mut x = 0;
            let mut near = above.start;
            while let Some(from) = row[x..].iter().position(|m| *m).map(|p| x + p) {
                let to = row[from..].iter().position(|m| !*m).map_or(width, |p| from + p);
                let label = parents.len();
                parents.push(label);
                // Runs of the row above that end left of this one touch nothing farther right either.
                let start = y.saturating_sub(1) * width;
                while near < above.end && runs[near].1 < start + from {
                    near += 1;
                }
                let mut touching = near;
                while touching < above.end && runs[touching].0 <= start + to {
                    join(&mut parents, label, runs[touching].2);
                    touching += 1;
                }
                runs.push((y * width + from, y * width + to, label));
                x = to;
                if x >= width {
                    break;
                }
            }
            above = row_start..runs.len();
            row_start = runs.len();
        }
        let mut sizes = vec![0; parents.len()];
        for run in &mut runs {
            run.2 = root(&mut parents, run.2);
            sizes[run.2] += run.1 - run.0;
        }
        Self {
            len: mask.len(),
            runs,
            sizes,
        }
    }

    /// Gives up the parts of which no run begins or ends where `keeps` holds.
    pub fn retain(&mut self, keeps: impl Fn(usize) -> bool) {
        let mut kept = vec![false; self.sizes.len()];
        for (from, to, part) in &self.runs {
            kept[*part] = kept[*part] || keeps(*from) || keeps(to - 1);
        }
        self.runs.retain(|run| kept[run.2]);
    }

    /// The mask of the parts of at least so many pixels, and how many pixels they have together.
    pub fn at_least(&self, pixels: f64) -> (Vec<bool>, usize) {
        let mut out = vec![false; self.len];
        let mut count = 0;
        for (from, to, part) in &self.runs {
            if self.sizes[*part] as f64 >= pixels {
                out[*from..*to].fill(true);
                count += to - from;
            }
        }
        (out, count)
    }
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn join(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parents, a), root(parents, b));
    parents[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_touch_at_a_corner_are_one_and_small_ones_are_sifted_out() {
        let drawn = ["#..#..", ".##..#", "......", "#.#..#", "#.#.#.", "###..."];
        let mask: Vec<bool> = drawn
            .iter()
            .flat_map(|row| row.bytes().map(|b| b == b'#'))
            .collect();
        let parts = Parts::of(&mask, 6);
        let sizes: Vec<usize> = parts.sizes.iter().copied().filter(|s| *s > 0).collect();
        assert_eq!(sizes, [4, 1, 7, 2]);
        let (big, count) = parts.at_least(4.0);
        assert_eq!(count, 11);
        assert!(big[0] && big[3] && !big[11] && !big[23]);
    }
}
