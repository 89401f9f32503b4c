//! Every step of a counter's day is signed by who did it; what goes beside the program is named with what to do.

use serde_json::json;

use crate::counter::Counter;

#[test]
fn a_day_is_sound_and_its_head_is_held_against_it() {
    let counter = Counter::new();
    counter.closed("netca-gd-ylbx", 1, "482913");
    counter.sign_in("admin");
    let said = counter.ok("verify_store", json!({}));
    let words = said["message"].as_str().unwrap();
    let head = words.rsplit("印记 ").next().unwrap();
    counter.ok("verify_store", json!({ "against": [head.to_lowercase()] }));
    let other = head.replace(&head[head.len() - 3..], "ZZZ");
    let refused = counter.refused("verify_store", json!({ "against": [other] }), "store-unsound");
    assert_eq!(refused.findings[0].code, "head-missing");
    assert!(refused.findings[0].remedy.contains("两人"), "{refused:?}");
    counter.refused("verify_store", json!({ "against": ["今天"] }), "store-invalid");
}

/// The mark beside the store is gone: it is told at the sign-in and by the check, and made anew only when the store
/// holds what was kept outside.
#[test]
fn a_mark_that_is_gone_is_told_until_a_head_from_outside_is_held() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let said = counter.ok("verify_store", json!({}));
    let head = said["message"]
        .as_str()
        .unwrap()
        .rsplit("印记 ")
        .next()
        .unwrap()
        .to_owned();
    counter.ok("sign_out", json!({}));
    std::fs::remove_file(counter.folder.path().join("counter.mark")).unwrap();
    let told = || {
        counter.sign_in("admin");
        let problems = counter.ok("status", json!({}))["problems"].clone();
        let found = problems.as_array().unwrap().iter();
        found.filter(|p| p["code"] == "store-mark-missing").count()
    };
    assert_eq!(told(), 1);
    let refused = counter.refused("verify_store", json!({}), "store-unsound");
    assert_eq!(refused.findings[0].code, "store-mark-missing");
    assert!(!refused.findings[0].remedy.is_empty(), "{refused:?}");
    let other = head.replace(&head[head.len() - 3..], "ZZZ");
    counter.refused("verify_store", json!({ "against": [other] }), "store-unsound");
    assert_eq!(told(), 1, "a head that the store does not have makes no mark");
    let said = counter.ok("verify_store", json!({ "against": [head] }));
    assert!(said["message"].as_str().unwrap().contains("重新建立"), "{said}");
    assert_eq!(told(), 0);
    counter.ok("verify_store", json!({}));
}
