//! Ellipses, hulls and rectangles through points.
//!
//! Plain geometry without pictures; every fit answers `None` rather than nonsense.

use numerics::solve;

/// A point in pixels.
pub(crate) type Pt = (f64, f64);

/// An ellipse: centre, half axes (long first) and the long axis's angle in radians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ellipse {
    pub centre: Pt,
    pub long: f64,
    pub short: f64,
    pub angle: f64,
    /// Sine and cosine of the angle: every distance needs them.
    turn: (f64, f64),
}

impl Ellipse {
    /// From its centre, half axes and angle.
    pub fn new(centre: Pt, long: f64, short: f64, angle: f64) -> Self {
        Self {
            centre,
            long,
            short,
            angle,
            turn: angle.sin_cos(),
        }
    }

    /// Point on the ellipse and its outward normal at a parameter angle, measured in the picture.
    pub fn at(&self, t: f64) -> (Pt, Pt) {
        let (sin, cos) = self.turn;
        let (u, v) = (t.cos(), t.sin());
        let (px, py) = (self.long * u, self.short * v);
        let (nx, ny) = (u / self.long, v / self.short);
        let length = nx.hypot(ny);
        let turn = |x: f64, y: f64| (x * cos - y * sin, x * sin + y * cos);
        let p = turn(px, py);
        (
            (p.0 + self.centre.0, p.1 + self.centre.1),
            turn(nx / length, ny / length),
        )
    }

    /// Distance of a point from the centre in units of the ellipse's radius in that direction: 1 is on it.
    pub fn level(&self, p: Pt) -> f64 {
        let (sin, cos) = self.turn;
        let (dx, dy) = (p.0 - self.centre.0, p.1 - self.centre.1);
        let (u, v) = (
            (dx * cos + dy * sin) / self.long,
            (dy * cos - dx * sin) / self.short,
        );
        (u * u + v * v).sqrt()
    }

    /// About how far outside (positive) the ellipse a point lies.
    pub fn distance(&self, p: Pt) -> f64 {
        let level = self.level(p);
        let (dx, dy) = (p.0 - self.centre.0, p.1 - self.centre.1);
        if level < 1e-9 {
            -self.short
        } else {
            (dx * dx + dy * dy).sqrt() * (1.0 - 1.0 / level)
        }
    }

    /// Least squares through points: a general conic `Ax²+Bxy+Cy²+Dx+Ey=1` about their middle.
    pub fn through(points: &[Pt]) -> Option<Self> {
        let n = points.len() as f64;
        if points.len() < 5 {
            return None;
        }
        let (cx, cy) = points
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + p.0 / n, s.1 + p.1 / n));
        let scale = points.iter().map(|p| (p.0 - cx).hypot(p.1 - cy)).sum::<f64>() / n;
        if !scale.is_finite() || scale < 1e-9 {
            return None;
        }
        let (mut a, mut b) = ([[0.0; 5]; 5], [0.0; 5]);
        for p in points {
            let (x, y) = ((p.0 - cx) / scale, (p.1 - cy) / scale);
            let row = [x * x, x * y, y * y, x, y];
            for i in 0..5 {
                for j in 0..5 {
                    a[i][j] += row[i] * row[j];
                }
                b[i] += row[i];
            }
        }
        let [a, b, c, d, e] = solve(a, b)?;
        let det = 4.0 * a * c - b * b;
        if det <= 1e-9 {
            return None;
        }
        let (x0, y0) = ((b * e - 2.0 * c * d) / det, (b * d - 2.0 * a * e) / det);
        let level = 1.0 + a * x0 * x0 + b * x0 * y0 + c * y0 * y0;
        let (mean, spread) = ((a + c) / 2.0, ((a - c) / 2.0).hypot(b / 2.0));
        let (long, short) = ((level / (mean - spread)).sqrt(), (level / (mean + spread)).sqrt());
        // The long axis lies where the quadratic form is smallest.
        let angle = (b.atan2(a - c) + std::f64::consts::PI) / 2.0;
        let out = Self::new(
            (cx + x0 * scale, cy + y0 * scale),
            long * scale,
            short * scale,
            angle,
        );
        (out.long.is_finite() && out.short.is_finite() && out.short > 0.0).then_some(out)
    }
}

/// The convex hull (Andrew's monotone chain), counter-clockwise in a picture's coordinates.
pub(crate) fn hull(points: &[Pt]) -> Vec<Pt> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let cross = |o: Pt, a: Pt, b: Pt| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let chain = |points: &mut dyn Iterator<Item = Pt>| {
        let mut out: Vec<Pt> = Vec::new();
        for p in points {
            while out.len() >= 2 && cross(out[out.len() - 2], out[out.len() - 1], p) <= 0.0 {
                out.pop();
            }
            out.push(p);
        }
        out.pop();
        out
    };
    let mut lower = chain(&mut sorted.iter().copied());
    lower.extend(chain(&mut sorted.iter().rev().copied()));
    lower
}

/// Area of a polygon.
pub(crate) fn area(polygon: &[Pt]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    polygon
        .iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - a.1 * b.0)
        .sum::<f64>()
        .abs()
        / 2.0
}

/// A rectangle: centre, full sides along its own axes, the angle of the first axis in radians, −45° to 45°, and the
/// radius of its rounded corners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Oblong {
    pub centre: Pt,
    pub sides: (f64, f64),
    pub angle: f64,
    pub corner: f64,
}

impl Oblong {
    /// The rectangle of least area around a convex polygon, looked for in steps of a tenth of a degree.
    pub fn around(hull: &[Pt]) -> Option<Self> {
        if hull.len() < 3 {
            return None;
        }
        let at = |tenths: i32| {
            let angle = f64::from(tenths).to_radians() / 10.0;
            let (sin, cos) = angle.sin_cos();
            let mut extent = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
            for p in hull {
                let (u, v) = (p.0 * cos + p.1 * sin, p.1 * cos - p.0 * sin);
                extent = [
                    extent[0].min(u),
                    extent[1].max(u),
                    extent[2].min(v),
                    extent[3].max(v),
                ];
            }
            let (u, v) = ((extent[0] + extent[1]) / 2.0, (extent[2] + extent[3]) / 2.0);
            Self {
                centre: (u * cos - v * sin, u * sin + v * cos),
                sides: (extent[1] - extent[0], extent[3] - extent[2]),
                angle,
                corner: 0.0,
            }
        };
        (-450..450)
            .map(at)
            .min_by(|a, b| (a.sides.0 * a.sides.1).total_cmp(&(b.sides.0 * b.sides.1)))
    }

    /// A point in the rectangle's own axes, from its centre.
    pub fn own(&self, p: Pt) -> Pt {
        let (sin, cos) = self.angle.sin_cos();
        let (dx, dy) = (p.0 - self.centre.0, p.1 - self.centre.1);
        (dx * cos + dy * sin, dy * cos - dx * sin)
    }

    /// About how far outside (positive) the rectangle a point lies.
    pub fn distance(&self, p: Pt) -> f64 {
        let (u, v) = self.own(p);
        let (x, y) = (
            u.abs() - self.sides.0 / 2.0 + self.corner,
            v.abs() - self.sides.1 / 2.0 + self.corner,
        );
        x.max(y).min(0.0) + x.max(0.0).hypot(y.max(0.0)) - self.corner
    }

    /// A point of the border and its outward normal: `share` from 0 to 1 runs once around, a quarter for each side.
    pub fn at(&self, share: f64) -> (Pt, Pt) {
        let (sin, cos) = self.angle.sin_cos();
        let side = (share.rem_euclid(1.0) * 4.0) as usize;
        let along = (share.rem_euclid(1.0) * 4.0).fract() - 0.5;
        let (a, b) = self.sides;
        let (length, deep) = if side.is_multiple_of(2) { (a, b) } else { (b, a) };
        let r = self.corner;
        // Along the side, then around the corner half way to the next.
        let (straight, place) = (length / 2.0 - r, along.abs() * length);
        let (p, n) = if place <= straight || r <= 0.0 {
            ((along * length, -deep / 2.0), (0.0, -1.0))
        } else {
            let (s, c) = ((place - straight) / r * std::f64::consts::FRAC_PI_4).sin_cos();
            let way = along.signum();
            ((way * (straight + r * s), r - deep / 2.0 - r * c), (way * s, -c))
        };
        let quarter = |(x, y): Pt| match side {
            0 => (x, y),
            1 => (-y, x),
            2 => (-x, -y),
            _ => (y, -x),
        };
        let turn = |(x, y): Pt| (x * cos - y * sin, x * sin + y * cos);
        let p = turn(quarter(p));
        ((p.0 + self.centre.0, p.1 + self.centre.1), turn(quarter(n)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipse_is_found_again_at_any_angle() {
        for degrees in [0.0, 20.0, 90.0, 135.0_f64] {
            let truth = Ellipse::new((300.0, 280.0), 240.0, 200.0, degrees.to_radians());
            let points: Vec<Pt> = (0..60).map(|i| truth.at(f64::from(i) * 0.1).0).collect();
            let found = Ellipse::through(&points).unwrap();
            assert!(
                (found.long - 240.0).abs() < 0.01 && (found.short - 200.0).abs() < 0.01,
                "{found:?}"
            );
            assert!((found.centre.0 - 300.0).abs() < 0.01 && (found.centre.1 - 280.0).abs() < 0.01);
            let turn = (found.angle - truth.angle).to_degrees().rem_euclid(180.0);
            assert!(!(0.1..=179.9).contains(&turn), "{turn}");
            let outside = truth.at(1.0);
            let p = (outside.0.0 + 5.0 * outside.1.0, outside.0.1 + 5.0 * outside.1.1);
            assert!((found.distance(p) - 5.0).abs() < 0.3);
        }
        assert!(Ellipse::through(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)]).is_none());
    }

    #[test]
    fn a_turned_square_is_found_again() {
        let truth = Oblong {
            centre: (100.0, 90.0),
            sides: (80.0, 78.0),
            angle: 12.0_f64.to_radians(),
            corner: 0.0,
        };
        let points: Vec<Pt> = (0..400).map(|i| truth.at(f64::from(i) / 400.0).0).collect();
        let hull = hull(&points);
        let found = Oblong::around(&hull).unwrap();
        assert!((found.angle - truth.angle).abs() < 0.004, "{found:?}");
        assert!((found.sides.0 - 80.0).abs() < 0.6 && (found.sides.1 - 78.0).abs() < 0.6);
        assert!((area(&hull) / (80.0 * 78.0) - 1.0).abs() < 0.02);
    }

    #[test]
    fn a_rounded_rectangle_is_as_far_from_its_own_border_as_nothing() {
        let box_ = Oblong {
            centre: (50.0, 40.0),
            sides: (60.0, 30.0),
            angle: 0.3,
            corner: 8.0,
        };
        for i in 0..400 {
            let (p, n) = box_.at(f64::from(i) / 400.0);
            assert!(box_.distance(p).abs() < 1e-9, "{i}");
            let outside = (p.0 + 2.0 * n.0, p.1 + 2.0 * n.1);
            assert!((box_.distance(outside) - 2.0).abs() < 1e-9, "{i}");
        }
    }
}
