//! PIN and PUK of a card: counted down, locked, unlocked, and dead when the PUK is used up.

use token::{PinRole, PinState, Token, TokenError};

use super::card::{PINS, profiles, ready};
use super::plugging::Readers;
use crate::bench::secret;

#[test]
fn three_wrong_pins_lock_the_card_and_the_puk_unlocks_it() {
    let readers = Readers::start();
    let keys = readers.workers(profiles());
    let (_card, token) = ready(&readers, &keys);
    let state = || keys.pin_state(&token.serial).unwrap();
    assert_eq!((state().user, state().tries_left), (PinState::Set, Some(3)));
    for (left, after) in [(2, PinState::CountLow), (1, PinState::FinalTry)] {
        let told = keys.check_pin(&token.serial, &secret("00000000")).unwrap_err();
        let expected = TokenError::WrongPin {
            role: PinRole::User,
            tries_left: Some(left),
            final_try: left == 1,
        };
        assert_eq!(told, expected);
        assert_eq!((state().user, state().tries_left), (after, Some(left)));
    }
    for pin in ["00000000", PINS.pin] {
        let told = keys.check_pin(&token.serial, &secret(pin)).unwrap_err();
        assert_eq!(told, TokenError::PinLocked { role: PinRole::User });
    }
    assert_eq!((state().user, state().tries_left), (PinState::Locked, Some(0)));
    assert_eq!(keys.find(&token.serial).unwrap().user_pin, PinState::Locked);

    keys.unlock(&token.serial, &secret(PINS.so_pin), &secret(PINS.second_pin))
        .unwrap();
    assert_eq!((state().user, state().tries_left), (PinState::Set, Some(3)));
    keys.check_pin(&token.serial, &secret(PINS.second_pin)).unwrap();
}

#[test]
fn the_right_pin_gives_all_tries_back_and_a_bad_new_one_costs_none() {
    let readers = Readers::start();
    let keys = readers.workers(profiles());
    let (_card, token) = ready(&readers, &keys);
    let pin = secret(PINS.pin);
    assert!(
        keys.change_pin(&token.serial, &secret("00000000"), &secret("13572468"))
            .is_err()
    );
    assert_eq!(keys.pin_state(&token.serial).unwrap().tries_left, Some(2));
    keys.check_pin(&token.serial, &pin).unwrap();
    for bad in ["12345", "123456789", "abcdef", "", "口令口令"] {
        let told = keys.change_pin(&token.serial, &pin, &secret(bad)).unwrap_err();
        assert_eq!(told.code(), "pin-refused", "{bad}");
    }
    assert_eq!(keys.pin_state(&token.serial).unwrap().tries_left, Some(3));
    keys.check_pin(&token.serial, &pin).unwrap();
}

#[test]
fn a_card_whose_puk_is_used_up_is_told_as_dead() {
    let readers = Readers::start();
    let keys = readers.workers(profiles());
    let (_card, token) = ready(&readers, &keys);
    let unlock = |so_pin: &str| keys.unlock(&token.serial, &secret(so_pin), &secret(PINS.second_pin));
    let mut told = unlock("00000000").unwrap_err();
    let mut tries = 1;
    while let TokenError::WrongPin { tries_left, .. } = told {
        assert!(tries_left.is_some_and(|left| left > 0), "{told:?}");
        told = unlock("00000000").unwrap_err();
        tries += 1;
        assert!(tries < 20, "the PUK never locks");
    }
    assert_eq!(
        told,
        TokenError::PinLocked {
            role: PinRole::Officer
        }
    );
    assert!(told.remedy().contains("更换"), "{}", told.remedy());
    // Even the right one is too late; what lies on the card still serves the holder who knows the PIN.
    assert_eq!(unlock(PINS.so_pin).unwrap_err().code(), "so-pin-locked");
    keys.check_pin(&token.serial, &secret(PINS.pin)).unwrap();
}
