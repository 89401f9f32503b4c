//! What goes over into the next case of a customer, and what belongs to one application only; periods and the authority's numbers.

use desk::api::{CaseView, OpenCase, Severity};

use super::counter::{Counter, LN_UKEY, YLBX, changed, done, fields, fresh, given_up};

const NUMBER: &str = "00202009200000604";

fn code_of(case: &CaseView, field: &str) -> Vec<String> {
    // The guide's own reminders beside a field are no matter of this.
    let findings = case.findings.iter();
    findings
        .filter(|f| f.field.as_deref() == Some(field) && f.severity == Severity::Refuse)
        .map(|f| f.code.as_str().to_owned())
        .collect()
}

/// A returning unit keeps its names, codes and addresses; never the old number, dates, invoice or remarks. And the
/// number of another case is refused, with that case's.
#[test]
fn a_returning_unit_keeps_what_is_its_own_and_nothing_of_the_old_application() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let first = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let once = [
        ("ca_case_no", NUMBER),
        ("invoice_title", "广州市海珠区木棉湾小学工会"),
        ("pay_account_name", "广州市海珠区木棉湾小学"),
        ("auth_from", "2026-11-01"),
        ("auth_to", "2027-05-01"),
        ("remark", "急件"),
        ("operator_address", "木棉湾路18号"),
    ];
    let first = counter.save(&first, fields(once));
    assert_eq!(code_of(&first, "ca_case_no"), Vec::<String>::new());
    let reason = given_up(&first, "改日再来", None);

    // A second case with the same number is refused by the name of the first.
    let second = counter.intake(LN_UKEY, "org_employee", "new", 1);
    let second = counter.save(&second, fields([("ca_case_no", NUMBER)]));
    let taken = second
        .findings
        .iter()
        .find(|f| f.code == "case-number-taken")
        .unwrap();
    let number = first.number.as_str();
    assert!(taken.message.contains(number), "{taken:?}");
    assert_eq!((taken.severity, second.may_print.open), (Severity::Refuse, false));

    // Given up, the first lets its number go; what goes on in a linked case takes over what is kept.
    let void = done(counter.commands().abandon_case(reason));
    assert_eq!(code_of(&counter.get(&second), "ca_case_no"), Vec::<String>::new());
    let open = |project: &str, kind: &str| OpenCase {
        from_case: Some(void.id),
        ..fresh(project, kind, "new")
    };
    let onward = done(counter.commands().open_case(open(LN_UKEY, "org_employee")));
    let kept = &onward.content.fields;
    assert_eq!(kept["operator_address"], "木棉湾路18号");
    assert_eq!(kept["uscc"], void.content.fields["uscc"]);
    for (field, value) in once.iter().filter(|(field, _)| *field != "operator_address") {
        assert_ne!(
            kept.get(*field).map(String::as_str),
            Some(*value),
            "{field} belongs to the old application"
        );
    }
    assert_eq!(onward.content.employees, void.content.employees);

    // A project that knows no such number does not bring it back by a change of the project.
    let elsewhere = done(counter.commands().open_case(open(YLBX, "org")));
    let moved = counter.save(
        &elsewhere,
        changed(|patch| patch.project = Some(LN_UKEY.to_owned())),
    );
    assert_eq!(moved.content.fields.get("ca_case_no"), None);
}

/// An authorisation that ends before it begins, or has ended, blocks (002:572); one that holds does not.
#[test]
fn a_period_is_held_to_the_calendar() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let mut case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let today = chrono::Local::now().date_naive();
    let day = |by: i64| (today + chrono::Duration::days(by)).to_string();
    for (from, to, code) in [
        (
            "2026-01-01".to_owned(),
            "2024-01-01".to_owned(),
            Some("period-reversed"),
        ),
        (day(-90), day(-1), Some("period-lapsed")),
        (day(-90), day(90), None),
        (day(0), day(0), None),
    ] {
        case = counter.save(&case, fields([("auth_from", &from), ("auth_to", &to)]));
        let found = code_of(&case, "auth_to");
        assert_eq!(found.first().map(String::as_str), code, "{from} {to}: {found:?}");
        assert_eq!(case.may_print.open, code.is_none(), "{:?}", case.may_print);
    }
}

/// A licence or an identity card whose last day is past blocks (003:1341), one without a last day holds, and what the
/// clerk has not looked at is told until it is written down or kept so.
#[test]
fn a_document_that_has_lapsed_blocks_and_one_for_ever_holds() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let open = |business: &str, from_case: Option<u32>| OpenCase {
        from_case,
        ..fresh("cfca-xs", "org", business)
    };
    let mut case = done(counter.commands().open_case(open("new", None)));
    let silent = &case.findings;
    assert!(silent.iter().any(|f| f.code == "r-x3-org"), "{silent:#?}");
    let today = chrono::Local::now().date_naive();
    let day = |by: i64| (today + chrono::Duration::days(by)).to_string();
    for (until, code) in [
        (day(-1), Some("period-lapsed")),
        ("永远".to_owned(), Some("date-form")),
        ("长期".to_owned(), None),
        (day(0), None),
    ] {
        let papers = [
            ("unit_paper_until", until.as_str()),
            ("operator_id_until", &until),
        ];
        case = counter.save(&case, fields(papers));
        for field in ["unit_paper_until", "operator_id_until"] {
            let found = code_of(&case, field);
            assert_eq!(
                found.first().map(String::as_str),
                code,
                "{field} {until}: {found:?}"
            );
        }
    }
    // The same customer's next case has the days again, so that a lapsed paper is seen without being read out.
    let gone = done(counter.commands().abandon_case(given_up(&case, "改日再来", None)));
    let next = done(counter.commands().open_case(open("change", Some(gone.id))));
    assert_eq!(next.content.fields["operator_id_until"], day(0));
}
