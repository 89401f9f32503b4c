//! An oblong with rounded corners and rows of text, as departments have it.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::rounded;
use super::{Die, Hand, Order, Up, engraver};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let half = (random.between(19.0, 22.0), random.between(10.0, 14.0));
    let border = random.between(0.7, 1.1);
    let mut e = engraver(half, order);
    let hand = Hand::any(&mut e, random);
    e.band(rounded(half, random.between(0.3, 1.5)), border);
    let rows = 2 + (random.bits() % 2) as usize;
    let high = (2.0 * half.1 - 2.0 * border - 1.6) / rows as f64;
    for row in 0..rows {
        let count = 5 + (random.bits() % 3) as usize;
        let pitch = (2.0 * half.0 - 2.0 * border - 2.0) / count as f64;
        let text = hand.name(count, random);
        let y = (row as f64 - (rows as f64 - 1.0) / 2.0) * high;
        e.line(&text, (0.0, y), pitch, (pitch * 0.8, high * 0.78));
    }
    Die {
        relief: e.canvas,
        kind: SampleKind::OrgSeal,
        half,
        up: Up::Quarter,
        border,
        round: false,
    }
}
