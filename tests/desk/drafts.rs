//! Drafts: nothing typed is lost, nothing is overwritten unseen, everything follows from the content at once.

use desk::casework::people;
use serde_json::json;

use super::counter::{Counter, YLBX, ZFCG};

#[test]
fn a_draft_survives_signing_out_and_a_new_desk() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.save(&case, json!({ "fields": { "unit_department": "教务处" } }));
    counter.ok("sign_out", json!({}));
    let again = super::counter::desk_over(counter.folder.path().to_owned());
    again
        .call(
            "sign_in",
            json!({ "login": "linxy", "password": desk::counter::practice::PASSWORD }),
        )
        .unwrap();
    let read = again.call("get_case", json!({ "id": case["id"] })).unwrap();
    assert_eq!(read["content"]["fields"]["unit_department"], "教务处");
    assert_eq!(read["revision"], case["revision"]);
}

#[test]
fn an_older_revision_never_overwrites_a_newer_one() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let old = counter.intake(YLBX, "org", "new", 0);
    counter.save(&old, json!({ "fields": { "unit_phone": "020-11112222" } }));
    let stale =
        json!({ "id": old["id"], "revision": old["revision"], "patch": { "fields": { "unit_phone": "x" } } });
    counter.refused("save_case", stale, "case-changed-elsewhere");
    assert_eq!(
        counter.get(&old)["content"]["fields"]["unit_phone"],
        "020-11112222"
    );
}

#[test]
fn a_wrong_digit_is_told_with_the_right_one_and_blocks_printing_only() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    assert_eq!(case["mayPrint"]["open"], true, "{}", case["mayPrint"]);
    let case = counter.save(&case, json!({ "fields": { "uscc": "124401054550257068" } }));
    let finding = case["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["field"] == "uscc")
        .unwrap()
        .clone();
    assert!(
        finding["message"].as_str().unwrap().contains("第18位应为6"),
        "{finding}"
    );
    assert_eq!(finding["suggestion"], people::UNITS[0].uscc);
    assert_eq!(case["mayPrint"]["open"], false);
    counter.refused(
        "print",
        json!({ "id": case["id"], "forms": [], "to": "file" }),
        "print-closed",
    );
    assert_eq!(
        case["content"]["fields"]["uscc"], "124401054550257068",
        "what was typed stays"
    );
}

#[test]
fn a_corrected_code_brings_its_organisation_code_along() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let open =
        json!({ "project": YLBX, "kind": "org", "business": "new", "channel": "counter", "customer": null });
    let case = counter.ok("open_case", open);
    let code = |case: &serde_json::Value| case["content"]["fields"]["org_code"].clone();
    let case = counter.save(&case, json!({ "fields": { "uscc": people::UNITS[0].uscc } }));
    assert_eq!(code(&case), "45502570-6");
    let case = counter.save(&case, json!({ "fields": { "uscc": people::UNITS[3].uscc } }));
    assert_eq!(code(&case), "MB2C0417-X");
    let case = counter.save(&case, json!({ "fields": { "org_code": "19220382-1" } }));
    let case = counter.save(&case, json!({ "fields": { "uscc": people::UNITS[0].uscc } }));
    assert_eq!(code(&case), "19220382-1", "what was typed is never derived away");
}

#[test]
fn switching_the_project_keeps_the_fields_and_changes_what_follows() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    assert_eq!(case["fee"]["totalCents"], 30000);
    let case = counter.save(&case, json!({ "project": ZFCG }));
    assert_eq!(case["content"]["fields"]["unit_name"], people::UNITS[0].name);
    assert_eq!(case["fee"]["stated"], false);
    assert_eq!(case["forms"][0]["id"], "f-zfcg-1");
    assert_eq!(case["wantsSamples"], true);
}

#[test]
fn a_returning_unit_is_found_by_initials_and_its_data_taken_over() {
    let counter = Counter::new();
    counter.submitted(YLBX, "org", "new", 0);
    let hits = counter.ok("look_up", json!({ "text": "mmw" }));
    let unit = hits
        .as_array()
        .unwrap()
        .iter()
        .find(|h| h["kind"] == "customer")
        .expect("the unit")
        .clone();
    let open = json!({ "project": ZFCG, "kind": "org", "business": "new", "channel": "counter", "customer": unit["id"] });
    let case = counter.ok("open_case", open);
    assert_eq!(case["content"]["fields"]["uscc"], people::UNITS[0].uscc);
    assert!(case["takenFrom"].as_str().unwrap().starts_with("YL-"));
}

#[test]
fn a_damaged_project_folder_is_told_and_the_others_work() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("more-forms/broken");
    std::fs::create_dir_all(&broken).unwrap();
    std::fs::write(broken.join("project.toml"), "id = \"broken\nname = 1").unwrap();
    let desk = super::counter::desk_over(folder.path().to_owned());
    let status = desk.call("status", json!({})).unwrap();
    let problem = &status["problems"][0];
    assert_eq!(problem["code"], "project-damaged");
    assert!(
        problem["message"].as_str().unwrap().contains("broken"),
        "{problem}"
    );
    assert!(!problem["remedy"].as_str().unwrap().is_empty());
    let shipped = Counter::new().desk.projects().len();
    let loaded = desk
        .call("projects", json!({}))
        .unwrap()
        .as_array()
        .unwrap()
        .len();
    assert_eq!(loaded, shipped, "the others work");
}

/// Two windows on one store: what the other one has changed is seen before it is printed, sent or given up.
#[test]
fn an_act_on_what_another_window_has_changed_is_refused_with_who_and_what() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let other = super::counter::desk_over(counter.folder.path().to_owned());
    let hands = json!({ "login": "linxy", "password": desk::counter::practice::PASSWORD });
    other.call("sign_in", hands).unwrap();
    let print = json!({ "id": case["id"], "forms": [], "to": "file" });
    let changed = |phone: &str| {
        let there = other.call("get_case", json!({ "id": case["id"] })).unwrap();
        let patch = json!({ "fields": { "unit_phone": phone } });
        let save = json!({ "id": case["id"], "revision": there["revision"], "patch": patch });
        other.call("save_case", save).unwrap()
    };
    let told = |refused: &desk::api::Refusal| {
        assert_eq!(refused.code, "case-changed-elsewhere");
        assert!(refused.message.contains("林晓芸"), "{refused}");
        assert!(refused.message.contains("改为“020-"), "{refused}");
    };

    changed("020-11112222");
    told(&counter.refused("print", print.clone(), "case-changed-elsewhere"));
    assert!(
        counter
            .ok("documents", json!({ "id": case["id"] }))
            .as_array()
            .unwrap()
            .is_empty()
    );
    let case = counter.get(&case);
    let case = counter.print_and_scan(&case);

    changed("020-33334444");
    told(&counter.refused("submit", json!({ "id": case["id"] }), "case-changed-elsewhere"));
    let give_up = json!({ "id": case["id"], "reason": "客户改日再来", "refundCents": 0 });
    told(&counter.refused("abandon_case", give_up, "case-changed-elsewhere"));
    // An older save brings its own revision, and is told the same.
    let patch = json!({ "fields": { "unit_phone": "020-55556666" } });
    let save = json!({ "id": case["id"], "revision": case["revision"], "patch": patch });
    told(&counter.refused("save_case", save, "case-changed-elsewhere"));
    // Seen, the print no longer holds, and that is the reason now.
    counter.get(&case);
    counter.refused("submit", json!({ "id": case["id"] }), "submit-closed");
    // What this window changes itself is no change elsewhere.
    let case = counter.save(
        &counter.get(&case),
        json!({ "fields": { "unit_phone": "020-77778888" } }),
    );
    counter.print_and_scan(&case);
}
