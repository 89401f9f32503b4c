//! The printed frame in the picture: how far inside its line a pixel lies, and how thick the line itself is.

use crate::Expectation;
use crate::ink::Ink;

/// How far from its place the line is looked for, in mm.
const WANDER_MM: f64 = 0.9;
/// Length of the pieces in which it is looked for, in mm.
const PIECE_MM: f64 = 3.0;
/// Share of a piece along which it must be dark for a distance to be the line's.
const ALONG: f64 = 0.6;
/// Steepest that a cut leaves a line.
const STEEPEST: f64 = 0.012;
/// Thickest line, in mm.
const THICKEST_MM: f64 = 0.8;
/// Darkness of a line at least.
const DARK: f32 = 0.2;
/// The same of one whose edge alone is looked at: thin ones are pale on coarse devices.
const PALE: f64 = 0.1;
/// Half of a line that cannot be seen, in mm.
const UNSEEN_MM: f64 = 0.6;
/// Soft edge of a line: in mm, and in pixels where these are coarse.
const SOFT_MM: f64 = 0.12;
const SOFT_PX: f64 = 1.5;

/// Sides of a frame.
pub(crate) struct FrameLine {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    px_per_mm: f64,
}

impl FrameLine {
    pub fn of(ink: &Ink, expect: &Expectation) -> Self {
        let side = |mm: f64, px: usize| {
            if mm.is_finite() && mm > 0.0 {
                (mm * ink.px_per_mm).min(px as f64)
            } else {
                px as f64
            }
        };
        let (w, h) = (
            side(expect.width_mm, ink.width),
            side(expect.height_mm, ink.height),
        );
        let (left, top) = ((ink.width as f64 - w) / 2.0, (ink.height as f64 - h) / 2.0);
        Self {
            left,
            top,
            right: left + w,
            bottom: top + h,
            px_per_mm: ink.px_per_mm,
        }
    }

    /// Millimetres inside each side: left, top, right, bottom; negative outside.
    fn sides_mm(&self, at: usize, width: usize) -> [f64; 4] {
        let (x, y) = ((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
        [x - self.left, y - self.top, self.right - x, self.bottom - y].map(|px| px / self.px_per_mm)
    }

    /// Millimetres inside the line; negative outside.
    pub fn inside_mm(&self, at: usize, width: usize) -> f64 {
        self.sides_mm(at, width).into_iter().fold(f64::MAX, f64::min)
    }

    /// Millimetres from the nearest of the four lines, which may run on beyond the frame's corners.
    pub fn off_lines_mm(&self, at: usize, width: usize) -> f64 {
        self.sides_mm(at, width)
            .into_iter()
            .map(f64::abs)
            .fold(f64::MAX, f64::min)
    }

    /// How wide the device makes a sharp edge, in mm: that of the printed line from 10 to 90 %; none where no line is
    /// seen.
    ///
    /// A line is hardly thicker than the edge, so this is rather too little than too much.
    pub fn sharpness_mm(&self, ink: &Ink) -> Option<f64> {
        let scale = self.px_per_mm;
        let reach = (WANDER_MM * scale).ceil() as i64;
        let mut widths = Vec::new();
        for (side, place) in [self.left, self.top, self.right, self.bottom]
            .into_iter()
            .enumerate()
        {
            let upright = side.is_multiple_of(2);
            let (from, to) = if upright {
                (self.top, self.bottom)
            } else {
                (self.left, self.right)
            };
            let pieces = ((to - from) / (PIECE_MM * scale)) as usize;
            for piece in 1..pieces.saturating_sub(1) {
                let start = from + (to - from) * piece as f64 / pieces as f64;
                let end = from + (to - from) * (piece + 1) as f64 / pieces as f64;
                let level = |step: i64| {
                    let across = (place + step as f64).floor();
                    let (mut sum, mut n) = (0.0_f32, 0.0_f32);
                    let mut along = start;
                    while along < end {
                        let (x, y) = if upright { (across, along) } else { (along, across) };
                        if x >= 0.0 && y >= 0.0 && (x as usize) < ink.width && (y as usize) < ink.height {
                            sum += ink.darkness[y as usize * ink.width + x as usize];
                            n += 1.0;
                        }
                        along += 1.0;
                    }
                    (n > 0.0).then(|| f64::from(sum / n))
                };
                // Where the picture ends at the line, the half that is seen is steeper than the whole, if anything.
                let profile: Vec<f64> = (-reach..=reach).filter_map(level).collect();
                widths.extend(flank(&profile).map(|px| px / scale));
            }
        }
        (widths.len() >= 8).then(|| median(&mut widths)).flatten()
    }

    /// By how many degrees clockwise the printed frame is turned in the picture; nothing where too little of its lines
    /// is seen.
    pub fn skew_deg(&self, ink: &Ink) -> f64 {
        // Turned clockwise, the upper line leans inwards to the right and the left one outwards downwards.
        let ways = [-1.0, 1.0, 1.0, -1.0];
        let seen = self.traced(ink).into_iter().zip(ways);
        let slopes: Vec<f64> = seen
            .filter_map(|(side, way)| Some(way * side.slope? * self.px_per_mm))
            .collect();
        if slopes.is_empty() {
            return 0.0;
        }
        (slopes.iter().sum::<f64>() / slopes.len() as f64)
            .atan()
            .to_degrees()
    }

    /// Where the line's ink lies on each side.
    pub fn traced(&self, ink: &Ink) -> [Traced; 4] {
        std::array::from_fn(|side| self.trace(ink, side))
    }

    /// A frame is rarely cut without a trace of skew, so the line is looked for piece by piece and a straight one
    /// laid through what is found; where ink crosses it a piece says nothing.
    fn trace(&self, ink: &Ink, side: usize) -> Traced {
        let scale = self.px_per_mm;
        let upright = side.is_multiple_of(2);
        let (place, way) = match side {
            0 => (self.left, 1.0),
            1 => (self.top, 1.0),
            2 => (self.right, -1.0),
            _ => (self.bottom, -1.0),
        };
        let (from, to) = if upright {
            (self.top, self.bottom)
        } else {
            (self.left, self.right)
        };
        let (from, to) = (from + 1.2 * scale, to - 1.2 * scale);
        let reach = (WANDER_MM * scale) as i64;
        let across_end = if upright { ink.width } else { ink.height };
        let dark = |step: i64, along: f64| {
            let across = (place + way * (step as f64 + 0.5)).floor();
            if across < 0.0 || across >= across_end as f64 {
                return None;
            }
            let (x, y) = if upright { (across, along) } else { (along, across) };
            ink.darkness
                .get(y as usize * ink.width + x as usize)
                .map(|d| *d > DARK)
        };
        let pieces = (((to - from) / (PIECE_MM * scale)) as usize).max(1);
        let mut found: Vec<(f64, f64, f64)> = Vec::new();
        for piece in 0..pieces {
            let start = from + (to - from) * piece as f64 / pieces as f64;
            let end = from + (to - from) * (piece + 1) as f64 / pieces as f64;
            let count = ((end - start) / 2.0).max(1.0) as usize;
            let share = |step: i64| {
                let probe = |i: usize| dark(step, start + (end - start) * (i as f64 + 0.5) / count as f64);
                (0..count).filter(|i| probe(*i) == Some(true)).count() as f64 / count as f64
            };
            let steps: Vec<i64> = (-reach..reach).filter(|step| share(*step) > ALONG).collect();
            if let (Some(first), Some(last)) = (steps.first(), steps.last())
                && (last - first + 1) as f64 <= THICKEST_MM * scale
            {
                let middle = (*first + *last + 1) as f64 / 2.0;
                found.push(((start + end) / 2.0, middle, (last - first + 1) as f64));
            }
        }
        let unseen = Traced {
            at: 0.0,
            middle: 0.0,
            slope: None,
            half: UNSEEN_MM,
        };
        if found.len() * 3 < pieces || found.is_empty() {
            return unseen;
        }
        // Slope between all pairs, then the offset: medians, which a few wrong pieces do not move (Theil and Sen).
        let mut slopes: Vec<f64> = Vec::new();
        for (i, a) in found.iter().enumerate() {
            slopes.extend(found[i + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)));
        }
        let slope = median(&mut slopes).unwrap_or(0.0).clamp(-STEEPEST, STEEPEST);
        let at = (from + to) / 2.0;
        let mut offsets: Vec<f64> = found.iter().map(|f| f.1 - slope * (f.0 - at)).collect();
        let mut thick: Vec<f64> = found.iter().map(|f| f.2).collect();
        Traced {
            at,
            middle: median(&mut offsets).unwrap_or(0.0) / scale,
            slope: Some(slope / scale),
            half: median(&mut thick).unwrap_or(1.0) / scale / 2.0,
        }
    }
}

/// Steps from 90 to 10 % beside the peak of a profile, the narrower of both sides; none without a line that stands
/// alone.
fn flank(profile: &[f64]) -> Option<f64> {
    let peak = (0..profile.len()).max_by(|a, b| profile[*a].total_cmp(&profile[*b]))?;
    let high = profile[peak];
    if high < PALE {
        return None;
    }
    let crossing = |share: f64, way: i64| {
        let mut at = peak as i64;
        loop {
            let next = usize::try_from(at + way).ok().filter(|n| *n < profile.len())?;
            let (here, there) = (profile[at as usize], profile[next]);
            if there <= share * high {
                let part = (here - share * high) / (here - there).max(1e-9);
                return Some((at - peak as i64).abs() as f64 + part);
            }
            at += way;
        }
    };
    let sides = [-1, 1].map(|way| Some(crossing(0.1, way)? - crossing(0.9, way)?));
    sides.into_iter().flatten().reduce(f64::min)
}

fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let at = values.len() / 2;
    Some(*values.select_nth_unstable_by(at, f64::total_cmp).1)
}

/// A side's printed line: how far inside of its place its middle lies, in mm, and half its thickness.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traced {
    /// The side's middle along it, in pixels.
    at: f64,
    middle: f64,
    /// Mm inwards for each pixel along it; none where no line is seen.
    slope: Option<f64>,
    half: f64,
}

/// A frame's line as it is printed: what lies inside, on and beyond it.
pub(crate) struct Inked<'a> {
    line: &'a FrameLine,
    sides: [Traced; 4],
    width: usize,
}

impl<'a> Inked<'a> {
    pub fn of(line: &'a FrameLine, ink: &Ink) -> Self {
        Self {
            line,
            sides: line.traced(ink),
            width: ink.width,
        }
    }

    /// Millimetres from the middle of each side's line, inwards, and half that line's thickness.
    fn of_the_lines(&self, at: usize) -> [(f64, f64); 4] {
        let inside = self.line.sides_mm(at, self.width);
        let soft = SOFT_MM.max(SOFT_PX / self.line.px_per_mm);
        let (x, y) = ((at % self.width) as f64 + 0.5, (at / self.width) as f64 + 0.5);
        std::array::from_fn(|i| {
            let (side, along) = (&self.sides[i], if i.is_multiple_of(2) { y } else { x });
            (
                inside[i] - side.middle - side.slope.unwrap_or(0.0) * (along - side.at),
                side.half + soft,
            )
        })
    }

    /// Millimetres inside the line's own ink; negative on and beyond it.
    pub fn clear_mm(&self, at: usize) -> f64 {
        self.of_the_lines(at)
            .iter()
            .map(|(inside, half)| inside - half)
            .fold(f64::MAX, f64::min)
    }

    /// Millimetres beyond the line's own ink; negative on it and inside.
    pub fn beyond_mm(&self, at: usize) -> f64 {
        self.of_the_lines(at)
            .iter()
            .map(|(inside, half)| -inside - half)
            .fold(f64::MIN, f64::max)
    }
}
