//! An unlock case whose key turns out dead has a way out: given up with the reason, and a replacement with the same
//! data.

use serde_json::json;

use super::counter::{Counter, YLBX};

const DEAD: &str = "PUK 已用尽，UKey 已失效，改办补办";

#[test]
fn the_unlocking_is_given_up_with_the_reason_and_replaced_with_the_same_data() {
    let counter = Counter::new();
    counter.closed(YLBX, 0, "28461937");
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let give_up = json!({ "id": unlock["id"], "reason": DEAD, "refundCents": 0 });
    counter.refused("abandon_case", give_up.clone(), "role-missing");
    counter.sign_in("linxy");
    let silent = json!({ "id": unlock["id"], "reason": DEAD });
    counter.refused("abandon_case", silent, "refund-missing");
    let void = counter.ok("abandon_case", give_up);
    assert_eq!(void["state"], "void");
    let audit = counter.ok("audit_of_case", json!({ "id": unlock["id"] }));
    assert!(audit.to_string().contains(DEAD), "{audit:#}");
    counter.sign_in("luoyi");
    let queue = counter.ok("key_queue", json!({}));
    assert_eq!(queue["cases"], json!([]), "it waits at the key desk no more");

    // The replacement begins with the unit's data.
    counter.sign_in("linxy");
    let uscc = unlock["content"]["fields"]["uscc"].clone();
    let hits = counter.ok("look_up", json!({ "text": uscc }));
    let mut hits = hits.as_array().unwrap().iter();
    let customer = hits.find(|hit| hit["kind"] == "customer").unwrap();
    let open = json!({
        "project": YLBX, "kind": "org", "business": "replace", "channel": "counter", "customer": customer["id"],
    });
    let replacement = counter.ok("open_case", open);
    assert_eq!(replacement["content"]["fields"]["uscc"], uscc);
    assert!(replacement["takenFrom"].is_string(), "{replacement:#}");
}

#[test]
fn an_unlocking_whose_new_pin_is_set_is_finished_not_given_up() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, "this_case").remove(0);
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let job = counter.ok("key_desk", json!({ "id": unlock["id"] }))["jobs"][0].clone();
    let went = counter.step(&job, json!({ "serial": serial })).unwrap();
    counter
        .step(&went["desk"]["jobs"][0], json!({ "newPin": "50718293" }))
        .unwrap();
    counter.sign_in("linxy");
    let give_up = json!({ "id": unlock["id"], "reason": DEAD });
    counter.refused("abandon_case", give_up, "unlock-under-way");
}
