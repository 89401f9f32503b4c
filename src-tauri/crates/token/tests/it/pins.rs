//! PINs: wrong ones, forgotten ones, locked ones, and that none of them is ever left lying around.

use std::path::Path;

use token::double::Double;
use token::{Algorithm, PinRole, PinState, Token, TokenError, Wipe};

use crate::bench::{Bench, PIN, SO_PIN, key_id, secret};

#[test]
fn a_wrong_pin_is_told_and_the_so_pin_resets_it() {
    let bench = Bench::new();
    let workers = &bench.workers;
    let serial = bench.ready("CF-PIN").serial;
    let wrong = workers.check_pin(&serial, &secret("00000000")).unwrap_err();
    assert_eq!(
        wrong,
        TokenError::WrongPin {
            role: PinRole::User,
            tries_left: None,
            final_try: false
        }
    );
    assert_eq!(workers.pin_state(&serial).unwrap().user, PinState::CountLow);
    workers.check_pin(&serial, &secret(PIN)).unwrap();
    assert_eq!(workers.pin_state(&serial).unwrap().user, PinState::Set);

    let id = key_id("keep");
    workers
        .generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        .unwrap();
    let wrong = workers
        .unlock(&serial, &secret("not-this-one"), &secret("87654321"))
        .unwrap_err();
    assert_eq!(wrong.code(), "so-pin-wrong");
    workers.check_pin(&serial, &secret(PIN)).unwrap();

    workers
        .unlock(&serial, &secret(SO_PIN), &secret("87654321"))
        .unwrap();
    assert_eq!(
        workers.check_pin(&serial, &secret(PIN)).unwrap_err().code(),
        "pin-wrong"
    );
    workers
        .sign(&serial, &secret("87654321"), &id, Algorithm::P256, b"still here")
        .unwrap();

    workers
        .change_pin(&serial, &secret("87654321"), &secret("第三个口令"))
        .unwrap();
    workers.check_pin(&serial, &secret("第三个口令")).unwrap();
    assert_eq!(
        workers
            .change_pin(&serial, &secret(PIN), &secret("1234"))
            .unwrap_err()
            .code(),
        "pin-wrong"
    );
    assert_eq!(
        workers
            .change_pin(&serial, &secret("第三个口令"), &secret(""))
            .unwrap_err()
            .code(),
        "pin-refused"
    );
}

#[test]
fn tries_are_counted_down_to_the_lock_and_unlocked() {
    let double = Double::new(&["D-1"]);
    double
        .initialise("D-1", &secret(SO_PIN), "L", Wipe::Refuse)
        .unwrap();
    double.set_user_pin("D-1", &secret(SO_PIN), &secret(PIN)).unwrap();
    for left in (1..10).rev() {
        let told = double.check_pin("D-1", &secret("00000000")).unwrap_err();
        let expected = TokenError::WrongPin {
            role: PinRole::User,
            tries_left: Some(left),
            final_try: left == 1,
        };
        assert_eq!(told, expected);
        assert!(
            told.to_string().contains(if left == 1 {
                "最后一次"
            } else {
                "还可以再试"
            }),
            "{told}"
        );
    }
    assert_eq!(double.pin_state("D-1").unwrap().user, PinState::FinalTry);
    for pin in ["00000000", PIN] {
        let told = double.check_pin("D-1", &secret(pin)).unwrap_err();
        assert_eq!(told, TokenError::PinLocked { role: PinRole::User });
    }
    assert_eq!(double.pin_state("D-1").unwrap().tries_left, Some(0));
    double
        .unlock("D-1", &secret(SO_PIN), &secret("22222222"))
        .unwrap();
    double.check_pin("D-1", &secret("22222222")).unwrap();
}

#[test]
fn no_pin_is_in_an_error_or_in_a_file() {
    const PINS: [&str; 4] = ["so-Kv7Qw2Zx", "pin-Jt5Rb9Yd", "new-Hs3Nc6Fg", "bad-Lm8Pk4Ve"];
    let bench = Bench::new();
    let workers = &bench.workers;
    let [so, pin, new, bad] = PINS.map(secret);
    let serial = workers
        .initialise(&bench.blank().serial, &so, "CF-S", Wipe::Refuse)
        .unwrap()
        .serial;
    workers.set_user_pin(&serial, &so, &pin).unwrap();
    workers.change_pin(&serial, &pin, &new).unwrap();
    let mut told = String::new();
    for error in [
        workers.check_pin(&serial, &bad).unwrap_err(),
        workers.unlock(&serial, &bad, &pin).unwrap_err(),
        workers
            .sign(&serial, &new, &key_id("none"), Algorithm::P256, b"")
            .unwrap_err(),
        workers
            .initialise(&serial, &bad, "CF-S", Wipe::Allow)
            .unwrap_err(),
    ] {
        told += &format!("{error} {error:?} {}", error.remedy());
    }
    told += &format!("{so:?} {pin:?}");
    let mut files = Vec::new();
    collect(bench.dir.path(), &mut files);
    assert!(files.len() > 2, "the token's objects are there");
    for text in PINS {
        assert!(!told.contains(text));
        let holds = |content: &Vec<u8>| content.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!files.iter().any(holds), "{text} in a file");
    }
}

fn collect(folder: &Path, into: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.push(std::fs::read(&path).unwrap());
        }
    }
}
