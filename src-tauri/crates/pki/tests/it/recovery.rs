//! Envelopes of recovered keys: openssl opens what the training CA seals, and what openssl seals is read here.

use pki::exchange::{Incoming, Limits, import};
use pki::training::TrainingCa;
use pki::{Certificate, Envelope, Transport};

use crate::bench::{Bench, real_now};

/// A folder with an RSA signing key, its request and the CA's answer to a recovery.
fn answered() -> (Bench, pki::training::Recovered) {
    let bench = Bench::new();
    bench.openssl("req -new -newkey rsa:2048 -nodes -subj /C=CN/CN=rsa -keyout k.pem -out r.pem");
    let ca = TrainingCa::create(real_now(), &mut rand::rng()).unwrap();
    let answer = ca
        .recover(&bench.get("r.pem"), 30, real_now(), &mut rand::rng())
        .unwrap();
    bench.put("signing.der", &answer.signing);
    bench.openssl("x509 -inform DER -in signing.der -out signing.pem");
    (bench, answer)
}

#[test]
fn openssl_opens_what_the_training_ca_seals_and_finds_the_key_of_the_certificate() {
    let (bench, answer) = answered();
    bench.put("envelope.der", &answer.envelope);
    bench.put("encryption.der", &answer.encryption);
    bench.openssl(
        "cms -decrypt -inform DER -in envelope.der -recip signing.pem -inkey k.pem -out recovered.der -binary",
    );
    bench.openssl("pkey -inform DER -in recovered.der -pubout -outform DER -out public.der");
    let encryption = Certificate::from_der(&answer.encryption).unwrap();
    assert_eq!(bench.get("public.der"), encryption.spki_der());
    assert!(
        encryption.is_for_encryption()
            && !Certificate::from_der(&answer.signing)
                .unwrap()
                .is_for_encryption()
    );
}

#[test]
fn all_three_parts_come_out_of_one_file_and_the_envelope_names_its_key() {
    let (_, answer) = answered();
    let file = Incoming {
        name: "回包.pem".to_owned(),
        bytes: answer.to_pem().into_bytes(),
    };
    let twice = [file.clone(), file];
    let read = import(&twice, &Limits::default());
    assert_eq!((read.findings.as_slice(), read.envelopes.len()), (&[][..], 1));
    let issued: Vec<_> = read.issued().collect();
    assert_eq!(issued.len(), 2);
    let found = &read.envelopes[0];
    assert_eq!(found.origin, "回包.pem");
    let signing = Certificate::from_der(&answer.signing).unwrap();
    assert!(found.envelope.recipient(&signing).is_some());
    assert!(
        found.envelope.recipients_words().contains(signing.serial_hex()),
        "{}",
        found.envelope.recipients_words()
    );
    let encryption = Certificate::from_der(&answer.encryption).unwrap();
    assert!(found.envelope.recipient(&encryption).is_none(), "another key");
}

#[test]
fn what_openssl_seals_is_read_in_every_way_that_a_token_may_open() {
    let (bench, answer) = answered();
    bench.put("secret", b"a key");
    let signing = Certificate::from_der(&answer.signing).unwrap();
    let oaep = "-keyopt rsa_padding_mode:oaep";
    for (cipher, more, expected) in [
        ("-aes128", "", Transport::Pkcs1),
        ("-aes192", "", Transport::Pkcs1),
        ("-aes256", "-keyid", Transport::Pkcs1),
        ("-aes256", oaep, Transport::OaepSha1),
        (
            "-aes256",
            "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha256",
            Transport::OaepSha256,
        ),
    ] {
        let words = format!(
            "cms -encrypt -binary -in secret {cipher} -outform DER -out e.der -recip signing.pem {more}"
        );
        bench.openssl(words.trim_end());
        let der = bench.get("e.der");
        assert!(Envelope::is_one(&der));
        let read = Envelope::from_der(&der).unwrap();
        let own = read.recipient(&signing).unwrap();
        assert_eq!(
            (own.transport, own.wrapped_key.len(), read.content.len()),
            (expected, 256, 16),
            "{words}"
        );
    }
    // What no key opens is told by its algorithm.
    for (cipher, more, expected) in [
        ("-des3", "", "1.2.840.113549.3.7"),
        (
            "-aes256",
            "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha1",
            "1.2.840.113549.1.1.7",
        ),
    ] {
        let words = format!(
            "cms -encrypt -binary -in secret {cipher} -outform DER -out e.der -recip signing.pem {more}"
        );
        bench.openssl(words.trim_end());
        let told = Envelope::from_der(&bench.get("e.der")).unwrap_err();
        assert!(told.to_string().contains(expected), "{told}");
    }
}

#[test]
fn a_damaged_envelope_is_told_wherever_it_is_cut() {
    let (_, answer) = answered();
    for length in 0..answer.envelope.len() {
        let cut = &answer.envelope[..length];
        assert!(Envelope::from_der(cut).is_err(), "{length} bytes");
    }
    assert!(!Envelope::is_one(&answer.signing));
}
