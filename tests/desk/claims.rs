//! What the clerk says about the certificate that a case acts on, held against the register: a tick that it
//! contradicts is refused, what it knows goes before a tick, and the guide is asked about each of several.

use case::{CertKind, Channel};
use chrono::{Days, Local};
use desk::api::{CaseView, EnterCertificate, Severity};
use desk::casework::people::{self, PERSONS};

use super::counter::{Counter, YLBX, changed, done};
use super::ledger::{begin, paper};

#[test]
fn a_tick_that_the_register_contradicts_is_refused_and_what_it_knows_goes_before_it() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let entered = done(counter.commands().enter_certificate(paper(2, YLBX, "别处 CA")));
    let case = begin(&counter, entered.line.id.unwrap(), "renew");
    let found = |case: &CaseView, code: &str| -> Option<Severity> {
        let mut findings = case.findings.iter();
        findings.find(|f| f.code == code).map(|f| f.severity)
    };
    assert!(found(&case, "condition-contradicted").is_none(), "{case:#?}");
    // It counts for twenty more days: by mail and "expired" is what the guide has for others.
    let case = counter.save(
        &case,
        changed(|patch| {
            patch.channel = Some(Channel::Mail);
            patch.conditions = Some(vec!["expired".to_owned()]);
        }),
    );
    let said = case.findings.iter().find(|f| f.code == "condition-contradicted");
    let said = said.expect("a finding");
    assert_eq!(said.severity, Severity::Refuse);
    let words = format!("{}{}", said.message, said.remedy);
    for word in ["证书已过有效期", "取消勾选", "指南001第106-111行"] {
        assert!(words.contains(word), "{word}: {words}");
    }
    assert_eq!(
        found(&case, "r-y2-mail"),
        Some(Severity::Refuse),
        "the guide's rule"
    );
    assert_eq!((case.may_print.open, case.may_submit.open), (false, false));
    let box_of = |case: &CaseView| (case.conditions[0].on, case.conditions[0].implied);
    assert_eq!(box_of(&case), (true, false), "it can be ticked off");
    let case = counter.save(
        &case,
        changed(|patch| {
            patch.channel = Some(Channel::Counter);
            patch.conditions = Some(Vec::new());
        }),
    );
    assert!(found(&case, "condition-contradicted").is_none() && found(&case, "r-y2-mail").is_none());

    // The register says expired: nobody need tick it, the guide's rules follow, and the clerk is told.
    let past = (Local::now().date_naive() - Days::new(3)).to_string();
    let gone = EnterCertificate {
        not_after: past,
        serial: "77AA".to_owned(),
        ..paper(3, YLBX, "别处 CA")
    };
    let entered = done(counter.commands().enter_certificate(gone));
    let case = begin(&counter, entered.line.id.unwrap(), "renew");
    let case = counter.save(&case, changed(|patch| patch.channel = Some(Channel::Mail)));
    assert_eq!(box_of(&case), (true, true));
    assert_eq!(found(&case, "condition-by-register"), Some(Severity::Note));
    assert!(found(&case, "r-y2-mail").is_none(), "{case:#?}");
    let mut rows = case.materials.iter();
    assert!(
        rows.any(|row| row.material.contains("电子密匙")),
        "the key is handed in: {case:#?}"
    );
    let case = counter.save(&case, changed(|patch| patch.channel = Some(Channel::SelfService)));
    assert_eq!(
        found(&case, "r-y2-self"),
        Some(Severity::Refuse),
        "the guide's rule"
    );
}

/// One employee's certificate has expired, the other's has not: by mail only the first may be renewed.
#[test]
fn the_guide_is_asked_about_each_certificate_of_a_case() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let days = [
        Local::now().date_naive() - Days::new(3),
        Local::now().date_naive() + Days::new(30),
    ];
    for (at, day) in days.iter().enumerate() {
        let person = PERSONS[5 + at];
        done(counter.commands().enter_certificate(EnterCertificate {
            kind: Some(CertKind::OrgEmployee),
            person_name: person.name.to_owned(),
            person_code: person.id_no.to_owned(),
            not_after: day.to_string(),
            serial: format!("77AB{at}"),
            ..paper(0, YLBX, "别处 CA")
        }));
    }
    let case = counter.intake(YLBX, "org_employee", "renew", 0);
    let rows = [people::employee(&PERSONS[5]), people::employee(&PERSONS[6])];
    let mail = changed(|patch| {
        patch.employees = Some(rows.to_vec());
        patch.channel = Some(Channel::Mail);
        patch.conditions = Some(vec!["expired".to_owned()]);
    });
    let case = counter.save(&case, mail);
    let refused: Vec<_> = case
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Refuse)
        .map(|f| format!("{} {}", f.code, f.message))
        .collect();
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert!(
        refused[0].contains("r-y2-mail") && refused[0].contains(PERSONS[6].name),
        "{refused:#?}"
    );
}
