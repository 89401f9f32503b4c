//! Four eyes that hold: whoever had a hand in a case never signs it off, an approval is bound to what was seen and lapses, and
//! a project may ask for two.

use ::practice::guest::{Guest, Wish, take_in};
use counterfoil_tests::{copy_folder, root};
use desk::counter::practice;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::ReviewOutcome;

use super::counter::{Counter, ZFCG, desk_over};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

/// Accounts that may do everything, one for each act.
fn everybody(counter: &Counter, acts: &[&str]) {
    counter.sign_in("admin");
    for act in acts {
        let roles = json!(["clerk", "reviewer", "key_clerk"]);
        let account =
            json!({ "login": act, "name": format!("做{act}的"), "roles": roles, "password": PASSWORD });
        counter.ok("add_account", account);
    }
}

fn as_who(counter: &Counter, login: &str) {
    counter.ok("sign_in", json!({ "login": login, "password": PASSWORD }));
}

/// One case, each act of it by another account that holds every role: none of them may sign it off, and somebody else may.
#[test]
fn nobody_who_had_a_hand_in_a_case_signs_it_off_whatever_roles_they_have() {
    let acts = [
        "opened",
        "edited",
        "ticked",
        "paid",
        "printed",
        "scanned",
        "judged",
        "submitted",
    ];
    let counter = Counter::new();
    everybody(&counter, &acts);
    as_who(&counter, "opened");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let materials = case["materials"][0].clone();
    as_who(&counter, "edited");
    let case = counter.save(&case, json!({ "fields": { "unit_phone": "020-33334444" } }));
    as_who(&counter, "ticked");
    let ticks = |marks: Value| json!({ "materials": { materials["id"].as_str().unwrap(): marks } });
    let case = counter.save(&case, ticks(json!([])));
    let case = counter.save(&case, ticks(materials["needed"].clone()));
    as_who(&counter, "paid");
    let case = counter.save(&case, json!({ "payment": "remittance" }));
    let case = counter.save(&case, json!({ "payment": "card" }));
    as_who(&counter, "printed");
    let printed = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    as_who(&counter, "scanned");
    let about = u32::try_from(case["id"].as_u64().unwrap()).unwrap();
    for form in case["forms"].as_array().unwrap() {
        for scan in counter.scanned(&case, &printed, form["id"].as_str().unwrap()) {
            let bytes = std::fs::read(&scan).unwrap();
            counter
                .desk
                .upload("import_scan", "scan.jpg", about, bytes)
                .unwrap();
        }
    }
    as_who(&counter, "judged");
    counter.choose_suggested(&case);
    as_who(&counter, "submitted");
    counter.ok("submit", json!({ "id": case["id"] }));

    for act in acts {
        as_who(&counter, act);
        let view = counter.ok("review", json!({ "id": case["id"] }));
        assert_eq!(view["mayReview"]["open"], false, "{act}");
        let verdict =
            json!({ "id": case["id"], "item": view["items"][0]["id"], "verdict": "ok", "reason": "" });
        counter.refused("set_verdict", verdict, "review-closed");
        let approve = json!({ "id": case["id"], "boundHash": view["boundHash"] });
        counter.refused("approve", approve, "review-closed");
    }
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    assert_eq!(view["mayApprove"]["open"], true, "{}", view["mayApprove"]);
}

/// A project that asks for two approvers, of a business that prints no form.
fn asking_for_two() -> (Counter, Value) {
    let mut counter = Counter::new();
    let own = counter.folder.path().join("projects").join("zwei");
    copy_folder(&root().join("forms/nmgca"), &own);
    let file = own.join("project.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replacen("id = \"nmgca\"", "id = \"zwei\"", 1);
    let asked = "[approval]\napprovers = 2\ndays = 5\n\n[posting]\n";
    std::fs::write(&file, text.replacen("[posting]\n", asked, 1)).unwrap();
    counter.desk = desk_over(counter.folder.path().to_owned());
    counter.sign_in("linxy");
    let wish = Wish {
        project: "zwei".to_owned(),
        business: Some(case::BusinessType::Renew),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    let case = counter.ok("submit", json!({ "id": case.id }));
    (counter, case)
}

fn approve(counter: &Counter, case: &Value) -> Value {
    let view = counter.pass_all(case);
    counter.ok(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
    )
}

/// Two people sign off, each on their own; an approval that is taken back or lapses is given anew by both.
#[test]
fn two_sign_off_where_the_project_asks_for_two_and_an_approval_lapses() {
    let (counter, case) = asking_for_two();
    everybody(&counter, &["second"]);
    counter.sign_in("hemin");
    assert_eq!(approve(&counter, &case)["state"], "in_review", "one is not two");
    let view = counter.ok("review", json!({ "id": case["id"] }));
    assert_eq!(
        (&view["approvers"], view["signed"].as_array().unwrap().len()),
        (&json!(2), 1)
    );
    let again = json!({ "id": case["id"], "boundHash": view["boundHash"] });
    counter.refused("approve", again, "review-closed");
    as_who(&counter, "second");
    assert_eq!(approve(&counter, &case)["state"], "approved");

    // Taken back and changed: both approvals are gone, and what changed is told field by field.
    counter.sign_in("linxy");
    let back = counter.ok("recall_case", json!({ "id": case["id"], "reason": "电话要改" }));
    let was = back["content"]["fields"]["unit_phone"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    counter.save(&back, json!({ "fields": { "unit_phone": "0471-3334444" } }));
    counter.ok("submit", json!({ "id": case["id"] }));
    counter.sign_in("hemin");
    let view = counter.ok("review", json!({ "id": case["id"] }));
    assert_eq!(view["signed"], json!([]), "{}", view["signed"]);
    let change = view["changes"][0].clone();
    assert_eq!(
        (&change["before"], &change["now"]),
        (&json!(was), &json!("0471-3334444")),
        "{change}"
    );
    assert_eq!(
        view["changes"].as_array().unwrap().len(),
        1,
        "{:#}",
        view["changes"]
    );
    approve(&counter, &case);
    as_who(&counter, "second");
    assert_eq!(approve(&counter, &case)["state"], "approved");

    // Six days later it holds no more: nothing is made of it before it was checked once more.
    backdate(&counter, &case, 6);
    counter.sign_in("luoyi");
    let desk = counter.ok("key_desk", json!({ "id": case["id"] }));
    assert_eq!(desk["mayWork"]["open"], false);
    assert!(
        desk["mayWork"]["reason"].as_str().unwrap().contains("5 天"),
        "{}",
        desk["mayWork"]
    );
    assert_eq!(
        counter.ok("recheck_case", json!({ "id": case["id"] }))["state"],
        "in_review"
    );
    counter.sign_in("hemin");
    approve(&counter, &case);
    as_who(&counter, "second");
    assert_eq!(approve(&counter, &case)["state"], "approved");
    counter.sign_in("luoyi");
    let desk = counter.ok("key_desk", json!({ "id": case["id"] }));
    assert_eq!(desk["mayWork"]["open"], true, "{}", desk["mayWork"]);
    counter.refused("recheck_case", json!({ "id": case["id"] }), "approval-holds");
}

/// As if the approval of a case had been given some days ago.
fn backdate(counter: &Counter, case: &Value, days: i64) {
    let password = SecretString::from(practice::PASSWORD);
    let (mut store, account) = store::Store::unlock(counter.folder.path(), "hemin", &password).unwrap();
    let at = chrono::Utc::now() - chrono::Duration::days(days);
    let id = store::CaseId(u32::try_from(case["id"].as_u64().unwrap()).unwrap());
    let written: Result<(), store::StoreError> = store.write(|tx| {
        let hash = tx.case(id)?.approved_hash.unwrap_or_default();
        let review = tx.start_review(id, account.id, &hash, at)?;
        tx.finish_review(review.id, ReviewOutcome::Approved, "", at)
    });
    written.unwrap();
}
