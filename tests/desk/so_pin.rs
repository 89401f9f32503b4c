//! The SO PIN of a key: told to two people who both say who they are, with a reason, and to nobody else.

use desk::api::{AgreeBeside, CaseState, KeyPresence, Role, ShowSoPin, VerifyStore, WayTaken};
use desk::counter::practice;
use store::{Store, StoreError};
use token::{SecretString, Token as _};

use super::accounts::account;
use super::counter::{Counter, Given, YLBX, beside, beside_with, by_id, done, outside, refused};

fn wish(serial: &str, login: &str, password: &str) -> ShowSoPin {
    ShowSoPin {
        serial: serial.to_owned(),
        reason: "CA 来函索取".to_owned(),
        beside: beside_with(login, password),
    }
}

#[test]
fn two_people_with_a_reason_are_told_and_the_record_holds_no_pin() {
    let counter = Counter::new();
    let case = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    counter.sign_in("luoyi");
    let line = done(counter.commands().tokens(by_id(&case))).tokens[0].clone();
    assert!(line.so_pin_kept, "{line:#?}");

    let shown = done(
        counter
            .commands()
            .show_so_pin(wish(&serial, "admin", practice::PASSWORD)),
    );
    let so_pin = shown.so_pin.expose().to_owned();
    assert!(shown.seconds <= 60);
    // It is the right one: it opens the key.
    let keys = outside(&counter);
    let (officer, pin) = (
        SecretString::from(so_pin.as_str()),
        SecretString::from("50718293"),
    );
    keys.unlock(&serial, &officer, &pin).unwrap();

    let audit = counter.trail(&case);
    assert!(
        audit.contains(&serial) && audit.contains("周启明") && audit.contains("CA 来函索取"),
        "{audit:?}"
    );
    assert!(
        !audit.contains(&so_pin),
        "the record tells that it was shown, not what it is"
    );
}

#[test]
fn one_person_a_wrong_password_and_no_reason_are_told_nothing() {
    let counter = Counter::new();
    let case = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    counter.sign_in("luoyi");
    let before = counter.trail(&case);
    for (args, code) in [
        (wish(&serial, "luoyi", practice::PASSWORD), "beside-same-account"),
        (wish(&serial, "admin", "not-the-password"), "store-wrong-password"),
        (wish(&serial, "", ""), "beside-missing"),
        (wish(&serial, "hemin", practice::PASSWORD), "role-missing"),
        (
            wish("NO-SUCH-KEY", "admin", practice::PASSWORD),
            "so-pin-not-kept",
        ),
    ] {
        refused(counter.commands().show_so_pin(args), code);
    }
    let mut silent = wish(&serial, "admin", practice::PASSWORD);
    silent.reason = "  ".to_owned();
    refused(counter.commands().show_so_pin(silent), "reason-missing");
    // Nor is anybody else who signs in: it is the key clerk's question.
    counter.sign_in("linxy");
    refused(
        counter
            .commands()
            .show_so_pin(wish(&serial, "admin", practice::PASSWORD)),
        "role-missing",
    );
    assert_eq!(counter.trail(&case), before);
}

/// What the key clerk's own program gets of a key's SO PIN, beside the desk: whether it opens.
fn opens_alone(counter: &Counter, login: &str, serial: &str) -> Result<(), &'static str> {
    let password = SecretString::from(practice::PASSWORD);
    let (store, _) = Store::unlock(counter.folder.path(), login, &password).unwrap();
    let name = format!("so-pin:token:{serial}");
    let opened = store.read(|tx| tx.secret_of_two(&name, None));
    opened
        .map(|pin| assert!(pin.is_some()))
        .map_err(|error: StoreError| error.code())
}

#[test]
fn the_use_of_an_so_pin_takes_two_and_who_signs_the_unlocking_off_is_the_second() {
    let counter = Counter::new();
    let case = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    let needs_two = Err("store-secret-needs-two");
    for login in ["luoyi", "admin", "hemin"] {
        assert_eq!(opens_alone(&counter, login, &serial), needs_two, "{login}");
    }

    // The reviewer's signature under the unlocking agrees to it, for the key clerks, and only as long as it stands.
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    assert!(
        counter
            .trail(&unlock)
            .contains(&format!("同意解锁时使用 UKey {serial}"))
    );
    assert_eq!(opens_alone(&counter, "luoyi", &serial), Ok(()));
    assert_eq!(opens_alone(&counter, "hemin", &serial), needs_two);
    counter.sign_in("luoyi");
    done(counter.commands().send_back_case(WayTaken {
        id: unlock.id,
        reason: "客户改办补办".to_owned(),
    }));
    assert_eq!(opens_alone(&counter, "luoyi", &serial), needs_two);

    // In a small counter the reviewer makes keys as well: then somebody else agrees beside.
    counter.sign_in("admin");
    let mut both = account(&counter, "hemin");
    both.roles = vec![Role::Reviewer, Role::KeyClerk];
    both.beside = Some(beside("luoyi"));
    done(counter.commands().edit_account(both));
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    counter.sign_in("hemin");
    let job = counter.job(&unlock);
    let job = counter.go(&job, Given::Key(&serial)).desk.jobs[0].clone();
    assert!(job.asks_beside && !job.may_go_on.open, "{job:#?}");
    refused(
        counter.step(&job, Given::NewPin("50718293")),
        "store-secret-needs-two",
    );
    let agree = |beside| AgreeBeside {
        job_id: job.id,
        beside,
    };
    for (login, code) in [
        ("linxy", "beside-has-no-share"),
        ("hemin", "beside-same-account"),
        ("nobody", "store-wrong-password"),
    ] {
        refused(counter.commands().agree_beside(agree(beside(login))), code);
    }
    let went = done(counter.commands().agree_beside(agree(beside("admin"))));
    let job = went.desk.jobs[0].clone();
    assert!(!job.asks_beside && job.may_go_on.open, "{job:#?}");
    let went = counter.go(&job, Given::NewPin("50718293"));
    let went = counter.go(&went.desk.jobs[0], Given::Nothing);
    assert_eq!(went.desk.case.state, CaseState::Ready, "{went:#?}");
    assert!(counter.trail(&unlock).contains("在旁同意使用 UKey"));
    counter.sign_in("admin");
    done(counter.commands().verify_store(VerifyStore::default()));
}
