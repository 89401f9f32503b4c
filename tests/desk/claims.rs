//! What the clerk says about the certificate that a case acts on, held against the register: a tick that it
//! contradicts is refused, what it knows goes before a tick, and the guide is asked about each of several.

use chrono::{Days, Local};
use desk::casework::people::{self, PERSONS};
use serde_json::{Value, json};

use super::counter::{Counter, YLBX};
use super::ledger::{begin, paper, with};

#[test]
fn a_tick_that_the_register_contradicts_is_refused_and_what_it_knows_goes_before_it() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let entered = counter.ok("enter_certificate", paper(2, YLBX, "别处 CA"));
    let case = begin(&counter, &entered["line"]["id"], "renew");
    let found = |case: &Value, code: &str| -> Option<Value> {
        let findings = case["findings"].as_array().unwrap().iter();
        findings.clone().find(|f| f["code"] == code).cloned()
    };
    assert!(found(&case, "condition-contradicted").is_none(), "{case:#}");
    // It counts for twenty more days: by mail and "expired" is what the guide has for others.
    let case = counter.save(&case, json!({ "channel": "mail", "conditions": ["expired"] }));
    let said = found(&case, "condition-contradicted").expect("a finding");
    assert_eq!(said["severity"], "refuse");
    let words = format!("{}{}", said["message"], said["remedy"]);
    for word in ["证书已过有效期", "取消勾选", "指南001第106-111行"] {
        assert!(words.contains(word), "{word}: {words}");
    }
    assert_eq!(
        found(&case, "r-y2-mail").expect("the guide's rule")["severity"],
        "refuse"
    );
    assert_eq!(
        (&case["mayPrint"]["open"], &case["maySubmit"]["open"]),
        (&json!(false), &json!(false))
    );
    let box_of = |case: &Value| {
        (
            case["conditions"][0]["on"].clone(),
            case["conditions"][0]["implied"].clone(),
        )
    };
    assert_eq!(box_of(&case), (json!(true), json!(false)), "it can be ticked off");
    let case = counter.save(&case, json!({ "conditions": [], "channel": "counter" }));
    assert!(found(&case, "condition-contradicted").is_none() && found(&case, "r-y2-mail").is_none());

    // The register says expired: nobody need tick it, the guide's rules follow, and the clerk is told.
    let past = (Local::now().date_naive() - Days::new(3)).to_string();
    let gone = with(
        paper(3, YLBX, "别处 CA"),
        json!({ "notAfter": past, "serial": "77AA" }),
    );
    let entered = counter.ok("enter_certificate", gone);
    let case = begin(&counter, &entered["line"]["id"], "renew");
    let case = counter.save(&case, json!({ "channel": "mail" }));
    assert_eq!(box_of(&case), (json!(true), json!(true)));
    assert_eq!(
        found(&case, "condition-by-register").expect("told")["severity"],
        "note"
    );
    assert!(found(&case, "r-y2-mail").is_none(), "{case:#}");
    let rows = case["materials"].to_string();
    assert!(rows.contains("电子密匙"), "the key is handed in: {rows}");
    let case = counter.save(&case, json!({ "channel": "self" }));
    assert_eq!(
        found(&case, "r-y2-self").expect("the guide's rule")["severity"],
        "refuse"
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
        let own = json!({ "kind": "org_employee", "personName": person.name, "personCode": person.id_no,
                          "notAfter": day.to_string(), "serial": format!("77AB{at}") });
        counter.ok("enter_certificate", with(paper(0, YLBX, "别处 CA"), own));
    }
    let case = counter.intake(YLBX, "org_employee", "renew", 0);
    let rows = [people::employee(&PERSONS[5]), people::employee(&PERSONS[6])];
    let mail = |conditions: Value| json!({ "employees": rows, "channel": "mail", "conditions": conditions });
    let case = counter.save(&case, mail(json!(["expired"])));
    let refused: Vec<_> = case["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] == "refuse")
        .map(|f| format!("{} {}", f["code"], f["message"]))
        .collect();
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert!(
        refused[0].contains("r-y2-mail") && refused[0].contains(PERSONS[6].name),
        "{refused:#?}"
    );
}
