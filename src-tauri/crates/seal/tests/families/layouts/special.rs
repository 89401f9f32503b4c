//! 专用章 (合同、财务、发票): the star above the middle, a line of text beneath it, an arc of figures.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::ellipse;
use super::{Die, Hand, Order, Up, code_arc, engraver, name_arc};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let radius = random.pick(&[38.0, 40.0, 42.0]) / 2.0;
    let border = random.between(0.8, 1.4);
    let mut e = engraver((radius, radius), order);
    let hand = Hand::any(&mut e, random);
    e.band(ellipse(radius, radius), border);
    let star = radius * random.between(0.2, 0.3);
    e.star((0.0, -radius * random.between(0.04, 0.16)), star);
    let high = radius * random.between(0.19, 0.25);
    let count = 9 + (random.bits() % 9) as usize;
    let middle = radius - border - random.between(0.5, 1.0) - high / 2.0;
    let sweep = (count as f64 * 20.0).clamp(190.0, random.between(240.0, 270.0));
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
    let line = 4 + (random.bits() % 3) as usize;
    let tall = radius * random.between(0.17, 0.23);
    let room = radius * 1.05 / line as f64;
    let text = hand.name(line, random);
    e.line(
        &text,
        (0.0, radius * random.between(0.42, 0.52)),
        room.min(tall * 1.15),
        (room.min(tall) * 0.85, tall),
    );
    if !random.bits().is_multiple_of(3) {
        code_arc(
            &mut e,
            &hand,
            (radius - border - 1.2, radius - border - 1.2),
            52.0,
            random,
        );
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
