//! Broken strokes of a signature (断笔): two ends of strokes that face each other across a short gap and point along it.
//!
//! The strokes are thinned to lines (Zhang and Suen, CACM 27(3), 1984); an end is a point of the line with one neighbour, its
//! direction is read a millimetre back. Characters are full of ends, but two of them seldom point at each other.

use crate::geometry::Pt;

/// How far back an end's direction is read, in mm; lines of less than two fifths of it are spurs of the thinning.
const BACK_MM: f64 = 1.0;
/// Between which distances two ends are a break, in mm: thinning takes about half a pen's width from each.
const GAP_MM: [f64; 2] = [0.45, 2.1];
/// Cosine of the angle by which an end may point past the other.
const FACING: f64 = 0.8;

/// How many breaks the strokes of a mask show.
pub(crate) fn breaks(mask: &[bool], width: usize, px_per_mm: f64) -> usize {
    let line = thinned(mask.to_vec(), width);
    let ends = ends(&line, width, (BACK_MM * px_per_mm) as usize);
    let mut used = vec![false; ends.len()];
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in ends.iter().enumerate() {
        for (j, b) in ends.iter().enumerate().skip(i + 1) {
            let (dx, dy) = (b.at.0 - a.at.0, b.at.1 - a.at.1);
            let gap = dx.hypot(dy);
            let facing = |d: Pt, sign: f64| (d.0 * dx + d.1 * dy) * sign / gap.max(1e-9) > FACING;
            let near = (GAP_MM[0]..GAP_MM[1]).contains(&(gap / px_per_mm));
            if near && facing(a.way, 1.0) && facing(b.way, -1.0) {
                pairs.push((gap, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut count = 0;
    for (_, i, j) in pairs {
        if !used[i] && !used[j] {
            used[i] = true;
            used[j] = true;
            count += 1;
        }
    }
    count
}

/// An end of a line and the direction it points in.
struct End {
    at: Pt,
    way: Pt,
}

fn ends(line: &[bool], width: usize, back: usize) -> Vec<End> {
    let mut out = Vec::new();
    for start in (0..line.len()).filter(|at| line[*at]) {
        let mut next = around(line, start, width);
        if next.len() != 1 {
            continue;
        }
        let mut path = vec![start];
        // At a crossing the direction is known well enough, or the line was a spur.
        while let [only] = next[..]
            && path.len() <= back
        {
            let before = *path.last().unwrap_or(&start);
            path.push(only);
            next = around(line, only, width);
            next.retain(|n| *n != before);
        }
        if path.len() * 5 < back * 2 {
            continue;
        }
        let at = *path.last().unwrap_or(&start);
        let place = |at: usize| ((at % width) as f64, (at / width) as f64);
        let (from, to) = (place(at), place(start));
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1e-9);
        out.push(End {
            at: to,
            way: (dx / length, dy / length),
        });
    }
    out
}

/// The eight neighbours clockwise from above; nothing beyond the rim.
fn ring(at: usize, width: usize, len: usize) -> Option<[usize; 8]> {
    let (x, y) = (at % width, at / width);
    if x == 0 || y == 0 || x + 1 >= width || at + width + 1 >= len {
        return None;
    }
    let (up, down) = (at - width, at + width);
    Some([up, up + 1, at + 1, down + 1, down, down - 1, at - 1, up - 1])
}

fn around(line: &[bool], at: usize, width: usize) -> Vec<usize> {
    let ring = ring(at, width, line.len()).unwrap_or([at; 8]);
    ring.into_iter().filter(|n| *n != at && line[*n]).collect()
}

/// Peels the strokes from both sides until a line of one pixel is left.
fn thinned(mut mask: Vec<bool>, width: usize) -> Vec<bool> {
    let mut inked: Vec<usize> = (0..mask.len()).filter(|at| mask[*at]).collect();
    loop {
        let before = inked.len();
        for side in [[0, 2, 4, 2, 4, 6], [0, 2, 6, 0, 4, 6]] {
            let goes = |at: &usize| {
                let Some(ring) = ring(*at, width, mask.len()) else {
                    return true;
                };
                let on = ring.map(|n| mask[n]);
                let count = on.iter().filter(|b| **b).count();
                let turns = (0..8).filter(|i| !on[*i] && on[(i + 1) % 8]).count();
                let open = |some: &[usize]| some.iter().any(|i| !on[*i]);
                (2..=6).contains(&count) && turns == 1 && open(&side[..3]) && open(&side[3..])
            };
            let gone: Vec<usize> = inked.iter().copied().filter(goes).collect();
            for at in gone {
                mask[at] = false;
            }
            inked.retain(|at| mask[*at]);
        }
        if inked.len() == before {
            return mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(boxes: &[[usize; 4]]) -> Vec<bool> {
        let inside = |x, y| move |b: &&[usize; 4]| x >= b[0] && x < b[2] && y >= b[1] && y < b[3];
        (0..200 * 120)
            .map(|at| boxes.iter().find(inside(at % 200, at / 200)).is_some())
            .collect()
    }

    #[test]
    fn a_gap_in_a_stroke_is_a_break_and_strokes_beside_each_other_are_none() {
        let whole = [[20, 30, 180, 36]];
        let broken = [[20, 30, 90, 36], [99, 30, 180, 36]];
        let beside = [[20, 30, 180, 36], [20, 44, 180, 50]];
        let crossing = [[20, 30, 180, 36], [97, 40, 103, 110]];
        for (boxes, count) in [
            (&whole[..], 0),
            (&broken[..], 1),
            (&beside[..], 0),
            (&crossing[..], 0),
        ] {
            assert_eq!(breaks(&drawn(boxes), 200, 11.8), count, "{boxes:?}");
        }
    }
}
