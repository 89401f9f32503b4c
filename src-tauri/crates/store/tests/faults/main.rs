//! Disks that fail and power that goes, over the store's own code: what was acknowledged is there, nothing is half, and
//! what is gone is named. A few hundred trials from fixed seeds; `cargo xtask faults` runs them by the thousand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    dead_code,
    reason = "the house of the other tests has more than is needed here"
)]

mod books;
#[path = "../it/house.rs"]
mod house;
#[path = "../it/raw.rs"]
mod raw;
mod tally;
mod trial;
mod vfs;
mod world;

use books::Deed;
use tally::Tally;
use trial::{Kind, Template, trial, trial_of};

/// Runs some trials of the kinds that are wanted; what went wrong is told with its seed.
fn run(wanted: impl Fn(Kind) -> bool, seeds: std::ops::Range<u64>) {
    let template = Template::new();
    let mut tally = Tally::new();
    for (i, (kind, _, _)) in Kind::ALL.into_iter().enumerate() {
        if wanted(kind) {
            for seed in seeds.clone() {
                tally.add(i, seed, &trial(&template, kind, seed));
            }
        }
    }
    assert!(tally.wrong().is_empty(), "{:#?}\n{tally}", tally.wrong());
}

#[test]
fn power_cuts_lose_nothing_that_was_acknowledged() {
    run(
        |kind| matches!(kind, Kind::Power | Kind::PowerTwice | Kind::Kill),
        0..40,
    );
}

#[test]
fn a_power_cut_leaves_a_former_store_as_it_was_or_as_it_is_to_be() {
    run(|kind| kind == Kind::PowerUpdating, 0..60);
}

#[test]
fn a_disk_that_fails_loses_nothing_and_lets_people_read() {
    let failing = |kind| {
        matches!(
            kind,
            Kind::FullOnce | Kind::Full | Kind::ReadOnly | Kind::Write | Kind::SyncThenPower | Kind::Read
        )
    };
    run(failing, 0..25);
}

/// Keyring and database change together, at every operation at which the disk or the power may fail.
#[test]
fn a_password_that_is_being_set_locks_nobody_out() {
    let template = Template::new();
    for kind in [Kind::Power, Kind::Kill, Kind::SyncThenPower, Kind::FullOnce] {
        for deed in [Deed::Password, Deed::SamePassword, Deed::Account] {
            let mut struck = 0;
            for at in 1.. {
                let out = trial_of(&template, kind, deed, at);
                assert!(
                    out.wrong.is_empty() && out.lost == 0,
                    "{kind:?} {deed:?} {at}: {out:?}"
                );
                if !out.struck {
                    break;
                }
                struck += 1;
            }
            assert!(struck > 0, "{kind:?} never came about");
        }
    }
}

#[test]
fn what_is_gone_with_its_log_or_its_mark_is_named() {
    let taken = |kind| {
        matches!(
            kind,
            Kind::LogGone | Kind::PowerLogGone | Kind::MarkGone | Kind::Lies
        )
    };
    run(taken, 0..40);
}
