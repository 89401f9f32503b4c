//! Where the sheet itself lies in a picture, beside the form that is printed on it: what a printer does to a page is
//! told by the two together.
//!
//! A sheet's side is looked for on the white between it and the first print, in short stretches, each averaged along
//! the side: so a step of a few grey levels is enough, which paper on a scanner's lid makes; those on one straight line
//! are the side. A picture that ends where the sheet should shows the side by its own end. Paper is as large as ISO
//! 216 says; the scanner's scale is not taken for true. Never for a photograph: a lens bends by more than a printer
//! strays.

use image::RgbImage;
use pagemark::{A4_HEIGHT_MM, A4_WIDTH_MM, RectMm};
use serde::{Deserialize, Serialize};

use crate::Page;
use crate::fit::{self, Matrix, Pair, Pt};
use crate::registration::Registration;
use crate::taps::bilinear;

/// The white along a sheet's side that holds no print, in the form's millimetres from its edge.
const WHITE_MM: f64 = 7.0;
/// How far outside of where it should be a side is looked for, in millimetres.
const OUTSIDE_MM: f64 = 24.0;
/// Distance of the looks across a side and along it, in millimetres.
const ACROSS_MM: f64 = 0.1;
const ALONG_MM: f64 = 0.2;
/// Where on a side it is looked for, as shares of its length: corners tear and fold.
const STRETCHES: usize = 14;
const FROM_CORNER: f64 = 0.06;
/// How many stretches must agree, and over which share of the side.
const LEAST_STRETCHES: usize = 4;
const LEAST_SPAN: f64 = 0.25;
/// Half the width over which a step is told, in millimetres.
const HALF_STEP_MM: f64 = 0.4;
/// Least step of brightness, in grey levels, and how far it must stand out of the grain beside it.
const LEAST_STEP: f64 = 1.8;
const ABOVE_GRAIN: f64 = 7.0;
/// Largest distance, in millimetres, of a side's stretches from the straight line through them.
const BENT_MM: f64 = 0.1;
/// How far a picture's size may be from a sheet's, in millimetres, for its ends to be the sheet's.
const SIZE_MM: f64 = 1.5;
/// How far the page may be turned, in degrees, for the picture's ends to be the sheet's.
const TURNED_DEG: f64 = 0.08;

/// How a printed page lies on its sheet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OnSheet {
    /// Where the form's top left corner lies on the sheet, in millimetres rightwards and downwards.
    pub offset: (f64, f64),
    /// Width and height of the print as shares of the design's.
    pub scale: (f64, f64),
    /// How far the print is turned on its sheet, in degrees clockwise.
    pub turned_deg: f64,
    /// How well the four corners of the frame agree with that, in millimetres.
    pub residual_mm: f64,
    /// How far the corner of the frame that strays most lies on the sheet from where it was designed, in millimetres:
    /// with all that offset and scale do not undo.
    pub farthest_mm: f64,
    /// The picture's own ends were taken for some of the sheet's sides: nothing else showed them.
    pub by_picture: bool,
    /// How much larger than the scanner says the sheet is, as a share; none where it says nothing.
    pub scanner: Option<f64>,
}

/// Why a sheet's place cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoSheet {
    /// Some of its sides cannot be seen.
    Sides,
    /// They are no sheet of A4.
    Shape,
}

/// A side of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Top,
    Right,
    Bottom,
}

impl Side {
    const ALL: [Self; 4] = [Self::Left, Self::Top, Self::Right, Self::Bottom];

    fn is_upright(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }

    /// How long it is, in millimetres.
    fn length(self) -> f64 {
        if self.is_upright() {
            A4_HEIGHT_MM
        } else {
            A4_WIDTH_MM
        }
    }

    /// The point of the form that lies `along` the side and `inwards` from it, in millimetres.
    fn point(self, along: f64, inwards: f64) -> Pt {
        match self {
            Self::Left => (inwards, along),
            Self::Right => (A4_WIDTH_MM - inwards, along),
            Self::Top => (along, inwards),
            Self::Bottom => (along, A4_HEIGHT_MM - inwards),
        }
    }
}

/// Tells how a registered page lies on its sheet. `frame` is a frame printed on the page, whose lines make the
/// registration exact.
///
/// # Errors
/// [`NoSheet`] where the sheet's four sides cannot be told.
pub fn on_sheet(page: &Page, registration: &Registration, frame: RectMm) -> Result<OnSheet, NoSheet> {
    let exact = registration.around_frame(page, frame);
    let mut by_picture = false;
    let mut sides = Vec::new();
    for side in Side::ALL {
        let (line, by_end) = side_of(page, &exact, side).ok_or(NoSheet::Sides)?;
        by_picture |= by_end;
        sides.push(line);
    }
    let [left, top, right, bottom] = sides.as_slice() else {
        return Err(NoSheet::Sides);
    };
    let corner = |a: &Line, b: &Line| a.meets(b).ok_or(NoSheet::Shape);
    let corners = [
        ((0.0, 0.0), corner(left, top)?),
        ((A4_WIDTH_MM, 0.0), corner(right, top)?),
        ((A4_WIDTH_MM, A4_HEIGHT_MM), corner(right, bottom)?),
        ((0.0, A4_HEIGHT_MM), corner(left, bottom)?),
    ];
    let pairs = corners.map(|(from, to)| Pair {
        from,
        to,
        weight: 1.0,
    });
    // A flat sheet under a scanner: its sides may be stretched, but stay parallel.
    let sheet = fit::affine(&pairs).ok_or(NoSheet::Shape)?;
    let px_per_mm = exact.px_per_mm;
    let strays = pairs
        .iter()
        .map(|pair| away(fit::apply(&sheet, pair.from), pair.to) / px_per_mm);
    if strays.fold(0.0, f64::max) > 1.0 {
        return Err(NoSheet::Shape);
    }
    let back = fit::inverse(&sheet).ok_or(NoSheet::Shape)?;
    let mut placed = placed(&exact, &back, frame);
    placed.by_picture = by_picture;
    placed.scanner = page.dpi.map(|dpi| {
        let across = away(
            fit::apply(&sheet, (0.0, 0.0)),
            fit::apply(&sheet, (A4_WIDTH_MM, 0.0)),
        );
        across / (dpi / 25.4 * A4_WIDTH_MM) - 1.0
    });
    Ok(placed)
}

/// The print's place by the frame's corners, one axis after the other.
fn placed(registration: &Registration, back: &Matrix, frame: RectMm) -> OnSheet {
    let (right, low) = (frame.x + frame.w, frame.y + frame.h);
    let design = [(frame.x, frame.y), (right, frame.y), (right, low), (frame.x, low)];
    let seen = design.map(|mm| fit::apply(back, registration.to_px(mm)));
    let mean = |at: [usize; 2], axis: fn(Pt) -> f64| (axis(seen[at[0]]) + axis(seen[at[1]])) / 2.0;
    let (x0, x1) = (mean([0, 3], |p| p.0), mean([1, 2], |p| p.0));
    let (y0, y1) = (mean([0, 1], |p| p.1), mean([2, 3], |p| p.1));
    let scale = ((x1 - x0) / frame.w, (y1 - y0) / frame.h);
    let offset = (x0 - scale.0 * frame.x, y0 - scale.1 * frame.y);
    let turned = ((seen[1].1 - seen[0].1) / frame.w + (seen[0].0 - seen[3].0) / frame.h) / 2.0;
    let strays = design.iter().zip(&seen).map(|(mm, seen)| {
        let at = (offset.0 + scale.0 * mm.0, offset.1 + scale.1 * mm.1);
        away(at, *seen).powi(2)
    });
    let farthest = design.iter().zip(&seen).map(|(mm, seen)| away(*mm, *seen));
    OnSheet {
        farthest_mm: farthest.fold(0.0, f64::max),
        offset,
        scale,
        turned_deg: turned.atan().to_degrees(),
        residual_mm: (strays.sum::<f64>() / 4.0).sqrt(),
        by_picture: false,
        scanner: None,
    }
}

fn away(a: Pt, b: Pt) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// A straight line through a point.
#[derive(Debug, Clone, Copy)]
struct Line {
    at: Pt,
    along: Pt,
}

impl Line {
    fn meets(&self, other: &Self) -> Option<Pt> {
        let cross = self.along.0 * other.along.1 - self.along.1 * other.along.0;
        if cross.abs() < 1e-6 {
            return None;
        }
        let (dx, dy) = (other.at.0 - self.at.0, other.at.1 - self.at.1);
        let far = (dx * other.along.1 - dy * other.along.0) / cross;
        Some((self.at.0 + far * self.along.0, self.at.1 + far * self.along.1))
    }
}

/// A side of the sheet in the picture, and whether the picture's end stands for it.
fn side_of(page: &Page, registration: &Registration, side: Side) -> Option<(Line, bool)> {
    let length = side.length() * (1.0 - 2.0 * FROM_CORNER) / STRETCHES as f64;
    let seen: Vec<Pt> = (0..STRETCHES)
        .filter_map(|at| {
            let from = side.length() * FROM_CORNER + at as f64 * length;
            let inwards = step(&page.image, registration, side, from..from + length)?;
            Some((from + length / 2.0, inwards))
        })
        .collect();
    match straight(&seen, side.length()) {
        Some((at, slope)) => {
            let ends = [0.0, side.length()].map(|along| {
                let inwards = at + slope * along;
                registration.to_px(side.point(along, inwards))
            });
            Some((through(ends[0], ends[1]), false))
        }
        None => end_of(page, registration, side).map(|line| (line, true)),
    }
}

fn through(from: Pt, to: Pt) -> Line {
    let length = away(from, to).max(1e-9);
    Line {
        at: from,
        along: ((to.0 - from.0) / length, (to.1 - from.1) / length),
    }
}

/// The straight line `at + slope · along` on which most of the points lie; none where too few do.
fn straight(points: &[Pt], length: f64) -> Option<(f64, f64)> {
    let line = |a: &Pt, b: &Pt| {
        let slope = (b.1 - a.1) / (b.0 - a.0);
        (a.1 - slope * a.0, slope)
    };
    let on = |(at, slope): (f64, f64)| {
        let near = points
            .iter()
            .filter(move |p| (at + slope * p.0 - p.1).abs() <= BENT_MM);
        near.copied().collect::<Vec<Pt>>()
    };
    let pairs = points.iter().enumerate().flat_map(|(at, a)| {
        let others = points.iter().skip(at + 1);
        others.map(move |b| (a, b))
    });
    let best = pairs.map(|(a, b)| on(line(a, b))).max_by_key(Vec::len)?;
    let span = best.last()?.0 - best.first()?.0;
    if best.len() < LEAST_STRETCHES || span < LEAST_SPAN * length {
        return None;
    }
    let count = best.len() as f64;
    let (sx, sy) = best.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    let (mx, my) = (sx / count, sy / count);
    let spread: f64 = best.iter().map(|p| (p.0 - mx).powi(2)).sum();
    let slope = best.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>() / spread.max(1e-9);
    Some((my - slope * mx, slope))
}

/// How far inwards of the form's edge the sheet's side lies along a stretch, in the form's millimetres: the innermost
/// clear step of brightness from the white outwards.
fn step(
    image: &RgbImage,
    registration: &Registration,
    side: Side,
    along: std::ops::Range<f64>,
) -> Option<f64> {
    let profile = profile(image, registration, side, along);
    let reach = (HALF_STEP_MM / ACROSS_MM).round() as usize;
    // From the print outwards; the white next to the print says how bright the paper is and how much grain there is.
    let mean = |values: &[Option<f64>]| -> Option<f64> {
        let whole: Option<Vec<f64>> = values.iter().copied().collect();
        whole.map(|values| values.iter().sum::<f64>() / values.len() as f64)
    };
    let differences: Vec<Option<f64>> = (reach..profile.len().saturating_sub(reach))
        .map(|at| Some(mean(&profile[at..at + reach])? - mean(&profile[at - reach..at])?))
        .collect();
    let beside = differences.iter().take(3 * reach).flatten().map(|d| d.abs());
    let grain = beside.fold(0.0, f64::max) / 3.0;
    let least = LEAST_STEP.max(ABOVE_GRAIN * grain);
    let first = differences
        .iter()
        .position(|d| d.is_some_and(|d| d.abs() >= least))?;
    // The step's middle: its steepest place, between its neighbours.
    let last = (first + 2 * reach).min(differences.len().saturating_sub(1));
    let size = |at: usize| differences.get(at).copied().flatten().map_or(0.0, f64::abs);
    let steepest = (first..=last).max_by(|a, b| size(*a).total_cmp(&size(*b)))?;
    let (before, here, after) = (
        size(steepest.saturating_sub(1)),
        size(steepest),
        size(steepest + 1),
    );
    let bend = before - 2.0 * here + after;
    let between = if bend.abs() > 1e-9 {
        (0.5 * (before - after) / bend).clamp(-0.5, 0.5)
    } else {
        0.0
    };
    // Look `k` of the profile lies at `WHITE_MM − k · ACROSS_MM`; a difference lies between two looks.
    let at = (steepest + reach) as f64 + between - 0.5;
    Some(WHITE_MM - at * ACROSS_MM)
}

/// Brightness across a side, from the white at the print outwards, averaged along a stretch; none beyond the picture.
fn profile(
    image: &RgbImage,
    registration: &Registration,
    side: Side,
    along: std::ops::Range<f64>,
) -> Vec<Option<f64>> {
    let (width, height) = (f64::from(image.width()), f64::from(image.height()));
    let count = ((WHITE_MM + OUTSIDE_MM) / ACROSS_MM) as usize;
    let looks = ((along.end - along.start) / ALONG_MM) as usize;
    let look = |at: usize| {
        let inwards = WHITE_MM - at as f64 * ACROSS_MM;
        let mut sum = 0.0;
        for step in 0..looks {
            let (x, y) = registration.to_px(side.point(along.start + step as f64 * ALONG_MM, inwards));
            if !(x >= 0.5 && y >= 0.5 && x <= width - 0.5 && y <= height - 0.5) {
                return None;
            }
            let [r, g, b] = bilinear(image, x, y).map(f64::from);
            sum += 0.3 * r + 0.5 * g + 0.2 * b;
        }
        Some(sum / looks as f64)
    };
    (0..count).map(look).collect()
}

/// The picture's end for a side that nothing shows: where the picture is as large as a sheet and the page straight.
fn end_of(page: &Page, registration: &Registration, side: Side) -> Option<Line> {
    let quarter = (registration.rotation_deg() / 90.0).round() * 90.0;
    if (registration.rotation_deg() - quarter).abs() > TURNED_DEG {
        return None;
    }
    let (width, height) = (f64::from(page.image.width()), f64::from(page.image.height()));
    let per_mm = page.dpi.map_or(registration.px_per_mm, |dpi| dpi / 25.4);
    let lies = (quarter / 90.0).rem_euclid(2.0) > 0.5;
    let (across, down) = if lies { (height, width) } else { (width, height) };
    let fits = |pixels: f64, mm: f64| (pixels / per_mm - mm).abs() <= SIZE_MM;
    if !fits(across, A4_WIDTH_MM) || !fits(down, A4_HEIGHT_MM) {
        return None;
    }
    // Outwards from the side, in pixels: which end of the picture is next.
    let middle = side.length() / 2.0;
    let (from, to) = (
        registration.to_px(side.point(middle, 10.0)),
        registration.to_px(side.point(middle, 0.0)),
    );
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    Some(if dx.abs() > dy.abs() {
        let x = if dx > 0.0 { width } else { 0.0 };
        through((x, 0.0), (x, height))
    } else {
        let y = if dy > 0.0 { height } else { 0.0 };
        through((0.0, y), (width, y))
    })
}
