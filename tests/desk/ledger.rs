//! The ledger of holders, keys and certificates: how a line is found and what may be begun from it, how what was asked
//! of the CA comes to its end, and what comes from elsewhere.

use ::practice::guest::{Guest, Wish, take_in};
use case::BusinessType;
use chrono::{Days, Duration, Local, Utc};
use desk::casework::people::{self, PERSONS};
use desk::counter::practice;
use pki::training::TrainingCa;
use serde_json::{Value, json};

use super::ca;
use super::counter::{Counter, Folder, YLBX, outside};

const SNCA: &str = "snca-yztca";

/// `holder state` of every line that a text finds.
pub fn states(counter: &Counter, text: &str) -> Vec<String> {
    let found = counter.ok("ledger", json!({ "text": text }));
    let mut lines = Vec::new();
    for holder in found["holders"].as_array().unwrap() {
        for key in holder["keys"].as_array().unwrap() {
            for line in key["certificates"].as_array().unwrap() {
                lines.push(format!(
                    "{} {}",
                    holder["name"].as_str().unwrap(),
                    line["state"].as_str().unwrap()
                ));
            }
        }
    }
    lines
}

/// The number of the only certificate that a text finds.
fn only(counter: &Counter, text: &str) -> Value {
    let found = counter.ok("ledger", json!({ "text": text }));
    found["holders"][0]["keys"][0]["certificates"][0]["id"].clone()
}

fn entry(counter: &Counter, id: &Value) -> Value {
    counter.ok("ledger_entry", json!({ "id": id }))
}

/// The businesses that may be begun now.
fn open_acts(entry: &Value) -> Vec<&str> {
    let acts = entry["acts"].as_array().unwrap().iter();
    acts.filter(|act| act["may"]["open"] == true)
        .map(|act| act["business"].as_str().unwrap())
        .collect()
}

fn list_of(ca: &TrainingCa, entries: &[(&str, bool)], seconds: i64) -> Vec<u8> {
    ca.revoked(entries, Utc::now() + Duration::seconds(seconds))
        .unwrap()
}

fn take(counter: &Counter, list: Vec<u8>) -> Value {
    counter
        .desk
        .upload("import_revoked", "list.crl", 0, list)
        .unwrap_or_else(|refused| panic!("{refused}"))
}

pub fn begin(counter: &Counter, id: &Value, business: &str) -> Value {
    let one = entry(counter, id);
    let open = json!({ "project": one["project"], "kind": one["kind"], "business": business, "channel": "",
                       "customer": null, "certificate": id });
    counter.ok("open_case", open)
}

/// Two employees of one unit with a key each, the first one's certificate asked to be revoked.
pub fn is_found_begun_from_and_closed(counter: &Counter, keys: &[String; 2]) {
    let [gone, kept] = [PERSONS[5], PERSONS[6]];
    let both = [
        format!("{} revoked_pending", gone.name),
        format!("{} current", kept.name),
    ];
    let unit = people::UNITS[0];
    for text in ["", unit.name, unit.uscc, "木棉湾 ", &unit.uscc[8..17]] {
        assert_eq!(states(counter, text), both, "{text}");
    }
    let half = &keys[1][keys[1].len() - 8..];
    for text in [kept.name, "kws", kept.id_no, &keys[1], half] {
        assert_eq!(states(counter, text), both[1..], "{text}");
    }
    assert_eq!(states(counter, "没有这个人"), [""; 0]);

    // From its line the clerk begins a renewal: the holder and this certificate come along, the colleague does not.
    counter.sign_in("linxy");
    let [first, second] = [only(counter, gone.name), only(counter, kept.name)];
    assert!(
        open_acts(&entry(counter, &first)).is_empty(),
        "what is given up is over"
    );
    let shown = entry(counter, &second);
    assert_eq!(shown["key"], keys[1]);
    assert!(
        !shown["holderCode"].as_str().unwrap().contains(&kept.id_no[6..14]),
        "{shown:#}"
    );
    let acts = open_acts(&shown);
    assert!(
        acts.contains(&"renew") && acts.contains(&"unlock") && !acts.contains(&"new"),
        "{acts:?}"
    );
    let case = begin(counter, &second, "renew");
    assert_eq!(case["content"]["employees"].as_array().unwrap().len(), 1);
    assert_eq!(case["content"]["employees"][0]["user_name"], kept.name);
    assert_eq!(case["content"]["fields"]["uscc"], unit.uscc);
    assert_eq!(case["actsOn"]["holders"][0]["choices"][0]["chosen"], true);
    let one = entry(counter, &first);
    let of_another = json!({ "project": one["project"], "kind": "org", "business": "renew", "channel": "",
                             "customer": null, "certificate": second });
    counter.refused("open_case", of_another, "certificate-of-another");

    // The CA's list closes what was asked for; what nobody asked for is told and left alone.
    counter.sign_in("luoyi");
    let told = counter.ok("export_revocations", json!({}));
    let asked = told["told"][0].clone();
    counter.refused(
        "close_revocation",
        json!({ "id": asked["id"], "reason": " " }),
        "reason-empty",
    );
    let serial = asked["certificate"].as_str().unwrap();
    let own = shown["line"]["serial"].as_str().unwrap();
    let ca = practice::ca(counter.folder.path()).unwrap();
    let other = TrainingCa::create(Utc::now(), &mut rand::rng()).unwrap();
    let upload = |list: Vec<u8>| counter.desk.upload("import_revoked", "list.crl", 0, list);
    let foreign = upload(list_of(&other, &[(serial, false)], 0)).unwrap_err();
    assert_eq!(foreign.code, "crl-foreign");
    let held = take(counter, list_of(&ca, &[(serial, true)], 2));
    assert_eq!(held["findings"][0]["code"], "held-not-revoked", "{held:#}");
    let taken = take(counter, list_of(&ca, &[(serial, false), (own, false)], 4));
    assert_eq!(taken["taken"].as_array().unwrap().len(), 1, "{taken:#}");
    assert_eq!(taken["findings"][0]["code"], "revoked-unasked", "{taken:#}");
    assert_eq!(taken["revocations"]["told"], json!([]));
    let older = upload(list_of(&ca, &[], -60)).unwrap_err();
    assert_eq!(older.code, "crl-older", "{older}");
    let today = identifiers::chinese_date(Local::now().date_naive());
    assert!(older.message.contains(&format!("已经导入过{today}")), "{older}");
    assert_eq!(
        states(counter, ""),
        [format!("{} revoked", gone.name), both[1].clone()]
    );
    counter.ok(
        "record_revoked",
        json!({ "certificate": second, "reason": "CA 电话答复" }),
    );
    assert_eq!(states(counter, kept.name), [format!("{} revoked", kept.name)]);
    let life = entry(counter, &first)["life"].to_string();
    for word in ["签发", "申请注销", "CA 已注销"] {
        assert!(life.contains(word), "{word}: {life}");
    }
}

pub fn paper(unit: usize, project: &str, issuer: &str) -> Value {
    let unit = people::UNITS[unit];
    let until = Local::now().date_naive() + Days::new(20);
    json!({ "project": project, "kind": "org", "unitName": unit.name, "unitCode": unit.uscc,
            "serial": "00:5A 0b C1:FF", "issuer": issuer, "notBefore": "2024-03-01",
            "notAfter": until.to_string(), "origin": "越秀受理点签发，凭证书打印件" })
}

pub fn with(mut paper: Value, changed: Value) -> Value {
    for (name, value) in changed.as_object().unwrap() {
        paper[name] = value.clone();
    }
    paper
}

#[test]
fn what_comes_from_elsewhere_is_entered_once_and_goes_on_like_ones_own() {
    let counter = Counter::new();
    counter.sign_in("hemin");
    counter.refused("enter_certificate", paper(2, YLBX, "别处 CA"), "role-missing");
    counter.sign_in("linxy");
    for (wrong, code) in [
        (json!({ "serial": "第 5 号" }), "certificate-serial"),
        (json!({ "notAfter": "2024-02-30" }), "certificate-dates"),
        (json!({ "notAfter": "2024-03-01" }), "certificate-dates"),
        (
            json!({ "unitCode": "12440307K3170265XA" }),
            "certificate-holder-code",
        ),
        (json!({ "unitName": "" }), "certificate-holder"),
        (json!({ "kind": "person" }), "kind-not-offered"),
        (json!({ "origin": " " }), "certificate-origin"),
        (json!({ "der": "3082" }), "pki-unreadable"),
    ] {
        counter.refused("enter_certificate", with(paper(2, YLBX, "别处 CA"), wrong), code);
    }
    let entered = counter.ok("enter_certificate", paper(2, YLBX, "别处 CA"));
    let (line, unit) = (&entered["line"], people::UNITS[2]);
    assert_eq!(
        (line["serial"].as_str(), line["foreign"].as_bool()),
        (Some("5a0bc1ff"), Some(true))
    );
    let again = with(paper(3, YLBX, "别处 CA"), json!({ "serial": "5A0BC1FF" }));
    let refused = counter.refused("enter_certificate", again, "certificate-known");
    assert!(refused.message.contains(unit.name), "{refused}");

    let case = begin(&counter, &line["id"], "renew");
    let fields = &case["content"]["fields"];
    assert_eq!(
        (&fields["unit_name"], &fields["uscc"]),
        (&json!(unit.name), &json!(unit.uscc))
    );
    assert_eq!(
        case["actsOn"]["holders"][0]["choices"][0]["chosen"], true,
        "{case:#}"
    );

    // From its file: what stands in it goes before what was typed, and it is known again.
    let der = ca::foreign(counter.folder.path());
    let read = |bytes: Vec<u8>| counter.desk.upload("read_certificate", "a.cer", 0, bytes);
    let told = read(der.clone()).unwrap();
    assert_eq!(
        (told["subject"].as_str(), &told["known"]),
        (Some("别处的单位"), &Value::Null)
    );
    let from_file = with(
        paper(4, YLBX, "随便写的"),
        json!({ "der": told["der"], "serial": "1" }),
    );
    let entered = counter.ok("enter_certificate", from_file);
    assert_eq!(entered["line"]["serial"], told["serial"]);
    assert_eq!(entered["issuer"], told["issuer"]);
    assert_eq!(read(der).unwrap()["known"], entered["line"]["id"]);
    let root = practice::ca(counter.folder.path()).unwrap().root().der().to_vec();
    assert_eq!(read(root).unwrap_err().code, "certificate-of-ca");

    // From a key that another counter gave out: read on the spot, entered, and chosen by plugging it in.
    let keys = outside(&counter);
    let blank = keys
        .survey()
        .tokens
        .into_iter()
        .find(token::TokenInfo::is_blank)
        .unwrap();
    let serial = ca::made_elsewhere(&keys, &blank, people::UNITS[1].name, "24681357");
    let at_hand = |counter: &Counter| -> Value {
        let hand = counter.ok("keys_at_hand", json!({}));
        let keys = hand["keys"].as_array().unwrap().iter();
        keys.clone()
            .find(|key| key["token"]["serial"] == serial.as_str())
            .unwrap()
            .clone()
    };
    let stranger = at_hand(&counter)["strangers"][0].clone();
    assert_eq!(stranger["subject"], people::UNITS[1].name);
    let case = counter.intake(YLBX, "org", "unlock", 1);
    let pick = |case: &Value| json!({ "id": case["id"], "revision": case["revision"], "serial": serial });
    counter.refused("pick_by_key", pick(&case), "key-unknown");
    let from_key = with(
        paper(1, YLBX, ""),
        json!({ "der": stranger["der"], "key": serial }),
    );
    counter.ok("enter_certificate", from_key);
    let hand = at_hand(&counter);
    assert_eq!(
        (hand["strangers"].clone(), hand["known"][0]["holder"].clone()),
        (json!([]), json!(people::UNITS[1].name))
    );
    let case = counter.ok("pick_by_key", pick(&counter.get(&case)));
    assert_eq!(case["actsOn"]["holders"][0]["choices"][0]["key"], serial.as_str());
    let other = counter.intake(YLBX, "org", "unlock", 0);
    counter.refused("pick_by_key", pick(&other), "certificate-of-another");
    let taken = with(
        paper(0, YLBX, "别处 CA"),
        json!({ "serial": "77", "key": serial }),
    );
    counter.refused("enter_certificate", taken, "certificate-key-taken");

    // The old key is handed in, and destroyed with four eyes by the key desk alone.
    let place = |to: &str| json!({ "serial": serial, "place": to, "reason": "补办时交回", "beside": null });
    counter.refused("place_key", place("stock"), "key-place-closed");
    counter.ok("place_key", place("returned"));
    counter.refused("place_key", place("destroyed"), "beside-missing");
    let beside = json!({ "login": "hemin", "password": practice::PASSWORD });
    let cut = with(place("destroyed"), json!({ "beside": beside }));
    counter.refused("place_key", cut.clone(), "role-missing");
    counter.sign_in("luoyi");
    // Until then it lies here and is counted with the day.
    let kept = counter.ok("stock", json!({}))["custody"].clone();
    assert_eq!(
        (kept.as_array().unwrap().len(), &kept[0]["serial"]),
        (1, &json!(serial))
    );
    for (returned, says) in [
        (Value::Null, "交回待处理 1 把，未点"),
        (json!(0), "账实不符，实点 0 把"),
        (json!(1), "交回待处理 1 把，账实相符"),
    ] {
        let closed = counter.ok("stock_close", json!({ "counted": 0, "returned": returned }));
        let words = closed["lastClose"].as_str().unwrap();
        assert!(words.contains(says) && words.contains('年'), "{words}");
    }
    counter.ok("place_key", cut);
    assert_eq!(counter.ok("stock", json!({}))["custody"], json!([]));
    let gone = entry(&counter, &hand["known"][0]["line"]["id"]);
    assert_eq!(
        (gone["keyPlace"].as_str(), &gone["keyPlaces"]),
        (Some("destroyed"), &json!([]))
    );
}

#[test]
fn a_certificate_on_hold_counts_again_when_the_ca_has_done_it() {
    let counter = Counter::made(Folder::new(), &[SNCA]);
    let ca = practice::ca(counter.folder.path()).unwrap();
    counter.sign_in("linxy");
    let issuer = ca.root().subject().common_name.clone();
    let id = counter.ok("enter_certificate", paper(0, SNCA, &issuer))["line"]["id"].clone();
    counter.permit(SNCA);
    let name = people::UNITS[0].name;
    let beside = |login: &str| json!({ "login": login, "password": practice::PASSWORD });
    let ask = |login: &str| json!({ "certificate": id, "reason": "已找回 UKey", "beside": beside(login) });
    counter.refused("ask_resumption", ask("hemin"), "certificate-not-suspended");
    let wish = Wish {
        project: SNCA.to_owned(),
        business: Some(BusinessType::Suspend),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    let case = counter.print_and_scan(&counter.ok("get_case", json!({ "id": case.id })));
    counter.ok("submit", json!({ "id": case["id"] }));
    counter.sign_in("hemin");
    let seen = counter.pass_all(&case);
    counter.ok(
        "approve",
        json!({ "id": case["id"], "boundHash": seen["boundHash"] }),
    );
    counter.sign_in("luoyi");
    assert_eq!(states(&counter, ""), [format!("{name} suspended")]);
    counter.ok("export_revocations", json!({}));
    let held = take(&counter, list_of(&ca, &[("5a0bc1ff", true)], 2));
    assert_eq!(held["taken"].as_array().unwrap().len(), 1, "{held:#}");
    let ended = take(&counter, list_of(&ca, &[], 4));
    assert_eq!(ended["findings"][0]["code"], "hold-ended", "{ended:#}");
    assert_eq!(
        states(&counter, ""),
        [format!("{name} suspended")],
        "told, and left as it is"
    );

    counter.sign_in("linxy");
    counter.refused("ask_resumption", ask("linxy"), "beside-same-account");
    let waiting = counter.ok("ask_resumption", ask("hemin"));
    assert_eq!(waiting["lines"][0]["action"], "恢复", "{waiting:#}");
    counter.refused("ask_resumption", ask("hemin"), "certificate-not-suspended");
    counter.sign_in("luoyi");
    let by_hand = json!({ "id": waiting["lines"][0]["id"], "reason": "CA 回执 17 号" });
    counter.refused("close_revocation", by_hand.clone(), "revocation-not-told");
    counter.ok("export_revocations", json!({}));
    assert_eq!(
        states(&counter, ""),
        [format!("{name} suspended")],
        "asking changes nothing"
    );
    counter.ok("close_revocation", by_hand.clone());
    counter.refused("close_revocation", by_hand, "revocation-closed");
    assert_eq!(states(&counter, ""), [format!("{name} current")]);
}
