//! The journal of a key job under faults: every call of every step is interrupted, twice in a row, by everything that
//! can go wrong at a counter; each time the job goes on to a proven key, initialised once, with one pair and one
//! certificate.
//!
//! The token is SoftHSM2, real and lasting; the fault stands between it and the worker (`token::double`). Never here: a
//! repair by the test. After a fault it does what the clerk does: puts the key back in, starts the program again,
//! makes room.

mod power;
mod secrets;
mod shaken;

use desk::api::{BackUp, ListCases, Nothing, OpenCase, StoreState, VerifyStore, WhyOnlyReads};
use shaken::{Fault, Shaken};

use super::counter::{Counter, Folder, YLBX, desk_over, done, fresh, refused, sign_in_as};

/// The calls that the key receives, with the step that makes each.
const CALLS: &[(&str, &str)] = &[
    ("initialise", "initialise"),
    ("set-user-pin", "unlock"),
    ("prove-unlock", "unlock"),
    ("prove-unlock", "check-pin"),
    ("generate-key-pair", "generate"),
    ("request", "public-keys"),
    ("request", "sign"),
    ("write-certificate", "read-certificates"),
    ("write-certificate", "write-certificate"),
    ("read-back", "read-certificates"),
    ("prove", "sign"),
    ("import-encryption-key", "import-enveloped-key"),
    ("import-encryption-key", "public-keys"),
    ("write-encryption-certificate", "write-encryption-certificate"),
    ("write-encryption-certificate", "read-certificates"),
    ("prove-encryption", "decrypt"),
];

/// Takes one job to its end; at every call of these steps each of these faults happens twice before the step may go
/// through.
fn shake(steps: &[&str], faults: &[Fault]) {
    shake_through(&Shaken::new(), steps, faults);
}

fn shake_through(shaken: &Shaken, steps: &[&str], faults: &[Fault]) {
    let mut interruptions = 0;
    while let Some(step) = shaken.next_step() {
        let calls = CALLS.iter().filter(|(of, _)| *of == step && steps.contains(of));
        for (call, fault) in calls.flat_map(|(_, call)| faults.iter().map(move |fault| (call, fault))) {
            for _ in 0..2 {
                if shaken.stands_at(&step) {
                    interruptions += u32::from(shaken.interrupt(fault, call));
                }
            }
        }
        if shaken.stands_at(&step) {
            shaken.go_on();
        }
    }
    shaken.is_one_proven_key();
    println!("{interruptions} interruptions by {faults:?} at {steps:?}, one proven key");
    let calls = CALLS.iter().filter(|(of, _)| steps.contains(of)).count();
    let least = u32::try_from(faults.len() * calls).expect("a small number");
    assert!(interruptions >= least, "only {interruptions} interruptions");
}

/// Every step that works on the key.
const EVERYWHERE: &[&str] = &[
    "initialise",
    "set-user-pin",
    "prove-unlock",
    "generate-key-pair",
    "request",
    "write-certificate",
    "read-back",
    "prove",
];

/// The steps that bring an encryption key back.
const RECOVERY: &[&str] = &[
    "import-encryption-key",
    "write-encryption-certificate",
    "prove-encryption",
];

/// A hang is waited for each time, so the steps are shared out among tests that run side by side.
fn hang(steps: &[&str]) {
    shake(steps, &[Fault::of("hang", "before"), Fault::of("hang", "after")]);
}

#[test]
fn a_module_that_hangs_while_a_key_is_initialised_loses_no_key() {
    hang(&["initialise", "set-user-pin"]);
}

#[test]
fn a_module_that_hangs_while_unlocking_is_proven_loses_no_key() {
    hang(&["prove-unlock"]);
}

#[test]
fn a_module_that_hangs_while_a_pair_is_made_loses_no_key() {
    hang(&["generate-key-pair", "request"]);
}

#[test]
fn a_module_that_hangs_while_a_certificate_is_written_loses_no_key() {
    hang(&["write-certificate"]);
}

#[test]
fn a_module_that_hangs_while_a_key_is_proven_loses_no_key() {
    hang(&["read-back", "prove"]);
}

#[test]
fn a_module_that_crashes_loses_no_key() {
    shake(
        EVERYWHERE,
        &[Fault::of("crash", "before"), Fault::of("crash", "after")],
    );
}

#[test]
fn a_worker_that_is_killed_loses_no_key() {
    shake(
        EVERYWHERE,
        &[Fault::of("kill", "before"), Fault::of("kill", "after")],
    );
}

#[test]
fn a_key_that_is_pulled_is_neither_lost_nor_initialised_twice() {
    shake(
        EVERYWHERE,
        &[Fault::of("pull", "before"), Fault::of("pull", "after")],
    );
}

#[test]
fn a_recovered_key_is_imported_once_whatever_interrupts_it() {
    let faults = ["crash", "pull", "lie"].map(|word| Fault::of(word, "before"));
    let after = ["crash", "pull"].map(|word| Fault::of(word, "after"));
    let all: Vec<_> = faults.into_iter().chain(after).collect();
    shake_through(&Shaken::recovering(), RECOVERY, &all);
}

#[test]
fn a_module_that_hangs_while_a_key_is_recovered_loses_no_key() {
    let hangs = [Fault::of("hang", "before"), Fault::of("hang", "after")];
    shake_through(&Shaken::recovering(), RECOVERY, &hangs);
}

/// A lie that a later look finds out is told at its own step; one about a check that changes nothing does no harm.
#[test]
fn a_module_that_lies_about_success_is_found_out_at_the_step_itself() {
    let shaken = Shaken::new();
    let mut found_out = 0;
    while let Some(step) = shaken.next_step() {
        for (_, call) in CALLS.iter().filter(|(of, _)| *of == step) {
            if shaken.stands_at(&step) {
                found_out += u32::from(shaken.interrupt(&Fault::of("lie", "before"), call));
            }
        }
        if shaken.stands_at(&step) {
            shaken.go_on();
        }
    }
    shaken.is_one_proven_key();
    println!("{found_out} lies found out, one proven key");
    assert!(found_out >= 6, "only {found_out} lies were found out");
}

#[test]
fn a_program_that_dies_in_the_middle_of_a_step_finds_its_way() {
    let mut shaken = Shaken::new();
    let mut deaths = 0;
    while let Some(step) = shaken.next_step() {
        for (_, call) in CALLS.iter().filter(|(of, _)| *of == step) {
            for when in ["before", "after", "before", "after"] {
                if shaken.stands_at(&step) {
                    deaths += u32::from(shaken.die_at(call, when));
                }
            }
        }
        if shaken.stands_at(&step) {
            shaken.go_on();
        }
    }
    shaken.is_one_proven_key();
    println!("{deaths} deaths of the program, one proven key");
    assert!(deaths >= 36, "only {deaths} deaths");
}

/// A disk without a byte left, and one that cannot be written to: people sign in and read, are told why nothing can be
/// saved and what to do, and what they did is on record once there is room.
#[test]
fn a_full_disk_and_a_read_only_one_let_people_sign_in_and_read() {
    let name = "faults::a_full_disk_and_a_read_only_one_let_people_sign_in_and_read";
    let Some(disk) = power::Disk::small(name) else {
        return;
    };
    let counter = Counter::made(Folder::at(disk.store()), &[YLBX]);
    let looks = |why: Option<WhyOnlyReads>| {
        let status = done(counter.commands().sign_in(sign_in_as("linxy")));
        assert_eq!(
            (status.store, status.only_reads.map(|only| only.why)),
            (StoreState::Open, why)
        );
        let cases = done(counter.commands().list_cases(ListCases {
            states: Vec::new(),
            text: String::new(),
            limit: 10,
        }));
        assert_eq!(cases.len(), 1);
    };
    let ends = || {
        // The screen is locked all the same, and says that this is not on record.
        refused(counter.commands().sign_out(Nothing {}), "signed-out-unrecorded");
        assert_eq!(
            done(counter.commands().status(Nothing {})).store,
            StoreState::Locked
        );
    };
    counter.sign_in("linxy");
    done(counter.commands().open_case(open_case()));
    done(counter.commands().sign_out(Nothing {}));
    looks(None);
    done(counter.commands().sign_out(Nothing {}));

    disk.fill();
    looks(Some(WhyOnlyReads::Full));
    refused(counter.commands().open_case(open_case()), "store-disk-full");
    let status = done(counter.commands().status(Nothing {}));
    let remedy = &status.only_reads.as_ref().unwrap().remedy;
    assert!(remedy.contains("100 MB"), "{status:?}");
    ends();
    disk.make_room();

    // Full while somebody is signed in at another window: the database is open there, and the entry waits here.
    let other = desk_over(disk.store());
    other.commands().sign_in(sign_in_as("hemin")).unwrap();
    disk.fill();
    looks(Some(WhyOnlyReads::Full));
    disk.make_room();
    done(counter.commands().open_case(open_case()));
    assert_eq!(done(counter.commands().status(Nothing {})).only_reads, None);
    done(counter.commands().sign_out(Nothing {}));
    other.commands().sign_out(Nothing {}).unwrap();

    disk.write_protect();
    counter.sign_in("linxy");
    refused(counter.commands().open_case(open_case()), "store-read-only");
    ends();
    let status = done(counter.commands().sign_in(sign_in_as("admin")));
    assert_eq!(status.only_reads.unwrap().why, WhyOnlyReads::ReadOnly);
    let away = tempfile::tempdir().unwrap();
    let told = done(counter.commands().back_up(BackUp {
        folder: away.path().display().to_string(),
        ..BackUp::default()
    }));
    assert!(told.message.contains("没有记入审计"), "{told:?}");
    done(counter.commands().verify_store(VerifyStore::default()));
    ends();
}

fn open_case() -> OpenCase {
    fresh(YLBX, "org", "new")
}

#[test]
fn a_full_disk_stops_the_job_and_loses_nothing() {
    let Some(disk) = power::Disk::small("faults::a_full_disk_stops_the_job_and_loses_nothing") else {
        return;
    };
    let shaken = Shaken::on(disk.store());
    let mut refusals = 0;
    while let Some(step) = shaken.next_step() {
        for (_, call) in CALLS.iter().filter(|(of, _)| *of == step) {
            for _ in 0..2 {
                if !shaken.stands_at(&step) {
                    break;
                }
                // Before the step: its beginning cannot be recorded, and nothing is done to the key.
                let args = shaken.next_args();
                disk.fill();
                let told = shaken.go(args);
                disk.make_room();
                // A write-ahead log that begins anew after a checkpoint has room of its own: then the step is
                // recorded whole.
                let Err(told) = told else {
                    continue;
                };
                assert!(!told.remedy.is_empty(), "{told:?}");
                // In its middle: what was done to the key cannot be recorded.
                refusals += 1 + u32::from(shaken.full_at(call, &disk));
            }
        }
        if shaken.stands_at(&step) {
            shaken.go_on();
        }
    }
    shaken.is_one_proven_key();
    println!("{refusals} refusals by a full disk, one proven key");
    // Every write is signed and so a little longer: the log begins anew more often, and has room then.
    assert!(refusals >= 20, "only {refusals} refusals");
}
