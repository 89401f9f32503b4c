//! Chance that is always the same for a seed, for made-up pictures and tests. No secret rests on it.

/// Random numbers from a seed (SplitMix64, <https://prng.di.unimi.it/splitmix64.c>, public domain).
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Sixty-four random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number from 0 (included) to 1 (excluded).
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number between two.
    #[inline]
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of several.
    #[inline]
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.bits() % of.len() as u64) as usize]
    }

    /// Four numbers that are about normal (mean 0, deviation 1) from one draw: sums of two bytes each would be
    /// triangles, which is near enough for a sensor.
    #[inline]
    pub fn noise(&mut self) -> [f32; 4] {
        let bits = self.bits();
        std::array::from_fn(|i| {
            let pair = bits >> (16 * i);
            (((pair & 0xff) + (pair >> 8 & 0xff)) as f32 - 255.0) / 104.5
        })
    }
}

/// Spreads every bit of a number over all of it.
#[inline]
pub fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draws_are_those_of_the_published_generator() {
        let mut chance = Seeded::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| chance.bits()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut chance = Seeded::new(7);
        for _ in 0..1000 {
            assert!((0.0..1.0).contains(&chance.unit()));
            assert!((-2.0..3.0).contains(&chance.between(-2.0, 3.0)));
            assert!([1, 5, 9].contains(&chance.pick(&[1, 5, 9])));
            assert!(chance.noise().iter().all(|n| n.abs() < 2.5));
        }
    }
}
