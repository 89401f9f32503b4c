//! A small seeded generator: the same picture for the same seed.

/// A small generator with a good spread (SplitMix64, public domain), so that tests need no other crate.
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
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Four numbers that are about normal (mean 0, deviation 1) from one draw: sums of two bytes each would be
    /// triangles, which is near enough for a sensor.
    pub fn noise(&mut self) -> [f32; 4] {
        let bits = self.bits();
        std::array::from_fn(|i| {
            let pair = bits >> (16 * i);
            (((pair & 0xff) + (pair >> 8 & 0xff)) as f32 - 255.0) / 104.5
        })
    }
}
