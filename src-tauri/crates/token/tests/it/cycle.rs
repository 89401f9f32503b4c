//! The whole life of a key: initialise, PIN, key pair, sign, certificate, read back by others, renewal.

use token::{Algorithm, KeyId, PinState, Token, TokenError, Wipe};

use crate::bench::{Bench, PIN, SO_PIN, key_id, secret};

fn whole_cycle(algorithm: Algorithm) {
    let bench = Bench::new();
    let workers = &bench.workers;
    let blank = bench.blank();
    assert!(
        blank.is_blank() && !blank.initialised && blank.user_pin == PinState::NotSet,
        "{blank:?}"
    );

    let token = workers
        .initialise(&blank.serial, &secret(SO_PIN), "CF-0001", Wipe::Refuse)
        .unwrap();
    assert_ne!(
        token.serial, blank.serial,
        "the new record carries the new serial number"
    );
    assert_eq!(
        (token.label.as_str(), token.slot, token.initialised),
        ("CF-0001", blank.slot, true)
    );
    workers
        .set_user_pin(&token.serial, &secret(SO_PIN), &secret(PIN))
        .unwrap();
    assert_eq!(workers.pin_state(&token.serial).unwrap().user, PinState::Set);

    let first = key_id("case-1");
    let spki = workers
        .generate_key_pair(&token.serial, &secret(PIN), algorithm, &first)
        .unwrap();
    let keys = workers.public_keys(&token.serial).unwrap();
    assert_eq!(
        (keys.len(), keys[0].algorithm, &keys[0].spki_der),
        (1, algorithm, &spki)
    );

    let id = KeyId::of_public_key(&spki);
    workers
        .rename_key(&token.serial, &secret(PIN), &first, &id)
        .unwrap();
    let message = "挑战 challenge".as_bytes();
    let signature = workers
        .sign(&token.serial, &secret(PIN), &id, algorithm, message)
        .unwrap();
    bench.openssl_verify(&spki, message, &signature);

    let certificate = bench.certificate(&spki, "/CN=Example/O=Example Unit");
    for _ in 0..2 {
        workers
            .write_certificate(&token.serial, &secret(PIN), &id, "签名证书", &certificate)
            .unwrap();
    }
    let held = workers.read_certificates(&token.serial).unwrap();
    assert_eq!(held.len(), 1, "writing twice leaves one");
    assert_eq!(
        (&held[0].key_id, held[0].label.as_str(), &held[0].der),
        (&id, "签名证书", &certificate)
    );

    let record = workers.find(&token.serial).unwrap();
    assert!(record.has_private_key && record.certificates == held);

    // Somebody else's program sees the same.
    let hex = id.to_string();
    let listed = bench.pkcs11_tool(&[
        "--token-label",
        "CF-0001",
        "--login",
        "--pin",
        PIN,
        "--list-objects",
    ]);
    for expected in [
        "Private Key Object",
        "Public Key Object",
        "Certificate Object",
        "sensitive",
        "never extractable",
        "local",
        &hex,
    ] {
        assert!(listed.contains(expected), "{expected} in {listed}");
    }
    bench.pkcs11_tool(&[
        "--token-label",
        "CF-0001",
        "--read-object",
        "--type",
        "cert",
        "--id",
        &hex,
        "-o",
        "read.der",
    ]);
    assert_eq!(
        std::fs::read(bench.dir.path().join("read.der")).unwrap(),
        certificate
    );

    assert_eq!(workers.delete_objects(&token.serial, &secret(PIN), &id), Ok(3));
    assert!(workers.find(&token.serial).unwrap().is_blank());
}

#[test]
fn whole_cycle_with_rsa() {
    whole_cycle(Algorithm::Rsa2048);
}

#[test]
fn whole_cycle_with_p256() {
    whole_cycle(Algorithm::P256);
}

#[test]
fn renewal_keeps_the_old_certificate_until_it_is_removed() {
    let bench = Bench::new();
    let workers = &bench.workers;
    let serial = bench.ready("CF-R").serial;
    let (old, new) = (key_id("old"), key_id("new"));
    let mut certificates = Vec::new();
    for id in [&old, &new] {
        let spki = workers
            .generate_key_pair(&serial, &secret(PIN), Algorithm::P256, id)
            .unwrap();
        let der = bench.certificate(&spki, &format!("/CN={id}"));
        workers
            .write_certificate(&serial, &secret(PIN), id, "cert", &der)
            .unwrap();
        certificates.push(der);
    }
    assert_eq!(workers.read_certificates(&serial).unwrap().len(), 2);
    assert_eq!(
        workers.delete_certificate(&serial, &secret(PIN), &certificates[0]),
        Ok(true)
    );
    assert_eq!(
        workers.delete_certificate(&serial, &secret(PIN), &certificates[0]),
        Ok(false)
    );
    assert_eq!(workers.delete_objects(&serial, &secret(PIN), &old), Ok(2));
    let left = workers.read_certificates(&serial).unwrap();
    assert_eq!((left.len(), &left[0].der), (1, &certificates[1]));
    assert_eq!(workers.public_keys(&serial).unwrap().len(), 1);
}

#[test]
fn a_key_pair_is_never_made_twice_and_never_wiped_by_accident() {
    let bench = Bench::new();
    let workers = &bench.workers;
    let serial = bench.ready("CF-2").serial;
    let id = key_id("one");
    workers
        .generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
        .unwrap();
    assert_eq!(
        workers.generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id),
        Err(TokenError::KeyExists {
            key_id: id.to_string()
        })
    );
    assert_eq!(
        workers.initialise(&serial, &secret(SO_PIN), "CF-3", Wipe::Refuse),
        Err(TokenError::NotBlank {
            serial: serial.clone(),
            keys: 1,
            certificates: 0
        })
    );
    assert_eq!(workers.public_keys(&serial).unwrap().len(), 1);
    // With the wrong SO PIN even a decided wipe leaves everything as it was.
    let refused = workers
        .initialise(&serial, &secret("not-this-one"), "CF-3", Wipe::Allow)
        .unwrap_err();
    assert_eq!(refused.code(), "so-pin-wrong");
    assert_eq!(workers.public_keys(&serial).unwrap().len(), 1);
    let wiped = workers
        .initialise(&serial, &secret(SO_PIN), "CF-3", Wipe::Allow)
        .unwrap();
    assert!(wiped.is_blank() && wiped.user_pin == PinState::NotSet);
}

#[test]
fn wrong_orders_are_told() {
    let bench = Bench::new();
    let workers = &bench.workers;
    let blank = bench.blank().serial;
    let id = key_id("x");
    let code = |result: Result<(), TokenError>| result.unwrap_err().code();
    assert_eq!(
        code(workers.set_user_pin(&blank, &secret(SO_PIN), &secret(PIN))),
        "token-not-initialised"
    );
    for label in ["", "一二三四五六七八九十一", "a\nb"] {
        let answer = workers.initialise(&blank, &secret(SO_PIN), label, Wipe::Refuse);
        assert_eq!(answer, Err(TokenError::BadLabel), "{label}");
    }
    let answer = workers
        .initialise(&blank, &secret("1"), "CF", Wipe::Refuse)
        .unwrap_err();
    assert_eq!(answer.code(), "pin-refused");
    let serial = workers
        .initialise(&blank, &secret(SO_PIN), "CF", Wipe::Refuse)
        .unwrap()
        .serial;
    assert_eq!(code(workers.check_pin(&serial, &secret(PIN))), "pin-not-set");
    workers
        .set_user_pin(&serial, &secret(SO_PIN), &secret(PIN))
        .unwrap();
    let signed = workers
        .sign(&serial, &secret(PIN), &id, Algorithm::P256, b"x")
        .map(|_| ());
    assert_eq!(code(signed), "key-unknown");
    let der = bench.certificate(
        &workers
            .generate_key_pair(&serial, &secret(PIN), Algorithm::P256, &id)
            .unwrap(),
        "/CN=a",
    );
    let other = key_id("y");
    let write = |id, der: &[u8]| code(workers.write_certificate(&serial, &secret(PIN), id, "l", der));
    assert_eq!(write(&other, &der), "key-unknown");
    assert_eq!(write(&id, b"no certificate"), "certificate-unreadable");
    assert_eq!(write(&id, &der[..der.len() - 1]), "certificate-unreadable");
    assert_eq!(
        code(workers.check_pin("no-such-serial", &secret(PIN))),
        "token-not-found"
    );
    let rsa = workers
        .sign(&serial, &secret(PIN), &id, Algorithm::Rsa2048, b"x")
        .map(|_| ());
    assert_eq!(code(rsa), "algorithm-unknown");
}
