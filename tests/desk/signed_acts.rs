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
