//! One sample laid over another: first turned by polar correlation, then fitted by an affine map.
//!
//! The fit is Gauss–Newton on the softened opacities (Lucas and Kanade, IJCAI 1981), coarse first. It never changes a
//! picture; it says where each point of one sample lies in another.

use numerics::solve;

use crate::cutout::Cutout;
use crate::geometry::Pt;

/// Rings and directions at which a sample is looked at for its turn.
const RINGS: usize = 24;
const DIRECTIONS: usize = 720;
/// Steps between the turns that are tried first; the best is then looked at step by step.
const STRIDE: usize = 4;
/// Pixels per mm of the two rasters the fit runs on.
const FINENESS: [f64; 2] = [3.0, 6.0];
/// Rounds of the fit on each raster.
const ROUNDS: usize = 8;

/// `x' = a·x + b·y + c`, `y' = d·x + e·y + f`, from millimetres about one sample's middle to those about another's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Affine(pub [f64; 6]);

impl Affine {
    /// Nothing moves.
    pub const SAME: Self = Self([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);

    pub fn at(&self, (x, y): Pt) -> Pt {
        let [a, b, c, d, e, f] = self.0;
        (a * x + b * y + c, d * x + e * y + f)
    }

    fn turn(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self([cos, -sin, 0.0, sin, cos, 0.0])
    }

    /// Turn in degrees clockwise, as far as an affine map has one.
    pub fn turn_deg(&self) -> f64 {
        (self.0[3] - self.0[1]).atan2(self.0[0] + self.0[4]).to_degrees()
    }
}

/// Opacity on a coarse raster about the sample's middle.
struct Soft {
    side: usize,
    px_per_mm: f64,
    values: Vec<f32>,
}

impl Soft {
    fn of(sample: &Cutout, reach_mm: f64, px_per_mm: f64) -> Self {
        let side = (2.0 * reach_mm * px_per_mm).ceil() as usize + 1;
        let half = side as f64 / 2.0;
        let taps = 3;
        let mut values = Vec::with_capacity(side * side);
        for at in 0..side * side {
            // A mean over three by three places a pixel apart is soft enough for slopes to mean something.
            let sum: f32 = (0..taps * taps)
                .map(|t| {
                    let off = |i: usize| i as f64 - (taps as f64 - 1.0) / 2.0 + 0.5;
                    let x = ((at % side) as f64 + off(t % taps) - half) / px_per_mm;
                    let y = ((at / side) as f64 + off(t / taps) - half) / px_per_mm;
                    sample.opacity_at((x, y))
                })
                .sum();
            values.push(sum / (taps * taps) as f32);
        }
        Self {
            side,
            px_per_mm,
            values,
        }
    }

    /// Value and slopes per mm at a point in mm about the middle.
    fn at(&self, (x, y): Pt) -> Option<[f64; 3]> {
        let place = |mm: f64| mm * self.px_per_mm + self.side as f64 / 2.0 - 0.5;
        let (fx, fy) = (place(x), place(y));
        let end = (self.side - 1) as f64;
        if !(fx >= 0.0 && fy >= 0.0 && fx < end && fy < end) {
            return None;
        }
        let (x0, y0) = (fx as usize, fy as usize);
        let (ax, ay) = (fx - x0 as f64, fy - y0 as f64);
        let v = |dx: usize, dy: usize| f64::from(self.values[(y0 + dy) * self.side + x0 + dx]);
        let (a, b, c, d) = (v(0, 0), v(1, 0), v(0, 1), v(1, 1));
        let across = (b - a) * (1.0 - ay) + (d - c) * ay;
        let down = (c - a) * (1.0 - ax) + (d - b) * ax;
        let value = a + (b - a) * ax + (c - a) * ay + (a - b - c + d) * ax * ay;
        Some([value, across * self.px_per_mm, down * self.px_per_mm])
    }
}

/// Where the points of `one` lie in `other`; `None` when the two have too little in common to be the same seal.
pub(crate) fn onto(one: &Cutout, other: &Cutout) -> Option<Affine> {
    let reach = one.reach_mm().max(other.reach_mm());
    if reach <= 1.0 {
        return None;
    }
    let mut map = Affine::turn(turn_between(one, other, reach));
    for px_per_mm in FINENESS {
        let (from, to) = (Soft::of(one, reach, px_per_mm), Soft::of(other, reach, px_per_mm));
        for _ in 0..ROUNDS {
            map = better(&from, &to, map)?;
        }
    }
    let (from, to) = (
        Soft::of(one, reach, FINENESS[1]),
        Soft::of(other, reach, FINENESS[1]),
    );
    (likeness(&from, &to, map) > 0.5).then_some(map)
}

/// By how many degrees `other` is turned clockwise against `one`.
fn turn_between(one: &Cutout, other: &Cutout, reach: f64) -> f64 {
    let polar = |sample: &Cutout| -> Vec<[f32; DIRECTIONS]> {
        let ring = |ring: usize| {
            let r = reach * (ring as f64 + 2.5) / (RINGS as f64 + 2.0);
            std::array::from_fn(|i| {
                let (sin, cos) = (i as f64 / DIRECTIONS as f64 * std::f64::consts::TAU).sin_cos();
                sample.opacity_at((r * cos, r * sin))
            })
        };
        (0..RINGS).map(ring).collect()
    };
    let (a, b) = (polar(one), polar(other));
    let score = |turn: usize| -> f32 {
        let product = |(a, b): (&[f32; DIRECTIONS], &[f32; DIRECTIONS])| -> f32 {
            (0..DIRECTIONS).map(|i| a[i] * b[(i + turn) % DIRECTIONS]).sum()
        };
        a.iter().zip(&b).map(product).sum()
    };
    // A star looks the same again after 72°, a square after 90°: all the way round is tried.
    let by_score = |x: &usize, y: &usize| score(x % DIRECTIONS).total_cmp(&score(y % DIRECTIONS));
    let coarse = (0..DIRECTIONS).step_by(STRIDE).max_by(by_score).unwrap_or(0);
    let near = DIRECTIONS + coarse - STRIDE..=DIRECTIONS + coarse + STRIDE;
    let turn = near.max_by(by_score).unwrap_or(0) % DIRECTIONS;
    let deg = turn as f64 * 360.0 / DIRECTIONS as f64;
    if deg > 180.0 { deg - 360.0 } else { deg }
}

/// One step of the fit; `None` when there is nothing to hold on to.
fn better(from: &Soft, to: &Soft, map: Affine) -> Option<Affine> {
    let (mut a, mut b) = ([[0.0; 6]; 6], [0.0; 6]);
    for (at, value) in from.values.iter().enumerate() {
        let mm = |v: usize| ((v as f64 + 0.5) - from.side as f64 / 2.0) / from.px_per_mm;
        let (x, y) = (mm(at % from.side), mm(at / from.side));
        let Some([seen, across, down]) = to.at(map.at((x, y))) else {
            continue;
        };
        if across == 0.0 && down == 0.0 {
            continue;
        }
        let slopes = [across * x, across * y, across, down * x, down * y, down];
        // Ink that only one of them has must not pull: large differences count less.
        let off = f64::from(*value) - seen;
        let weight = 1.0 / (1.0 + (off / 0.3).powi(2));
        for i in 0..6 {
            for j in 0..6 {
                a[i][j] += weight * slopes[i] * slopes[j];
            }
            b[i] += weight * slopes[i] * off;
        }
    }
    let step = solve(a, b)?;
    Some(Affine(std::array::from_fn(|i| map.0[i] + step[i])))
}

/// Correlation of two samples laid over each other.
fn likeness(from: &Soft, to: &Soft, map: Affine) -> f64 {
    let mut pairs = Vec::new();
    for (at, value) in from.values.iter().enumerate() {
        let mm = |v: usize| ((v as f64 + 0.5) - from.side as f64 / 2.0) / from.px_per_mm;
        if let Some([seen, ..]) = to.at(map.at((mm(at % from.side), mm(at / from.side)))) {
            pairs.push((f64::from(*value), seen));
        }
    }
    let n = pairs.len().max(1) as f64;
    let (ma, mb) = pairs
        .iter()
        .fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
    let (ab, aa, bb) = pairs.iter().fold((0.0, 0.0, 0.0), |s, p| {
        let (a, b) = (p.0 - ma, p.1 - mb);
        (s.0 + a * b, s.1 + a * a, s.2 + b * b)
    });
    ab / (aa * bb).sqrt().max(1e-9)
}
