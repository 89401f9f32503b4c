//! The ground of a square name: solid with white characters (白文), or paper with red ones (朱文).

use crate::geometry::Oblong;
use crate::ink::Ink;
use crate::outline::Outline;

/// Ink behind a square's edge from which its ground is solid, in mm: characters stand free of a border before that.
pub(crate) const SOLID_MM: f64 = 1.7;
/// Depth behind the edge that solid ground is taken to have, in mm.
pub(crate) const GROUND_MM: f64 = 2.6;
/// Places around the square that are looked at, and depths in mm.
const PLACES: usize = 180;
const STEP_MM: f64 = 0.1;
/// Share of those places that is inked on a white line, and on solid ground behind it.
const LINE: f64 = 0.35;
const GROUND: f64 = 0.85;
/// A white line along the border is so wide at most, in mm.
const LINE_MM: f64 = 0.9;
/// Ground goes on for so long behind it, in mm, this share inked: white characters begin there. A second red line ends.
const ON_MM: f64 = 1.2;
const ON: f64 = 0.6;

/// Whether the ground behind a border of this depth is solid.
pub(crate) fn is_solid(ink: &Ink, outline: &Outline, deep_mm: f64) -> bool {
    match outline {
        Outline::Square(b) => deep_mm > SOLID_MM || is_behind_a_line(ink, b, deep_mm),
        _ => false,
    }
}

/// Whether solid ground begins again behind a white line that runs along the border.
fn is_behind_a_line(ink: &Ink, b: &Oblong, deep_mm: f64) -> bool {
    let inked = |mm: f64| {
        let is_inked = |i: &usize| {
            let (p, n) = b.at((*i as f64 + 0.5) / PLACES as f64);
            let d = mm * ink.px_per_mm;
            ink.coverage_at(p.0 - n.0 * d, p.1 - n.1 * d) > 0.5
        };
        (0..PLACES).filter(is_inked).count() as f64 / PLACES as f64
    };
    let depths = |from: f64, to: f64| {
        let steps = ((to - from) / STEP_MM).round() as usize;
        (0..=steps).map(move |i| from + i as f64 * STEP_MM)
    };
    let Some(line) = depths(deep_mm, deep_mm + 0.4).find(|mm| inked(*mm) <= LINE) else {
        return false;
    };
    let Some(ground) = depths(line, line + LINE_MM).find(|mm| inked(*mm) >= GROUND) else {
        return false;
    };
    let on: Vec<f64> = depths(ground, ground + ON_MM).map(inked).collect();
    on.iter().sum::<f64>() / on.len() as f64 >= ON
}
