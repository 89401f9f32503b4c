//! Lines of a picture straightened: turned level and upright, perspective taken out as far as the lines themselves
//! tell.
//!
//! Lines that run across a sheet meet in one point, far away or not so far; so do those that run down. From the two
//! points follows the map that makes both families parallel to the axes again. What remains unknown is where the
//! sheet begins and how large a millimetre is in each direction; that is for the matching to find out.

use crate::fit::{self, Matrix, Pt};
use crate::segments::Segment;

/// A straightened line: where it stands, from where, to where.
pub(crate) type Stretch = (f64, f64, f64);

/// Both families straightened, and the map that did it.
pub(crate) struct Upright {
    /// Picture to straightened coordinates; about one unit across the picture's diagonal.
    pub map: Matrix,
    /// Level lines: height, left end, right end.
    pub level: Vec<Stretch>,
    /// Upright lines: place, upper end, lower end.
    pub upright: Vec<Stretch>,
}

/// Straightens the lines of a picture of this size.
pub(crate) fn straighten(size: (usize, usize), across: &[Segment], down: &[Segment]) -> Option<Upright> {
    let (w, h) = (size.0 as f64, size.1 as f64);
    let unit = w.hypot(h);
    let centred = [
        [1.0 / unit, 0.0, -w / 2.0 / unit],
        [0.0, 1.0 / unit, -h / 2.0 / unit],
        [0.0, 0.0, 1.0],
    ];
    let level = Pencil::of(across.iter().map(|s| {
        let (a, b) = (fit::apply(&centred, s.from), fit::apply(&centred, s.to));
        Slope::new(a, b, s.length() / unit)
    }));
    let steep = Pencil::of(down.iter().map(|s| {
        let swap = |p: Pt| (p.1, p.0);
        let (a, b) = (
            swap(fit::apply(&centred, s.from)),
            swap(fit::apply(&centred, s.to)),
        );
        Slope::new(a, b, s.length() / unit)
    }));
    // Without lines of one family the other tells its direction: square to it.
    let (level, steep) = match (level, steep) {
        (Some(level), Some(steep)) => (level, steep),
        (Some(level), None) => (level, level.square()),
        (None, Some(steep)) => (steep.square(), steep),
        (None, None) => return None,
    };
    // y = αx + c(1 + βx): all lines meet at (1, α, −β); with the axes exchanged at (α, 1, −β).
    let (vh, vv) = ([1.0, level.slope, -level.fan], [steep.slope, 1.0, -steep.fan]);
    let horizon = [
        vh[1] * vv[2] - vh[2] * vv[1],
        vh[2] * vv[0] - vh[0] * vv[2],
        vh[0] * vv[1] - vh[1] * vv[0],
    ];
    let flat = [
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [horizon[0] / horizon[2], horizon[1] / horizon[2], 1.0],
    ];
    // The directions of both families after that, as the columns of what has to be undone.
    let length = |v: [f64; 3]| v[0].hypot(v[1]);
    let (lh, lv) = (length(vh), length(vv));
    let axes = [
        [vh[0] / lh, vv[0] / lv, 0.0],
        [vh[1] / lh, vv[1] / lv, 0.0],
        [0.0, 0.0, 1.0],
    ];
    let map = fit::multiply(&fit::inverse(&axes)?, &fit::multiply(&flat, &centred));
    let ends = |s: &Segment| (fit::apply(&map, s.from), fit::apply(&map, s.to));
    let level = across
        .iter()
        .map(ends)
        .map(|(a, b)| ((a.1 + b.1) / 2.0, a.0, b.0));
    let upright = down.iter().map(ends).map(|(a, b)| ((a.0 + b.0) / 2.0, a.1, b.1));
    Some(Upright {
        map,
        level: level.collect(),
        upright: upright.collect(),
    })
}

/// One line as slope and height at the middle of the picture.
struct Slope {
    slope: f64,
    height: f64,
    weight: f64,
}

impl Slope {
    fn new(a: Pt, b: Pt, weight: f64) -> Self {
        let slope = (b.1 - a.1) / (b.0 - a.0);
        Self {
            slope,
            height: a.1 - slope * a.0,
            weight,
        }
    }
}

/// Lines through one point: the slope of the one through the picture's middle, and how the slope changes with the
/// height.
#[derive(Clone, Copy)]
struct Pencil {
    slope: f64,
    fan: f64,
}

impl Pencil {
    /// The pencil of lines square to this one's, without perspective.
    fn square(self) -> Self {
        Self {
            slope: -self.slope,
            fan: 0.0,
        }
    }

    /// Fits slope = α + β·height, strays counting less round by round, few or close lines keeping β near zero.
    fn of(lines: impl Iterator<Item = Slope>) -> Option<Self> {
        let lines: Vec<Slope> = lines.filter(|l| l.slope.is_finite()).collect();
        let mut sorted: Vec<f64> = lines.iter().map(|l| l.slope).collect();
        sorted.sort_by(f64::total_cmp);
        let mut pencil = Self {
            slope: *sorted.get(sorted.len() / 2)?,
            fan: 0.0,
        };
        // A camera leans a page by a few hundredths from top to bottom; later rounds are stricter.
        for stray in [0.20, 0.08, 0.03, 0.02] {
            let (mut n, mut sh, mut ss, mut shh, mut shs) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for line in &lines {
                let off = (line.slope - pencil.slope - pencil.fan * line.height) / stray;
                let weight = line.weight * (1.0 - off * off).max(0.0).powi(2);
                n += weight;
                sh += weight * line.height;
                ss += weight * line.slope;
                shh += weight * line.height * line.height;
                shs += weight * line.height * line.slope;
            }
            if n <= 0.0 {
                break;
            }
            let (mh, ms) = (sh / n, ss / n);
            let fan = (shs / n - mh * ms) / (shh / n - mh * mh + 1e-3);
            pencil = Self {
                slope: ms - fan * mh,
                fan,
            };
        }
        Some(pencil)
    }
}
