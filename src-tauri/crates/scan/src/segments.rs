//! Long dark lines in a brightness picture of about 100 to 150 dpi.
//!
//! A line that runs across is, column by column, a dark ridge at nearly the height where it was a column before: so
//! ridges are followed from column to column and what stays straight for long enough is a line. Lines that run down
//! are the same on the picture with its axes exchanged. Print makes short tracks, which are dropped; a stamp across a
//! line makes a gap, which is stepped over. No Hough: its cost grows with the angles, this one's does not.

use crate::fit::Pt;
use crate::luma::Luma;

/// Least darkness of a ridge against both its sides, in brightness steps.
const LEAST_CONTRAST: i32 = 22;
/// How far from its middle a ridge's sides are looked at, in pixels: beyond half of the thickest line at 150 dpi.
const SIDE_PX: usize = 4;
/// How far a ridge may be from where its track leads, in pixels.
const STRAY_PX: f64 = 1.3;
/// Root mean square distance, in pixels, up to which a track counts as straight; a lens bends lines a little.
const STRAIGHT_PX: f64 = 1.1;
/// Share of a track's columns that must show the ridge.
const LEAST_SEEN: f64 = 0.7;

/// A straight dark line, in the picture's pixels; it runs from left to right, or from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Segment {
    pub from: Pt,
    pub to: Pt,
}

impl Segment {
    pub fn length(&self) -> f64 {
        (self.to.0 - self.from.0).hypot(self.to.1 - self.from.1)
    }

    fn exchanged(self) -> Self {
        let swap = |p: Pt| (p.1, p.0);
        Self {
            from: swap(self.from),
            to: swap(self.to),
        }
    }
}

/// The lines that run across and those that run down, of at least this length in pixels.
pub(crate) fn find(picture: &Luma, shortest: f64) -> (Vec<Segment>, Vec<Segment>) {
    let across = follow(picture, shortest);
    let down = follow(&picture.transposed(), shortest);
    (across, down.into_iter().map(Segment::exchanged).collect())
}

/// Ridges column by column: for each column the heights, with fractions, from top to bottom.
fn ridges(picture: &Luma) -> Vec<Vec<f32>> {
    let (w, h) = (picture.width, picture.height);
    let mut columns = vec![Vec::new(); w];
    let row = |y: usize| &picture.data[y * w..(y + 1) * w];
    for y in SIDE_PX..h.saturating_sub(SIDE_PX) {
        let (here, above, below) = (row(y), row(y - 1), row(y + 1));
        let (far_above, far_below) = (row(y - SIDE_PX), row(y + SIDE_PX));
        for x in 0..w {
            let v = here[x];
            // Of two equally dark rows the upper one stands for both.
            if v >= above[x] || v > below[x] {
                continue;
            }
            let side = i32::from(far_above[x].min(far_below[x]));
            if side - i32::from(v) < LEAST_CONTRAST {
                continue;
            }
            let dark = |dy: usize| {
                let value = picture.data[(y + dy - 2) * w + x];
                f64::from(side - i32::from(value)).max(0.0)
            };
            let (mut sum, mut moment) = (0.0, 0.0);
            for dy in 0..5 {
                sum += dark(dy);
                moment += dark(dy) * (dy as f64 - 2.0);
            }
            columns[x].push((y as f64 + 0.5 + moment / sum) as f32);
        }
    }
    columns
}

/// A ridge followed so far, with the sums of its line fit.
struct Track {
    first: usize,
    last: usize,
    height: f64,
    n: f64,
    sum: (f64, f64, f64, f64, f64),
}

impl Track {
    fn new(x: usize, y: f64) -> Self {
        let mut track = Self {
            first: x,
            last: x,
            height: y,
            n: 0.0,
            sum: (0.0, 0.0, 0.0, 0.0, 0.0),
        };
        track.take(x, y);
        track
    }

    fn take(&mut self, x: usize, y: f64) {
        // Measured from the first column, so that the sums stay small.
        let fx = (x - self.first) as f64;
        let s = &mut self.sum;
        *s = (s.0 + fx, s.1 + y, s.2 + fx * fx, s.3 + fx * y, s.4 + y * y);
        (self.n, self.last, self.height) = (self.n + 1.0, x, y);
    }

    /// Height at the first column and slope of the fitted line.
    fn line(&self) -> (f64, f64) {
        let (sx, sy, sxx, sxy, _) = self.sum;
        let det = self.n * sxx - sx * sx;
        if det < 1e-9 {
            return (sy / self.n, 0.0);
        }
        let slope = (self.n * sxy - sx * sy) / det;
        ((sy - slope * sx) / self.n, slope)
    }

    /// Where the track leads in a column.
    fn leads_to(&self, x: usize) -> f64 {
        let slope = if self.n < 8.0 { 0.0 } else { self.line().1 };
        self.height + slope * (x - self.last) as f64
    }

    /// How many columns without a ridge it outlives: the longer it is, the wider a stamp it may pass beneath.
    fn patience(&self) -> usize {
        3 + (self.n / 12.0).min(12.0) as usize
    }

    fn segment(&self, shortest: f64) -> Option<Segment> {
        let columns = (self.last - self.first + 1) as f64;
        if columns < shortest || self.n < LEAST_SEEN * columns {
            return None;
        }
        let (at, slope) = self.line();
        let (sx, sy, sxx, sxy, syy) = self.sum;
        let square = syy - 2.0 * at * sy - 2.0 * slope * sxy
            + self.n * at * at
            + 2.0 * at * slope * sx
            + slope * slope * sxx;
        if (square.max(0.0) / self.n).sqrt() > STRAIGHT_PX {
            return None;
        }
        let point = |x: usize| (x as f64 + 0.5, at + slope * (x - self.first) as f64);
        Some(Segment {
            from: point(self.first),
            to: point(self.last),
        })
    }
}

fn follow(picture: &Luma, shortest: f64) -> Vec<Segment> {
    let mut open: Vec<Track> = Vec::new();
    let mut found = Vec::new();
    for (x, heights) in ridges(picture).into_iter().enumerate() {
        open.retain(|track| {
            let lives = x - track.last <= track.patience();
            if !lives {
                found.extend(track.segment(shortest));
            }
            lives
        });
        for y in heights.into_iter().map(f64::from) {
            // Of two tracks that lead here the longer one goes on.
            let next = open
                .iter_mut()
                .filter(|track| track.last < x && (track.leads_to(x) - y).abs() <= STRAY_PX)
                .max_by(|a, b| a.n.total_cmp(&b.n));
            match next {
                Some(track) => track.take(x, y),
                None => open.push(Track::new(x, y)),
            }
        }
    }
    found.extend(open.iter().filter_map(|track| track.segment(shortest)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paper with lines of the given ends, two pixels thick.
    fn picture(lines: &[(Pt, Pt)]) -> Luma {
        let (width, height) = (400, 300);
        let dark = |p: Pt, (a, b): (Pt, Pt)| {
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let along = ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy);
            let off = ((p.0 - a.0) * dy - (p.1 - a.1) * dx).abs() / dx.hypot(dy);
            (0.0..=1.0).contains(&along) && off <= 1.0
        };
        let data = (0..width * height)
            .map(|i| {
                let p = ((i % width) as f64 + 0.5, (i / width) as f64 + 0.5);
                if lines.iter().any(|l| dark(p, *l)) {
                    40
                } else {
                    240
                }
            })
            .collect();
        Luma { width, height, data }
    }

    #[test]
    fn lines_are_found_where_they_are_and_short_ones_are_not() {
        let level = ((40.0, 60.0), (360.0, 100.0));
        let steep = ((300.0, 20.0), (270.0, 280.0));
        let (across, down) = find(&picture(&[level, steep, ((50.0, 200.0), (90.0, 200.0))]), 100.0);
        let close = |a: Pt, b: Pt| (a.0 - b.0).abs() < 3.0 && (a.1 - b.1).abs() < 1.0;
        assert_eq!((across.len(), down.len()), (1, 1), "{across:?} {down:?}");
        assert!(
            close(across[0].from, level.0) && close(across[0].to, level.1),
            "{across:?}"
        );
        let turned = |p: Pt| (p.1, p.0);
        assert!(
            close(turned(down[0].from), turned(steep.0)) && close(turned(down[0].to), turned(steep.1)),
            "{down:?}"
        );
    }

    #[test]
    fn a_stamp_across_a_line_is_stepped_over() {
        let mut broken = picture(&[((40.0, 60.0), (360.0, 60.0))]);
        for y in 40..80 {
            broken.data[y * 400 + 200..y * 400 + 209].fill(120);
        }
        let (across, _) = find(&broken, 250.0);
        assert_eq!(across.len(), 1, "{across:?}");
        assert!(across[0].length() > 300.0);
    }
}
