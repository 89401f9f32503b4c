//! The outer border of a seal: an ellipse, a rectangle or a shape of its own, through the seal's ink.
//!
//! Rays from outside meet the outermost ink; the shape that most of them lie on is the seal's. What lies inside of it
//! is missing border; what lies outside says that the shape is none, and then the ink's own contour is taken.

mod crossing;
mod free;
mod round;
mod square;

use std::f64::consts::TAU;

use crossing::FIT_REACH_MM;
pub(crate) use crossing::crossing;
pub(crate) use free::Free;

use crate::geometry::{Ellipse, Oblong, Pt, area, hull};
use crate::ink::Ink;

/// Hull area by area of the smallest rectangle from which it is a rectangle and nothing else: a disc gives 0.785.
const SQUARE_FROM: f64 = 0.94;
/// Rays cast to find the border.
const RAYS: usize = 720;
/// A point this far outside a shape says that the shape is none, in mm.
const OUTSIDE_MM: f64 = 0.7;
/// Share of such points that is no splash.
const OUTSIDE_SHARE: f64 = 0.07;
/// Share of the points on a shape from which what lies outside is a neighbour's: gourds leave 0.62 to 0.72 on it.
const NEARLY_ALL: f64 = 0.8;
/// Share of the points near a shape, and share of them on it below which the shape is another one.
const NEAR_SHARE: f64 = 0.9;
const BESIDE_SHARE: f64 = 0.97;
/// How far from a shape is near it, in mm.
const NEAR_MM: f64 = 1.2;

/// The border of a seal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outline {
    Round(Ellipse),
    Square(Oblong),
    Free(Free),
}

impl Outline {
    /// Finds the border around the inked pixels; `None` when they enclose nothing.
    pub fn of(ink: &Ink, mask: &[bool]) -> Option<Self> {
        let edge = edge_points(mask, ink.width);
        let hull = hull(&edge);
        let smallest = Oblong::around(&hull)?;
        let least = 3.0 * ink.px_per_mm;
        if smallest.sides.0 < least || smallest.sides.1 < least {
            return None;
        }
        let reach = FIT_REACH_MM * ink.px_per_mm;
        let from = smallest.sides.0.hypot(smallest.sides.1) / 2.0 + 2.0;
        let hits = hits(ink, mask, smallest.centre, from);
        let square = square::through(&hits, smallest, ink);
        if area(&hull) / (smallest.sides.0 * smallest.sides.1) >= SQUARE_FROM {
            return Some(Self::Square(square));
        }
        let shares = |of: &Self| Shares::of(of, &hits, ink.px_per_mm);
        let known = [
            Some(Self::Square(square)),
            round::through(&hits, reach).map(Self::Round),
        ];
        let (shares, best) = known
            .into_iter()
            .flatten()
            .map(|outline| (shares(&outline), outline))
            .max_by(|a, b| a.0.on.total_cmp(&b.0.on))?;
        if shares.outside <= OUTSIDE_SHARE || shares.on >= NEARLY_ALL {
            return Some(best);
        }
        Free::around(ink, mask, smallest.centre)
            .map(Self::Free)
            .or(Some(best))
    }

    /// The ink's own contour where it runs along a known shape for most of the way, but beside it.
    pub fn beside(known: &Self, ink: &Ink, mask: &[bool]) -> Option<Self> {
        let smallest = Oblong::around(&hull(&edge_points(mask, ink.width)))?;
        let from = smallest.sides.0.hypot(smallest.sides.1) / 2.0 + 2.0;
        let hits = hits(ink, mask, smallest.centre, from);
        let shares = Shares::of(known, &hits, ink.px_per_mm);
        if shares.near < NEAR_SHARE || shares.on >= BESIDE_SHARE {
            return None;
        }
        Free::around(ink, mask, smallest.centre).map(Self::Free)
    }

    /// The same for ink of which it is known that it lies on a known shape twice.
    pub fn known(ink: &Ink, mask: &[bool]) -> Option<Self> {
        let hull = hull(&edge_points(mask, ink.width));
        let smallest = Oblong::around(&hull)?;
        let from = smallest.sides.0.hypot(smallest.sides.1) / 2.0 + 2.0;
        let hits = hits(ink, mask, smallest.centre, from);
        let square = Self::Square(square::through(&hits, smallest, ink));
        let round = round::through(&hits, FIT_REACH_MM * ink.px_per_mm).map(Self::Round);
        let on = |of: &Self| Shares::of(of, &hits, ink.px_per_mm).on;
        [Some(square), round]
            .into_iter()
            .flatten()
            .max_by(|a, b| on(a).total_cmp(&on(b)))
    }

    /// A point of the border and its outward normal; `share` from 0 to 1 runs once around.
    pub fn at(&self, share: f64) -> (Pt, Pt) {
        match self {
            Self::Round(e) => e.at(share * TAU),
            Self::Square(b) => b.at(share),
            Self::Free(f) => f.at(share),
        }
    }

    /// Its middle.
    pub fn middle(&self) -> Pt {
        match self {
            Self::Round(e) => e.centre,
            Self::Square(b) => b.centre,
            Self::Free(f) => f.centre,
        }
    }

    /// Distance from the middle as a share of the border's in that direction.
    pub fn level(&self, p: Pt) -> f64 {
        match self {
            Self::Round(e) => e.level(p),
            Self::Square(b) => {
                let (u, v) = b.own(p);
                (2.0 * u.abs() / b.sides.0).max(2.0 * v.abs() / b.sides.1)
            }
            Self::Free(f) => f.level(p),
        }
    }

    /// About how far outside (positive) the border a pixel lies, in pixels.
    pub fn distance(&self, p: Pt) -> f64 {
        match self {
            Self::Round(e) => e.distance(p),
            Self::Square(b) => b.distance(p),
            Self::Free(f) => f.distance(p),
        }
    }
}

/// How much of what rays meet lies on an outline, how much near it, and how much outside of it.
struct Shares {
    on: f64,
    near: f64,
    outside: f64,
}

impl Shares {
    fn of(outline: &Outline, hits: &[Pt], px_per_mm: f64) -> Self {
        let of = |counts: &dyn Fn(f64) -> bool| {
            let n = hits
                .iter()
                .filter(|p| counts(outline.distance(**p) / px_per_mm))
                .count();
            n as f64 / hits.len().max(1) as f64
        };
        Self {
            on: of(&|mm| mm.abs() < FIT_REACH_MM),
            near: of(&|mm| mm.abs() < NEAR_MM),
            outside: of(&|mm| mm > OUTSIDE_MM),
        }
    }
}

/// The first and last inked pixel of every row, as corners, which is all a hull needs.
fn edge_points(mask: &[bool], width: usize) -> Vec<Pt> {
    let mut out = Vec::new();
    for (y, row) in mask.chunks_exact(width).enumerate() {
        if let (Some(first), Some(last)) = (row.iter().position(|m| *m), row.iter().rposition(|m| *m)) {
            for y in [y as f64, y as f64 + 1.0] {
                out.extend([(first as f64, y), (last as f64 + 1.0, y)]);
            }
        }
    }
    out
}

/// Where rays from outside first meet ink, to a part of a pixel.
fn hits(ink: &Ink, mask: &[bool], centre: Pt, reach: f64) -> Vec<Pt> {
    let inked = |x: f64, y: f64| {
        (x >= 0.0 && y >= 0.0 && (x as usize) < ink.width && (y as usize) < ink.height)
            && mask[y as usize * ink.width + x as usize]
    };
    let mut out = Vec::with_capacity(RAYS);
    for ray in 0..RAYS {
        let (sin, cos) = (ray as f64 * TAU / RAYS as f64).sin_cos();
        let at = |r: f64| (centre.0 + r * cos, centre.1 + r * sin);
        let mut r = reach;
        while r > 0.0 && !inked(at(r).0, at(r).1) {
            r -= 0.5;
        }
        if r > 0.0 {
            let (inner, outer) = (at(r - 0.5), at(r + 1.0));
            let (a, b) = (
                ink.coverage_at(inner.0, inner.1),
                ink.coverage_at(outer.0, outer.1),
            );
            // Half contrast lies between the two unless grain hides it; then the pixel itself is good enough.
            let share = if a > 0.5 && b < 0.5 {
                f64::from((a - 0.5) / (a - b))
            } else {
                1.0 / 3.0
            };
            out.push(at(r - 0.5 + 1.5 * share));
        }
    }
    out
}
