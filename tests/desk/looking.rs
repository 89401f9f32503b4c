//! Looking at what a case keeps: in the window, on record, and never at what was not opened.

use serde_json::{Value, json};

use super::counter::{Counter, YLBX, ZFCG, waiting_for_answer};

fn at(of: &str, id: &Value) -> Value {
    json!({ "of": of, "id": id })
}

fn page(of: &str, id: &Value, page: u32) -> Value {
    json!({ "of": of, "id": id, "page": page, "dpi": 72 })
}

#[test]
fn a_printed_form_is_read_page_by_page_with_its_words_and_looking_is_on_record() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.print_and_scan(&counter.intake(YLBX, "org", "new", 0));
    let documents = counter.ok("documents", json!({ "id": case["id"] }));
    let id = &documents[0]["id"];
    let early = counter
        .desk
        .bytes("look_page", page("document", id, 1))
        .unwrap_err();
    assert_eq!(early.code, "document-not-open", "no page of what was not opened");

    let look = counter.ok("look_at", at("document", id));
    let pages = look["pages"].as_array().expect("pages");
    assert!(!pages.is_empty() && look["parts"] == json!([]));
    assert_eq!(look["mayPrint"]["open"], true);
    let words: String = pages
        .iter()
        .flat_map(|p| p["words"].as_array().expect("words"))
        .filter_map(|w| w["text"].as_str())
        .collect();
    let name = case["title"].as_str().expect("a name");
    assert!(
        words.contains(name),
        "the unit's name can be searched: {words:.200}"
    );
    let (mime, png) = counter
        .desk
        .bytes("look_page", page("document", id, 1))
        .expect("a page");
    assert_eq!((mime.as_str(), &png[..4]), ("image/png", &b"\x89PNG"[..]));

    // Signing out lets go of it.
    counter.ok("sign_out", json!({}));
    counter.sign_in("linxy");
    let after = counter
        .desk
        .bytes("look_page", page("document", id, 1))
        .unwrap_err();
    assert_eq!(after.code, "document-not-open");

    let pages = counter.ok("pages_of_case", json!({ "id": case["id"] }));
    let look = counter.ok("look_at", at("page", &pages[0]["id"]));
    assert!(look["pages"][0]["height"].as_f64() > look["pages"][0]["width"].as_f64());
    let trail = counter.ok("audit_of_case", json!({ "id": case["id"] }));
    let seen = |what: &str| {
        trail
            .as_array()
            .expect("a trail")
            .iter()
            .any(|l| l["words"].to_string().contains(what))
    };
    assert!(seen("打开扫描页"), "looking at a page is on record: {trail}");
}

#[test]
fn a_sample_is_seen_cleaned_and_as_it_was_scanned() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.print_and_scan(&counter.intake(ZFCG, "org", "new", 1));
    let samples = counter.ok("samples", json!({ "id": case["id"] }));
    let sample = &samples[0];
    assert!(
        sample["from"].as_str().expect("where from").starts_with('第'),
        "{sample}"
    );
    let look = counter.ok("look_at", at("sample", &sample["id"]));
    let titles: Vec<_> = look["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .map(|p| p["title"].clone())
        .collect();
    assert_eq!(titles, ["清理后", "扫描原样"]);
    for number in [1, 2] {
        counter
            .desk
            .bytes("look_page", page("sample", &sample["id"], number))
            .expect("a picture");
    }
    assert!(
        counter
            .desk
            .bytes("look_page", page("sample", &sample["id"], 3))
            .is_err()
    );
}

#[test]
fn a_request_is_read_as_words_and_a_package_by_its_cases() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    waiting_for_answer(&counter, &case);
    let documents = counter.ok("documents", json!({ "id": case["id"] }));
    let of = |ending: &str| {
        let all = documents.as_array().expect("documents");
        let found = all
            .iter()
            .find(|d| d["name"].as_str().is_some_and(|n| n.ends_with(ending)));
        found.unwrap_or_else(|| panic!("no {ending} in {documents}"))["id"].clone()
    };
    let look = counter.ok("look_at", at("document", &of(".csr")));
    assert_eq!(look["parts"][0]["title"], "证书请求");
    assert!(
        look["parts"]
            .to_string()
            .contains(case["title"].as_str().expect("a name")),
        "{look}"
    );
    assert_eq!(look["mayPrint"]["open"], false);
    let look = counter.ok("look_at", at("document", &of(".zip")));
    assert_eq!(look["parts"][0]["title"], "发往 CA 的交换包");
    let number = case["number"].as_str().expect("a number");
    assert!(
        look["parts"][1]["title"]
            .as_str()
            .is_some_and(|t| t.contains(number)),
        "{look}"
    );
}
