//! Random numbers that are always the same for a seed.

/// Random numbers from a seed (SplitMix64, public domain).
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Sixty-four random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        hashed(self.0)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.bits() % of.len() as u64) as usize]
    }
}

fn hashed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Smooth noise from 0 to 1 on a unit grid.
pub fn value_noise(seed: u64, x: f64, y: f64) -> f64 {
    let (x0, y0) = (x.floor(), y.floor());
    let corner = |dx: f64, dy: f64| {
        let key = ((x0 + dx) as i64 as u64).wrapping_mul(0x9e37_79b9)
            ^ ((y0 + dy) as i64 as u64).wrapping_mul(0x85eb_ca6b_0001);
        (hashed(key ^ seed.wrapping_mul(0xd6e8_feb8_6659_fd93)) >> 40) as f64 / (1_u64 << 24) as f64
    };
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (ax, ay) = (ease(x - x0), ease(y - y0));
    let top = corner(0.0, 0.0) * (1.0 - ax) + corner(1.0, 0.0) * ax;
    let bottom = corner(0.0, 1.0) * (1.0 - ax) + corner(1.0, 1.0) * ax;
    top * (1.0 - ay) + bottom * ay
}
