//! `certificate`: recorded once per issuer and serial, found by case and key, superseded.

use store::{CertificateStatus, NewCertificate, NewKeyJob};

use crate::house::{House, USCC, at, content};

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
            case_id: case,
            job_id: tx.add_key_job(&job, at(1))?.id,
            serial: "5f00".into(),
            subject: "CN=样例".into(),
            issuer: "CN=训练CA".into(),
            not_before: at(1),
            not_after: at(100),
            spki_sha256: "ab12".into(),
            attachment: tx.add_attachment("application/pkix-cert", "c.cer", b"der", at(1))?,
            token_serial: Some("KEY-1".into()),
        })
    });
    let has = |house: &House, project, uscc| house.read(|tx| tx.has_unit_certificate(project, uscc));
    assert!(!has(&house, "netca-gd-ylbx", USCC));
    let id = house.write(|tx| tx.add_certificate(&new));
    assert!(has(&house, "netca-gd-ylbx", USCC));
    assert!(!has(&house, "netca-gd-zfcg", USCC) && !has(&house, "netca-gd-ylbx", "91330100799655058B"));
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
    assert!(!has(&house, "netca-gd-ylbx", USCC));
    for found in [
        house.read(|tx| tx.certificates_of_case(case)),
        house.read(|tx| tx.certificates_by_token("KEY-1")),
    ] {
        assert_eq!((found.len(), found[0].status), (1, CertificateStatus::Superseded));
    }
    assert!(house.read(|tx| tx.certificates_by_token("KEY-2")).is_empty());
}
