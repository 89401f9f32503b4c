//! Where the ink of a border ends along a line.

use crate::geometry::Pt;
use crate::ink::Ink;

/// A point of the border counts for a fit when it lies this close, in mm.
pub(super) const FIT_REACH_MM: f64 = 0.3;

/// Outermost half-contrast crossing along a normal, within `reach` pixels either way; positive is outside.
pub(crate) fn crossing(ink: &Ink, p: Pt, n: Pt, reach: f64) -> Option<f64> {
    let at = |d: f64| ink.coverage_at(p.0 + d * n.0, p.1 + d * n.1);
    let step = 0.5;
    let mut d = reach;
    let mut outer = at(d);
    if outer > 0.5 {
        return None;
    }
    while d > -reach {
        let inner = at(d - step);
        if inner > 0.5 {
            return Some(d - step * f64::from((0.5 - outer) / (inner - outer)));
        }
        outer = inner;
        d -= step;
    }
    None
}
