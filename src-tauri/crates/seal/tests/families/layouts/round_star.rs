//! 公章: a star in the middle, the name along the border, sometimes figures along its lower part.

use seal::SampleKind;
use seal::synth::Seeded;

use super::super::engraver::ellipse;
use super::{Die, Hand, Order, Up, code_arc, engraver, name_arc};

pub fn cut(order: &Order, random: &mut Seeded) -> Die {
    let radius = random.pick(&[38.0, 40.0, 40.0, 42.0, 45.0]) / 2.0;
    let border = random.between(0.8, 1.5);
    let mut e = engraver((radius, radius), order);
    let hand = Hand::any(&mut e, random);
    e.band(ellipse(radius, radius), border);
    e.star((0.0, 0.0), radius * random.between(0.26, 0.37));
    let high = radius * random.between(0.2, 0.29);
    let count = 8 + (random.bits() % 11) as usize;
    let middle = radius - border - random.between(0.5, 1.2) - high / 2.0;
    let sweep = (count as f64 * 21.0).clamp(190.0, random.between(255.0, 285.0));
    let pitch = sweep.to_radians() * middle / (count as f64 - 1.0);
    let size = ((pitch * 0.86).min(high * 0.9), high);
    name_arc(&mut e, &hand, (middle, middle), count, size, sweep, random);
    if random.bits().is_multiple_of(2) {
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
