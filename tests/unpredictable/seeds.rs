//! A hundred seeds of every test run, in tests that run side by side. `cargo xtask clerk` runs them by the thousand;
//! what one finds gets a name in `found`.

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
    seeds_1_to_5: 1..6;
    seeds_6_to_10: 6..11;
    seeds_11_to_15: 11..16;
    seeds_16_to_20: 16..21;
    seeds_21_to_25: 21..26;
    seeds_26_to_30: 26..31;
    seeds_31_to_35: 31..36;
    seeds_36_to_40: 36..41;
    seeds_41_to_45: 41..46;
    seeds_46_to_50: 46..51;
    seeds_51_to_55: 51..56;
    seeds_56_to_60: 56..61;
    seeds_61_to_65: 61..66;
    seeds_66_to_70: 66..71;
    seeds_71_to_75: 71..76;
    seeds_76_to_80: 76..81;
    seeds_81_to_85: 81..86;
    seeds_86_to_90: 86..91;
    seeds_91_to_95: 91..96;
    seeds_96_to_100: 96..101;
}
