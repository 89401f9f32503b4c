//! The whole life of a PIV card, by APDU; what lies on it then is read back by other people's tools.

use std::path::Path;

use token::profile::Profile;
use token::{Algorithm, Presence, Token, TokenInfo, Wipe, Workers, choose};

use super::life::{Pins, live};
use super::plugging::{Plugged, Readers};
use crate::bench::{Bench, secret};

pub const PINS: Pins = Pins {
    so_pin: "5724193680247135",
    pin: "24680135",
    second_pin: "97531864",
};
const READER: &str = "Virtual PCD 00 00";

/// The profiles that ship.
pub fn profiles() -> Vec<Profile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/keys");
    token::profile::load(&folder).0
}

/// A card that this counter has initialised, with a user PIN.
pub fn ready(readers: &Readers, keys: &Workers) -> (Plugged, TokenInfo) {
    let (card, blank) = readers.insert(keys, &readers.memory("card"));
    let token = keys
        .initialise(&blank.serial, &secret(PINS.so_pin), "CF-PIV", Wipe::Refuse)
        .unwrap();
    keys.set_user_pin(&token.serial, &secret(PINS.so_pin), &secret(PINS.pin))
        .unwrap();
    (card, token)
}

fn whole_life(algorithm: Algorithm) {
    let (readers, bench) = (Readers::start(), Bench::new());
    let keys = readers.workers(profiles());
    let (_card, blank) = readers.insert(&keys, &readers.memory("card"));
    assert!(blank.is_blank() && blank.serial.len() == 32, "{blank:?}");
    assert_eq!(blank.tries_left, Some(3));
    assert_eq!(Presence::of(&blank, false).code(), "blank");

    let token = keys
        .initialise(&blank.serial, &secret(PINS.so_pin), "CF-PIV", Wipe::Refuse)
        .unwrap();
    assert_eq!(token.serial, blank.serial);
    // What everybody knows from the manual opens nothing any more.
    let factory = keys.check_pin(&token.serial, &secret("123456")).unwrap_err();
    assert_eq!(factory.code(), "pin-wrong");
    let factory = keys.unlock(&token.serial, &secret("12345678"), &secret(PINS.pin));
    assert_eq!(factory.unwrap_err().code(), "so-pin-wrong");

    let left = live(&bench, &keys, &token.serial, &PINS, algorithm);

    // The second pair lies in the second place, 9C; the first one was cleared.
    let tool = |args: &[&str]| readers.run("yubico-piv-tool", &[&["-r", READER], args].concat());
    let pem = tool(&["-a", "read-certificate", "-s", "9c", "-K", "PEM"]);
    let pem = bench.file("read.pem", pem.as_bytes());
    let der = bench.run(
        "openssl",
        &["x509", "-in", pem.to_str().unwrap(), "-outform", "DER"],
    );
    assert_eq!(der, left.certificate);
    let status = tool(&["-a", "status"]);
    assert!(
        status.contains("CN=new") && !status.contains("CN=old"),
        "{status}"
    );
    tool(&["-a", "verify-pin", "-P", PINS.pin]);

    // Another driver signs with the pair.
    let (message, signature) = (
        bench.file("message", b"message"),
        bench.dir.path().join("signature"),
    );
    let mechanism = match algorithm {
        Algorithm::P256 => &["--mechanism", "ECDSA-SHA256", "--signature-format", "openssl"][..],
        _ => &["--mechanism", "SHA256-RSA-PKCS"],
    };
    let files = ["-i", message.to_str().unwrap(), "-o", signature.to_str().unwrap()];
    let opensc = [
        "--module",
        "opensc-pkcs11.so",
        "--login",
        "--pin",
        PINS.pin,
        "--sign",
        "--id",
        "02",
    ];
    readers.run("pkcs11-tool", &[&opensc[..], mechanism, &files].concat());
    bench.openssl_verify(&left.spki, b"message", &std::fs::read(signature).unwrap());
}

#[test]
fn whole_life_with_rsa() {
    whole_life(Algorithm::Rsa2048);
}

#[test]
fn whole_life_with_p256() {
    whole_life(Algorithm::P256);
}

#[test]
fn two_cards_are_told_apart_and_none_is_chosen_for_the_clerk() {
    let readers = Readers::start();
    let keys = readers.workers(profiles());
    let _first = readers.plug(&readers.memory("first"));
    let _second = readers.plug_with(&readers.memory("second"), &["--port", "35964"]);
    let seen = readers.wait_for(&keys, |seen| seen.len() == 2);
    assert_ne!(seen[0].serial, seen[1].serial);
    assert_eq!(choose(&seen, None).unwrap_err().code(), "token-choose-one");
    keys.initialise(&seen[1].serial, &secret(PINS.so_pin), "CF-2", Wipe::Refuse)
        .unwrap();
    // The other one was not touched: it still has the PIN from the factory.
    keys.check_pin(&seen[0].serial, &secret("123456")).unwrap();
    assert!(keys.check_pin(&seen[1].serial, &secret("123456")).is_err());
}

#[test]
fn a_card_with_something_on_it_is_wiped_only_by_decision_and_by_its_own_so_pin() {
    let (readers, bench) = (Readers::start(), Bench::new());
    let keys = readers.workers(profiles());
    let (_card, token) = ready(&readers, &keys);
    let id = token::KeyId::new(b"case-1").unwrap();
    let spki = keys
        .generate_key_pair(&token.serial, &secret(PINS.pin), Algorithm::P256, &id)
        .unwrap();
    let der = bench.certificate(&spki, "/CN=a");
    keys.write_certificate(&token.serial, &secret(PINS.pin), &id, "", &der)
        .unwrap();
    let code = |so_pin: &str, wipe| {
        keys.initialise(&token.serial, &secret(so_pin), "CF-3", wipe)
            .unwrap_err()
            .code()
    };
    assert_eq!(code(PINS.so_pin, Wipe::Refuse), "token-not-blank");
    assert_eq!(code("1111222233334444", Wipe::Allow), "so-pin-wrong");
    assert_eq!(code("12345678", Wipe::Allow), "pin-refused");
    assert_eq!(keys.read_certificates(&token.serial).unwrap()[0].der, der);
    keys.delete_certificate(&token.serial, &secret(PINS.pin), &der)
        .unwrap();
    assert_eq!(
        keys.public_keys(&token.serial).unwrap()[0].spki_der,
        spki,
        "the pair stays"
    );
    let wiped = keys
        .initialise(&token.serial, &secret(PINS.so_pin), "CF-3", Wipe::Allow)
        .unwrap();
    assert!(wiped.is_blank());
}

#[test]
fn the_management_key_takes_the_cipher_that_the_profile_puts_first() {
    let readers = Readers::start();
    let mut known = profiles();
    for profile in &mut known {
        if let token::profile::DriverProfile::Piv(piv) = &mut profile.driver {
            piv.management_ciphers = vec![token::Cipher::Aes256, token::Cipher::TripleDes];
        }
    }
    let keys = readers.workers(known);
    let (_card, token) = ready(&readers, &keys);
    let id = token::KeyId::new(b"k").unwrap();
    keys.generate_key_pair(&token.serial, &secret(PINS.pin), Algorithm::P256, &id)
        .unwrap();
    // A driver that only knows Triple DES cannot write on it.
    let old = readers.workers(Vec::new());
    let told = old
        .generate_key_pair(&token.serial, &secret(PINS.pin), Algorithm::P256, &id)
        .unwrap_err();
    assert_eq!(told.code(), "management-key-unknown");
}
