//! An ellipse through most of what rays meet.

use crate::geometry::{Ellipse, Pt};

/// One in so many points votes for an ellipse; all of them refine the winner.
const VOTERS: usize = 3;
/// Ellipses that are tried.
const TRIES: usize = 240;

/// Random fives (always the same ones) vote, the winner is refined; `None` without an ellipse worth the name.
pub(super) fn through(points: &[Pt], reach: f64) -> Option<Ellipse> {
    let inliers = |e: &Ellipse, reach: f64| -> Vec<Pt> {
        points
            .iter()
            .copied()
            .filter(|p| e.distance(*p).abs() < reach)
            .collect()
    };
    let mut seed = 0x5ea1_u64;
    let mut pick = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        points[(seed >> 33) as usize % points.len()]
    };
    if points.len() < 24 {
        return None;
    }
    let mut best: Option<(usize, Ellipse)> = None;
    for _ in 0..TRIES {
        let five: [Pt; 5] = std::array::from_fn(|_| pick());
        let Some(e) = Ellipse::through(&five).filter(|e| e.short / e.long > 0.55) else {
            continue;
        };
        let voters = points.iter().step_by(VOTERS);
        let votes = voters.filter(|p| e.distance(**p).abs() < reach).count();
        if best.as_ref().is_none_or(|(most, _)| votes > *most) {
            best = Some((votes, e));
        }
    }
    let (_, mut e) = best?;
    for reach in [reach * 1.5, reach, reach * 0.8] {
        if let Some(better) = Ellipse::through(&inliers(&e, reach)) {
            e = better;
        }
    }
    (e.short / e.long > 0.5).then_some(e)
}
