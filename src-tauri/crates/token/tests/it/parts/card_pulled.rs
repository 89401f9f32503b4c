//! A card that is pulled out in the middle of every step of a key's life, at one APDU after the other: put back, the
//! same call finishes, and there is one pair and one certificate.

use std::path::{Path, PathBuf};

use pki::{SignatureAlgorithm, Subject};
use token::{Algorithm, KeyId, Token, TokenError, Wipe, Workers};

use super::card::{PINS, profiles};
use super::plugging::Readers;
use crate::bench::{Bench, secret};

/// A copy of a card's memory as it is now.
fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// A card whose life goes on step by step, each step interrupted on copies of its memory first.
struct Life {
    readers: Readers,
    keys: Workers,
    serial: String,
    /// The card's memory as the step before left it.
    memory: PathBuf,
    pulls: u32,
}

impl Life {
    fn begin() -> Self {
        let readers = Readers::start();
        let keys = readers.workers(profiles());
        let memory = readers.memory("card");
        let (card, blank) = readers.insert(&keys, &memory);
        drop(card);
        readers.wait_for(&keys, <[_]>::is_empty);
        Self {
            readers,
            keys,
            serial: blank.serial,
            memory,
            pulls: 0,
        }
    }

    /// Pulls the card at every `stride`th APDU of `work`, in turns before and after the card worked on it, until one
    /// run gets through undisturbed. After each pull the card goes in again and the same work must get through. Then
    /// the step is taken on the card itself.
    ///
    /// The looks that wait for the card count as APDUs too, so that not every pull falls into the step.
    fn step<T>(
        &mut self,
        name: &str,
        stride: usize,
        work: impl Fn(&Workers, &str) -> Result<T, TokenError>,
    ) -> T {
        let (trial, before) = (self.readers.memory("trial"), self.pulls);
        for at in (1..).step_by(stride) {
            copy(&self.memory, &trial);
            let when = if self.pulls.is_multiple_of(2) {
                "after"
            } else {
                "before"
            };
            let mut card = self
                .readers
                .plug_with(&trial, &["--pull-at", &at.to_string(), when]);
            let told = loop {
                match work(&self.keys, &self.serial) {
                    // Not seen yet, or pulled at a look.
                    Err(TokenError::NoSuchToken { .. }) if !card.is_out() => {}
                    other => break other,
                }
            };
            let is_through = told.is_ok();
            drop(card);
            self.readers.wait_for(&self.keys, <[_]>::is_empty);
            if is_through {
                break;
            }
            self.pulls += 1;
            let (card, seen) = self.readers.insert(&self.keys, &trial);
            assert_eq!(seen.serial, self.serial, "{name}, APDU {at}");
            if let Err(told) = work(&self.keys, &self.serial) {
                panic!("{name}, APDU {at} {when}: {told:?}");
            }
            let held = self.keys.find(&self.serial).unwrap();
            assert!(
                held.public_keys.len() <= 1 && held.certificates.len() <= 1,
                "{held:?}"
            );
            drop(card);
            self.readers.wait_for(&self.keys, <[_]>::is_empty);
        }
        println!("{name}: {} pulls", self.pulls - before);
        assert!(self.pulls > before, "{name} was never interrupted");
        let (card, _) = self.readers.insert(&self.keys, &self.memory);
        let done = work(&self.keys, &self.serial).unwrap_or_else(|told| panic!("{name}: {told:?}"));
        drop(card);
        self.readers.wait_for(&self.keys, <[_]>::is_empty);
        done
    }
}

#[test]
fn a_card_pulled_anywhere_while_it_is_initialised_is_finished_by_the_same_call() {
    let mut life = Life::begin();
    let (so_pin, pin) = (secret(PINS.so_pin), secret(PINS.pin));
    life.step("initialise", 9, |keys, serial| {
        keys.initialise(serial, &so_pin, "CF-PIV", Wipe::Refuse)
    });
    life.step("set-user-pin", 9, |keys, serial| {
        keys.unlock(serial, &so_pin, &pin)
    });
    life.step("prove-unlock", 9, |keys, serial| {
        keys.unlock(serial, &so_pin, &pin)?;
        keys.check_pin(serial, &pin)
    });
    println!("{} pulls of the card, one initialised key", life.pulls);
}

#[test]
fn a_card_pulled_anywhere_while_it_is_written_ends_with_one_proven_pair() {
    let mut life = Life::begin();
    let (so_pin, pin) = (secret(PINS.so_pin), secret(PINS.pin));
    let (card, _) = life.readers.insert(&life.keys, &life.memory);
    life.keys
        .initialise(&life.serial, &so_pin, "CF-PIV", Wipe::Refuse)
        .unwrap();
    life.keys.set_user_pin(&life.serial, &so_pin, &pin).unwrap();
    drop(card);
    life.readers.wait_for(&life.keys, <[_]>::is_empty);

    let id = KeyId::new(b"case-1").unwrap();
    let (spki, _) = life.step("generate-key-pair", 9, |keys, serial| {
        keys.ensure_key_pair(serial, &pin, Algorithm::P256, &id)
    });
    let csr = life.step("request", 9, |keys, serial| {
        let mut sign = |message: &[u8]| keys.sign(serial, &pin, &id, Algorithm::P256, message);
        let subject = Subject::named("示范单位");
        pki::request(&subject, &spki, SignatureAlgorithm::EcdsaSha256, &mut sign).map_err(|error| match error
        {
            pki::RequestFailed::Signer(told) => told,
            pki::RequestFailed::Pki(error) => panic!("{error}"),
        })
    });
    pki::verify_request(&csr).unwrap();
    let der = Bench::new().certificate(&spki, "/CN=a");
    life.step("write-certificate", 9, |keys, serial| {
        keys.write_certificate(serial, &pin, &id, "", &der)
    });
    let held = life.step("read-back", 9, |keys, serial| keys.read_certificates(serial));
    assert_eq!((held.len(), &held[0].der), (1, &der));
    let signature = life.step("prove", 9, |keys, serial| {
        keys.sign(serial, &pin, &id, Algorithm::P256, b"challenge")
    });
    pki::verify_signature(&spki, SignatureAlgorithm::EcdsaSha256, b"challenge", &signature).unwrap();
    println!("{} pulls of the card, one proven key", life.pulls);
}
