//! Two rings, a thick one and a thin one inside it.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::ellipse;
use super::{Die, Hand, Order, Up, engraver, name_arc};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let radius = random.pick(&[40.0, 42.0, 45.0]) / 2.0;
    let border = random.between(0.8, 1.3);
    let mut e = engraver((radius, radius), order);
    let hand = Hand::any(&mut e, random);
    e.band(ellipse(radius, radius), border);
    let inner = radius - border - random.between(0.5, 1.0);
    let thin = random.between(0.25, 0.5);
    e.band(ellipse(inner, inner), thin);
    e.star((0.0, 0.0), radius * random.between(0.24, 0.33));
    let high = radius * random.between(0.19, 0.25);
    let count = 9 + (random.bits() % 8) as usize;
    let middle = inner - thin - 0.7 - high / 2.0;
    let sweep = (count as f64 * 21.0).clamp(190.0, 265.0);
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
    Die {
        relief: e.canvas,
        kind: SampleKind::OrgSeal,
        half: (radius, radius),
        up: Up::Whole,
        border,
        round: true,
    }
}
