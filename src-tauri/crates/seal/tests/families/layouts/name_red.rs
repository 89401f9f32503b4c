//! 朱文: red characters, two by two, in a square border.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::rounded;
use super::{Die, Hand, Order, Up, engraver};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let side = random.between(8.0, 11.0);
    let half = (side, side * random.between(0.98, 1.02));
    let border = random.between(0.6, 1.1);
    let mut e = engraver(half, order);
    let hand = Hand::any(&mut e, random);
    e.band(rounded(half, random.between(0.2, 1.2)), border);
    let room = side - border - random.between(0.3, 0.7);
    for at in 0..4 {
        let text = hand.name(1, random);
        let centre = ((f64::from(at % 2) - 0.5) * room, (f64::from(at / 2) - 0.5) * room);
        e.line(&text, centre, room, (room * 0.88, room * 0.88));
    }
    Die {
        relief: e.canvas,
        kind: SampleKind::LegalRepSeal,
        half,
        up: Up::Quarter,
        border,
        round: false,
    }
}
