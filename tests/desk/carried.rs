//! What goes over into the next case of a customer, and what belongs to one application only; periods and the authority's numbers.

use serde_json::{Value, json};

use super::counter::{Counter, LN_UKEY, YLBX};

const NUMBER: &str = "00202009200000604";

fn code_of(case: &Value, field: &str) -> Vec<String> {
    // The guide's own reminders beside a field are no matter of this.
    let findings = case["findings"].as_array().unwrap().iter();
    findings
        .filter(|f| f["field"] == field && f["severity"] == "refuse")
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect()
}

/// A returning unit keeps its names, codes and addresses; never the old number, dates, invoice or remarks. And the
/// number of another case is refused, with that case's.
#[test]
fn a_returning_unit_keeps_what_is_its_own_and_nothing_of_the_old_application() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let first = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let once = json!({
        "ca_case_no": NUMBER, "invoice_title": "广州市海珠区木棉湾小学工会", "pay_account_name": "广州市海珠区木棉湾小学",
        "auth_from": "2026-11-01", "auth_to": "2027-05-01", "remark": "急件", "operator_address": "木棉湾路18号",
    });
    let first = counter.save(&first, json!({ "fields": once }));
    assert_eq!(code_of(&first, "ca_case_no"), Vec::<String>::new());
    let reason = json!({ "id": first["id"], "reason": "改日再来" });

    // A second case with the same number is refused by the name of the first.
    let second = counter.intake(LN_UKEY, "org_employee", "new", 1);
    let second = counter.save(&second, json!({ "fields": { "ca_case_no": NUMBER } }));
    let findings = second["findings"].as_array().unwrap();
    let taken = findings
        .iter()
        .find(|f| f["code"] == "case-number-taken")
        .unwrap();
    let number = first["number"].as_str().unwrap();
    assert!(taken["message"].as_str().unwrap().contains(number), "{taken}");
    assert_eq!(
        (&taken["severity"], &second["mayPrint"]["open"]),
        (&json!("refuse"), &json!(false))
    );

    // Given up, the first lets its number go; what goes on in a linked case takes over what is kept.
    let void = counter.ok("abandon_case", reason);
    assert_eq!(code_of(&counter.get(&second), "ca_case_no"), Vec::<String>::new());
    let open = |project: &str, kind: &str| {
        let mut open = json!({ "project": project, "kind": kind, "business": "new", "channel": "counter" });
        open["customer"] = Value::Null;
        open["fromCase"] = void["id"].clone();
        open
    };
    let onward = counter.ok("open_case", open(LN_UKEY, "org_employee"));
    let fields = onward["content"]["fields"].as_object().unwrap();
    assert_eq!(fields["operator_address"], "木棉湾路18号");
    assert_eq!(fields["uscc"], void["content"]["fields"]["uscc"]);
    for field in once
        .as_object()
        .unwrap()
        .keys()
        .filter(|f| *f != "operator_address")
    {
        assert_ne!(
            fields.get(field),
            Some(&once[field]),
            "{field} belongs to the old application"
        );
    }
    assert_eq!(onward["content"]["employees"], void["content"]["employees"]);

    // A project that knows no such number does not bring it back by a change of the project.
    let elsewhere = counter.ok("open_case", open(YLBX, "org"));
    let moved = counter.save(&elsewhere, json!({ "project": LN_UKEY }));
    assert_eq!(moved["content"]["fields"].get("ca_case_no"), None);
}

/// An authorisation that ends before it begins, or has ended, blocks (002:572); one that holds does not.
#[test]
fn a_period_is_held_to_the_calendar() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let today = chrono::Local::now().date_naive();
    let day = |by: i64| (today + chrono::Duration::days(by)).to_string();
    let mut case = case;
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
        case = counter.save(&case, json!({ "fields": { "auth_from": from, "auth_to": to } }));
        let found = code_of(&case, "auth_to");
        assert_eq!(found.first().map(String::as_str), code, "{from} {to}: {found:?}");
        assert_eq!(case["mayPrint"]["open"], code.is_none(), "{}", case["mayPrint"]);
    }
}

/// A licence or an identity card whose last day is past blocks (003:1341), one without a last day holds, and what the
/// clerk has not looked at is told until it is written down or kept so.
#[test]
fn a_document_that_has_lapsed_blocks_and_one_for_ever_holds() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let open = |business: &str, from: &Value| {
        json!({ "project": "cfca-xs", "kind": "org", "business": business, "channel": "counter", "customer": null,
            "fromCase": from, "certificate": null })
    };
    let mut case = counter.ok("open_case", open("new", &Value::Null));
    let silent = case["findings"].as_array().unwrap();
    assert!(silent.iter().any(|f| f["code"] == "r-x3-org"), "{silent:#?}");
    let today = chrono::Local::now().date_naive();
    let day = |by: i64| (today + chrono::Duration::days(by)).to_string();
    for (until, code) in [
        (day(-1), Some("period-lapsed")),
        ("永远".to_owned(), Some("date-form")),
        ("长期".to_owned(), None),
        (day(0), None),
    ] {
        let papers = json!({ "unit_paper_until": until, "operator_id_until": until });
        case = counter.save(&case, json!({ "fields": papers }));
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
    let gone = counter.ok("abandon_case", json!({ "id": case["id"], "reason": "改日再来" }));
    let next = counter.ok("open_case", open("change", &gone["id"]));
    assert_eq!(next["content"]["fields"]["operator_id_until"], day(0));
}
