//! The term of a certificate for which nobody applied for years: no longer than the old one, and what is shorter or
//! cannot be compared is looked at and confirmed before it is written.

use chrono::Utc;
use desk::api::{AskAnew, ById, CaseState, CaseView, KeyStepName, KeyWent, Severity};
use desk::counter::practice;

use super::counter::{Counter, Given, YLBX, by_id, done, refused, waiting_for_answer};

/// A case that waits for the CA's answer, of a unit whose certificate lasts a year from today where it has one here.
struct Asked {
    counter: Counter,
    case: CaseView,
    job: u32,
    csr: Vec<u8>,
}

impl Asked {
    /// For the unit whose certificate is from this counter.
    fn after_one_of_here(business: &str) -> Self {
        let counter = Counter::new();
        counter.closed(YLBX, 0, "28461937");
        Self::of(counter, business, 0)
    }

    fn of(counter: Counter, business: &str, unit: usize) -> Self {
        let case = counter.approved(YLBX, "org", business, unit);
        let (job, csr) = waiting_for_answer(&counter, &case);
        Self {
            counter,
            case,
            job,
            csr,
        }
    }

    /// Brings an answer that is valid for so many days; what is said of it.
    fn answered(&self, days: u32) -> (KeyWent, Vec<(String, Severity)>) {
        let ca = practice::ca(self.counter.folder.path()).unwrap();
        let answer = ca.issue(&self.csr, days, Utc::now()).unwrap();
        let commands = self.counter.commands();
        let went = done(commands.import_answer("回包.cer", self.job, answer));
        let findings = went.findings.iter();
        let codes = findings.map(|f| (f.code.clone(), f.severity)).collect();
        (went, codes)
    }

    fn confirm(&self) -> Result<KeyWent, desk::api::Refusal> {
        self.counter.commands().confirm_term(ById { id: self.job })
    }
}

#[test]
fn a_change_never_lasts_longer_and_a_shorter_one_is_confirmed_before_it_is_written() {
    let asked = Asked::after_one_of_here("change");
    let (went, codes) = asked.answered(2 * 365);
    assert_eq!(codes, [("certificate-term-differs".to_owned(), Severity::Refuse)]);
    assert!(went.findings[0].message.contains("变更没有申请年限"), "{went:?}");
    assert!(went.desk.jobs[0].waits_for_file, "nothing was taken");

    let (went, codes) = asked.answered(200);
    assert_eq!(codes, [("certificate-term-unchecked".to_owned(), Severity::Warn)]);
    let line = &went.desk.jobs[0];
    assert_eq!(line.next, Some(KeyStepName::WriteCertificate));
    assert!(!line.may_go_on.open && line.term_to_confirm.as_ref().unwrap().contains("短"));
    let counter = &asked.counter;
    refused(counter.step(line, Given::Nothing), "term-not-confirmed");

    counter.sign_in("linxy");
    refused(asked.confirm(), "role-missing");
    counter.sign_in("luoyi");
    let went = done(asked.confirm());
    assert!(went.desk.jobs[0].may_go_on.open && went.desk.jobs[0].term_to_confirm.is_none());
    refused(asked.confirm(), "term-as-asked");
    counter.make_keys(&asked.case);
    assert_eq!(counter.get(&asked.case).state, CaseState::Ready);
    let trail = counter.trail(&asked.case);
    assert!(trail.contains("已核对确认证书有效期"), "{trail}");
}

/// What was confirmed of one certificate says nothing about the one that comes in its place.
#[test]
fn a_confirmed_term_is_asked_about_again_when_another_certificate_comes() {
    let mut asked = Asked::after_one_of_here("change");
    asked.answered(200);
    done(asked.confirm());
    asked.counter.make_keys(&asked.case);
    asked.counter.sign_in("linxy");
    let anew = AskAnew {
        id: asked.case.id,
        reason: "证书上的名称有误".to_owned(),
        jobs: vec![asked.job],
    };
    done(asked.counter.commands().ask_anew(anew));
    asked.counter.sign_in("luoyi");
    (_, asked.csr) = waiting_for_answer(&asked.counter, &asked.case);
    let (went, _) = asked.answered(100);
    assert!(went.desk.jobs[0].term_to_confirm.is_some(), "{went:?}");
}

/// Where the register does not know the old certificate nobody can compare: it is said, and confirmed. A recovery is
/// asked for its old key, and the intake has said that the register knows none.
#[test]
fn where_nobody_knows_the_old_end_the_term_of_a_change_is_confirmed_and_that_of_a_recovery_is_not() {
    let changed = Asked::of(Counter::new(), "change", 1);
    let (went, _) = changed.answered(365);
    let words = went.desk.jobs[0].term_to_confirm.clone();
    let words = words.expect("to be confirmed");
    assert!(words.contains("无从对照"), "{words}");

    let counter = Counter::new();
    counter.sign_in("linxy");
    let told = counter.intake(YLBX, "org", "key_recovery", 1).findings;
    assert!(told.iter().any(|f| f.code == "certificate-unknown"), "{told:?}");
    let recovered = Asked::of(counter, "key_recovery", 1);
    let commands = recovered.counter.commands();
    let went = done(commands.training_issue(ById { id: recovered.job }));
    assert!(went.findings.is_empty() && went.desk.jobs[0].term_to_confirm.is_none());
}

/// Of a recovery that the register can compare the same holds as of a change.
#[test]
fn a_recovery_never_lasts_longer_than_the_certificate_that_is_known() {
    let asked = Asked::after_one_of_here("key_recovery");
    let ca = practice::ca(asked.counter.folder.path()).unwrap();
    let brought = |days| {
        let answer = ca
            .recover(&asked.csr, days, Utc::now(), &mut rand::rng())
            .unwrap();
        let commands = asked.counter.commands();
        done(commands.import_answer("回包.pem", asked.job, answer.to_pem().into_bytes()))
    };
    let went = brought(2 * 365);
    assert_eq!(went.findings[0].code, "certificate-term-differs", "{went:?}");
    let went = brought(200);
    assert!(went.desk.jobs[0].term_to_confirm.is_some(), "{went:?}");
    let view = done(asked.counter.commands().key_desk(by_id(&asked.case)));
    assert_eq!(view.jobs[0].term_to_confirm, went.desk.jobs[0].term_to_confirm);
}
