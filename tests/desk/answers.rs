//! The CA's answer: matched by public key, compared field by field; what does not belong is told and never written.

use ::practice::training;
use desk::api::{CaseState, CaseView, KeyStepName, Nothing};
use desk::counter::practice;
use pki::training::TrainingCa;

use super::counter::{Counter, YLBX, done, sign_in_as, waiting_for_answer};

/// A case that waits for the CA, with its job and the request.
fn waiting(counter: &Counter) -> (CaseView, u32, Vec<u8>) {
    let case = counter.approved(YLBX, "org", "new", 0);
    let (job, csr) = waiting_for_answer(counter, &case);
    (case, job, csr)
}

/// Imports bytes and gives the codes of the findings; nothing may have been taken.
fn refused(counter: &Counter, job: u32, bytes: Vec<u8>) -> Vec<String> {
    let went = counter
        .commands()
        .import_answer("answer.pem", job, bytes)
        .unwrap_or_else(|r| panic!("{r}"));
    assert!(went.desk.jobs[0].waits_for_file, "{went:#?}");
    let findings = went.findings;
    assert!(findings.iter().all(|f| !f.remedy.is_empty()));
    findings.iter().map(|f| f.code.as_str().to_owned()).collect()
}

#[test]
fn a_right_answer_is_taken_after_all_kinds_of_wrong_ones() {
    let counter = Counter::new();
    let (case, job, csr) = waiting(&counter);
    let now = chrono::Utc::now();
    let ca = practice::ca(counter.folder.path()).unwrap();

    assert!(!refused(&counter, job, b"no certificate at all".to_vec()).is_empty());

    let stranger = TrainingCa::create(now, &mut rand::rng()).unwrap();
    let codes = refused(&counter, job, stranger.issue(&csr, 365, now).unwrap());
    assert_eq!(
        codes,
        ["certificate-bad-signature"],
        "another CA that calls itself alike"
    );

    let expired = ca.issue(&csr, 1, now - chrono::Duration::days(30)).unwrap();
    let codes = refused(&counter, job, expired);
    assert!(codes.iter().any(|c| c.contains("expired")), "{codes:?}");

    // One year was applied for: neither a month nor three years are it.
    for days in [30, 3 * 365] {
        let codes = refused(&counter, job, ca.issue(&csr, days, now).unwrap());
        assert_eq!(codes, ["certificate-term-differs"], "{days} days");
    }

    let request = pki::verify_request(&csr).unwrap();
    let mut subject = request.subject.clone();
    subject.organisation = Some("另一个单位".to_owned());
    let order = pki::training::Order {
        subject: &subject,
        spki_der: &request.spki_der,
        not_before: now - chrono::Duration::hours(1),
        not_after: now + chrono::Duration::days(365),
        usage: pki::training::Usage::Sign,
    };
    let codes = refused(&counter, job, ca.issue_as(&order).unwrap());
    assert!(codes.iter().any(|c| c.contains("subject")), "{codes:?}");

    // The certificate of another key: the CA's own root stands in for it.
    let other = pki::CounterKey::generate(&mut rand::rng()).spki_der().unwrap();
    let order = pki::training::Order {
        subject: &request.subject,
        spki_der: &other,
        ..order
    };
    let codes = refused(&counter, job, ca.issue_as(&order).unwrap());
    assert_eq!(codes, ["certificate-foreign-key"]);

    let right = pki::to_pem(pki::PemLabel::Certificate, &ca.issue(&csr, 365, now).unwrap());
    let went = counter
        .commands()
        .import_answer("answer.pem", job, right.into_bytes())
        .unwrap();
    assert_eq!(
        went.desk.jobs[0].next,
        Some(KeyStepName::WriteCertificate),
        "{went:#?}"
    );
    counter.make_keys(&case);
    assert_eq!(counter.get(&case).state, CaseState::Ready);
}

#[test]
fn without_the_cas_root_nothing_is_taken() {
    let counter = Counter::new();
    let (_, job, csr) = waiting(&counter);
    let other = tempfile::tempdir().unwrap();
    training::make(other.path(), None, &[], store::KdfCost::QUICK_FOR_TESTS).unwrap();
    // A store without roots: the same request answered by a CA that nobody has installed there.
    let desk = super::counter::desk_over(other.path().to_owned());
    desk.commands().sign_in(sign_in_as("admin")).unwrap();
    let settings = done(desk.commands().settings(Nothing {}));
    assert!(settings.ca_certificates.is_empty());
    let root = practice::ca(counter.folder.path()).unwrap().root_pem();
    let installed = desk.commands().install_ca(YLBX, 0, root.into_bytes()).unwrap();
    assert!(installed.ca_certificates[0].training);
    let leaf = practice::ca(counter.folder.path())
        .unwrap()
        .issue(&csr, 365, chrono::Utc::now())
        .unwrap();
    assert_eq!(
        desk.commands().install_ca(YLBX, 0, leaf).unwrap_err().code,
        "ca-not-found"
    );
    assert!(job > 0);
}
