//! Another project, kind, business or channel on a draft: everything that follows from it follows at once, and nothing
//! that was typed is lost.

use serde_json::{Value, json};

use super::counter::{Counter, YLBX, ZFCG};

/// What follows from the choice: fields, checklist, forms, fee.
fn follows(case: &Value) -> [Vec<String>; 3] {
    let ids = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let groups = case["groups"].as_array().unwrap().iter();
    let fields = groups.flat_map(|g| ids(&g["fields"])).collect();
    [fields, ids(&case["materials"]), ids(&case["forms"])]
}

#[test]
fn each_choice_changes_what_follows_from_it_and_keeps_what_was_typed() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let first = counter.intake(YLBX, "org", "new", 0);
    let first = counter.save(
        &first,
        json!({ "years": 3, "fields": { "institution_cert_no": "144000000001" } }),
    );
    assert_eq!(first["fee"]["totalCents"], 70_000, "{}", first["fee"]);
    let typed = first["content"]["fields"].clone();
    let mut case = first.clone();
    // What is chosen, which of fields, checklist and forms must become others, and the fee in 分 where it is stated.
    for (patch, differs, fee) in [
        // Another business: no medium is paid for; another checklist.
        (
            json!({ "business": "renew" }),
            [false, true, false],
            json!(60_000),
        ),
        // Another channel of the same business: another checklist.
        (json!({ "channel": "mail" }), [false, true, false], json!(60_000)),
        // Another kind: its own fields, papers and forms; the annex decides how many certificates there are.
        (
            json!({ "kind": "org_employee", "business": "new", "channel": "counter" }),
            [true, true, true],
            Value::Null,
        ),
        // Another project: everything; what it does not offer gives way to what it does.
        (json!({ "project": ZFCG }), [true, true, true], Value::Null),
    ] {
        let next = counter.save(&case, patch.clone());
        let (before, after) = (follows(&case), follows(&next));
        for (what, (differs, pair)) in ["fields", "materials", "forms"]
            .iter()
            .zip(differs.into_iter().zip(before.iter().zip(&after)))
        {
            assert!(!differs || pair.0 != pair.1, "{patch}: the same {what}: {pair:?}");
        }
        if !fee.is_null() {
            assert_eq!(next["fee"]["totalCents"], fee, "{patch}: {}", next["fee"]);
        }
        for (field, value) in typed.as_object().unwrap() {
            assert_eq!(
                &next["content"]["fields"][field], value,
                "{patch}: {field} was typed"
            );
        }
        case = next;
    }
    assert_eq!(
        (&case["content"]["kind"], &case["content"]["project"]),
        (&json!("org"), &json!(ZFCG))
    );
    assert!(
        case["projectName"].as_str().unwrap().contains("政府采购"),
        "{}",
        case["projectName"]
    );

    // Back again, everything that was typed stands in its fields.
    let back = json!({ "project": YLBX, "kind": "org", "business": "new", "channel": "counter", "years": 3 });
    let back = counter.save(&case, back);
    assert_eq!(follows(&back), follows(&first));
    assert_eq!(back["fee"]["totalCents"], 70_000);
    assert_eq!(back["content"]["fields"], typed);
}

#[test]
fn the_slip_tells_what_to_bring_where_when_and_how_to_pay() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = counter.ok("print_slip", json!({ "id": case["id"] }));
    let file = printed["files"][0].as_str().unwrap();
    let said = counterfoil_tests::tool("pdftotext", ["-layout", file, "-"]);
    let words: String = said.out.split_whitespace().collect();
    let project = counter.desk.project(YLBX).unwrap();
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let mut wanted: Vec<String> = project.hours().iter().map(|h| bare(h)).collect();
    for account in project.accounts() {
        wanted.extend([&account.holder, &account.bank, &account.number].map(|t| bare(t)));
        wanted.extend(account.remark.as_deref().map(bare));
    }
    let counter = counter.ok("settings", json!({}))["counter"].clone();
    wanted.extend(["name", "address", "phone"].map(|k| bare(counter[k].as_str().unwrap())));
    for material in case["materials"].as_array().unwrap() {
        if !material["needed"].as_array().unwrap().is_empty() {
            wanted.push(bare(material["material"].as_str().unwrap()));
        }
    }
    assert!(wanted.len() > 10, "{wanted:?}");
    for piece in wanted {
        // A long cell is broken into lines beside its neighbours: its beginning is enough to know it by.
        let beginning: String = piece.chars().take(6).collect();
        assert!(words.contains(&beginning), "{piece} is not on the slip:\n{words}");
    }
}
