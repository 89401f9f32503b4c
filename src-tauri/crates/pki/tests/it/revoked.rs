//! The list of revoked certificates: read from DER and PEM, believed only from the CA that signed it, refused when it
//! is another file.

use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _};
use pki::training::TrainingCa;
use pki::{Certificate, RevocationList};
use x509_cert::crl::CertificateList;
use x509_cert::ext::Extension;

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

fn extension(oid: &str) -> Extension {
    Extension {
        extn_id: ObjectIdentifier::new_unwrap(oid),
        critical: true,
        extn_value: OctetString::new(vec![0x30, 0]).unwrap(),
    }
}

/// CAs cut long lists into parts: of what a part does not name nothing is known. A list of changes, or one with another
/// CA's certificates in it, is not read at all.
#[test]
fn a_part_of_a_list_says_so_and_a_list_of_other_things_is_refused() {
    let ca = TrainingCa::create(real_now(), &mut rand::rng()).unwrap();
    let der = ca.revoked(&[("00a1", false), ("7f", true)], real_now()).unwrap();
    let changed = |change: &dyn Fn(&mut CertificateList)| {
        let mut list: CertificateList = CertificateList::from_der(&der).unwrap();
        change(&mut list);
        RevocationList::parse(&list.to_der().unwrap())
    };
    let whole = changed(&|_| ()).unwrap();
    assert!(!whole.is_part());
    for serial in ["A1", "00a1", "7F", "007f"] {
        assert!(whole.entry(serial).is_some(), "{serial}");
    }
    let with = |oid: &'static str| {
        changed(&move |list| list.tbs_cert_list.crl_extensions = Some(vec![extension(oid)]))
    };
    assert!(with("2.5.29.28").unwrap().is_part());
    assert!(with("2.5.29.27").is_err(), "changes only");
    let foreign = changed(&|list| {
        let entries = list.tbs_cert_list.revoked_certificates.as_mut().unwrap();
        entries[0].crl_entry_extensions = Some(vec![extension("2.5.29.29")]);
    });
    assert!(foreign.is_err(), "another CA's certificates");
}
