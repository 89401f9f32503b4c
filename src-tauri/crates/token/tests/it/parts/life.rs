//! The whole life of a key on any part: PIN, key pair, request, certificate, proof, renewal on the same key, unlocking.

use pki::{SignatureAlgorithm, Subject};
use token::{Algorithm, KeyId, SecretString, Token, TokenError, Workers};

use crate::bench::{Bench, secret};

/// The PINs of a part.
pub struct Pins {
    pub so_pin: &'static str,
    pub pin: &'static str,
    pub second_pin: &'static str,
}

/// What a life leaves on the key.
pub struct Left {
    pub key_id: KeyId,
    pub spki: Vec<u8>,
    pub certificate: Vec<u8>,
}

/// Takes an initialised key from its first PIN to its second certificate and through a forgotten PIN. What the key
/// signs is verified by openssl, what is written is compared with what comes back.
pub fn live(bench: &Bench, keys: &Workers, serial: &str, pins: &Pins, algorithm: Algorithm) -> Left {
    let [so_pin, pin, second_pin] = [pins.so_pin, pins.pin, pins.second_pin].map(secret);
    keys.set_user_pin(serial, &so_pin, &pin).unwrap();
    keys.check_pin(serial, &pin).unwrap();

    let old = certified(bench, keys, serial, &pin, algorithm, "old");
    // Renewal: the old certificate stays until the new one is proven.
    let new = certified(bench, keys, serial, &pin, algorithm, "new");
    let held = keys.read_certificates(serial).unwrap();
    assert_eq!(held.len(), 2, "the old certificate is still there");
    assert!(keys.delete_objects(serial, &pin, &old.key_id).unwrap() > 0);

    // The PIN is forgotten: only the SO PIN helps, and the key pair stays.
    let told = keys.unlock(serial, &secret("00000000"), &second_pin).unwrap_err();
    assert_eq!(told.code(), "so-pin-wrong");
    keys.unlock(serial, &so_pin, &second_pin).unwrap();
    assert_eq!(keys.check_pin(serial, &pin).unwrap_err().code(), "pin-wrong");
    prove(bench, keys, serial, &second_pin, algorithm, &new);
    keys.change_pin(serial, &second_pin, &pin).unwrap();
    prove(bench, keys, serial, &pin, algorithm, &new);

    let held = keys.read_certificates(serial).unwrap();
    assert_eq!((held.len(), &held[0].der), (1, &new.certificate));
    let record = keys.find(serial).unwrap();
    assert_eq!(
        (record.public_keys.len(), &record.public_keys[0].spki_der),
        (1, &new.spki)
    );
    new
}

fn certified(
    bench: &Bench,
    keys: &Workers,
    serial: &str,
    pin: &SecretString,
    algorithm: Algorithm,
    name: &str,
) -> Left {
    let key_id = KeyId::new(name.as_bytes()).unwrap();
    let (spki, made) = keys.ensure_key_pair(serial, pin, algorithm, &key_id).unwrap();
    assert!(made);
    let again = keys.ensure_key_pair(serial, pin, algorithm, &key_id).unwrap();
    assert_eq!(again, (spki.clone(), false), "the same pair, not another one");

    let signed_with = match algorithm {
        Algorithm::P256 => SignatureAlgorithm::EcdsaSha256,
        _ => SignatureAlgorithm::RsaSha256,
    };
    let mut sign = |message: &[u8]| keys.sign(serial, pin, &key_id, algorithm, message);
    let subject = Subject::named("示例单位");
    let request = pki::request::<TokenError>(&subject, &spki, signed_with, &mut sign).unwrap();
    let file = bench.file("request.der", &request);
    bench.run(
        "openssl",
        &[
            "req",
            "-verify",
            "-noout",
            "-inform",
            "DER",
            "-in",
            file.to_str().unwrap(),
        ],
    );

    let certificate = bench.certificate(&spki, &format!("/CN={name}"));
    for _ in 0..2 {
        keys.write_certificate(serial, pin, &key_id, name, &certificate)
            .unwrap();
    }
    let left = Left {
        key_id,
        spki,
        certificate,
    };
    let held = keys.read_certificates(serial).unwrap();
    let own = held.iter().filter(|held| held.key_id == left.key_id);
    assert_eq!(own.map(|held| &held.der).collect::<Vec<_>>(), [&left.certificate]);
    prove(bench, keys, serial, pin, algorithm, &left);
    left
}

fn prove(bench: &Bench, keys: &Workers, serial: &str, pin: &SecretString, algorithm: Algorithm, left: &Left) {
    let challenge = "挑战 challenge".as_bytes();
    let signature = keys
        .sign(serial, pin, &left.key_id, algorithm, challenge)
        .unwrap();
    bench.openssl_verify(&left.spki, challenge, &signature);
}
