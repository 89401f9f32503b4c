//! The training CA: openssl accepts its chain, and every name says what it is.

use pki::training::{TRAINING_NAME, TrainingCa};
use pki::{Certificate, PemLabel, to_pem};

use crate::bench::{Bench, ca, csr, key, now, real_now, unit};

#[test]
fn openssl_verifies_the_chain_and_purpose() {
    let bench = Bench::new();
    let ca = TrainingCa::create(real_now(), &mut rand::rng()).unwrap();
    let der = ca.issue(&csr(&unit(), &key()), 365, real_now()).unwrap();
    bench.put("root.pem", ca.root_pem());
    bench.put("leaf.pem", to_pem(PemLabel::Certificate, &der));
    let said = bench.openssl("verify -x509_strict -purpose smimesign -CAfile root.pem leaf.pem");
    assert_eq!(said, "leaf.pem: OK\n");
    let printed = bench
        .openssl("x509 -in leaf.pem -noout -fingerprint -sha256 -serial")
        .replace(':', "")
        .to_lowercase();
    let read = Certificate::from_der(&der).unwrap();
    assert!(
        printed.contains(&read.fingerprint()) && printed.contains(read.serial_hex()),
        "{printed}"
    );
    let shown = bench.openssl("x509 -in leaf.pem -noout -text -nameopt utf8,sep_comma_plus_space");
    for part in [
        TRAINING_NAME,
        "CA:FALSE",
        "Digital Signature, Non Repudiation",
        "CN=广州市示例贸易有限公司",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn openssl_verifies_an_rsa_user_certificate() {
    let bench = Bench::new();
    let ca = TrainingCa::create(real_now(), &mut rand::rng()).unwrap();
    bench.openssl("req -new -newkey rsa:2048 -nodes -subj /C=CN/CN=rsa -keyout k.pem -out r.pem");
    let der = ca.issue(&bench.get("r.pem"), 30, real_now()).unwrap();
    bench.put("root.pem", ca.root_pem());
    bench.put("leaf.pem", to_pem(PemLabel::Certificate, &der));
    assert_eq!(
        bench.openssl("verify -x509_strict -CAfile root.pem leaf.pem"),
        "leaf.pem: OK\n"
    );
    assert!(
        Certificate::parse(&der)
            .unwrap()
            .key_use()
            .unwrap()
            .key_encipherment
    );
}

#[test]
fn it_says_what_it_is_and_comes_back_from_its_file() {
    let ca = ca();
    let again = TrainingCa::load(&ca.save().unwrap()).unwrap();
    assert_eq!(again.root(), ca.root());
    assert_eq!(ca.root().subject().common_name, TRAINING_NAME);
    assert!(ca.root().is_training() && ca.root().is_ca() && ca.root().is_self_issued());
    let issued = Certificate::from_der(&again.issue(&csr(&unit(), &key()), 365, now()).unwrap()).unwrap();
    assert!(issued.is_training() && !issued.is_ca());
    assert_eq!((issued.not_after() - issued.not_before()).num_days(), 365);
    assert!(!format!("{ca:?}").contains("PRIVATE"));
}

#[test]
fn serial_numbers_differ_and_wrong_orders_are_refused() {
    let ca = ca();
    let request = csr(&unit(), &key());
    let serial = |days| {
        Certificate::from_der(&ca.issue(&request, days, now()).unwrap())
            .unwrap()
            .serial_hex()
            .to_owned()
    };
    assert_ne!(serial(1), serial(2));
    assert_eq!(serial(1).len(), 32);
    for days in [0, 100_000] {
        assert!(ca.issue(&request, days, now()).is_err(), "{days}");
    }
    let mut forged = request.clone();
    let at = forged.len() - 3;
    forged[at] ^= 1;
    assert!(
        ca.issue(&forged, 1, now()).is_err(),
        "no certificate without proof of possession"
    );
    assert!(TrainingCa::load(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----").is_err());
    let mixed = [
        super::bench::ca().root_pem().into_bytes(),
        ca.save().unwrap()[..300].to_vec(),
    ]
    .concat();
    assert!(TrainingCa::load(&mixed).is_err());
}

#[test]
fn years_past_2049_are_written_as_the_standard_wants() {
    let late = "2049-06-01T00:00:00Z".parse().unwrap();
    let ca = TrainingCa::create(late, &mut rand::rng()).unwrap();
    let root = Certificate::from_der(ca.root().der()).unwrap();
    assert_eq!(
        (root.not_before(), (root.not_after() - late).num_days()),
        (late, 3650)
    );
    let bench = Bench::new();
    bench.put("root.pem", ca.root_pem());
    let said = bench.openssl("asn1parse -in root.pem");
    assert!(
        said.contains("UTCTIME           :490601000000Z")
            && said.contains("GENERALIZEDTIME   :20590530000000Z"),
        "{said}"
    );
}
