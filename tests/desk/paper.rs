//! Printing and scanning: pages find their case, bad ones are told, the rest goes on.

use ::practice::customer::Place;
use serde_json::json;

use super::counter::{Counter, LN_UKEY, YLBX, ZFCG, printed_file};
use super::customer::{places, stamp_at};

#[test]
fn a_changed_case_must_be_printed_again() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    assert_eq!(case["maySubmit"]["open"], true, "{}", case["maySubmit"]);
    let case = counter.save(&case, json!({ "fields": { "unit_phone": "020-33334444" } }));
    assert_eq!(case["state"], "draft");
    assert_eq!(case["maySubmit"]["open"], false);
    let again = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    assert_eq!(again["reprint"], false, "new content is a new print");
    let once_more = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    assert_eq!(
        once_more["reprint"], true,
        "the same content is a reprint, and recorded as one"
    );
    assert!(
        once_more["files"][0].as_str().unwrap() != again["files"][0].as_str().unwrap(),
        "nothing is overwritten"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_what_has_no_mark_waits_in_the_tray() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let refused = counter
        .desk
        .upload("import_scan", "notes.txt", 0, b"no picture".to_vec())
        .unwrap_err();
    assert!(refused.code.starts_with("scan-"), "{refused}");
    let blank = image::RgbImage::from_pixel(600, 800, image::Rgb([250, 250, 248]));
    let png = scan::encode_png(&blank);
    let imported = counter.desk.upload("import_scan", "id-card.png", 0, png).unwrap();
    assert_eq!(imported["pages"][0]["state"], "tray");
    let case = counter.intake(YLBX, "org", "new", 0);
    let page = imported["pages"][0]["id"].clone();
    let material = case["materials"][2]["id"].clone();
    let file = json!({ "pageId": page, "caseId": case["id"], "form": material, "page": 1, "copy": 1 });
    assert_eq!(counter.ok("file_page", file)["state"], "filed");
    assert_eq!(counter.ok("tray", json!({})), json!([]));
    assert_eq!(counter.ok("unfile_page", json!({ "id": page }))["state"], "tray");
}

#[test]
fn a_second_scan_of_the_same_page_takes_its_place_and_may_be_taken_back() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let case = counter.print_and_scan(&case);
    let first = counter.ok("pages_of_case", json!({ "id": case["id"] }))[0]["id"].clone();
    let case = counter.print_and_scan(&case);
    let pages = counter.ok("pages_of_case", json!({ "id": case["id"] }));
    assert_eq!(pages.as_array().unwrap().len(), 1, "the new one counts");
    assert_ne!(pages[0]["id"], first);
    let told = pages[0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|f| f["code"] == "page-duplicate");
    assert!(told, "{pages:#}");
    counter.ok("unfile_page", json!({ "id": pages[0]["id"] }));
    assert_eq!(
        counter.ok("pages_of_case", json!({ "id": case["id"] }))[0]["id"],
        first,
        "the earlier one counts again"
    );
}

#[test]
fn samples_are_cut_and_judged_and_the_one_beside_the_units_seal_is_not_clean() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let printed = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let mut pages = places(ZFCG, "f-zfcg-1");
    // The unit's own seal above the frames reaches into the middle one, as it does on many real forms.
    let middle = pages[0].iter().find(|place| place.name == "seal.org.2");
    let mut above = middle.unwrap().rect;
    above.y -= 15.0;
    above.h = 0.0;
    pages[0].push(Place {
        name: "sign.seal".to_owned(),
        rect: above,
    });
    let scans = stamp_at(&printed_file(&printed, "f-zfcg-1"), &pages, counter.folder.path());
    let scan = std::fs::read(&scans[0]).unwrap();
    counter.desk.upload("import_scan", "scan.jpg", 0, scan).unwrap();
    counter.choose_suggested(&case);
    let samples = counter.ok("samples", json!({ "id": case["id"] }));
    let samples = samples.as_array().unwrap();
    assert_eq!(samples.iter().filter(|s| s["fused"] == false).count(), 3);
    let verdicts: Vec<_> = samples.iter().map(|s| s["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts[..3], ["accept", "reject", "accept"], "{samples:#?}");
    assert_eq!(samples[3]["fused"], true, "what was fused of them stands beside");
    assert_eq!(samples.len(), 4);
    assert_eq!(samples[1]["findings"][0]["code"], "seal-paper-dirty");
    assert_eq!(samples.iter().filter(|s| s["chosen"] == true).count(), 1);
    let rejected = json!({ "id": samples[1]["id"], "decision": "choose", "reason": "" });
    counter.refused("decide_sample", rejected, "sample-rejected");
    let looked = json!({ "id": samples[1]["id"], "decision": "accept", "reason": "边上是单位章，印文完整" });
    let lines = counter.ok("decide_sample", looked);
    assert!(
        lines[1]["decision"].as_str().unwrap().contains("边上是单位章"),
        "the reason stays with it"
    );
    let (mime, clean) = counter
        .desk
        .bytes("sample_picture", json!({ "id": samples[0]["id"], "raw": false }))
        .unwrap();
    assert!(mime == "image/png" && clean.starts_with(b"\x89PNG"));
}

#[test]
fn the_slip_and_the_preview_are_laid_out() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org_employee", "new", 2);
    let preview = counter.ok("preview", json!({ "id": case["id"] }));
    let forms: Vec<_> = preview["forms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["form"].as_str().unwrap())
        .collect();
    assert_eq!(forms, ["f-ylbx-2", "f-ylbx-2a"]);
    for form in ["f-ylbx-2", "f-ylbx-2a", "materials-slip"] {
        let page = json!({ "id": case["id"], "form": form, "page": 1, "dpi": 60 });
        let (_, png) = counter.desk.bytes("preview_page", page).unwrap();
        assert!(image::load_from_memory(&png).unwrap().width() > 400);
    }
}

#[test]
fn a_printer_that_does_not_take_it_costs_only_the_way_to_the_file() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let mut devices = counter.ok("settings", json!({}))["devices"].clone();
    devices["printer"] = json!("no-such-printer");
    counter.ok("save_devices", devices);
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "printer" }));
    assert!(
        printed["papers"][0]["state"] == "failed"
            && !printed["findings"][0]["message"].as_str().unwrap().contains("lp"),
        "a printer that failed has printed nothing, and nobody is shown its English: {printed}"
    );
    let file = std::path::PathBuf::from(printed["files"][0].as_str().unwrap());
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    assert!(
        !file.starts_with(counter.folder.path()),
        "readable papers never lie inside the store"
    );
    let case = counter.get(&case);
    assert_eq!(
        (&case["state"], &case["next"]),
        (&json!("draft"), &json!("print"))
    );
    assert_eq!(case["forms"][0]["state"], "failed");
    // The file was printed elsewhere: the person who has the paper says so.
    let confirm = json!({ "print": case["forms"][0]["print"], "cameOut": true });
    let case = counter.ok("confirm_print", confirm);
    assert_eq!(
        (&case["state"], &case["forms"][0]["state"]),
        (&json!("printed"), &json!("printed"))
    );
}

/// 辽宁's rule R-U2 (guide 004, 397–399): the bars on the application are the authority's own number of the case.
#[test]
fn a_page_with_another_number_of_the_authority_is_refused_with_both_numbers() {
    const NUMBER: &str = "00202009200000604";
    const OTHER: &str = "00202009200000485";
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let slip = counter.save(&case, json!({ "fields": { "ca_case_no": "0020200920000060" } }));
    let told = slip["findings"].as_array().unwrap().iter();
    assert_eq!(told.filter(|f| f["code"] == "case-number-shape").count(), 1);
    let case = counter.save(&slip, json!({ "fields": { "ca_case_no": NUMBER } }));
    let printed = counter.ok(
        "print",
        json!({ "id": case["id"], "forms": ["f-ln-1"], "to": "file" }),
    );
    let scan = counter.scanned(&case, &printed, "f-ln-1");
    let bytes = || std::fs::read(&scan[0]).unwrap();
    let page = counter.desk.upload("import_scan", "a.jpg", 0, bytes()).unwrap();
    assert_eq!(page["pages"][0]["state"], "filed", "{page:#}");
    // The number was a slip; what was printed with it is not this case's paper any more.
    counter.save(&case, json!({ "fields": { "ca_case_no": OTHER } }));
    let page = counter.desk.upload("import_scan", "b.jpg", 0, bytes()).unwrap();
    assert_eq!(page["pages"][0]["state"], "tray", "{page:#}");
    let findings = page["pages"][0]["findings"].as_array().unwrap();
    let refused = findings.iter().find(|f| f["code"] == "barcode-not-the-case");
    let message = refused.unwrap_or_else(|| panic!("{page:#}"))["message"]
        .as_str()
        .unwrap();
    assert!(message.contains(NUMBER) && message.contains(OTHER), "{message}");
}
