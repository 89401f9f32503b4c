//! Disks that fail and power that goes, over the store's own code: what was acknowledged is there, nothing is half, and
//! what is gone is named. A few hundred trials from fixed seeds; `cargo xtask faults` runs them by the thousand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    dead_code,
    reason = "the house of the other tests has more than is needed here"
)]

mod books;
#[path = "../it/engine.rs"]
mod engine;
#[path = "../it/house.rs"]
mod house;
#[path = "../it/key.rs"]
mod key;
#[path = "../it/raw.rs"]
mod raw;
mod tally;
mod trial;
mod vfs;
mod world;

use books::Deed;
use store::{AuditAction, AuditEntry, OnlyReads, Store};
use tally::Tally;
use trial::{Kind, Template, trial, trial_of};
use world::{Fault, with};

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

/// What must not keep anybody from reading waits, and is on record before whatever is written next.
#[test]
fn what_cannot_be_put_on_record_waits_for_the_first_write_that_succeeds() {
    for (fault, why) in [(Fault::Full, OnlyReads::Full), (Fault::FullOnce, OnlyReads::Full)] {
        let (_dir, folder) = Template::new().copy();
        let (mut store, me) = Store::unlock(&folder, house::LOGIN, &house::secret(house::PASSWORD)).unwrap();
        let entry = |words: &str| AuditEntry::new(house::at(500), &me, AuditAction::SignedIn, words);
        with(|world| world.begin_at(1, fault));
        store.put_on_record(entry("登录")).unwrap();
        assert_eq!(store.only_reads(), Some(why));
        assert_eq!(store.read(|tx| tx.accounts()).unwrap().len(), 2);
        with(|world| world.mend());
        store.write(|tx| tx.audit(&entry("之后"))).unwrap();
        assert_eq!(store.only_reads(), None);
        let rows = store.read(|tx| tx.audit_tail(2)).unwrap();
        assert_eq!([rows[1].words.as_str(), &rows[0].words], ["登录", "之后"]);
        assert!(store.verify().unwrap().is_sound());
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
