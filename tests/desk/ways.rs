//! The ways beside the straight one: back to the clerk, refused by the CA, asked for anew, given up, gone on in a
//! linked case.

use desk::casework::people;
use serde_json::{Value, json};

use super::counter::{Counter, YLBX, waiting_for_answer};

/// The open ways of a case for whoever is signed in.
fn open_ways(counter: &Counter, case: &Value) -> Vec<String> {
    let ways = counter.ok("ways", json!({ "id": case["id"] }));
    let lines = ways["ways"].as_array().unwrap().iter();
    lines
        .filter(|line| line["may"]["open"] == true)
        .map(|line| line["way"].as_str().unwrap().to_owned())
        .collect()
}

fn way(counter: &Counter, case: &Value, way: &str) -> Value {
    let ways = counter.ok("ways", json!({ "id": case["id"] }));
    let mut lines = ways["ways"].as_array().unwrap().iter();
    lines
        .find(|line| line["way"] == way)
        .unwrap_or_else(|| panic!("no {way}: {ways:#}"))
        .clone()
}

/// Amends a field, sends the case again and has it approved again; luoyi is signed in afterwards.
fn amended(counter: &Counter, case: &Value, phone: &str) -> Value {
    counter.sign_in("linxy");
    let case = counter.save(&counter.get(case), json!({ "fields": { "unit_phone": phone } }));
    let case = counter.print_and_scan(&case);
    approved_again(counter, &case)
}

/// Sends a case as it is and has it approved again; luoyi is signed in afterwards.
fn approved_again(counter: &Counter, case: &Value) -> Value {
    counter.sign_in("linxy");
    let case = counter.ok("submit", json!({ "id": case["id"] }));
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let approve = json!({ "id": case["id"], "boundHash": view["boundHash"] });
    let case = counter.ok("approve", approve);
    counter.sign_in("luoyi");
    case
}

fn next_step(counter: &Counter, case: &Value) -> Value {
    counter.ok("key_desk", json!({ "id": case["id"] }))["jobs"][0]["next"].clone()
}

/// One case takes every way back there is, and still ends with a certificate that is right.
#[test]
fn a_case_goes_back_from_everywhere_and_ends_well() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let id = case["id"].clone();
    let because = |reason: &str| json!({ "id": id, "reason": reason });

    // Approved, no key touched: the clerk takes it back, and the approval is gone.
    counter.ok("key_desk", json!({ "id": id }));
    counter.refused("recall_case", because("客户要改电话"), "role-missing");
    counter.sign_in("linxy");
    assert_eq!(open_ways(&counter, &case), ["recall", "give_up"]);
    counter.refused("recall_case", because(" "), "reason-empty");
    let back = counter.ok("recall_case", because("客户要改电话"));
    assert_eq!(
        (&back["state"], &back["editable"]["open"]),
        (&json!("returned"), &json!(true))
    );
    assert_eq!(back["returned"][0]["reason"], "客户要改电话");
    let case = approved_again(&counter, &case);
    assert_eq!(case["state"], "approved");

    // At the CA: its words come back to the clerk; the key stays, the request is made anew.
    waiting_for_answer(&counter, &case);
    counter.sign_in("linxy");
    counter.refused("recall_case", because("太晚了"), "case-wrong-state");
    counter.sign_in("luoyi");
    let words = "单位电话与登记不一致，请核实后重报";
    let refused = counter.ok("ca_refused", because(words));
    assert_eq!(refused["state"], "returned");
    assert_eq!(
        refused["returned"][0],
        json!({ "label": "CA 退回", "field": null, "reason": words })
    );
    let case = amended(&counter, &case, "020-33335555");
    assert_eq!(
        next_step(&counter, &case),
        "request",
        "the key is not made a second time"
    );
    counter.make_keys(&case);

    // Ready, and the certificate is wrong: it is to be revoked, another one takes its place on the key.
    counter.sign_in("linxy");
    let anew = way(&counter, &case, "ask_anew");
    let wrong = anew["certificates"][0].clone();
    let ask = json!({ "id": id, "reason": "证书上的单位名称少一个字", "jobs": [wrong["jobId"]] });
    let nobody = json!({ "id": id, "reason": "有误", "jobs": [] });
    counter.refused("ask_anew", nobody, "certificate-not-chosen");
    assert_eq!(counter.ok("ask_anew", ask)["state"], "approved");
    let list = counter.ok("revocations", json!({}))["lines"].clone();
    assert_eq!(list[0]["certificate"], wrong["serial"], "{list:#}");
    counter.sign_in("luoyi");
    assert_eq!(next_step(&counter, &case), "request");
    let certificates = |counter: &Counter| -> Vec<Value> {
        let documents = counter.ok("documents", json!({ "id": id }));
        let all = documents.as_array().unwrap().iter();
        all.filter(|d| d["name"].as_str().unwrap().ends_with(".cer"))
            .map(|d| d["id"].clone())
            .collect()
    };
    let first = counter
        .desk
        .bytes("document", json!({ "id": certificates(&counter)[0] }))
        .unwrap()
        .1;
    waiting_for_answer(&counter, &case);
    let job = u32::try_from(wrong["jobId"].as_u64().unwrap()).unwrap();
    let again = counter
        .desk
        .upload("import_answer", "old.cer", job, first)
        .unwrap();
    assert_eq!(
        again["findings"][0]["code"], "certificate-known-wrong",
        "{again:#}"
    );

    // The CA refuses the second request: the wrong certificate stays on the list to be revoked all the same.
    counter.ok("ca_refused", because("单位名称与证照不符"));
    let list = counter.ok("revocations", json!({}))["lines"].clone();
    assert_eq!(list[0]["certificate"], wrong["serial"], "{list:#}");
    let case = amended(&counter, &case, "020-33336666");
    counter.make_keys(&case);

    // Handed over with the right one alone; what comes later goes on in a linked case.
    counter.sign_in("linxy");
    let view = counter.ok("hand_over_view", json!({ "id": id }));
    let on_key = view["plan"]["keys"][0]["certificates"].as_array().unwrap();
    assert_eq!(on_key.len(), 1, "{view:#}");
    assert_ne!(on_key[0]["serial"], wrong["serial"]);
    let goes_on = |from: &Value| {
        let mut open = json!({ "project": YLBX, "kind": "org", "business": "change", "channel": "counter" });
        open["customer"] = Value::Null;
        open["fromCase"] = from.clone();
        open
    };
    counter.refused("open_case", goes_on(&id), "case-not-over");
    let person = &people::PERSONS[0];
    let args = counter.fetched(&case, person.name, person.id_no, "28461937");
    let closed = counter.ok("hand_over", args)["case"].clone();
    assert_eq!(open_ways(&counter, &closed), ["linked"]);
    let onward = counter.ok("open_case", goes_on(&id));
    assert_eq!(onward["linked"][0]["number"], closed["number"]);
    assert_eq!(
        onward["content"]["fields"]["uscc"],
        closed["content"]["fields"]["uscc"]
    );
    assert_eq!(counter.get(&closed)["linked"][0]["number"], onward["number"]);
}

/// Given up while the CA works on it: what is paid back and what becomes of the key have to be said, and a
/// certificate that comes all the same is revoked and never written.
#[test]
fn a_case_given_up_at_the_ca_settles_money_key_and_certificate() {
    let counter = Counter::new();
    counter.sign_in("luoyi");
    let case = counter.approved(YLBX, "org", "new", 1);
    let blank = counter.keys(&case, "blank").remove(0);
    let (job, _) = waiting_for_answer(&counter, &case);
    let desk = counter.ok("key_desk", json!({ "id": case["id"] }));
    let serial = desk["jobs"][0]["serial"].clone();
    assert_ne!(
        serial, blank,
        "a blank key has another number before it is initialised"
    );
    counter.sign_in("linxy");
    let line = way(&counter, &case, "give_up");
    assert_eq!(line["keys"][0]["serial"], serial, "{line:#}");
    let most = line["refundUpTo"].as_u64().unwrap();
    let give_up = |refund: Value, fate: Option<&str>| {
        let keys: Vec<Value> = fate.iter().map(|f| json!({ "jobId": job, "fate": f })).collect();
        json!({ "id": case["id"], "reason": "单位撤销", "refundCents": refund, "keys": keys, "beside": null })
    };
    counter.refused(
        "abandon_case",
        give_up(Value::Null, Some("stock")),
        "refund-missing",
    );
    counter.refused(
        "abandon_case",
        give_up(json!(most + 1), Some("stock")),
        "refund-too-much",
    );
    counter.refused("abandon_case", give_up(json!(most), None), "key-fate-missing");
    counter.refused(
        "abandon_case",
        give_up(json!(most), Some("customer")),
        "key-fate-wrong",
    );
    counter.refused(
        "abandon_case",
        give_up(json!(most), Some("destroyed")),
        "beside-missing",
    );
    assert_eq!(counter.get(&case)["state"], "at_ca", "a refused way does nothing");
    let void = counter.ok("abandon_case", give_up(json!(most), Some("stock")));
    assert_eq!(void["state"], "void");
    let trail = counter
        .ok("audit_of_case", json!({ "id": case["id"] }))
        .to_string();
    for words in ["退款", "退回库存", "请通知 CA 撤回"] {
        assert!(trail.contains(words), "{words}: {trail}");
    }
    counter.sign_in("luoyi");
    let late = counter.ok("training_issue", json!({ "id": job }));
    assert_eq!(
        late["findings"][0]["code"], "certificate-of-given-up-case",
        "{late:#}"
    );
    let again = counter.ok("training_issue", json!({ "id": job }));
    assert_eq!(again["findings"][0]["code"], "certificate-of-given-up-case");
    let list = counter.ok("revocations", json!({}))["lines"].clone();
    assert_eq!(
        list.as_array().unwrap().len(),
        2,
        "each certificate that came: {list:#}"
    );
    assert_eq!(counter.get(&case)["state"], "void");
}

/// What is only reported to the CA is with the CA as soon as it is approved: refused there, told again, and not unsaid.
#[test]
fn an_application_to_revoke_is_refused_told_again_and_not_unsaid() {
    let counter = Counter::new();
    counter.closed(YLBX, 0, "28461937");
    let case = counter.approved(YLBX, "org", "revoke", 0);
    assert_eq!(case["state"], "ready");
    counter.ok("export_revocations", json!({}));
    counter.sign_in("linxy");
    let give_up = json!({ "id": case["id"], "reason": "不注销了", "refundCents": 0 });
    counter.refused("abandon_case", give_up.clone(), "revocation-told");
    counter.sign_in("luoyi");
    let words = json!({ "id": case["id"], "reason": "缺公章" });
    assert_eq!(counter.ok("ca_refused", words)["state"], "returned");
    let case = approved_again(&counter, &case);
    let list = counter.ok("revocations", json!({}))["lines"].clone();
    assert_eq!(list.as_array().unwrap().len(), 1, "asked for again: {list:#}");
    counter.sign_in("linxy");
    assert_eq!(counter.ok("abandon_case", give_up)["state"], "void");
    let list = counter.ok("revocations", json!({}))["lines"].clone();
    assert_eq!(list, json!([]), "{case:#}");
}
