//! The second check: four eyes, every item, bound to what was seen.

use serde_json::{Value, json};

use super::counter::{Counter, YLBX, ZFCG};

#[test]
fn nobody_checks_an_own_case_even_with_both_roles() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let both =
        json!({ "login": "both", "name": "程双", "roles": ["clerk", "reviewer"], "password": PASSWORD });
    counter.ok("add_account", both);
    as_both(&counter);
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    let case = counter.ok("submit", json!({ "id": case["id"] }));
    let view = counter.ok("review", json!({ "id": case["id"] }));
    assert_eq!(view["mayReview"]["open"], false);
    assert!(view["mayReview"]["reason"].as_str().unwrap().contains("他人复核"));
    let verdict = json!({ "id": case["id"], "item": view["items"][0]["id"], "verdict": "ok", "reason": "" });
    counter.refused("set_verdict", verdict, "review-closed");
    counter.refused(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
        "review-closed",
    );
}

#[test]
fn an_unreviewed_item_blocks_the_sign_off_and_a_strange_hash_is_refused() {
    let counter = Counter::new();
    let case = counter.submitted(ZFCG, "org", "new", 1);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    assert_eq!(view["mayApprove"]["open"], true, "{}", view["mayApprove"]);
    let item = view["items"][3]["id"].clone();
    let back = json!({ "id": case["id"], "item": item, "verdict": "", "reason": "" });
    let view = counter.ok("set_verdict", back);
    assert_eq!(view["mayApprove"]["open"], false);
    counter.refused(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
        "approve-closed",
    );
    counter.pass_all(&case);
    counter.refused(
        "approve",
        json!({ "id": case["id"], "boundHash": "0".repeat(64) }),
        "review-stale",
    );
    let case = counter.ok(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
    );
    assert_eq!(case["state"], "approved");
}

#[test]
fn fields_papers_materials_and_samples_have_their_place_on_the_scan() {
    let counter = Counter::new();
    let case = counter.submitted(ZFCG, "org", "new", 1);
    counter.sign_in("hemin");
    let view = counter.ok("review", json!({ "id": case["id"] }));
    let items = view["items"].as_array().unwrap();
    for id in [
        "field:unit_name",
        "field:uscc",
        "field:operator_id_no",
        "paper:sign.seal",
        "sample:seal.org.3",
    ] {
        let known = items
            .iter()
            .map(|i| i["id"].as_str().unwrap())
            .collect::<Vec<_>>();
        let item = items
            .iter()
            .find(|i| i["id"] == *id)
            .unwrap_or_else(|| panic!("{id} in {known:?}"));
        assert!(item["rect"].is_object() && item["pageId"].is_number(), "{item}");
        let rect = &item["rect"];
        let region = json!({ "id": item["pageId"], "x": rect["x"], "y": rect["y"], "w": rect["w"], "h": rect["h"], "pxPerMm": 8.0 });
        assert!(!counter.desk.bytes("page_region", region).unwrap().1.is_empty());
    }
    assert!(items.iter().any(|i| i["kind"] == "material"));
}

#[test]
fn a_returned_case_comes_back_with_reasons_and_goes_the_way_again() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "new", 0);
    counter.sign_in("hemin");
    counter.pass_all(&case);
    let without_reason =
        json!({ "id": case["id"], "item": "field:unit_postcode", "verdict": "wrong", "reason": " " });
    counter.refused("set_verdict", without_reason, "reason-empty");
    let wrong = json!({ "id": case["id"], "item": "field:unit_postcode", "verdict": "wrong", "reason": "表上为510221" });
    let view = counter.ok("set_verdict", wrong);
    counter.refused(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
        "approve-closed",
    );
    let case = counter.ok("return_case", json!({ "id": case["id"], "note": "" }));
    assert_eq!(case["state"], "returned");
    assert_eq!(case["returned"][0]["field"], "unit_postcode");

    counter.sign_in("linxy");
    let mine = counter.ok("board", json!({}))["mine"].clone();
    assert!(
        mine[0]["note"].as_str().unwrap().contains("表上为510221"),
        "{mine}"
    );
    let case = counter.get(&case);
    let case = counter.save(&case, json!({ "fields": { "unit_postcode": "510221" } }));
    let case = counter.print_and_scan(&case);
    let case = counter.ok("submit", json!({ "id": case["id"] }));
    counter.sign_in("hemin");
    let view = counter.ok("review", json!({ "id": case["id"] }));
    let items = view["items"].as_array().unwrap();
    let of = |id: &str| items.iter().find(|i| i["id"] == id).unwrap();
    assert!(
        of("field:unit_postcode")["verdict"].is_null(),
        "what was wrong is checked again"
    );
    assert!(
        of("paper:sign.seal")["verdict"].is_null(),
        "so is what stands on the new sheet by hand"
    );
    assert_eq!(
        of("field:unit_name")["carried"],
        true,
        "what was agreed and has not changed stays"
    );
    let view = counter.pass_all(&case);
    let case = counter.ok(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
    );
    assert_eq!(case["state"], "approved");
    let audit = counter.ok("audit_of_case", json!({ "id": case["id"] }));
    let words: Vec<_> = audit
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["words"].as_str().unwrap())
        .collect();
    assert!(
        words
            .iter()
            .any(|w| w.starts_with("退回：") && w.contains("表上为510221")),
        "{words:?}"
    );
}

/// After a return only what has changed is checked again, and it comes first; what was agreed stays agreed, and can
/// be taken back.
#[test]
fn after_a_return_only_what_changed_is_checked_again() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "new", 0);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let all = view["items"].as_array().unwrap().len();
    assert!(
        view["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|i| i["carried"] == false && i["changed"] == false)
    );
    let phone =
        json!({ "id": case["id"], "item": "field:unit_phone", "verdict": "wrong", "reason": "应为座机" });
    counter.ok("set_verdict", phone);
    counter.ok("return_case", json!({ "id": case["id"], "note": "" }));
    counter.sign_in("linxy");
    counter.save(
        &counter.get(&case),
        json!({ "fields": { "unit_phone": "020-33334444" } }),
    );
    let again = counter.print_and_scan(&counter.get(&case));
    counter.ok("submit", json!({ "id": again["id"] }));
    counter.sign_in("hemin");
    let view = counter.ok("review", json!({ "id": case["id"] }));
    let items = view["items"].as_array().unwrap();
    assert_eq!(items.len(), all);
    let open: Vec<&str> = items
        .iter()
        .filter(|i| i["verdict"].is_null())
        .map(|i| i["id"].as_str().unwrap())
        .collect();
    assert!(open.contains(&"field:unit_phone"), "{open:?}");
    let only_paper = open
        .iter()
        .all(|id| *id == "field:unit_phone" || id.starts_with("paper:") || id.starts_with("material:"));
    assert!(
        only_paper && open.len() * 2 < all,
        "stamps are new, typed values are not: {open:?} of {all}"
    );
    let first: Vec<bool> = items.iter().map(|i| i["changed"] == true).collect();
    assert!(
        first.is_sorted_by(|a, b| a >= b),
        "what changed comes first: {first:?}"
    );
    for item in &open {
        let verdict = json!({ "id": case["id"], "item": item, "verdict": "ok", "reason": "" });
        counter.ok("set_verdict", verdict);
    }
    // What was carried over can be taken back, and stays back.
    let carried = items.iter().find(|i| i["carried"] == true).unwrap()["id"].clone();
    let back = json!({ "id": case["id"], "item": carried, "verdict": "", "reason": "" });
    let view = counter.ok("set_verdict", back);
    assert_eq!(view["mayApprove"]["open"], false);
    let ok = json!({ "id": case["id"], "item": carried, "verdict": "ok", "reason": "" });
    let view = counter.ok("set_verdict", ok);
    assert_eq!(view["mayApprove"]["open"], true, "{}", view["mayApprove"]);
    let approved = json!({ "id": case["id"], "boundHash": view["boundHash"] });
    assert_eq!(counter.ok("approve", approved)["state"], "approved");
}

/// A made-up password that the desk takes.
const PASSWORD: &str = "榕树 铁锤 1947 晒谷场";

fn as_both(counter: &Counter) {
    counter.ok("sign_in", json!({ "login": "both", "password": PASSWORD }));
}

/// A way to have a hand in a case.
type Hand = fn(&Counter, &Value) -> Value;

/// Everything that makes somebody a party to a case, each by a second person who may check besides.
#[test]
fn whoever_had_a_hand_in_a_case_may_not_sign_it_off() {
    let hands: [(&str, Hand); 4] = [
        ("edits", |counter, case| {
            counter.save(case, json!({ "fields": { "unit_department": "教务处" } }));
            counter.sign_in("linxy");
            counter.print_and_scan(&counter.get(case))
        }),
        ("ticks a paper", |counter, case| {
            let material = case["materials"][0]["id"].as_str().unwrap().to_owned();
            let needed = case["materials"][0]["needed"].clone();
            let without = counter.save(case, json!({ "materials": { material.clone(): [] } }));
            counter.save(&without, json!({ "materials": { material: needed } }));
            counter.sign_in("linxy");
            counter.print_and_scan(&counter.get(case))
        }),
        ("prints and scans", |counter, case| counter.print_and_scan(case)),
        ("submits", |counter, case| {
            counter.sign_in("linxy");
            let back = counter.print_and_scan(case);
            as_both(counter);
            counter.ok("submit", json!({ "id": back["id"] }))
        }),
    ];
    let counter = Counter::new();
    counter.sign_in("admin");
    let both =
        json!({ "login": "both", "name": "孙兼岗", "roles": ["clerk", "reviewer"], "password": PASSWORD });
    counter.ok("add_account", both);
    for (at, (what, hand)) in hands.into_iter().enumerate() {
        counter.sign_in("linxy");
        let case = counter.intake(YLBX, "org", "new", at);
        as_both(&counter);
        hand(&counter, &case);
        if counter.get(&case)["state"] != "in_review" {
            counter.sign_in("linxy");
            counter.ok("submit", json!({ "id": case["id"] }));
        }
        as_both(&counter);
        let view = counter.ok("review", json!({ "id": case["id"] }));
        assert_eq!(view["mayReview"]["open"], false, "{what}: {}", view["mayReview"]);
        assert!(
            view["mayReview"]["reason"]
                .as_str()
                .unwrap()
                .contains("须由他人复核"),
            "{what}: {}",
            view["mayReview"]
        );
        assert_eq!(counter.get(&case)["next"], "nothing", "{what}");
        let verdict = json!({ "id": case["id"], "item": "field:unit_name", "verdict": "ok", "reason": "" });
        counter.refused("set_verdict", verdict, "review-closed");
        counter.sign_in("hemin");
        let view = counter.ok("review", json!({ "id": case["id"] }));
        assert_eq!(view["mayReview"]["open"], true, "{what}: {}", view["mayReview"]);
    }
}
