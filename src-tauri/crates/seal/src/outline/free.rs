//! The contour of a seal whose shape is neither an ellipse nor a rectangle: a gourd, a leaf, a bell.
//!
//! What the paper around the seal cannot flow into is the seal. Gaps in its border let it flow in, so the paper is made
//! too thick for gaps of half a millimetre first, and for wide ones when the seal has nearly run empty by that.

use std::collections::VecDeque;
use std::f64::consts::TAU;

use super::crossing::crossing;
use crate::chamfer::distances;
use crate::geometry::{Pt, area, hull};
use crate::ink::Ink;

/// Directions in which the contour is kept.
const DIRECTIONS: usize = 360;
/// Side of a cell in which the paper flows, in mm.
const CELL_MM: f64 = 0.2;
/// How wide the gaps are that the paper does not flow through, in mm: first, and where the seal is empty after that.
const GAPS_MM: [f64; 2] = [0.6, 5.0];
/// Share of the area that the first leaves of the second's, below which the border is open.
const OPEN: f64 = 0.85;
/// How far to both sides of a shape's axis its halves are held against each other, in degrees.
const AXIS_REACH_DEG: f64 = 3.0;
/// How far the contour may lie beside the ink's edge, in mm.
const BESIDE_MM: f64 = 0.5;

/// A closed line around a middle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Free {
    pub centre: Pt,
    /// Distances from the middle, clockwise from the right.
    radii: Vec<f64>,
    /// Length of the border up to the end of the way to each next direction.
    lengths: Vec<f64>,
    /// Direction of the axis about which its two halves are most alike, in radians clockwise from the right, 0 to π.
    pub axis: f64,
    /// How much farther it reaches at one end of the axis than at the other, as a share: positive where the axis points
    /// to has more of it.
    pub heavier: f64,
    /// How alike its two halves are: mean difference by mean radius.
    pub unlike: f64,
    /// The same across its axis.
    pub unlike_across: f64,
}

impl Free {
    /// Around the inked pixels; `None` when they enclose next to nothing.
    pub fn around(ink: &Ink, mask: &[bool], middle: Pt) -> Option<Self> {
        let raster = Raster::of(ink, mask);
        let [narrow, wide] = GAPS_MM.map(|mm| raster.enclosed(mm / CELL_MM / 2.0));
        let count = |cells: &[bool]| cells.iter().filter(|c| **c).count() as f64;
        let enclosed = if count(&narrow) >= OPEN * count(&wide) {
            narrow
        } else {
            wide
        };
        let radii = raster.radii(&enclosed, middle, ink)?;
        let mut out = Self {
            centre: middle,
            radii,
            lengths: Vec::new(),
            axis: 0.0,
            heavier: 0.0,
            unlike: 0.0,
            unlike_across: 0.0,
        };
        out.centred();
        let radii = raster.radii(&enclosed, out.centre, ink)?;
        out.radii = snapped(&radii, out.centre, ink);
        out.measured();
        out.mirrored();
        Some(out)
    }

    fn radius(&self, angle: f64) -> f64 {
        let place = (angle / TAU).rem_euclid(1.0) * DIRECTIONS as f64;
        let (low, part) = (place as usize % DIRECTIONS, place.fract());
        self.radii[low] + (self.radii[(low + 1) % DIRECTIONS] - self.radii[low]) * part
    }

    /// A point of the border and its outward normal; `share` from 0 to 1 runs once around, by the border's length: seen
    /// from the middle a gap beside a waist is narrow, however long it is.
    pub fn at(&self, share: f64) -> (Pt, Pt) {
        self.along(self.angle_at(share))
    }

    /// The direction in which a share of the border's length ends.
    fn angle_at(&self, share: f64) -> f64 {
        let all = self.lengths.last().copied().unwrap_or(1.0);
        let length = share.rem_euclid(1.0) * all;
        let next = self.lengths.partition_point(|l| *l <= length).min(DIRECTIONS - 1);
        let before = if next == 0 { 0.0 } else { self.lengths[next - 1] };
        let part = (length - before) / (self.lengths[next] - before).max(1e-9);
        (next as f64 + part.min(1.0)) * TAU / DIRECTIONS as f64
    }

    /// A point of the border in a direction and its outward normal.
    fn along(&self, angle: f64) -> (Pt, Pt) {
        let point = |angle: f64| {
            let (sin, cos) = angle.sin_cos();
            let r = self.radius(angle);
            (self.centre.0 + r * cos, self.centre.1 + r * sin)
        };
        let step = 1.5 * TAU / DIRECTIONS as f64;
        let (before, behind) = (point(angle - step), point(angle + step));
        let (dx, dy) = (behind.0 - before.0, behind.1 - before.1);
        let length = dx.hypot(dy).max(1e-9);
        (point(angle), (dy / length, -dx / length))
    }

    /// Distance from the middle as a share of the border's in that direction.
    pub fn level(&self, p: Pt) -> f64 {
        let (dx, dy) = (p.0 - self.centre.0, p.1 - self.centre.1);
        dx.hypot(dy) / self.radius(dy.atan2(dx)).max(1.0)
    }

    /// About how far outside (positive) the border a point lies.
    pub fn distance(&self, p: Pt) -> f64 {
        let (dx, dy) = (p.0 - self.centre.0, p.1 - self.centre.1);
        let angle = dy.atan2(dx);
        let (_, n) = self.along(angle);
        // Straight out a slanting border is nearer than along the ray.
        let slant = (n.0 * angle.cos() + n.1 * angle.sin()).clamp(0.3, 1.0);
        (dx.hypot(dy) - self.radius(angle)) * slant
    }

    pub fn points(&self) -> Vec<Pt> {
        (0..DIRECTIONS)
            .map(|i| {
                let (sin, cos) = (i as f64 * TAU / DIRECTIONS as f64).sin_cos();
                (
                    self.centre.0 + self.radii[i] * cos,
                    self.centre.1 + self.radii[i] * sin,
                )
            })
            .collect()
    }

    /// Area inside, in pixels.
    pub fn area(&self) -> f64 {
        area(&self.points())
    }

    /// Length and width of the rectangle around it that stands along its axis, in pixels.
    pub fn sides(&self) -> (f64, f64) {
        let (sin, cos) = self.axis.sin_cos();
        let mut extent = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
        for (x, y) in self.points() {
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            extent = [
                extent[0].min(u),
                extent[1].max(u),
                extent[2].min(v),
                extent[3].max(v),
            ];
        }
        (extent[1] - extent[0], extent[3] - extent[2])
    }

    /// Adds up the border's length.
    fn measured(&mut self) {
        let points = self.points();
        let steps = points.iter().zip(points.iter().cycle().skip(1));
        let lengths = steps.scan(0.0, |sum, (a, b)| {
            *sum += (b.0 - a.0).hypot(b.1 - a.1);
            Some(*sum)
        });
        self.lengths = lengths.collect();
    }

    /// Moves the middle to that of the area.
    fn centred(&mut self) {
        let (mut sum, mut all) = ((0.0, 0.0), 0.0);
        let points = self.points();
        for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
            let (ax, ay) = (a.0 - self.centre.0, a.1 - self.centre.1);
            let (bx, by) = (b.0 - self.centre.0, b.1 - self.centre.1);
            let twice = ax * by - bx * ay;
            sum = (sum.0 + twice * (ax + bx) / 3.0, sum.1 + twice * (ay + by) / 3.0);
            all += twice;
        }
        if all.abs() > 1.0 {
            self.centre = (self.centre.0 + sum.0 / all, self.centre.1 + sum.1 / all);
        }
    }

    /// Finds the axis about which the two halves are most alike.
    fn mirrored(&mut self) {
        let mean = self.radii.iter().sum::<f64>() / DIRECTIONS as f64;
        let unlike = |axis: f64| {
            let off = |i: usize| {
                let t = (i as f64 + 0.5) * TAU / DIRECTIONS as f64;
                (self.radius(axis + t) - self.radius(axis - t))
                    .abs()
                    .min(0.15 * mean)
            };
            (0..DIRECTIONS / 2).map(off).sum::<f64>() / (DIRECTIONS / 2) as f64 / mean.max(1.0)
        };
        let unlike_squared = |axis: f64| {
            let off = |i: usize| {
                let t = (i as f64 + 0.5) * TAU / DIRECTIONS as f64;
                (self.radius(axis + t) - self.radius(axis - t))
                    .powi(2)
                    .min((0.15 * mean).powi(2))
            };
            (0..DIRECTIONS / 2).map(off).sum::<f64>()
        };
        let tried = |from: f64, step: f64, count: i32| {
            (-count..=count)
                .map(|i| from + f64::from(i) * step)
                .map(|axis| (unlike(axis), axis))
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or((1.0, from))
        };
        let degree = 1.0_f64.to_radians();
        let (_, rough) = tried(TAU / 4.0, 2.0 * degree, 45);
        let (least, axis) = tried(rough, 0.1 * degree, 20);
        let axis = axis + lowest(|off| unlike_squared(axis + off), AXIS_REACH_DEG * degree);
        let unlike_across = unlike(axis + TAU / 4.0);
        self.axis = axis.rem_euclid(TAU / 2.0);
        self.unlike = least;
        self.unlike_across = unlike_across;
        let (sin, cos) = self.axis.sin_cos();
        // How wide it is a little way to each end.
        let wide = |sign: f64| {
            let places = self.points().into_iter().filter_map(|(x, y)| {
                let (x, y) = (x - self.centre.0, y - self.centre.1);
                let (u, v) = (x * cos + y * sin, y * cos - x * sin);
                (sign * u > 0.3 * mean).then_some(v.abs())
            });
            places.fold(0.0, f64::max)
        };
        let (ahead, behind) = (wide(1.0), wide(-1.0));
        self.heavier = (ahead - behind) / (ahead + behind).max(1.0);
    }

    /// Area of the hull by its own: above 1 it has a waist, or another place that is drawn in.
    pub fn hollow(&self) -> f64 {
        let points = self.points();
        area(&hull(&points)) / area(&points).max(1.0)
    }
}

/// Where a valley about nothing is lowest: that of the parabola through all places within reach. One place says little
/// of it, where grains of ink make its bottom rough.
fn lowest(of: impl Fn(f64) -> f64, reach: f64) -> f64 {
    let places: Vec<f64> = (-10..=10).map(|i| f64::from(i) / 10.0).collect();
    let mean_square = places.iter().map(|u| u * u).sum::<f64>() / places.len() as f64;
    // The slope and the bend of the places by themselves: neither sways the other.
    let (mut slope, mut bend) = ((0.0, 0.0), (0.0, 0.0));
    for u in places {
        let (value, q) = (of(u * reach), u * u - mean_square);
        slope = (slope.0 + u * value, slope.1 + u * u);
        bend = (bend.0 + q * value, bend.1 + q * q);
    }
    let (slope, bend) = (slope.0 / slope.1, bend.0 / bend.1);
    if bend <= 0.0 {
        return 0.0;
    }
    (-slope / (2.0 * bend)).clamp(-1.0, 1.0) * reach
}

/// Moves every point to the edge of the ink where that is near.
fn snapped(radii: &[f64], centre: Pt, ink: &Ink) -> Vec<f64> {
    let reach = BESIDE_MM * ink.px_per_mm;
    let near: Vec<f64> = (0..DIRECTIONS)
        .map(|i| {
            let n = (i as f64 * TAU / DIRECTIONS as f64).sin_cos();
            let n = (n.1, n.0);
            let p = (centre.0 + radii[i] * n.0, centre.1 + radii[i] * n.1);
            crossing(ink, p, n, reach).map_or(radii[i], |off| radii[i] + off)
        })
        .collect();
    // The middle of five: a grain at the edge is no edge.
    (0..DIRECTIONS)
        .map(|i| {
            let mut five: [f64; 5] = std::array::from_fn(|k| near[(i + DIRECTIONS + k - 2) % DIRECTIONS]);
            five.sort_by(f64::total_cmp);
            five[2]
        })
        .collect()
}

/// Cells with a rim of paper around them.
struct Raster {
    width: usize,
    height: usize,
    step: f64,
    rim: usize,
    /// Distance from the nearest ink, in cells.
    off_ink: Vec<f32>,
    inked: Vec<bool>,
}

impl Raster {
    fn of(ink: &Ink, mask: &[bool]) -> Self {
        let step = (CELL_MM * ink.px_per_mm).max(1.0);
        let rim = (GAPS_MM[1] / CELL_MM) as usize / 2 + 3;
        let cells = |px: usize| (px as f64 / step).ceil() as usize + 2 * rim;
        let (width, height) = (cells(ink.width), cells(ink.height));
        let mut inked = vec![false; width * height];
        for (y, row) in mask.chunks_exact(ink.width).enumerate() {
            let to = (rim + (y as f64 / step) as usize) * width + rim;
            for (x, _) in row.iter().enumerate().filter(|(_, m)| **m) {
                inked[to + (x as f64 / step) as usize] = true;
            }
        }
        Self {
            width,
            height,
            step,
            rim,
            off_ink: distances(&inked, width),
            inked,
        }
    }

    /// The cells that paper cannot flow into from outside when it is so many cells thick to each side.
    fn enclosed(&self, thick: f64) -> Vec<bool> {
        let thick = thick as f32;
        let open = |at: usize| self.off_ink[at] > thick;
        let mut flown = vec![false; self.inked.len()];
        let mut next: VecDeque<usize> = VecDeque::new();
        if open(0) {
            flown[0] = true;
            next.push_back(0);
        }
        while let Some(at) = next.pop_front() {
            let (x, y) = (at % self.width, at / self.width);
            let near = [
                (x > 0).then(|| at - 1),
                (x + 1 < self.width).then(|| at + 1),
                (y > 0).then(|| at - self.width),
                (y + 1 < self.height).then(|| at + self.width),
            ];
            for near in near.into_iter().flatten() {
                if !flown[near] && open(near) {
                    flown[near] = true;
                    next.push_back(near);
                }
            }
        }
        // Thick paper does not reach up to the ink: it is grown back.
        let off = distances(&flown, self.width);
        off.into_iter().map(|d| d > thick + 0.5).collect()
    }

    /// How far the enclosed cells reach in every direction, in pixels; `None` when there are next to none.
    fn radii(&self, enclosed: &[bool], middle: Pt, ink: &Ink) -> Option<Vec<f64>> {
        let place = |v: f64| v / self.step + self.rim as f64;
        let far = (ink.width as f64).hypot(ink.height as f64) / self.step;
        let mut radii = Vec::with_capacity(DIRECTIONS);
        for i in 0..DIRECTIONS {
            let (sin, cos) = (i as f64 * TAU / DIRECTIONS as f64).sin_cos();
            let holds = |r: f64| {
                let (x, y) = (place(middle.0) + r * cos, place(middle.1) + r * sin);
                x >= 0.0
                    && y >= 0.0
                    && (x as usize) < self.width
                    && (y as usize) < self.height
                    && enclosed[y as usize * self.width + x as usize]
            };
            let mut r = far;
            while r > 0.0 && !holds(r) {
                r -= 0.5;
            }
            radii.push(r * self.step);
        }
        let seen = radii.iter().filter(|r| **r > 1.5 * ink.px_per_mm).count();
        (seen * 10 >= DIRECTIONS * 9).then_some(radii)
    }
}
