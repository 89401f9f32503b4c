//! Each act hits the certificate and the key that its case names, and nobody else's: two employees of one unit, two
//! certificates of one holder, a certificate that counts no more.

use desk::api::{AskedOfCa, CaseView, Nothing, SaveCase};
use desk::casework::people::{self, PERSONS};

use super::counter::{Counter, Given, YLBX, by_id, changed, done, refused};
use super::ledger;

/// A case about some employees of the first made-up unit, up to review.
fn employees(counter: &Counter, business: &str, persons: &[usize]) -> CaseView {
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org_employee", business, 0);
    let rows: Vec<_> = persons.iter().map(|at| people::employee(&PERSONS[*at])).collect();
    counter.save(&case, changed(|patch| patch.employees = Some(rows)))
}

fn sent(counter: &Counter, case: &CaseView) -> CaseView {
    let case = counter.print_and_scan(case);
    done(counter.commands().submit(by_id(&case)))
}

fn approved(counter: &Counter, case: &CaseView) -> CaseView {
    counter.sign_in("hemin");
    let case = counter.pass(case);
    counter.sign_in("luoyi");
    case
}

/// The two employees with a certificate each; gives the keys by person.
fn two_employees(counter: &Counter) -> [String; 2] {
    let case = approved(counter, &sent(counter, &employees(counter, "new", &[5, 6])));
    let desk = counter.make_keys(&case);
    let serial = |at: usize| desk.jobs[at].serial.as_deref().unwrap().to_owned();
    [serial(0), serial(1)]
}

fn waiting(counter: &Counter) -> Vec<(AskedOfCa, String)> {
    let list = done(counter.commands().revocations(Nothing {}));
    let lines = list.lines.iter();
    lines.map(|line| (line.action, line.holder.clone())).collect()
}

fn codes(case: &CaseView) -> Vec<&str> {
    let findings = case.findings.iter();
    findings.map(|f| f.code.as_str()).collect()
}

/// One played counter for three acts on two employees: unlocking, revoking, and what the ledger and the CA say of it.
#[test]
fn each_act_on_one_of_two_employees_leaves_the_colleague_alone() {
    let counter = Counter::new();
    let keys = two_employees(&counter);
    unlocking_refuses_the_colleagues_key_by_both_names(&counter, &keys);
    let [key, _] = &keys;
    let case = employees(&counter, "revoke", &[5]);
    let holder = &case.acts_on.as_ref().unwrap().holders[0];
    assert_eq!(
        (holder.holder.as_str(), holder.choices[0].chosen),
        (PERSONS[5].name, true),
        "the only one is taken by itself: {case:#?}"
    );
    assert_eq!(holder.choices[0].key.as_ref(), Some(key));
    let case = approved(&counter, &sent(&counter, &case));
    let unit = people::UNITS[0].name;
    let asked = [(AskedOfCa::Revoke, format!("{}（{unit}）", PERSONS[5].name))];
    assert_eq!(waiting(&counter), asked);
    assert_eq!(waiting(&counter), asked, "looking again asks for nothing more");
    assert_eq!(
        case.acts_on.as_ref().unwrap().holders[0].choices[0].state_word,
        "已申请注销"
    );

    // What is given up counts no more: nothing else can be done with it, and it is told by name.
    let again = employees(&counter, "revoke", &[5]);
    assert!(codes(&again).contains(&"certificate-not-in-use"), "{again:#?}");
    let idle = again.acts_on.as_ref().unwrap().holders[0].choices[0].id;
    let again = counter.save(&again, changed(|patch| patch.acts_on = Some(vec![idle])));
    assert!(codes(&again).contains(&"certificate-unfit"), "{again:#?}");
    assert!(!again.may_submit.open);
    let colleague = employees(&counter, "revoke", &[6]);
    let other = colleague.acts_on.as_ref().unwrap().holders[0].choices[0].id;
    let of_another = SaveCase {
        id: again.id,
        revision: again.revision,
        patch: changed(|patch| patch.acts_on = Some(vec![other])),
    };
    let refused = refused(counter.commands().save_case(of_another), "certificate-of-another");
    assert!(
        refused.message.contains(PERSONS[6].name) && refused.message.contains(PERSONS[5].name),
        "{refused}"
    );
    ledger::is_found_begun_from_and_closed(&counter, &keys);
}

/// A case that unlocks the first employee's key takes that key and no other.
fn unlocking_refuses_the_colleagues_key_by_both_names(counter: &Counter, [own, colleagues]: &[String; 2]) {
    let case = approved(counter, &sent(counter, &employees(counter, "unlock", &[5])));
    let job = counter.job(&case);
    let refused = counter.step(&job, Given::Key(colleagues)).unwrap_err();
    assert_eq!(refused.code, "key-of-another", "{refused}");
    for name in [PERSONS[5].name, PERSONS[6].name] {
        assert!(refused.message.contains(name), "{refused}");
    }
    counter.go(&job, Given::Key(own));
}

#[test]
fn of_two_certificates_of_one_unit_the_clerk_says_which_and_only_that_one_is_replaced() {
    let counter = Counter::new();
    for pin in ["28461937", "91736482"] {
        counter.closed(YLBX, 0, pin);
    }
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "replace", 0);
    assert!(codes(&case).contains(&"certificate-choice"), "{case:#?}");
    assert!(!case.may_print.open, "{:?}", case.may_print);
    let choices = case.acts_on.as_ref().unwrap().holders[0].choices.clone();
    assert_eq!(choices.len(), 2);
    let case = counter.save(&case, changed(|patch| patch.acts_on = Some(vec![choices[1].id])));
    assert!(!codes(&case).contains(&"certificate-choice"), "{case:#?}");
    let both = counter.save(
        &case,
        changed(|patch| patch.acts_on = Some(vec![choices[0].id, choices[1].id])),
    );
    assert!(codes(&both).contains(&"certificates-too-many"), "{both:#?}");
    let case = counter.save(&both, changed(|patch| patch.acts_on = Some(vec![choices[1].id])));
    let case = approved(&counter, &sent(&counter, &case));
    counter.make_keys(&case);
    let list = done(counter.commands().revocations(Nothing {}));
    assert_eq!(list.lines.len(), 1, "{list:#?}");
    assert_eq!(list.lines[0].certificate.as_ref(), Some(&choices[1].serial));

    // The other one is still in use, and the new one with it.
    counter.sign_in("linxy");
    let next = counter.intake(YLBX, "org", "revoke", 0);
    let words: Vec<_> = next.acts_on.as_ref().unwrap().holders[0].choices.to_vec();
    let states: Vec<_> = words.iter().map(|c| c.state_word.as_str()).collect();
    assert_eq!(states, ["在用", "在用", "已申请注销"], "{words:#?}");
}
