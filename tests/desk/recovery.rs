//! 密钥恢复: the signing pair made as in any case, the recovered encryption key imported, proven and handed over with it;
//! an answer of which a part is missing or foreign leaves nothing behind.

use desk::api::{CaseState, CaseView, KeyPresence, KeyStepName};
use desk::casework::people;
use desk::counter::practice;
use pki::training::{Order, Recovered, TrainingCa, Usage};
use pki::{Certificate, PemLabel, to_pem};
use token::{KeyId, SecretString, Token as _};

use super::counter::{Counter, Given, YLBX, by_id, done, outside, waiting_for_answer};

/// The parts of an answer as one file.
fn pem(certificates: &[&[u8]], envelopes: &[&[u8]]) -> Vec<u8> {
    let certificates = certificates.iter().map(|der| to_pem(PemLabel::Certificate, der));
    let envelopes = envelopes.iter().map(|der| to_pem(PemLabel::Cms, der));
    certificates.chain(envelopes).collect::<String>().into_bytes()
}

fn recovered(ca: &TrainingCa, csr: &[u8]) -> Recovered {
    ca.recover(csr, 365, chrono::Utc::now(), &mut rand::rng())
        .unwrap()
}

/// Takes a job that was answered to its end.
fn finish(counter: &Counter, case: &CaseView, given: Given<'_>) -> Vec<KeyStepName> {
    let mut taken = Vec::new();
    loop {
        let job = counter.job(case);
        if job.done {
            return taken;
        }
        taken.push(job.next.unwrap());
        counter.go(&job, given);
    }
}

#[test]
fn a_recovered_key_is_imported_proven_and_handed_over() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "key_recovery", 0);
    let (job, csr) = waiting_for_answer(&counter, &case);
    let ca = practice::ca(counter.folder.path()).unwrap();
    let answer = recovered(&ca, &csr);
    let went = counter
        .commands()
        .import_answer("回包.pem", job, answer.to_pem().into_bytes())
        .unwrap();
    assert!(went.findings.is_empty(), "{went:#?}");
    let steps = finish(&counter, &case, Given::Nothing);
    assert_eq!(
        steps,
        [
            KeyStepName::WriteCertificate,
            KeyStepName::ReadBack,
            KeyStepName::Prove,
            KeyStepName::ImportEncryptionKey,
            KeyStepName::WriteEncryptionCertificate,
            KeyStepName::ProveEncryption
        ]
    );
    let desk = done(counter.commands().key_desk(by_id(&case)));
    let journal = &desk.jobs[0].steps;
    let told = |words| journal.iter().any(|step| step.detail.contains(words));
    assert!(
        told("私钥在独立进程的内存里解密"),
        "the way is on record: {journal:?}"
    );
    assert_eq!(desk.case.state, CaseState::Ready);

    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    counter.sign_in("linxy");
    let person = &people::PERSONS[0];
    let args = counter.fetched(&case, person.name, person.id_no, "28461937");
    let view = done(counter.commands().hand_over(args));
    assert_eq!(view.case.state_word, "已领取");
    let encryption = Certificate::from_der(&answer.encryption).unwrap();
    let listed = &view.plan.keys[0].certificates;
    assert!(
        listed.iter().any(|c| c.serial == encryption.serial_hex()),
        "{listed:#?}"
    );

    // From outside: two certificates, each beside its pair, and the recovered key opens what was encrypted of old.
    let keys = outside(&counter);
    let held = keys.read_certificates(&serial).unwrap();
    assert_eq!((held.len(), keys.public_keys(&serial).unwrap().len()), (2, 2));
    let id = KeyId::of_public_key(encryption.spki_der());
    assert!(held.iter().any(|c| c.key_id == id && c.der == answer.encryption));
    let sealed = pki::encrypt_for(encryption.spki_der(), b"of old", &mut rand::rng()).unwrap();
    let pin = SecretString::from("28461937");
    assert_eq!(keys.decrypt(&serial, &pin, &id, &sealed).unwrap(), b"of old");
}

#[test]
fn on_the_units_own_key_the_old_certificate_stays() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
    let case = counter.approved(YLBX, "org", "key_recovery", 0);
    let job = counter.job(&case);
    counter.go(&job, Given::Key(&serial));
    for _ in 0..3 {
        let job = counter.job(&case);
        counter.go(&job, Given::Pin("28461937"));
    }
    let job = counter.job(&case);
    assert!(job.waits_for_file, "{job:#?}");
    done(counter.commands().training_issue(by_id(&job)));
    finish(&counter, &case, Given::Pin("28461937"));
    assert_eq!(counter.get(&case).state, CaseState::Ready);
    let keys = outside(&counter);
    assert_eq!(
        keys.read_certificates(&serial).unwrap().len(),
        3,
        "old, new, encryption"
    );
}

#[test]
fn an_answer_of_which_a_part_is_missing_or_foreign_leaves_nothing_behind() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "key_recovery", 0);
    let (job, csr) = waiting_for_answer(&counter, &case);
    let ca = practice::ca(counter.folder.path()).unwrap();
    let mine = recovered(&ca, &csr);
    let signing = Certificate::from_der(&mine.signing).unwrap();
    let order = |spki, subject, usage| Order {
        subject,
        spki_der: spki,
        not_before: signing.not_before(),
        not_after: signing.not_after(),
        usage,
    };
    let encryption = Certificate::from_der(&mine.encryption).unwrap();
    let signs = ca
        .issue_as(&order(encryption.spki_der(), signing.subject(), Usage::Sign))
        .unwrap();
    let mut other = signing.subject().clone();
    other.organisation = Some("另一个单位".to_owned());
    let others = ca
        .issue_as(&order(encryption.spki_der(), &other, Usage::Encrypt))
        .unwrap();
    // The same request answered again: its certificate is another one, and so the envelope is not for this one.
    let again = ca
        .recover(&csr, 30, chrono::Utc::now(), &mut rand::rng())
        .unwrap();
    for (answer, expected) in [
        (
            pem(&[&mine.signing], &[]),
            &["envelope-missing", "encryption-certificate-missing"][..],
        ),
        (
            pem(&[&mine.signing, &mine.encryption], &[]),
            &["envelope-missing"],
        ),
        (
            pem(&[&mine.signing], &[&mine.envelope]),
            &["encryption-certificate-missing"],
        ),
        (
            pem(&[&mine.signing, &mine.encryption], &[&again.envelope]),
            &["envelope-missing", "envelope-foreign"],
        ),
        (
            pem(&[&mine.signing, &signs], &[&mine.envelope]),
            &["certificate-wrong-usage"],
        ),
        (
            pem(&[&mine.signing, &others], &[&mine.envelope]),
            &["certificate-subject-differs"],
        ),
        (
            pem(
                &[&mine.signing, &mine.encryption, &again.encryption],
                &[&mine.envelope],
            ),
            &["encryption-certificate-several"],
        ),
        (
            pem(&[&mine.encryption], &[&mine.envelope]),
            &["certificate-foreign-key", "envelope-foreign"],
        ),
    ] {
        let went = counter.commands().import_answer("回包.pem", job, answer).unwrap();
        let findings = went.findings;
        let codes: Vec<_> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, expected, "{findings:#?}");
        assert!(went.desk.jobs[0].waits_for_file, "{expected:?}");
    }
    let names: Vec<_> = done(counter.commands().key_desk(by_id(&case)))
        .documents
        .iter()
        .map(|d| d.name.as_str().to_owned())
        .collect();
    assert!(names.iter().all(|name| !name.ends_with(".cer")), "{names:?}");
}

/// Certificate and envelope are of the same answer, but another key is inside: only the key can tell, and does.
#[test]
fn another_key_in_the_envelope_is_found_out_on_the_key() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "key_recovery", 0);
    let (job, csr) = waiting_for_answer(&counter, &case);
    let ca = practice::ca(counter.folder.path()).unwrap();
    let (mine, again) = (recovered(&ca, &csr), recovered(&ca, &csr));
    let mixed = pem(&[&mine.signing, &again.encryption], &[&mine.envelope]);
    let went = counter.commands().import_answer("回包.pem", job, mixed).unwrap();
    assert!(went.findings.is_empty());
    let told = loop {
        let job = counter.job(&case);
        match counter.step(&job, Given::Nothing) {
            Ok(_) => assert_ne!(job.next, Some(KeyStepName::ImportEncryptionKey)),
            Err(told) => break told,
        }
    };
    assert_eq!(told.code, "envelope-differs");
    let serial = counter.keys(&case, KeyPresence::ThisCase).remove(0);
    assert_eq!(outside(&counter).public_keys(&serial).unwrap().len(), 1);
}
