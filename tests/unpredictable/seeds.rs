//! A few seeds of every test run, as many as it has time for, in tests that run side by side. `cargo xtask clerk` runs
//! them by the thousand; what one finds gets a name in `found`.

use super::{run, surroundings::with_printer};

/// Tries at making the acts of a seed that fails fewer.
const SHRINKS: u32 = 60;

fn all(test: &str, seeds: std::ops::Range<u64>) {
    with_printer(test, || {
        for seed in seeds {
            if let Err(broken) = run::quietly(seed, SHRINKS) {
                panic!("seed {} broke: {}\n{:#?}", broken.seed, broken.what, broken.acts);
            }
        }
    });
}

/// A test for each handful of seeds.
macro_rules! seeds {
    ($($name:ident: $range:expr;)*) => {$(
        #[test]
        fn $name() {
            all(concat!("seeds::", stringify!($name)), $range);
        }
    )*};
}

seeds! {
    seeds_1_to_4: 1..5;
    seeds_5_to_8: 5..9;
    seeds_9_to_12: 9..13;
    seeds_13_to_16: 13..17;
    seeds_17_to_20: 17..21;
    seeds_21_to_24: 21..25;
}
