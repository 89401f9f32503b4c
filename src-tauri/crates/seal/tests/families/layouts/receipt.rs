//! 发票专用章: an oval of 40 by 30 mm with the name above, a number across and a word below.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::ellipse;
use super::{Die, Hand, Order, Up, engraver, name_arc};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let (a, b) = random.pick(&[(20.0, 15.0), (22.5, 15.0)]);
    let border = random.between(0.8, 1.2);
    let mut e = engraver((a, b), order);
    let hand = Hand::any(&mut e, random);
    e.band(ellipse(a, b), border);
    let high = random.between(3.4, 4.4);
    let axes = (a - border - 0.7 - high / 2.0, b - border - 0.7 - high / 2.0);
    let count = 10 + (random.bits() % 6) as usize;
    name_arc(&mut e, &hand, axes, count, (high * 0.62, high), 215.0, random);
    let weight = std::mem::replace(&mut e.weight, 0.0);
    let number = hand.figures(15, random);
    e.line(&number, (0.0, 0.4), (a * 1.25) / 15.0, (a * 0.95 / 15.0, 2.4));
    e.weight = weight;
    let word = hand.name(5, random);
    e.line(&word, (0.0, b * 0.5), 3.6, (3.0, 3.4));
    Die {
        relief: e.canvas,
        kind: SampleKind::OrgSeal,
        half: (a, b),
        up: Up::Whole,
        border,
        round: false,
    }
}
