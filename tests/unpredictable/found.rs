//! What seeds have found, each by its name and as short as it could be made; what broke was mended, and stays so.

use super::acts::{Act, Who};
use super::run::the_acts;
use super::surroundings::with_printer;

/// A picture that broke off in the middle was refused with the decoder's own English (seed 4).
#[test]
fn half_a_picture_is_refused_in_chinese() {
    let acts = [
        Act::SignIn {
            window: 1,
            who: Who::Linxy,
            right: true,
        },
        Act::Junk {
            window: 1,
            case: 0,
            kind: 9,
        },
    ];
    with_printer("found::half_a_picture_is_refused_in_chinese", || {
        the_acts(false, &acts)
    });
}
