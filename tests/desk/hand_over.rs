//! The hand-over as the desk plans, checks and does it: for every kind of case and every way in which one leaves.

use desk::casework::people;
use desk::counter::practice;
use serde_json::{Value, json};
use token::Token as _;

use super::counter::{Counter, LN_UKEY, YLBX, ZFCG, outside};
use super::keys::pin;

const ANOTHER: (&str, &str) = ("李代领", "11010519491231002X");

/// A case of one unit, ready to be handed over; the clerk is signed in.
fn ready(counter: &Counter, project: &str, kind: &str, business: &str) -> Value {
    let case = match business {
        "revoke" => {
            let case = counter.submitted(project, kind, business, 0);
            counter.sign_in("hemin");
            let view = counter.pass_all(&case);
            counter.ok(
                "approve",
                json!({ "id": case["id"], "boundHash": view["boundHash"] }),
            )
        }
        _ => {
            let case = counter.approved(project, kind, business, 0);
            counter.make_keys(&case);
            case
        }
    };
    counter.sign_in("linxy");
    case
}

/// The last sentence of the audit about handing over.
fn told(counter: &Counter, case: &Value) -> String {
    let lines = counter.ok("audit_of_case", json!({ "id": case["id"] }));
    let mut words = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["words"].as_str().unwrap());
    words
        .rfind(|w| w.starts_with('已'))
        .unwrap_or_default()
        .to_owned()
}

/// The words of the stored sheet.
fn sheet(counter: &Counter, view: &Value) -> String {
    let (_, pdf) = counter
        .desk
        .bytes("document", json!({ "id": view["sheet"]["id"] }))
        .unwrap();
    let file = counter.folder.path().join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let said = counterfoil_tests::tool("pdftotext", ["-layout".as_ref(), file.as_os_str(), "-".as_ref()]);
    said.out.split_whitespace().collect()
}

fn authorised(name: &str, id_no: &str, from: &str, until: &str) -> Value {
    json!({ "way": "other", "name": name, "idNo": id_no, "authorisedFrom": from, "authorisedUntil": until })
}

fn posted(change: &[(&str, &str)]) -> Value {
    let mut leaving = json!({
        "way": "posted", "recipient": "沈若川", "phone": "13800000162", "address": "广州市海珠区榕荫路 18 号",
        "courier": "顺丰速运", "tracking": "SF1234567890123", "postage": "collect",
    });
    for (field, value) in change {
        leaving[field] = json!(value);
    }
    leaving
}

#[test]
fn a_revocation_hands_over_nothing_asks_no_pin_and_says_so_everywhere() {
    let counter = Counter::new();
    let case = ready(&counter, YLBX, "org", "revoke");
    let before = counter.ok("hand_over_view", json!({ "id": case["id"] }));
    assert_eq!(before["plan"]["keys"], json!([]), "{before:#}");
    let ways = before["plan"]["ways"].as_array().unwrap();
    let names: Vec<_> = ways.iter().map(|way| way["way"].as_str().unwrap()).collect();
    assert_eq!(names, ["nothing", "applicant"]);
    assert!(ways.iter().all(|way| way["pinsOf"] == json!([])), "{ways:#?}");
    // A PIN that is sent all the same is refused before anything happens.
    let person = &people::PERSONS[0];
    let mut with_pin = counter.fetched(&case, person.name, person.id_no, "");
    with_pin["pins"] = json!([{ "jobId": 1, "newPin": "50718293" }]);
    counter.refused("hand_over", with_pin, "pin-not-asked");
    // A way for keys is none for this case.
    let mut by_post = counter.leaving(&case, json!({ "way": "nothing" }));
    by_post["leaving"] = posted(&[]);
    counter.refused("hand_over", by_post, "hand-over-way");

    let view = counter.ok("hand_over", counter.leaving(&case, json!({ "way": "nothing" })));
    assert_eq!(view["case"]["state"], "closed");
    assert!(view["pinOnce"].is_null());
    let title = view["done"]["title"].as_str().unwrap();
    assert_eq!(title, "已办结，本件没有 UKey 交付");
    assert!(
        told(&counter, &case).starts_with(title),
        "{}",
        told(&counter, &case)
    );
    let paper = sheet(&counter, &view);
    assert!(
        paper.contains("本件没有UKey交付") && paper.contains("直接办结"),
        "{paper}"
    );
    let spine = &view["case"]["spine"];
    assert_eq!(
        (&spine[4]["state"], &spine[5]["state"]),
        (&json!("skipped"), &json!("done"))
    );
}

#[test]
fn what_the_check_says_is_what_the_command_refuses_with_and_the_pin_is_not_lost() {
    let counter = Counter::new();
    let case = ready(&counter, ZFCG, "org", "new");
    let serial = counter.keys(&case, "this_case").remove(0);
    let person = &people::PERSONS[0];
    let whole = counter.fetched(&case, person.name, person.id_no, "50718293");
    let job = whole["pins"][0]["jobId"].clone();
    let id_of = |number: &str| json!({ "way": "applicant", "name": person.name, "idNo": number });
    let other_number = people::PERSONS[1].id_no;
    let wrong_check = {
        let last = if person.id_no.ends_with('1') { '2' } else { '1' };
        format!("{}{last}", &person.id_no[..17])
    };
    let table = [
        (
            "leaving",
            json!({ "way": "applicant", "name": " ", "idNo": "" }),
            "name",
            "hand-over-incomplete",
        ),
        (
            "leaving",
            json!({ "way": "applicant", "name": "路人甲", "idNo": person.id_no }),
            "name",
            "not-the-operator",
        ),
        ("leaving", id_of(""), "id-no", "hand-over-incomplete"),
        ("leaving", id_of(other_number), "id-no", "not-the-operator"),
        ("leaving", id_of(&wrong_check), "id-no", "resident-id-check-digit"),
        ("seen", json!([]), "tick-person", "hand-over-incomplete"),
        (
            "pins",
            json!([{ "jobId": job, "newPin": "1234" }]),
            "pin",
            "new-pin-length",
        ),
        (
            "pins",
            json!([{ "jobId": job, "newPin": "88888888" }]),
            "pin",
            "new-pin-weak",
        ),
        (
            "pins",
            json!([{ "jobId": 4711, "newPin": "50718293" }]),
            "pin",
            "pin-not-asked",
        ),
        (
            "leaving",
            authorised("", "", "", ""),
            "name",
            "hand-over-incomplete",
        ),
    ];
    for (part, value, at, code) in table {
        let mut args = whole.clone();
        args[part] = value;
        let checked = counter.ok("check_hand_over", args.clone());
        let refused = counter.desk.call("hand_over", args).unwrap_err();
        let said = &checked["may"];
        assert_eq!(
            (&said["open"], &said["reason"]),
            (&json!(false), &json!(refused.message)),
            "{refused}"
        );
        assert!(checked["at"].as_str().unwrap().starts_with(at), "{checked:#}");
        assert_eq!(refused.code, code, "{refused}");
        assert!(!refused.remedy.is_empty());
        // What was left empty is told by the gate alone; what was typed wrong is told at its field.
        let findings = checked["findings"].as_array().unwrap();
        let complains = findings.iter().any(|finding| finding["field"] == checked["at"]);
        assert_eq!(complains, code != "hand-over-incomplete", "{checked:#}");
    }
    // No refusal has touched the key: it still has the PIN that it was made with.
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect_err("not yet");
    assert_eq!(counter.ok("check_hand_over", whole.clone())["may"]["open"], true);
    let view = counter.ok("hand_over", whole.clone());
    assert_eq!(view["done"]["title"], "已交付 1 把 UKey");
    assert!(view["pinOnce"].is_null(), "the customer's own PIN is not told");
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect("the customer's PIN");
    // Handed over once.
    counter.refused("hand_over", whole.clone(), "hand-over-closed");
    assert_eq!(counter.ok("check_hand_over", whole)["may"]["open"], false);
}

#[test]
fn of_several_keys_one_takes_the_customers_pin_and_the_other_is_told() {
    let counter = Counter::new();
    let case = ready(&counter, LN_UKEY, "org_employee", "new");
    let person = &people::PERSONS[0];
    let mut args = counter.fetched(&case, person.name, person.id_no, "50718293");
    args["pins"].as_array_mut().unwrap().truncate(1);
    let plan = counter.ok("hand_over_view", json!({ "id": case["id"] }))["plan"].clone();
    let serials: Vec<_> = plan["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|k| k["serial"].as_str().unwrap())
        .collect();
    assert_eq!(serials.len(), 2);
    let view = counter.ok("hand_over", args);
    outside(&counter)
        .check_pin(serials[0], &pin("50718293"))
        .expect("the customer's own");
    let told_once = view["pinOnce"].as_str().unwrap();
    assert!(
        told_once.contains(serials[1]) && !told_once.contains(serials[0]),
        "{}",
        told_once.lines().count()
    );
    assert_eq!(view["done"]["title"], "已交付 2 把 UKey");
    assert!(told(&counter, &case).starts_with("已交付 2 把 UKey"));
    let paper = sheet(&counter, &view);
    assert!(
        paper.contains("2把") && serials.iter().all(|s| paper.contains(s)),
        "{paper}"
    );
}

#[test]
fn somebody_else_fetches_with_an_authorisation_that_runs_today() {
    let counter = Counter::new();
    let case = ready(&counter, ZFCG, "org", "new");
    let person = &people::PERSONS[0];
    let (name, id_no) = ANOTHER;
    let today = chrono::Utc::now().date_naive();
    let day = |days: i64| (today + chrono::Duration::days(days)).to_string();
    for (leaving, code) in [
        (
            authorised(name, id_no, &day(-30), &day(-1)),
            "authorisation-expired",
        ),
        (
            authorised(name, id_no, &day(2), &day(30)),
            "authorisation-not-yet",
        ),
        (
            authorised(name, id_no, &day(30), &day(2)),
            "authorisation-reversed",
        ),
        (authorised(name, id_no, "下周", &day(30)), "date-form"),
        (
            authorised(name, "110105194912310021", &day(-1), &day(30)),
            "resident-id-check-digit",
        ),
        (
            authorised(name, person.id_no, &day(-1), &day(30)),
            "fetcher-is-applicant",
        ),
    ] {
        let args = counter.leaving(&case, leaving);
        let refused = counter.desk.call("hand_over", args).unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    let way = counter.way(&case, "other");
    assert_eq!(
        way["pinsOf"],
        json!([]),
        "the holder's PIN is not for somebody else to set"
    );
    // A day may be written as the paper has it.
    let from = day(-1).replace('-', "");
    let args = counter.leaving(&case, authorised(name, id_no, &from, &day(60)));
    let mut unseen = args.clone();
    unseen["seen"]
        .as_array_mut()
        .unwrap()
        .retain(|id| id != "authorisation");
    counter.refused("hand_over", unseen, "hand-over-incomplete");
    let view = counter.ok("hand_over", args);
    let paper = sheet(&counter, &view);
    for words in [name, id_no, person.name, "授权期限", "1把"] {
        assert!(paper.contains(words), "{words} is not on the sheet: {paper}");
    }
    let sentence = told(&counter, &case);
    assert!(
        sentence.contains(name) && !sentence.contains(id_no),
        "masked in the audit: {sentence}"
    );
    let again = counter.ok("hand_over_view", json!({ "id": case["id"] }));
    assert_eq!(again["done"], view["done"], "both are kept");
}

#[test]
fn a_posted_key_leaves_without_anybody_at_the_window() {
    let counter = Counter::new();
    let case = ready(&counter, YLBX, "org", "new");
    let posting = counter.ok("hand_over_view", json!({ "id": case["id"] }))["plan"]["posting"].clone();
    assert_eq!(
        (&posting["postage"], &posting["addressOnly"]),
        (&json!("collect"), &json!(true)),
        "{posting:#}"
    );
    let address = posting["address"].as_str().unwrap();
    for (change, code) in [
        (("address", "别处 1 号"), "posted-elsewhere"),
        (("tracking", "S 1"), "tracking-form"),
        (("tracking", ""), "hand-over-incomplete"),
        (("postage", "prepaid"), "postage-differs"),
    ] {
        let mut leaving = posted(&[("address", address)]);
        leaving[change.0] = json!(change.1);
        let refused = counter
            .desk
            .call("hand_over", counter.leaving(&case, leaving))
            .unwrap_err();
        assert_eq!(refused.code, code, "{refused}");
    }
    let args = counter.leaving(&case, posted(&[("address", address)]));
    let mut together = args.clone();
    together["seen"]
        .as_array_mut()
        .unwrap()
        .retain(|id| id != "pin-apart");
    counter.refused("hand_over", together, "hand-over-incomplete");
    let view = counter.ok("hand_over", args);
    assert_eq!(
        (&view["case"]["state"], &view["done"]["title"]),
        (&json!("closed"), &json!("已邮寄 1 把 UKey"))
    );
    assert!(
        view["pinOnce"].is_string(),
        "the PIN is told, for a call or a letter of its own"
    );
    let paper = sheet(&counter, &view);
    assert!(
        paper.contains("SF1234567890123") && paper.contains("到付"),
        "{paper}"
    );
    let sentence = told(&counter, &case);
    assert!(
        sentence.contains("SF1234567890123") && sentence.contains("不在快递里"),
        "{sentence}"
    );
    follows_by_post(
        &counter,
        &case,
        address,
        view["plan"]["keys"][0]["serial"].as_str().unwrap(),
    );
}

/// What comes after keys that left by post: their receipt, which stands in the life of the certificate, and the letter
/// with the PIN, on another day, under another number, to the same address.
fn follows_by_post(counter: &Counter, case: &Value, address: &str, key: &str) {
    let parcels = counter.ok("parcels", json!({ "id": case["id"] }));
    let keys = parcels["lines"][0].clone();
    assert_eq!(
        (&keys["word"], &keys["address"], &keys["mayReceive"]),
        (&json!("寄出 UKey"), &json!(address), &json!(true)),
        "{parcels:#}"
    );
    let letter = |number: &str| json!({ "id": case["id"], "courier": "顺丰", "tracking": number });
    let early = counter
        .desk
        .call("send_pin_letter", letter("SF7654321"))
        .unwrap_err();
    assert_eq!(early.code, "pin-letter-post", "{early}");
    assert!(early.message.contains("同日"), "{early}");

    let receipt = |words: &str| json!({ "id": keys["id"], "words": words });
    counter.refused("parcel_received", receipt("  "), "parcel-missing");
    let known = counter.ok("parcel_received", receipt("门卫 11 月 25 日签收"));
    assert_eq!(known["lines"][0]["received"], "门卫 11 月 25 日签收");
    counter.refused("parcel_received", receipt("又一次"), "parcel-received");
    let found = counter.ok("ledger", json!({ "text": key }));
    let certificate = &found["holders"][0]["keys"][0]["certificates"][0]["id"];
    let life = counter.ok("ledger_entry", json!({ "id": certificate }))["life"].to_string();
    assert!(life.contains("已签收：门卫"), "{life}");

    // The same as if the keys had left the day before.
    let password = desk::api::secrecy_text::SecretText::from(practice::PASSWORD).secret();
    let (mut books, me) = store::Store::unlock(counter.folder.path(), "linxy", &password).unwrap();
    let yesterday = chrono::Utc::now() - chrono::Duration::days(1);
    let sent = store::NewParcel {
        case_id: store::CaseId(case["id"].as_u64().unwrap().try_into().unwrap()),
        kind: store::ParcelKind::Keys,
        holds: "UKey 1 把",
        courier: "顺丰",
        tracking: "SF0000001",
        address,
        by: me.id,
        beside: None,
    };
    books
        .write(|tx| tx.add_parcel(&sent, yesterday))
        .expect("a parcel of yesterday");
    counter.refused("send_pin_letter", letter("SF0000001"), "parcel-not-apart");
    let gone = counter.ok("send_pin_letter", letter("SF7654321"));
    assert_eq!(gone["lines"][2]["address"], address, "{gone:#}");
    counter.refused("send_pin_letter", letter("SF7654322"), "pin-letter-post");
}

/// A parcel that came is opened by two people, each with the own password; both names stay.
#[test]
fn a_parcel_that_came_is_opened_by_two() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let parcel = |number: &str, login: &str, password: &str| {
        json!({ "id": case["id"], "courier": "邮政 EMS", "tracking": number, "holds": "申请表 2 份、执照复印件 1 份",
            "beside": { "login": login, "password": password } })
    };
    for (number, login, password, code) in [
        ("EA123456789CN", "", "", "beside-missing"),
        (
            "EA123456789CN",
            "linxy",
            practice::PASSWORD,
            "beside-same-account",
        ),
        (
            "EA123456789CN",
            "hemin",
            "not-the-password",
            "store-wrong-password",
        ),
        ("EA 12", "hemin", practice::PASSWORD, "tracking-form"),
        (" ", "hemin", practice::PASSWORD, "parcel-missing"),
    ] {
        counter.refused("take_parcel", parcel(number, login, password), code);
    }
    let taken = counter.ok(
        "take_parcel",
        parcel("EA123456789CN", "hemin", practice::PASSWORD),
    );
    let line = &taken["lines"][0];
    assert_eq!(line["word"], "收到");
    let by = line["by"].as_str().unwrap();
    assert_eq!(by.split('、').count(), 2, "{by}");
    counter.refused(
        "take_parcel",
        parcel("EA123456789CN", "hemin", practice::PASSWORD),
        "parcel-known",
    );
    let audit = counter
        .ok("audit_of_case", json!({ "id": case["id"] }))
        .to_string();
    assert!(
        audit.contains("EA123456789CN") && audit.contains("一起拆开"),
        "{audit}"
    );
    // Whoever stood beside has had no hand in the papers.
    counter.sign_in("luoyi");
    counter.refused("take_parcel", parcel("EA2", "hemin", ""), "role-missing");
}

#[test]
fn a_sheet_that_no_printer_takes_is_told_and_can_be_printed_again() {
    let counter = Counter::new();
    let case = ready(&counter, ZFCG, "org", "new");
    counter.refused(
        "print_hand_over_sheet",
        json!({ "id": case["id"] }),
        "sheet-not-yet",
    );
    counter.sign_in("admin");
    let mut devices = counter.ok("settings", json!({}))["devices"].clone();
    devices["printer"] = json!("no-such-printer");
    counter.ok("save_devices", devices);
    counter.sign_in("linxy");
    let person = &people::PERSONS[0];
    let view = counter.ok("hand_over", counter.fetched(&case, person.name, person.id_no, ""));
    assert_eq!(
        view["case"]["state"], "closed",
        "the case is handed over once, whatever the printer does"
    );
    assert!(view["pinOnce"].is_string(), "and the PIN is told");
    assert!(view["note"].as_str().unwrap().contains("没有打出来"), "{view:#}");
    assert_eq!(view["sheetState"], "failed");
    let looked = counter.ok("hand_over_view", json!({ "id": case["id"] }));
    assert_eq!(
        (&looked["sheetState"], &looked["note"]),
        (&view["sheetState"], &view["note"])
    );
    let again = counter.ok("print_hand_over_sheet", json!({ "id": case["id"] }));
    assert!(again["note"].is_string() && again["pinOnce"].is_null());
    assert_eq!(again["sheet"], view["sheet"], "the same paper");
}

#[test]
fn the_board_counts_what_waits_to_be_fetched() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    assert_eq!(counter.ok("board", json!({}))["ready"], 0);
    let case = ready(&counter, YLBX, "org", "revoke");
    assert_eq!(counter.ok("board", json!({}))["ready"], 1);
    counter.ok("hand_over", counter.leaving(&case, json!({ "way": "nothing" })));
    assert_eq!(counter.ok("board", json!({}))["ready"], 0);
}
