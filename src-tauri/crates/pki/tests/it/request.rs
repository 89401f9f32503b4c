//! Requests: openssl accepts them, and they come back as they went.

use pki::{
    PemLabel, PkiError, RequestFailed, SignatureAlgorithm, Subject, to_pem, verify_request, verify_signature,
};

use crate::bench::{Bench, csr, key, unit};

#[test]
fn openssl_verifies_a_p256_request_and_reads_its_chinese_subject() {
    let (bench, key) = (Bench::new(), key());
    let der = csr(&unit(), &key);
    bench.put("r.pem", to_pem(PemLabel::Request, &der));
    let said = bench.openssl("req -in r.pem -verify -noout -subject -nameopt utf8,sep_comma_plus_space");
    assert!(said.contains("verify OK"), "{said}");
    for part in [
        "C=CN",
        "ST=广东省",
        "L=广州市",
        "O=广州市示例贸易有限公司",
        "OU=财务部",
        "CN=广州市示例贸易有限公司",
        "serialNumber=914403001922038216",
        "emailAddress=office@example.com",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let read = verify_request(&der).unwrap();
    assert_eq!((read.subject, read.spki_der), (unit(), key.spki_der().unwrap()));
}

#[test]
fn openssl_verifies_an_rsa_request_signed_outside() {
    let bench = Bench::new();
    bench.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k.pem");
    bench.openssl("pkey -in k.pem -pubout -outform DER -out k.der");
    let spki = bench.get("k.der");
    let algorithm = SignatureAlgorithm::for_key(&spki).unwrap();
    assert_eq!(algorithm, SignatureAlgorithm::RsaSha256);
    let mut sign = |message: &[u8]| Ok::<_, String>(bench.sign(message, "k.pem"));
    let der = pki::request(&unit(), &spki, algorithm, &mut sign).unwrap();
    bench.put("r.pem", to_pem(PemLabel::Request, &der));
    assert!(
        bench
            .openssl("req -in r.pem -verify -noout")
            .contains("verify OK")
    );
    assert_eq!(
        verify_request(to_pem(PemLabel::Request, &der).as_bytes())
            .unwrap()
            .der,
        der
    );

    let challenge = b"challenge";
    let signature = bench.sign(challenge, "k.pem");
    assert_eq!(verify_signature(&spki, algorithm, challenge, &signature), Ok(()));
    let told = verify_signature(&spki, algorithm, b"other", &signature).unwrap_err();
    assert_eq!(told.code(), "pki-signature-wrong");
    let told = verify_signature(&spki, SignatureAlgorithm::EcdsaSha256, challenge, &signature).unwrap_err();
    assert_eq!(told.code(), "pki-signature-wrong");
}

#[test]
fn requests_of_openssl_are_read() {
    let bench = Bench::new();
    bench.openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /C=CN/O=Unit/OU=A/OU=B/CN=Name -keyout k.pem -out r.pem -addext keyUsage=digitalSignature");
    let read = verify_request(&bench.get("r.pem")).unwrap();
    let expected = Subject {
        organisation: Some("Unit".into()),
        organisational_unit: Some("A".into()),
        ..Subject::named("Name")
    };
    assert_eq!(
        (read.subject, read.algorithm),
        (expected, SignatureAlgorithm::EcdsaSha256)
    );
}

#[test]
fn keys_that_are_not_known_are_told() {
    let bench = Bench::new();
    for (make, code) in [
        ("genpkey -algorithm ED25519 -out k.pem", "pki-algorithm-unknown"),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out k.pem",
            "pki-algorithm-unknown",
        ),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out k.pem",
            "pki-algorithm-unknown",
        ),
    ] {
        bench.openssl(make);
        bench.openssl("pkey -in k.pem -pubout -outform DER -out k.der");
        assert_eq!(
            SignatureAlgorithm::for_key(&bench.get("k.der"))
                .unwrap_err()
                .code(),
            code,
            "{make}"
        );
        let told = verify_signature(&bench.get("k.der"), SignatureAlgorithm::EcdsaSha256, b"", b"");
        assert_eq!(told.unwrap_err().code(), code, "{make}");
    }
    bench.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out k.pem");
    bench.openssl("pkey -in k.pem -pubout -outform DER -out k.der");
    let told = verify_signature(
        &bench.get("k.der"),
        SignatureAlgorithm::RsaSha256,
        b"m",
        &bench.sign(b"m", "k.pem"),
    );
    assert_eq!(
        told.unwrap_err().code(),
        "pki-algorithm-unknown",
        "1024 bits are no signature"
    );
}

#[test]
fn the_signer_s_own_error_comes_through_and_a_foreign_signature_does_not() {
    let (ours, other) = (key(), key());
    let spki = ours.spki_der().unwrap();
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    let told = pki::request(&unit(), &spki, algorithm, &mut |_| Err("pin-wrong")).unwrap_err();
    assert_eq!(told, RequestFailed::Signer("pin-wrong"));
    let mut foreign = |message: &[u8]| Ok::<_, &str>(other.sign(message));
    let told = pki::request(&unit(), &spki, algorithm, &mut foreign).unwrap_err();
    assert_eq!(
        told,
        RequestFailed::Pki(PkiError::SignatureWrong { what: "证书请求" })
    );
    let mut der = csr(&unit(), &ours);
    *der.last_mut().unwrap() ^= 1;
    assert!(verify_request(&der).is_err());
    let told = verify_request(&vec![b'x'; 100_000]).unwrap_err();
    assert_eq!(told.code(), "pki-too-large");
}

#[test]
fn the_counter_key_comes_back_from_its_pkcs8_and_never_shows() {
    let key = key();
    let again = pki::CounterKey::from_pkcs8_der(&key.to_pkcs8_der().unwrap()).unwrap();
    assert_eq!(again.spki_der(), key.spki_der());
    assert_eq!(format!("{key:?}"), "CounterKey");
    assert!(pki::CounterKey::from_pkcs8_der(b"no key").is_err());
}
