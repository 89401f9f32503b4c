//! `certificate`: recorded once per issuer and serial, found by holder, case, key and public key, superseded.

use case::CaseContent;
use store::{CertificateStatus, NewCertificate, NewKeyJob};

use crate::house::{House, at, content};

#[test]
fn a_certificate_is_recorded_once_and_superseded() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let new = house.write(|tx| {
        let job = NewKeyJob {
            case_id: case,
            subject_index: None,
            kind: "issue".into(),
            state: "write".into(),
        };
        Ok(NewCertificate {
            holder: None,
            project: "netca-gd-ylbx".into(),
            kind: case::CertKind::Org,
            case_id: Some(case),
            job_id: Some(tx.add_key_job(&job, at(1))?.id),
            serial: "5f00".into(),
            subject: "CN=样例".into(),
            issuer: "CN=训练CA".into(),
            not_before: at(1),
            not_after: at(100),
            spki_sha256: Some("ab12".into()),
            attachment: Some(tx.add_attachment("application/pkix-cert", "c.cer", b"der", at(1))?),
            token_serial: Some("KEY-1".into()),
        })
    });
    let holder = house.write(|tx| tx.keep_holder(&content().holder(None).unwrap()));
    let new = NewCertificate { holder, ..new };
    let id = house.write(|tx| tx.add_certificate(&new));
    let held = |house: &House, asked: &CaseContent| {
        let known = house.read(|tx| tx.find_holder(&asked.holder(None).unwrap()));
        known.map_or(0, |holder| {
            house.read(|tx| tx.certificates_of_holder(holder)).len()
        })
    };
    let mut other = content();
    assert_eq!(held(&house, &other), 1);
    other.fields.remove("uscc");
    other.fields.insert("org_code".into(), "19220382-1".into());
    assert_eq!(
        held(&house, &other),
        1,
        "the organisation code in the unified one"
    );
    other.fields.insert("uscc".into(), "91330100799655058B".into());
    assert_eq!(held(&house, &other), 0);
    let row = house.read(|tx| tx.certificate(id));
    assert_eq!(
        (row.status, row.not_after, row.subject.as_str()),
        (CertificateStatus::Current, at(100), "CN=样例")
    );
    assert!(
        house.store.write(|tx| tx.add_certificate(&new)).is_err(),
        "the same serial twice"
    );
    house.write(|tx| tx.set_certificate_status(id, CertificateStatus::Superseded));
    for found in [
        house.read(|tx| tx.certificates_of_case(case)),
        house.read(|tx| tx.certificates_by_token("KEY-1")),
        house.read(|tx| tx.certificates_by_public_key("ab12")),
        house
            .read(|tx| tx.certificate_by_serial("CN=训练CA", "5f00"))
            .into_iter()
            .collect(),
    ] {
        assert_eq!((found.len(), found[0].status), (1, CertificateStatus::Superseded));
    }
    assert!(house.read(|tx| tx.certificates_by_token("KEY-2")).is_empty());
}
