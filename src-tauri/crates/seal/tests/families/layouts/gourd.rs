//! A gourd: two circles grown together, a character in each. Only person's name seals look like that.

use std::f64::consts::TAU;

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::canvas::Pt;
use super::{Die, Hand, Order, Up, engraver};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let (small, large) = (random.between(5.0, 6.2), random.between(6.8, 8.0));
    let border = random.between(0.7, 1.0);
    let half = (large, (small + large) * 0.92);
    let (upper, lower) = (-half.1 + small, half.1 - large);
    // Along the two circles, whichever reaches farther.
    let outline = |inset: f64| -> Vec<Pt> {
        (0..240)
            .map(|i| {
                let (sin, cos) = (f64::from(i) * TAU / 240.0).sin_cos();
                let reach = |centre: f64, radius: f64| {
                    let along = centre * sin;
                    let rest = radius * radius - (centre * cos).powi(2);
                    if rest <= 0.0 { 0.0 } else { along + rest.sqrt() }
                };
                let r = reach(upper, small - inset).max(reach(lower, large - inset));
                (r * cos, r * sin)
            })
            .collect()
    };
    let mut e = engraver(half, order);
    let hand = Hand::any(&mut e, random);
    e.band(outline, border);
    for (y, radius) in [(upper, small), (lower, large)] {
        let side = radius * 1.05;
        let text = hand.name(1, random);
        e.line(&text, (0.0, y), side, (side, side));
    }
    Die {
        relief: e.canvas,
        kind: SampleKind::LegalRepSeal,
        half,
        up: Up::Whole,
        border,
        round: false,
    }
}
