//! A card that is pulled out at every single APDU of an initialisation and of a new pair: put back, the same call finishes.

use std::path::Path;

use token::{Algorithm, KeyId, Token, TokenError, Wipe, Workers};

use super::card::{PINS, profiles, ready};
use super::plugging::Readers;
use crate::bench::secret;

/// A copy of a card's memory as it is now.
fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// A card with a step of its life that is to be interrupted.
struct Interrupted<'a> {
    readers: &'a Readers,
    keys: &'a Workers,
    serial: &'a str,
    /// The card's memory before the step.
    pristine: &'a Path,
}

impl Interrupted<'_> {
    /// Pulls the card at every `step`th APDU of `work`, alternately before and after the card worked on it, until one run gets
    /// through undisturbed. After each the card goes in again and `resume` must find it well. Gives the number of pulls.
    ///
    /// The looks that wait for the card count as APDUs too, so that not every pull falls into the step itself.
    fn everywhere(
        &self,
        step: usize,
        work: impl Fn() -> Result<(), TokenError>,
        resume: impl Fn(usize),
    ) -> u32 {
        let (memory, mut pulls) = (self.readers.memory("pulled"), 0);
        for at in (1..).step_by(step) {
            copy(self.pristine, &memory);
            let when = if pulls % 2 == 0 { "after" } else { "before" };
            let mut card = self
                .readers
                .plug_with(&memory, &["--pull-at", &at.to_string(), when]);
            let told = loop {
                match work() {
                    // Not seen yet, or pulled at a look.
                    Err(TokenError::NoSuchToken { .. }) if !card.is_out() => {}
                    other => break other,
                }
            };
            let is_through = told.is_ok();
            drop(card);
            self.readers.wait_for(self.keys, <[_]>::is_empty);
            if is_through {
                return pulls;
            }
            pulls += 1;
            let (card, seen) = self.readers.insert(self.keys, &memory);
            assert_eq!(seen.serial, self.serial);
            resume(at);
            drop(card);
            self.readers.wait_for(self.keys, <[_]>::is_empty);
        }
        unreachable!("a run of finite length ends")
    }
}

#[test]
fn an_initialisation_pulled_anywhere_is_finished_by_the_same_call() {
    let readers = Readers::start();
    let keys = readers.workers(profiles());
    let pristine = readers.memory("pristine");
    let (card, blank) = readers.insert(&keys, &pristine);
    drop(card);
    readers.wait_for(&keys, <[_]>::is_empty);
    let initialise = || {
        keys.initialise(&blank.serial, &secret(PINS.so_pin), "CF-PIV", Wipe::Refuse)
            .map(drop)
    };
    let interrupted = Interrupted {
        readers: &readers,
        keys: &keys,
        serial: &blank.serial,
        pristine: &pristine,
    };
    let pulls = interrupted.everywhere(7, initialise, |at| {
        initialise().unwrap_or_else(|told| panic!("APDU {at}: {told:?}"));
        keys.set_user_pin(&blank.serial, &secret(PINS.so_pin), &secret(PINS.pin))
            .unwrap();
        let state = keys.pin_state(&blank.serial).unwrap();
        assert_eq!(state.tries_left, Some(3), "APDU {at}");
    });
    println!("{pulls} pulls during initialisation");
    assert!(pulls >= 4, "only {pulls} pulls");
}

#[test]
fn a_pair_pulled_anywhere_is_made_once() {
    let readers = Readers::start();
    let keys = readers.workers(profiles());
    let (card, token) = ready(&readers, &keys);
    drop(card);
    readers.wait_for(&keys, <[_]>::is_empty);
    let id = KeyId::new(b"case-1").unwrap();
    let pin = secret(PINS.pin);
    let make = || keys.ensure_key_pair(&token.serial, &pin, Algorithm::P256, &id);
    let pristine = readers.memory("pristine");
    copy(&readers.memory("card"), &pristine);
    let interrupted = Interrupted {
        readers: &readers,
        keys: &keys,
        serial: &token.serial,
        pristine: &pristine,
    };
    let pulls = interrupted.everywhere(
        7,
        || make().map(drop),
        |at| {
            let (spki, _) = make().unwrap_or_else(|told| panic!("APDU {at}: {told:?}"));
            assert_eq!(make(), Ok((spki.clone(), false)), "APDU {at}");
            let held = keys.public_keys(&token.serial).unwrap();
            assert_eq!((held.len(), &held[0].spki_der), (1, &spki), "APDU {at}: one pair");
            keys.sign(&token.serial, &pin, &id, Algorithm::P256, b"x")
                .unwrap();
        },
    );
    println!("{pulls} pulls during the making of a pair");
    assert!(pulls >= 4, "only {pulls} pulls");
}
