//! Connected parts of a mask, by runs: a row's neighbouring runs belong together.

use std::collections::BTreeMap;
use std::ops::Range;

/// The connected parts of a mask (eight neighbours).
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    len: usize,
    width: usize,
    /// First pixel, pixel behind the last, part.
    runs: Vec<(usize, usize, usize)>,
    /// Pixels of each part; zero for parts that were joined to another.
    sizes: Vec<usize>,
}

impl Parts {
    /// Finds them.
    pub fn of(mask: &[bool], width: usize) -> Self {
        let mut finder = Finder::default();
        for row in mask.chunks_exact(width.max(1)) {
            finder.add(row);
        }
        finder.found()
    }

    /// Finds them where `fill` makes a row of the mask true; it is given the row's first pixel.
    pub fn drawn((width, height): (usize, usize), mut fill: impl FnMut(usize, &mut [bool])) -> Self {
        let (mut finder, mut row) = (Finder::default(), vec![false; width]);
        for y in 0..height {
            fill(y * width, &mut row);
            finder.add(&row);
        }
        finder.found()
    }

    /// Gives up the parts of which no run of pixels is one that `keeps`.
    pub fn retain(&mut self, keeps: impl Fn(Range<usize>) -> bool) {
        let mut kept = vec![false; self.sizes.len()];
        for (from, to, part) in &self.runs {
            kept[*part] = kept[*part] || keeps(*from..*to);
        }
        self.runs.retain(|run| kept[run.2]);
    }

    /// Middle and farthest reach from it of every part whose number of pixels lies in a range.
    pub fn middles(&self, pixels: Range<f64>) -> Vec<((f64, f64), f64)> {
        let mut sums: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
        let chosen = || {
            self.runs
                .iter()
                .filter(|run| pixels.contains(&(self.sizes[run.2] as f64)))
        };
        let place = |at: usize| ((at % self.width) as f64 + 0.5, (at / self.width) as f64 + 0.5);
        for (from, to, part) in chosen() {
            let (n, (x, y)) = ((to - from) as f64, place(*from));
            let sum = sums.entry(*part).or_default();
            *sum = (sum.0 + n, sum.1 + n * (x + (n - 1.0) / 2.0), sum.2 + n * y);
        }
        let mut farthest: BTreeMap<usize, f64> = BTreeMap::new();
        for (from, to, part) in chosen() {
            let (n, x, y) = sums[part];
            let reach = [*from, to - 1].map(|at| (place(at).0 - x / n).hypot(place(at).1 - y / n));
            let most = farthest.entry(*part).or_default();
            *most = most.max(reach[0]).max(reach[1]);
        }
        sums.into_iter()
            .map(|(part, (n, x, y))| ((x / n, y / n), farthest[&part]))
            .collect()
    }

    /// Gives up the parts that are not as long as this and so many times longer than wide.
    pub fn retain_long(&mut self, long: usize, times: usize) {
        let boxes = self.boxed();
        let sizes = &self.sizes;
        self.runs.retain(|run| {
            let [x0, y0, x1, y1] = boxes[&run.2];
            let length = (x1 - x0).max(y1 - y0);
            // Along a slanting line the area by the length is its width.
            length >= long && sizes[run.2] * times <= length * length
        });
    }

    /// Left, top, right and bottom of every part; the last two behind its last pixel.
    pub fn boxes(&self) -> Vec<[usize; 4]> {
        self.boxed().into_values().collect()
    }

    /// Gives up the parts whose box is none that `keeps`.
    pub fn retain_boxed(&mut self, keeps: impl Fn([usize; 4]) -> bool) {
        let boxes = self.boxed();
        self.runs.retain(|run| keeps(boxes[&run.2]));
    }

    /// Gives up the parts whose pixels are none that `keeps`.
    pub fn retain_parts(&mut self, keeps: impl Fn(&[usize]) -> bool) {
        let mut pixels: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (from, to, part) in &self.runs {
            pixels.entry(*part).or_default().extend(*from..*to);
        }
        let kept: BTreeMap<usize, bool> = pixels.into_iter().map(|(part, px)| (part, keeps(&px))).collect();
        self.runs.retain(|run| kept[&run.2]);
    }

    fn boxed(&self) -> BTreeMap<usize, [usize; 4]> {
        let mut boxes: BTreeMap<usize, [usize; 4]> = BTreeMap::new();
        for (from, to, part) in &self.runs {
            let (y, x0, x1) = (from / self.width, from % self.width, (to - 1) % self.width + 1);
            let b = boxes.entry(*part).or_insert([x0, y, x1, y + 1]);
            *b = [b[0].min(x0), b[1].min(y), b[2].max(x1), b[3].max(y + 1)];
        }
        boxes
    }

    /// Gives up the parts of which less than a share of the pixels is where `holds`, asked at both ends of every run.
    pub fn retain_mostly(&mut self, share: f64, holds: impl Fn(usize) -> bool) {
        let mut within = vec![0.0; self.sizes.len()];
        for (from, to, part) in &self.runs {
            let ends = f64::from(u8::from(holds(*from))) + f64::from(u8::from(holds(to - 1)));
            within[*part] += (to - from) as f64 * ends / 2.0;
        }
        let sizes = &self.sizes;
        self.runs
            .retain(|run| within[run.2] >= share * sizes[run.2] as f64);
    }

    /// The pixels of the parts of at least so many pixels, row by row.
    pub fn of_at_least(&self, pixels: f64) -> impl Iterator<Item = usize> + '_ {
        let large = move |run: &&(usize, usize, usize)| self.sizes[run.2] as f64 >= pixels;
        self.runs
            .iter()
            .filter(large)
            .flat_map(|(from, to, _)| *from..*to)
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

/// What is known of the parts while the rows come in.
#[derive(Default)]
struct Finder {
    parts: Parts,
    parents: Vec<usize>,
    /// The runs of the row before.
    above: Range<usize>,
}

impl Finder {
    fn add(&mut self, row: &[bool]) {
        self.parts.width = row.len();
        let (start, runs) = (self.parts.len, &mut self.parts.runs);
        let above_start = start.saturating_sub(row.len());
        let (first, mut near, mut x) = (runs.len(), self.above.start, 0);
        while let Some(from) = first_true(row, x) {
            let to = row[from..]
                .iter()
                .position(|m| !*m)
                .map_or(row.len(), |p| from + p);
            let label = self.parents.len();
            self.parents.push(label);
            // Runs of the row above that end left of this one touch nothing farther right either.
            while near < self.above.end && runs[near].1 < above_start + from {
                near += 1;
            }
            let mut touching = near;
            while touching < self.above.end && runs[touching].0 <= above_start + to {
                join(&mut self.parents, label, runs[touching].2);
                touching += 1;
            }
            runs.push((start + from, start + to, label));
            x = to;
        }
        self.above = first..runs.len();
        self.parts.len += row.len();
    }

    fn found(mut self) -> Parts {
        self.parts.sizes = vec![0; self.parents.len()];
        for run in &mut self.parts.runs {
            run.2 = root(&mut self.parents, run.2);
            self.parts.sizes[run.2] += run.1 - run.0;
        }
        self.parts
    }
}

/// The first place from `from` on that is true; most of a mask is paper, which is passed over sixteen pixels at a time.
fn first_true(row: &[bool], from: usize) -> Option<usize> {
    let mut at = from;
    for chunk in row[from..].chunks(16) {
        if chunk.iter().fold(false, |any, m| any | m) {
            return chunk.iter().position(|m| *m).map(|p| at + p);
        }
        at += chunk.len();
    }
    None
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
