//! 白文: white characters, two by two, carved out of solid ground.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::rounded;
use super::{Die, Hand, Order, Up, engraver};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let side = random.between(8.0, 11.0);
    let half = (side, side * random.between(0.98, 1.02));
    let border = random.between(0.7, 1.4);
    let mut e = engraver(half, order);
    let hand = Hand::any(&mut e, random);
    // White strokes are cut wider than red ones: ink runs into them.
    e.weight += 0.15;
    e.fill(&[rounded(half, random.between(0.2, 1.0))(0.0)]);
    let room = side - border;
    for at in 0..4 {
        let text = hand.name(1, random);
        let centre = ((f64::from(at % 2) - 0.5) * room, (f64::from(at / 2) - 0.5) * room);
        for glyph in &text {
            e.carve_glyph(
                glyph,
                centre,
                (room * 0.86, room * 0.86),
                -std::f64::consts::FRAC_PI_2,
            );
        }
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
