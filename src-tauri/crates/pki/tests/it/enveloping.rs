//! Envelopes for the CA: openssl opens them with the CA's key, and nobody is encrypted for who did not ask for it.

use pki::{Certificate, Envelope, PkiError, Transport, seal, transport_for};

use crate::bench::Bench;

/// A certificate of a fresh key: how the key is made, and what the certificate says it is for.
fn certificate(bench: &Bench, key: &str, usage: &str) -> Certificate {
    let usage = match usage {
        "" => String::new(),
        usage => format!("-addext keyUsage=critical,{usage}"),
    };
    bench.openssl(&format!(
        "req -x509 -new -newkey {key} -nodes -days 30 -subj /C=CN/O=CA/CN=enc {usage} -keyout ca.key -out ca.pem"
    ));
    Certificate::parse(&bench.get("ca.pem")).unwrap()
}

#[test]
fn openssl_opens_with_the_key_of_the_ca_what_was_sealed_for_it() {
    for (key, usage) in [
        ("rsa:2048", "keyEncipherment"),
        ("rsa:3072", "keyEncipherment,dataEncipherment"),
        ("rsa:2048", ""),
    ] {
        let bench = Bench::new();
        let ca = certificate(&bench, key, usage);
        for length in [0_usize, 1, 15, 16, 17, 4096, 3_000_001] {
            let message: Vec<u8> = (0..length).map(|i| (i * 7 % 251) as u8).collect();
            let sealed = seal(&message, &ca, &mut rand::rng()).unwrap();
            bench.put("package.p7m", &sealed);
            bench.openssl(
                "cms -decrypt -binary -inform DER -in package.p7m -recip ca.pem -inkey ca.key -out package.zip",
            );
            assert_eq!(bench.get("package.zip"), message, "{key} {usage} {length}");
            let again = seal(&message, &ca, &mut rand::rng()).unwrap();
            assert_ne!(sealed, again, "another content key each time");
        }
    }
}

#[test]
fn the_envelope_says_how_it_was_sealed() {
    let bench = Bench::new();
    let ca = certificate(&bench, "rsa:2048", "keyEncipherment");
    let sealed = seal(b"a package", &ca, &mut rand::rng()).unwrap();
    let read = Envelope::from_der(&sealed).unwrap();
    assert_eq!(read.recipient(&ca).unwrap().transport, Transport::OaepSha256);
    bench.put("package.p7m", &sealed);
    let said = bench.openssl("cms -cmsout -print -inform DER -in package.p7m");
    for word in [
        "rsaesOaep",
        "sha256",
        "mgf1",
        "aes-256-cbc",
        "pkcs7-envelopedData",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(!said.contains("sha1"), "{said}");
}

#[test]
fn nothing_is_sealed_for_a_key_that_is_not_for_it() {
    for (key, usage, code) in [
        ("rsa:2048", "digitalSignature", "pki-key-not-for-encryption"),
        ("rsa:2048", "keyCertSign,cRLSign", "pki-key-not-for-encryption"),
        (
            "ec -pkeyopt ec_paramgen_curve:P-256",
            "keyAgreement,keyEncipherment",
            "pki-algorithm-unknown",
        ),
        ("rsa-pss", "", "pki-algorithm-unknown"),
        ("sm2", "", "pki-algorithm-unknown"),
    ] {
        let bench = Bench::new();
        let ca = certificate(&bench, key, usage);
        let refused = transport_for(&ca).unwrap_err();
        assert_eq!(refused.code(), code, "{key} {usage}");
        assert!(!refused.remedy().is_empty());
        assert_eq!(seal(b"a package", &ca, &mut rand::rng()).unwrap_err(), refused);
    }
    assert!(matches!(
        seal(
            &vec![0; (200 << 20) + 1],
            &certificate(&Bench::new(), "rsa:2048", ""),
            &mut rand::rng()
        ),
        Err(PkiError::TooLarge { .. })
    ));
}
