//! Each act hits the certificate and the key that its case names, and nobody else's: two employees of one unit, two
//! certificates of one holder, a certificate that counts no more.

use desk::casework::people::{self, PERSONS};
use serde_json::{Value, json};

use super::counter::{Counter, YLBX};
use super::ledger;

/// A case about some employees of the first made-up unit, up to review.
fn employees(counter: &Counter, business: &str, persons: &[usize]) -> Value {
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org_employee", business, 0);
    let rows: Vec<_> = persons.iter().map(|at| people::employee(&PERSONS[*at])).collect();
    counter.save(&case, json!({ "employees": rows }))
}

fn sent(counter: &Counter, case: &Value) -> Value {
    let case = counter.print_and_scan(case);
    counter.ok("submit", json!({ "id": case["id"] }))
}

fn approved(counter: &Counter, case: &Value) -> Value {
    counter.sign_in("hemin");
    let view = counter.pass_all(case);
    let case = counter.ok(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
    );
    counter.sign_in("luoyi");
    case
}

/// The two employees with a certificate each; gives the keys by person.
fn two_employees(counter: &Counter) -> [String; 2] {
    let case = approved(counter, &sent(counter, &employees(counter, "new", &[5, 6])));
    let desk = counter.make_keys(&case);
    let serial = |at: usize| desk["jobs"][at]["serial"].as_str().unwrap().to_owned();
    [serial(0), serial(1)]
}

fn waiting(counter: &Counter) -> Vec<(String, String)> {
    let list = counter.ok("revocations", json!({}));
    let lines = list["lines"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let said = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
            (said("action"), said("holder"))
        })
        .collect()
}

fn codes(case: &Value) -> Vec<&str> {
    let findings = case["findings"].as_array().unwrap().iter();
    findings.map(|f| f["code"].as_str().unwrap()).collect()
}

/// One played counter for three acts on two employees: unlocking, revoking, and what the ledger and the CA say of it.
#[test]
fn each_act_on_one_of_two_employees_leaves_the_colleague_alone() {
    let counter = Counter::new();
    let keys = two_employees(&counter);
    unlocking_refuses_the_colleagues_key_by_both_names(&counter, &keys);
    let [key, _] = &keys;
    let case = employees(&counter, "revoke", &[5]);
    let holder = &case["actsOn"]["holders"][0];
    assert_eq!(
        (
            holder["holder"].as_str(),
            holder["choices"][0]["chosen"].as_bool()
        ),
        (Some(PERSONS[5].name), Some(true)),
        "the only one is taken by itself: {case:#}"
    );
    assert_eq!(holder["choices"][0]["key"], key.as_str());
    let case = approved(&counter, &sent(&counter, &case));
    let unit = people::UNITS[0].name;
    let asked = [("注销".to_owned(), format!("{}（{unit}）", PERSONS[5].name))];
    assert_eq!(waiting(&counter), asked);
    assert_eq!(waiting(&counter), asked, "looking again asks for nothing more");
    assert_eq!(
        case["actsOn"]["holders"][0]["choices"][0]["stateWord"],
        "已申请注销"
    );

    // What is given up counts no more: nothing else can be done with it, and it is told by name.
    let again = employees(&counter, "revoke", &[5]);
    assert!(codes(&again).contains(&"certificate-not-in-use"), "{again:#}");
    let idle = again["actsOn"]["holders"][0]["choices"][0]["id"].clone();
    let again = counter.save(&again, json!({ "actsOn": [idle] }));
    assert!(codes(&again).contains(&"certificate-unfit"), "{again:#}");
    assert_eq!(again["maySubmit"]["open"], false);
    let colleague = employees(&counter, "revoke", &[6]);
    let other = colleague["actsOn"]["holders"][0]["choices"][0]["id"].clone();
    let of_another =
        json!({ "id": again["id"], "revision": again["revision"], "patch": { "actsOn": [other] } });
    let refused = counter.refused("save_case", of_another, "certificate-of-another");
    assert!(
        refused.message.contains(PERSONS[6].name) && refused.message.contains(PERSONS[5].name),
        "{refused}"
    );
    ledger::is_found_begun_from_and_closed(&counter, &keys);
}

/// A case that unlocks the first employee's key takes that key and no other.
fn unlocking_refuses_the_colleagues_key_by_both_names(counter: &Counter, [own, colleagues]: &[String; 2]) {
    let case = approved(counter, &sent(counter, &employees(counter, "unlock", &[5])));
    let job = counter.ok("key_desk", json!({ "id": case["id"] }))["jobs"][0].clone();
    let refused = counter.step(&job, json!({ "serial": colleagues })).unwrap_err();
    assert_eq!(refused.code, "key-of-another", "{refused}");
    for name in [PERSONS[5].name, PERSONS[6].name] {
        assert!(refused.message.contains(name), "{refused}");
    }
    counter
        .step(&job, json!({ "serial": own }))
        .unwrap_or_else(|r| panic!("{r}"));
}

#[test]
fn of_two_certificates_of_one_unit_the_clerk_says_which_and_only_that_one_is_replaced() {
    let counter = Counter::new();
    for pin in ["28461937", "91736482"] {
        counter.closed(YLBX, 0, pin);
    }
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "replace", 0);
    assert!(codes(&case).contains(&"certificate-choice"), "{case:#}");
    assert_eq!(case["mayPrint"]["open"], false, "{}", case["mayPrint"]);
    let choices = case["actsOn"]["holders"][0]["choices"].clone();
    assert_eq!(choices.as_array().unwrap().len(), 2);
    let case = counter.save(&case, json!({ "actsOn": [choices[1]["id"]] }));
    assert!(!codes(&case).contains(&"certificate-choice"), "{case:#}");
    let both = counter.save(&case, json!({ "actsOn": [choices[0]["id"], choices[1]["id"]] }));
    assert!(codes(&both).contains(&"certificates-too-many"), "{both:#}");
    let case = counter.save(&both, json!({ "actsOn": [choices[1]["id"]] }));
    let case = approved(&counter, &sent(&counter, &case));
    counter.make_keys(&case);
    let list = counter.ok("revocations", json!({}));
    assert_eq!(list["lines"].as_array().unwrap().len(), 1, "{list:#}");
    assert_eq!(list["lines"][0]["certificate"], choices[1]["serial"]);

    // The other one is still in use, and the new one with it.
    counter.sign_in("linxy");
    let next = counter.intake(YLBX, "org", "revoke", 0);
    let words: Vec<_> = next["actsOn"]["holders"][0]["choices"]
        .as_array()
        .unwrap()
        .to_vec();
    let states: Vec<_> = words.iter().map(|c| c["stateWord"].as_str().unwrap()).collect();
    assert_eq!(states, ["在用", "在用", "已申请注销"], "{words:#?}");
}
