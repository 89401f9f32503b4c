//! The list of revoked certificates: read from DER and PEM, believed only from the CA that signed it, refused when it
//! is another file.

use pki::training::TrainingCa;
use pki::{Certificate, RevocationList};

use crate::bench::{Bench, csr, key, real_now, unit};

#[test]
fn openssl_reads_the_training_list_and_openssls_own_form_reads_back() {
    let bench = Bench::new();
    let ca = TrainingCa::create(real_now(), &mut rand::rng()).unwrap();
    let issue =
        |days| Certificate::from_der(&ca.issue(&csr(&unit(), &key()), days, real_now()).unwrap()).unwrap();
    let (gone, held, kept) = (issue(30), issue(31), issue(32));
    let der = ca
        .revoked(
            &[(gone.serial_hex(), false), (held.serial_hex(), true)],
            real_now(),
        )
        .unwrap();
    bench.put("root.pem", ca.root_pem());
    bench.put("list.der", &der);
    let pem = bench.openssl("crl -inform der -in list.der -CAfile root.pem");
    let printed = bench
        .openssl("crl -inform der -in list.der -noout -text")
        .to_lowercase();
    assert!(printed.contains("certificate hold"), "{printed}");
    for bytes in [der.as_slice(), pem.as_bytes()] {
        let list = RevocationList::parse(bytes).unwrap();
        list.verify_signed_by(ca.root()).unwrap();
        let entry = |certificate: &Certificate| list.entry(certificate.serial_hex()).map(|one| one.on_hold);
        assert_eq!(
            [entry(&gone), entry(&held), entry(&kept)],
            [Some(false), Some(true), None]
        );
        let other = TrainingCa::create(real_now(), &mut rand::rng()).unwrap();
        assert_eq!(
            list.verify_signed_by(other.root()).unwrap_err().code(),
            "pki-signature-wrong"
        );
    }
    let mut torn = der.clone();
    let at = torn.len() / 2;
    torn[at] ^= 1;
    let believed = RevocationList::parse(&torn).and_then(|list| list.verify_signed_by(ca.root()));
    assert!(believed.is_err());
    assert!(
        RevocationList::parse(gone.der()).is_err(),
        "a certificate is no list"
    );
}
