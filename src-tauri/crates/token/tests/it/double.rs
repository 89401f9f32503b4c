//! The double does what a token does, and what a bad one does.

use token::double::{Double, Fault};
use token::{Algorithm, Token, TokenError, Wipe};

use crate::bench::{Bench, PIN, SO_PIN, key_id, secret};

fn ready() -> Double {
    let double = Double::new(&["D"]);
    double
        .initialise("D", &secret(SO_PIN), "L", Wipe::Refuse)
        .unwrap();
    double.set_user_pin("D", &secret(SO_PIN), &secret(PIN)).unwrap();
    double
}

#[test]
fn its_signatures_hold_and_its_certificates_stay() {
    let bench = Bench::new();
    let double = ready();
    let id = key_id("k");
    let spki = double
        .generate_key_pair("D", &secret(PIN), Algorithm::P256, &id)
        .unwrap();
    let signature = double
        .sign("D", &secret(PIN), &id, Algorithm::P256, b"message")
        .unwrap();
    bench.openssl_verify(&spki, b"message", &signature);
    let der = bench.certificate(&spki, "/CN=a");
    double
        .write_certificate("D", &secret(PIN), &id, "l", &der)
        .unwrap();
    assert_eq!(double.read_certificates("D").unwrap()[0].der, der);
    double.rename_key("D", &secret(PIN), &id, &key_id("n")).unwrap();
    assert_eq!(double.list().unwrap()[0].certificates[0].key_id, key_id("n"));
    assert_eq!(double.delete_objects("D", &secret(PIN), &key_id("n")), Ok(3));
}

#[test]
fn a_lie_reports_success_and_does_nothing() {
    let double = ready();
    double.on("set-user-pin", Fault::Lie);
    double
        .set_user_pin("D", &secret(SO_PIN), &secret("99999999"))
        .unwrap();
    assert!(double.check_pin("D", &secret("99999999")).is_err());
    double.on("generate", Fault::Lie);
    double
        .generate_key_pair("D", &secret(PIN), Algorithm::P256, &key_id("k"))
        .unwrap();
    assert!(double.public_keys("D").unwrap().is_empty());
}

#[test]
fn a_pulled_key_is_gone_until_it_is_plugged_in_again() {
    let double = ready();
    let id = key_id("k");
    double.on("generate", Fault::PullAfter);
    let told = double
        .generate_key_pair("D", &secret(PIN), Algorithm::P256, &id)
        .unwrap_err();
    assert!(
        matches!(told, TokenError::KeyPulled { .. }) && told.leaves_unknown_state(),
        "{told:?}"
    );
    assert!(double.list().unwrap().is_empty());
    assert_eq!(double.pin_state("D").unwrap_err().code(), "token-not-found");
    double.plug("D", true);
    assert_eq!(
        double.public_keys("D").unwrap()[0].key_id,
        id,
        "the pair was made before the pull"
    );

    double
        .on("sign", Fault::PullBefore)
        .on("check-pin", Fault::Fail(TokenError::TokenFull));
    assert!(double.sign("D", &secret(PIN), &id, Algorithm::P256, b"").is_err());
    double.plug("D", true);
    assert_eq!(double.check_pin("D", &secret(PIN)), Err(TokenError::TokenFull));
    assert_eq!(
        double.check_pin("D", &secret(PIN)),
        Ok(()),
        "a fault happens once"
    );
    assert_eq!(
        double.calls().iter().filter(|call| **call == "check-pin").count(),
        2
    );
}
