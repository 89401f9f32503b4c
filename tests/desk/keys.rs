//! The key desk on a real token: made, proven, handed over; renewed on the same key; unlocked; wrong keys refused.

use desk::casework::people;
use serde_json::json;
use token::{SecretString, Token as _};

use super::ca;
use super::counter::{Counter, LN_UKEY, YLBX, ZFCG, outside};

pub fn pin(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

#[test]
fn a_new_key_is_made_handed_over_with_the_customers_own_pin_and_unlocked_later() {
    let counter = Counter::new();
    let case = counter.closed(YLBX, 0, "28461937");
    assert_eq!(case["state"], "closed");
    let serial = counter.keys(&case, "this_case").remove(0);
    outside(&counter)
        .check_pin(&serial, &pin("28461937"))
        .expect("the customer's PIN");

    // Months later the PIN is forgotten.
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let job = counter.ok("key_desk", json!({ "id": unlock["id"] }))["jobs"][0].clone();
    let blank = counter.keys(&unlock, "blank").remove(0);
    assert_eq!(
        counter.step(&job, json!({ "serial": blank })).unwrap_err().code,
        "key-not-of-case"
    );
    let went = counter.step(&job, json!({ "serial": serial })).unwrap();
    let job = went["desk"]["jobs"][0].clone();
    assert_eq!(
        (job["asksNewPin"].clone(), job["asksSoPin"].clone()),
        (json!(true), json!(false)),
        "{job:#}"
    );
    assert_eq!(
        counter
            .step(&job, json!({ "newPin": "111111" }))
            .unwrap_err()
            .code,
        "new-pin-weak"
    );
    // The window asks while it is typed, and is told the same, also of what everybody tries first.
    for (typed, taken) in [
        ("111111", false),
        ("123456", false),
        ("密码密码密码", false),
        ("50718293", true),
    ] {
        let gate = counter.ok("look_at_pin", json!({ "newPin": typed }));
        assert_eq!(gate["open"], taken, "{typed}: {gate}");
    }
    let went = counter.step(&job, json!({ "newPin": "50718293" })).unwrap();
    let went = counter.step(&went["desk"]["jobs"][0], json!({})).unwrap();
    assert_eq!(went["desk"]["case"]["state"], "ready", "{went:#}");
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect("the new PIN");
    outside(&counter)
        .check_pin(&serial, &pin("28461937"))
        .expect_err("the old PIN is gone");

    counter.sign_in("linxy");
    let person = &people::PERSONS[0];
    let someone_else = counter.fetched(&unlock, "路人甲", person.id_no, "");
    counter.refused("hand_over", someone_else, "not-the-operator");
    let view = counter.ok(
        "hand_over",
        counter.fetched(&unlock, person.name, person.id_no, ""),
    );
    assert_eq!(view["case"]["state"], "closed");
    assert!(
        view["pinOnce"].is_null(),
        "an unlocked key's PIN is the customer's own"
    );
}

#[test]
fn a_key_from_elsewhere_is_unlocked_by_the_code_that_its_authority_gives() {
    let counter = Counter::new();
    let keys = outside(&counter);
    let blank = keys.list().unwrap().into_iter().find(token::TokenInfo::is_blank);
    let serial = ca::made_elsewhere(&keys, &blank.unwrap(), people::UNITS[0].name, "7026418359");
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let job = counter.ok("key_desk", json!({ "id": unlock["id"] }))["jobs"][0].clone();
    let went = counter.step(&job, json!({ "serial": serial })).unwrap();
    let job = went["desk"]["jobs"][0].clone();
    assert_eq!(job["asksSoPin"], true, "this counter has none for it: {job:#}");
    let code = |code: &str| json!({ "newPin": "50718293", "soPin": code });
    let refused = counter.step(&job, code("0000000000")).unwrap_err();
    assert_eq!(refused.code, "so-pin-wrong", "{refused}");
    let job = counter.ok("key_desk", json!({ "id": unlock["id"] }))["jobs"][0].clone();
    let went = counter.step(&job, code("7026418359")).unwrap();
    let went = counter
        .step(&went["desk"]["jobs"][0], json!({ "soPin": "7026418359" }))
        .unwrap();
    assert_eq!(went["desk"]["case"]["state"], "ready", "{went:#}");
    outside(&counter)
        .check_pin(&serial, &pin("50718293"))
        .expect("the new PIN");
}

#[test]
fn renewal_on_the_same_key_keeps_the_old_certificate() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, "this_case").remove(0);
    let renewal = counter.approved(YLBX, "org", "renew", 0);
    let mut desk = counter.ok("key_desk", json!({ "id": renewal["id"] }));
    let wrong_pin_first = counter
        .step(&desk["jobs"][0], json!({ "serial": serial }))
        .unwrap();
    let job = wrong_pin_first["desk"]["jobs"][0].clone();
    assert_eq!(job["asksPin"], true, "{job:#}");
    let refused = counter.step(&job, json!({ "pin": "00000000" })).unwrap_err();
    assert!(refused.code.contains("pin"), "{refused}");
    while let Some(job) = desk["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|j| j["done"] == false)
        .cloned()
    {
        desk = match job["waitsForFile"] == true {
            true => counter.ok("training_issue", json!({ "id": job["id"] }))["desk"].clone(),
            false => {
                let current = counter.ok("key_desk", json!({ "id": renewal["id"] }))["jobs"][0].clone();
                counter
                    .step(&current, json!({ "pin": "28461937" }))
                    .unwrap_or_else(|r| panic!("{r}"))["desk"]
                    .clone()
            }
        };
    }
    let certificates = outside(&counter).read_certificates(&serial).unwrap();
    assert_eq!(certificates.len(), 2, "the old one stays beside the new one");
    assert_eq!(counter.get(&renewal)["state"], "ready");
}

#[test]
fn two_employees_get_a_key_each_and_random_pins_are_told_once() {
    let counter = Counter::new();
    counter.closed(YLBX, 2, "28461937");
    let case = counter.approved(YLBX, "org_employee", "new", 2);
    let desk = counter.make_keys(&case);
    let holders: Vec<_> = desk["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|j| j["holder"].as_str().unwrap())
        .collect();
    assert_eq!(holders, [people::PERSONS[5].name, people::PERSONS[6].name]);
    let serials: std::collections::BTreeSet<_> = desk["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|j| j["serial"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(serials.len(), 2, "a key each");
    counter.sign_in("linxy");
    let person = &people::PERSONS[2];
    let view = counter.ok("hand_over", counter.fetched(&case, person.name, person.id_no, ""));
    let told = view["pinOnce"].as_str().unwrap();
    assert_eq!(told.lines().count(), 2);
    for line in told.lines() {
        let (serial, drawn) = line
            .trim_start_matches("UKey ")
            .split_once(" 初始 PIN：")
            .unwrap();
        outside(&counter)
            .check_pin(serial, &pin(drawn))
            .expect("the PIN that was told");
    }
    let again = counter.ok("hand_over_view", json!({ "id": case["id"] }));
    assert!(again["pinOnce"].is_null(), "told once");
}

#[test]
fn a_key_with_a_foreign_certificate_is_not_touched() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, "this_case").remove(0);
    let other = counter.approved(ZFCG, "org", "new", 1);
    assert_eq!(counter.keys(&other, "ours"), std::slice::from_ref(&serial));
    let job = counter.ok("key_desk", json!({ "id": other["id"] }))["jobs"][0].clone();
    assert_eq!(
        counter.step(&job, json!({ "serial": serial })).unwrap_err().code,
        "key-foreign"
    );
    assert_eq!(
        counter.step(&job, json!({ "serial": "" })).unwrap_err().code,
        "token-choose-one"
    );
    assert_eq!(outside(&counter).read_certificates(&serial).unwrap().len(), 1);
}

#[test]
fn a_key_that_is_not_blank_is_wiped_only_by_a_decision_of_two_people() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, "this_case").remove(0);
    let other = counter.approved(ZFCG, "org", "new", 1);
    let line = |counter: &Counter| {
        let all = counter.ok("tokens", json!({ "id": other["id"] }));
        let mut lines = all["tokens"].as_array().unwrap().clone().into_iter();
        lines.find(|t| t["serial"] == serial.as_str()).unwrap()
    };
    let seen = line(&counter);
    assert_eq!(
        (seen["presence"].as_str(), seen["mayDecide"]["open"].as_bool()),
        (Some("ours"), Some(true)),
        "{seen:#}"
    );
    assert_eq!(seen["caseNumber"], first["number"], "whose it is");
    assert_eq!(seen["holder"], people::UNITS[0].name);
    assert_eq!(seen["model"], "SoftHSM2（练习用软 UKey）", "by the profile");
    let certificate = &seen["certificates"][0];
    assert_eq!(certificate["expired"], false, "{certificate}");
    assert!(
        certificate["issuer"].as_str().unwrap().contains("CA"),
        "{certificate}"
    );

    let decide = |reason: &str, login: &str, password: &str| json!({ "caseId": other["id"], "serial": serial, "reason": reason, "beside": { "login": login, "password": password } });
    let password = desk::counter::practice::PASSWORD;
    let why = "客户交回的旧 Key，同意清空";
    for (args, code) in [
        (decide("  ", "hemin", password), "reason-missing"),
        (decide(why, "", ""), "beside-missing"),
        (decide(why, "hemin", "not-the-password"), "store-wrong-password"),
        (decide(why, "nobody", password), "store-wrong-password"),
        (decide(why, "luoyi", password), "beside-same-account"),
        (decide(why, "linxy", password), "role-missing"),
    ] {
        counter.refused("decide_key", args, code);
    }
    let job = counter.ok("key_desk", json!({ "id": other["id"] }))["jobs"][0].clone();
    assert_eq!(
        counter.step(&job, json!({ "serial": serial })).unwrap_err().code,
        "key-foreign"
    );

    counter.ok("decide_key", decide(why, "hemin", password));
    assert!(line(&counter)["decision"].as_str().unwrap().contains(why));
    counter
        .step(&job, json!({ "serial": serial }))
        .unwrap_or_else(|r| panic!("{r}"));
    let desk = counter.make_keys(&other);
    assert_eq!(desk["case"]["state"], "ready");
    let held = outside(&counter).read_certificates(&serial).unwrap();
    assert_eq!(held.len(), 1, "the old certificate is gone, the new one is there");
    let told = counter
        .ok("audit_of_case", json!({ "id": other["id"] }))
        .to_string();
    assert!(told.contains(why) && told.contains("在旁同意"), "{told}");
}

#[test]
fn a_key_goes_through_the_stock_and_the_day_is_counted() {
    let counter = Counter::new();
    counter.sign_in("luoyi");
    let box_of =
        |box_no: &str, serials: &str| json!({ "boxNo": box_no, "model": "示范 Key", "serials": serials });
    counter.refused("stock_in", box_of("箱 1", "A1-B2"), "stock-serial");
    let stock = counter.ok("stock_in", box_of("箱 1", "A0001-A0003 B7"));
    assert_eq!(stock["boxes"][0]["counts"]["inBox"], 4, "{stock:#}");
    counter.refused("stock_in", box_of("箱 2", "A0002"), "stock-known");
    let mark = |state: &str, reason: &str| json!({ "serial": "A0002", "state": state, "reason": reason });
    counter.refused("stock_mark", mark("damaged", ""), "reason-missing");
    counter.ok("stock_mark", mark("damaged", "插不进去"));
    counter.refused("stock_mark", mark("destroyed", "剪断"), "beside-missing");
    let mut destroy = mark("destroyed", "剪断");
    destroy["beside"] = json!({ "login": "hemin", "password": desk::counter::practice::PASSWORD });
    counter.ok("stock_mark", destroy);
    counter.refused("stock_mark", mark("in", "又找回来"), "store-invalid");

    // A key that is registered under the serial it will have: the practice token shows it once initialised.
    let case = counter.approved(YLBX, "org", "new", 0);
    counter.make_keys(&case);
    let serial = counter.keys(&case, "this_case").remove(0);
    let all = counter.ok("tokens", json!({ "id": case["id"] }));
    let seen = all["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["serial"] == serial.as_str());
    assert!(seen.unwrap()["stock"].is_null(), "not in stock is told");
    let journal = counter.ok("key_desk", json!({ "id": case["id"] }));
    let first = journal["jobs"][0]["steps"][0]["detail"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(first.contains("不在库存登记里"), "{first}");

    let stock = counter.ok("stock_close", json!({ "counted": 2 }));
    let said = stock["lastClose"].as_str().unwrap();
    assert!(said.contains("账实不符") && said.contains("在库 3 把"), "{said}");
    let stock = counter.ok("stock_close", json!({ "counted": 3 }));
    assert!(stock["lastClose"].as_str().unwrap().contains("账实相符"));
    counter.sign_in("linxy");
    assert_eq!(counter.ok("stock", json!({}))["mayChange"]["open"], false);
    counter.refused("stock_close", json!({ "counted": 3 }), "role-missing");
}

#[test]
fn a_guides_default_pin_leaves_only_with_a_warning() {
    let counter = Counter::new();
    let case = counter.approved(LN_UKEY, "org_employee", "new", 0);
    counter.make_keys(&case);
    counter.sign_in("linxy");
    let view = counter.ok("hand_over_view", json!({ "id": case["id"] }));
    assert!(
        view["defaultPin"].as_str().unwrap().contains("默认 PIN"),
        "{view:#}"
    );
    let person = &people::PERSONS[0];
    let args = |pin: &str| counter.fetched(&case, person.name, person.id_no, pin);
    counter.refused("hand_over", args("12345678"), "new-pin-weak");
    let view = counter.ok("hand_over", args(""));
    assert!(view["pinOnce"].as_str().unwrap().ends_with("12345678"));
    let told = counter
        .ok("audit_of_case", json!({ "id": case["id"] }))
        .to_string();
    assert!(told.contains("默认 PIN"), "{told}");
}

#[test]
fn a_pin_letter_that_no_printer_takes_is_told_and_left_nowhere() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let job = counter.ok("key_desk", json!({ "id": case["id"] }))["jobs"][0].clone();
    let letter = json!({ "jobId": job["id"] });
    counter.refused("print_pin_letter", letter.clone(), "pin-letter-nothing");
    counter.sign_in("admin");
    let mut devices = counter.ok("settings", json!({}))["devices"].clone();
    devices["printer"] = json!("no-such-printer");
    counter.ok("save_devices", devices);
    counter.sign_in("luoyi");
    counter.make_keys(&case);
    let told = counter.desk.call("print_pin_letter", letter).unwrap_err();
    assert!(
        ["printer-unknown", "printer-refused", "part-missing"].contains(&told.code.as_str()),
        "{told}"
    );
    let job = counter.ok("key_desk", json!({ "id": case["id"] }))["jobs"][0].clone();
    assert_eq!(job["letters"], 0, "what was not printed does not count");
    let papers = counter
        .folder
        .path()
        .with_file_name("store-papers")
        .join("prints");
    let names: Vec<_> = std::fs::read_dir(papers)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        !names.is_empty() && !names.iter().any(|name| name.contains("pin-letter")),
        "a PIN letter is never a file: {names:?}"
    );
    let said = counter
        .ok("audit_of_case", json!({ "id": case["id"] }))
        .to_string();
    assert!(said.contains("没有打出来"), "{said}");
}

#[test]
fn a_damaged_model_file_is_told_in_the_settings_and_the_others_go_on() {
    let counter = Counter::new();
    let models = counter.folder.path().join("models");
    std::fs::create_dir_all(&models).unwrap();
    let shipped = counterfoil_tests::root().join("assets/keys/softhsm2.toml");
    std::fs::copy(shipped, models.join("softhsm2.toml")).unwrap();
    std::fs::write(models.join("odd.toml"), "id = 'odd'\n").unwrap();
    let worker = token::WorkerCommand::program(counterfoil_tests::program("token-worker"), Vec::new());
    let desk = super::counter::desk_with_models(counter.folder.path().to_owned(), worker, models);
    let counter = Counter {
        desk,
        folder: counter.folder,
    };
    counter.sign_in("admin");
    let settings = counter.ok("settings", json!({}));
    assert_eq!(
        settings["keyProblems"][0]["code"], "key-profile-damaged",
        "{settings:#}"
    );
    assert_eq!(settings["keyModels"].as_array().unwrap().len(), 1);

    // Nobody named a driver: the model that is known does.
    let mut devices = settings["devices"].clone();
    devices["modules"] = json!([]);
    counter.ok("save_devices", devices);
    assert_ne!(counter.ok("tokens", json!({ "id": 0 }))["state"], "no_module");
}

#[test]
fn a_step_that_is_not_next_and_a_missing_driver_are_told() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let job = counter.ok("key_desk", json!({ "id": case["id"] }))["jobs"][0].clone();
    let skip = json!({ "jobId": job["id"], "step": "write-certificate", "serial": "" });
    counter.refused("key_go", skip, "step-not-next");
    counter.sign_in("admin");
    let mut devices = counter.ok("settings", json!({}))["devices"].clone();
    devices["modules"] = json!(["/usr/lib/no-such-module.so"]);
    counter.ok("save_devices", devices);
    counter.sign_in("luoyi");
    let tokens = counter.ok("tokens", json!({ "id": case["id"] }));
    assert_eq!(tokens["state"], "no_module");
    assert!(!tokens["remedy"].as_str().unwrap().is_empty());
    assert_eq!(counter.step(&job, json!({})).unwrap_err().code, "module-missing");
}

#[test]
fn an_interrupted_job_goes_on_with_the_same_key_pair_and_is_never_initialised_twice() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let blank = counter.keys(&case, "blank").remove(0);
    let mut job = counter.ok("key_desk", json!({ "id": case["id"] }))["jobs"][0].clone();
    for _ in 0..5 {
        let more = if job["serial"].is_null() {
            json!({ "serial": blank })
        } else {
            json!({})
        };
        job = counter.step(&job, more).unwrap_or_else(|r| panic!("{r}"))["desk"]["jobs"][0].clone();
    }
    assert_eq!(job["next"], "request");
    let serial = job["serial"].as_str().unwrap().to_owned();
    let made = outside(&counter).public_keys(&serial).unwrap();

    // The program dies; another one opens the same store.
    let again = Counter {
        desk: super::counter::desk_over(counter.folder.path().to_owned()),
        folder: counter.folder,
    };
    again.sign_in("luoyi");
    let desk = again.make_keys(&case);
    assert_eq!(desk["case"]["state"], "ready");
    assert_eq!(
        outside(&again).public_keys(&serial).unwrap(),
        made,
        "the same key pair"
    );
}

#[test]
fn giving_a_certificate_up_needs_no_key_desk_and_can_be_closed() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "revoke", 0);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let case = counter.ok(
        "approve",
        json!({ "id": case["id"], "boundHash": view["boundHash"] }),
    );
    assert_eq!(case["state"], "ready");
    counter.sign_in("linxy");
    let view = counter.ok("hand_over_view", json!({ "id": case["id"] }));
    let nothing = view["plan"]["nothing"].as_str().unwrap();
    assert!(nothing.contains("报送"), "{view}");
    let person = &people::PERSONS[0];
    let closed = counter.ok("hand_over", counter.fetched(&case, person.name, person.id_no, ""));
    assert_eq!(closed["case"]["state"], "closed");
}
