//! Smooth noise that is always the same for a seed.

use numerics::mixed;

/// Smooth noise from 0 to 1 on a unit grid.
pub fn value_noise(seed: u64, x: f64, y: f64) -> f64 {
    let (x0, y0) = (x.floor(), y.floor());
    let corner = |dx: f64, dy: f64| {
        let key = ((x0 + dx) as i64 as u64).wrapping_mul(0x9e37_79b9)
            ^ ((y0 + dy) as i64 as u64).wrapping_mul(0x85eb_ca6b_0001);
        (mixed(key ^ seed.wrapping_mul(0xd6e8_feb8_6659_fd93)) >> 40) as f64 / (1_u64 << 24) as f64
    };
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (ax, ay) = (ease(x - x0), ease(y - y0));
    let top = corner(0.0, 0.0) * (1.0 - ax) + corner(1.0, 0.0) * ax;
    let bottom = corner(0.0, 1.0) * (1.0 - ax) + corner(1.0, 1.0) * ax;
    top * (1.0 - ay) + bottom * ay
}
