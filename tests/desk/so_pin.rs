//! The SO PIN of a key: told to two people who both say who they are, with a reason, and to nobody else.

use desk::api::{KeyPresence, ShowSoPin};
use desk::counter::practice;
use token::{SecretString, Token as _};

use super::counter::{Counter, YLBX, beside_with, by_id, done, outside, refused};

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
