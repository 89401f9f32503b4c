//! What is on the paper decides: whether a print holds, what a page of it is worth, and what is asked for next.

use desk::counter::practice;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{CaseId, NewPrint, PrintOutcome, Store};

use super::counter::{Counter, LN_UKEY, YLBX, ZFCG};

fn form<'a>(case: &'a Value, id: &str) -> &'a Value {
    let mut forms = case["forms"].as_array().unwrap().iter();
    forms
        .find(|f| f["id"] == id)
        .unwrap_or_else(|| panic!("{id} in {case:#}"))
}

fn pages(counter: &Counter, case: &Value) -> Vec<String> {
    let pages = counter.ok("pages_of_case", json!({ "id": case["id"] }));
    let states = pages.as_array().unwrap().iter();
    states.map(|p| p["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn ticks_payments_and_kept_findings_are_no_paper() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    assert_eq!(
        (&case["next"], &case["state"]),
        (&json!("submit"), &json!("scanning"))
    );
    let material = case["materials"][0]["id"].as_str().unwrap().to_owned();
    let unticked = counter.save(&case, json!({ "materials": { material.clone(): [] } }));
    assert_eq!(unticked["printedWithThisContent"], true, "a tick is no paper");
    assert_eq!(
        (&unticked["next"], &unticked["maySubmit"]["open"]),
        (&json!("materials"), &json!(false))
    );
    let ticked = counter.save(
        &unticked,
        json!({ "materials": { material: case["materials"][0]["needed"] } }),
    );
    let paid = counter.save(
        &ticked,
        json!({ "payment": "remittance", "keepFinding": "uscc:anything" }),
    );
    assert_eq!(paid["printedWithThisContent"], true, "a payment is no paper");
    let conditions = paid["materials"].as_array().unwrap();
    let seen = conditions
        .iter()
        .map(|m| (m["id"].as_str().unwrap().to_owned(), m["needed"].clone()));
    let seen: serde_json::Map<String, Value> = seen.collect();
    let paid = counter.save(&paid, json!({ "materials": seen }));
    assert_eq!(paid["maySubmit"]["open"], true, "{}", paid["maySubmit"]);
    assert_eq!(
        counter.ok("submit", json!({ "id": case["id"] }))["state"],
        "in_review"
    );
}

#[test]
fn a_value_put_back_makes_the_old_paper_and_its_pages_good_again() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let case = counter.print_and_scan(&case);
    let name = case["content"]["fields"]["unit_name"].clone();
    let on_paper = case["onPaper"].as_array().unwrap();
    assert!(
        on_paper.contains(&json!("unit_name")),
        "said before: {on_paper:?}"
    );
    let changed = counter.save(&case, json!({ "fields": { "unit_name": "别的单位" } }));
    assert_eq!(
        (&changed["state"], &changed["next"]),
        (&json!("draft"), &json!("print"))
    );
    assert_eq!(form(&changed, "f-zfcg-1")["state"], "stale");
    assert_eq!(
        changed["onPaper"],
        json!([]),
        "nothing holds that a change could void"
    );
    assert_eq!(
        pages(&counter, &case),
        ["stale"],
        "its page is not 已归页 any more"
    );
    let samples = counter.ok("samples", json!({ "id": case["id"] }));
    assert_eq!(samples, json!([]), "samples of a stale page are stale too");
    // Printed as it is now, and put back: of all prints the one that shows the content holds.
    counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let back = counter.save(&counter.get(&case), json!({ "fields": { "unit_name": name } }));
    assert_eq!(form(&back, "f-zfcg-1")["state"], "saved");
    assert_eq!(pages(&counter, &case), ["filed"]);
    assert_eq!(back["maySubmit"]["open"], true, "{}", back["maySubmit"]);
    assert_eq!(back["state"], "scanning", "where it stands follows its papers");
    assert_eq!(
        counter.ok("submit", json!({ "id": case["id"] }))["state"],
        "in_review"
    );
}

#[test]
fn a_field_on_one_form_voids_that_form_only() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org_employee", "new", 0);
    let case = counter.print_and_scan(&case);
    let of = |id| -> Vec<String> {
        serde_json::from_value::<Vec<String>>(form(&case, id)["fields"].clone()).unwrap()
    };
    let (main, annex) = (of("f-ylbx-2"), of("f-ylbx-2a"));
    let typed = case["content"]["fields"].as_object().unwrap();
    let only = main
        .iter()
        .find(|f| typed.contains_key(*f) && !annex.contains(f) && f.ends_with("_name"));
    let only = only.unwrap_or_else(|| panic!("{main:?} {annex:?}"));
    let changed = counter.save(&case, json!({ "fields": { only: "欧阳文静" } }));
    assert_eq!(form(&changed, "f-ylbx-2")["printed"], false);
    assert_eq!(
        form(&changed, "f-ylbx-2a")["printed"],
        true,
        "nothing on it changed"
    );
    assert!(
        changed["maySubmit"]["reason"].as_str().unwrap().contains("《"),
        "{}",
        changed["maySubmit"]
    );
}

#[test]
fn after_a_return_and_a_reprint_the_old_scan_is_asked_for_again() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "new", 0);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let item = view["items"][2]["id"].clone();
    let wrong = json!({ "id": case["id"], "item": item, "verdict": "wrong", "reason": "与证件不符" });
    counter.ok("set_verdict", wrong);
    counter.ok("return_case", json!({ "id": case["id"], "note": "" }));
    counter.sign_in("linxy");
    let old = counter.get(&case);
    let changed = counter.save(&old, json!({ "fields": { "unit_phone": "020-33334444" } }));
    assert_eq!(
        (&changed["state"], &changed["next"]),
        (&json!("returned"), &json!("print"))
    );
    counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let printed = counter.get(&case);
    assert_eq!(
        printed["next"], "scan",
        "the gate says what is missing: {}",
        printed["maySubmit"]
    );
    assert!(
        printed["maySubmit"]["reason"]
            .as_str()
            .unwrap()
            .contains("未扫描")
    );
    assert!(
        !printed["returned"].as_array().unwrap().is_empty(),
        "what it came back for stays on the screen"
    );
    assert!(pages(&counter, &case).iter().all(|state| state == "stale"));
    let refused = counter.refused("submit", json!({ "id": case["id"] }), "submit-closed");
    assert_eq!(refused.message, printed["maySubmit"]["reason"].as_str().unwrap());
    let scanned = counter.print_and_scan(&printed);
    assert_eq!(scanned["next"], "submit", "{}", scanned["maySubmit"]);
    assert!(pages(&counter, &case).iter().all(|state| state == "filed"));
    assert_eq!(
        counter.ok("submit", json!({ "id": case["id"] }))["state"],
        "in_review"
    );
}

#[test]
fn an_old_sheet_scanned_late_is_stale_and_takes_no_ones_place() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let first = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let old = counter.scanned(&case, &first, "f-zfcg-1");
    let case = counter.save(
        &counter.get(&case),
        json!({ "fields": { "unit_name": "别的单位" } }),
    );
    let case = counter.print_and_scan(&case);
    let good = counter.ok("pages_of_case", json!({ "id": case["id"] }))[0]["id"].clone();
    let bytes = std::fs::read(&old[0]).unwrap();
    let late = counter.desk.upload("import_scan", "old.jpg", 0, bytes).unwrap();
    assert_eq!(late["pages"][0]["state"], "stale", "{late:#}");
    let told = late["pages"][0]["findings"].as_array().unwrap().iter();
    assert_eq!(told.filter(|f| f["code"] == "page-stale").count(), 1);
    assert_eq!(
        counter.ok("pages_of_case", json!({ "id": case["id"] }))[0]["id"],
        good
    );
    // Its mark says of which print it is: filing it by hand makes it no better.
    let page = late["pages"][0]["id"].clone();
    counter.ok("unfile_page", json!({ "id": page }));
    let by_hand = json!({ "pageId": page, "caseId": case["id"], "form": "f-zfcg-1", "page": 1, "copy": 1 });
    assert_eq!(counter.ok("file_page", by_hand)["state"], "stale");
    assert_eq!(counter.get(&case)["next"], "submit", "the good page still counts");
}

#[test]
fn the_authoritys_number_stands_on_every_form() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let case = counter.get(&case);
    for form in case["forms"].as_array().unwrap() {
        let fields = form["fields"].as_array().unwrap();
        assert!(fields.contains(&json!("ca_case_no")), "{}", form["id"]);
    }
    let case = counter.save(&case, json!({ "fields": { "ca_case_no": "00202009200000604" } }));
    for form in case["forms"].as_array().unwrap() {
        assert_eq!(form["printed"], false, "{}", form["id"]);
    }
}

#[test]
fn a_print_whose_record_cannot_be_read_closes_the_way_on_and_a_new_print_opens_it() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    assert_eq!(case["maySubmit"]["open"], true, "{}", case["maySubmit"]);
    counter.ok("sign_out", json!({}));
    // The same paper once more, and what stands where on it is lost.
    let password = SecretString::from(practice::PASSWORD);
    let (mut store, _) = Store::unlock(counter.folder.path(), "linxy", &password).unwrap();
    let id = CaseId(u32::try_from(case["id"].as_u64().unwrap()).unwrap());
    store
        .write(|tx| -> store::Result<()> {
            let print = tx.prints_of_case(id)?.pop().expect("a print");
            let damaged = NewPrint {
                case_id: id,
                form: print.form,
                version: print.version,
                copies: print.copies,
                content_hash: print.content_hash,
                paper_hash: print.paper_hash,
                page_maps: json!({ "pages": "lost" }),
                attachment: print.attachment,
                by: print.by,
                outcome: PrintOutcome::Printed,
            };
            tx.add_print(&damaged, chrono::Utc::now())?;
            Ok(())
        })
        .unwrap();
    drop(store);
    counter.sign_in("linxy");
    let closed = counter.get(&case);
    let reason = closed["maySubmit"]["reason"].as_str().unwrap();
    assert!(reason.contains("打印记录读不出，请重新打印"), "{reason}");
    counter.refused("submit", json!({ "id": case["id"] }), "submit-closed");
    let again = counter.print_and_scan(&closed);
    assert_eq!(again["maySubmit"]["open"], true, "{}", again["maySubmit"]);
}
