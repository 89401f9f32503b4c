//! A round seal without a star: the name along the border, one or two lines of text in the middle.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::ellipse;
use super::{Die, Hand, Order, Up, engraver, name_arc};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let radius = random.pick(&[38.0, 40.0, 42.0]) / 2.0;
    let border = random.between(0.9, 1.4);
    let mut e = engraver((radius, radius), order);
    let hand = Hand::any(&mut e, random);
    e.band(ellipse(radius, radius), border);
    let high = radius * random.between(0.2, 0.26);
    let count = 9 + (random.bits() % 8) as usize;
    let middle = radius - border - 0.8 - high / 2.0;
    let sweep = (count as f64 * 21.0).clamp(190.0, 260.0);
    let pitch = sweep.to_radians() * middle / (count as f64 - 1.0);
    name_arc(
        &mut e,
        &hand,
        (middle, middle),
        count,
        ((pitch * 0.85).min(high * 0.85), high),
        sweep,
        random,
    );
    let tall = radius * random.between(0.2, 0.27);
    let rows = 1 + (random.bits() % 2) as usize;
    for row in 0..rows {
        let text = hand.name(4, random);
        let y = (row as f64 - (rows as f64 - 1.0) / 2.0) * tall * 1.3 + radius * 0.1;
        e.line(&text, (0.0, y), tall * 1.1, (tall * 0.88, tall));
    }
    Die {
        relief: e.canvas,
        kind: SampleKind::OrgSeal,
        half: (radius, radius),
        up: Up::Whole,
        border,
        round: true,
    }
}
