//! The key desk on a real token: made, proven, handed over; renewed on the same key; unlocked; wrong keys refused.

use desk::people;
use serde_json::json;
use token::{SecretString, Token as _};

use super::counter::{Counter, YLBX, ZFCG};

fn pin(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

/// The token of the practice counter, looked at from outside the desk.
fn outside(counter: &Counter) -> token::Workers {
    let conf = counter.folder.path().join("softhsm2.conf").display().to_string();
    let worker = token::WorkerCommand::program(
        counterfoil_tests::program("token-worker"),
        vec![("SOFTHSM2_CONF".to_owned(), conf)],
    );
    token::Workers::new(vec![token::softhsm::module()], worker)
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
    let someone_else = json!({ "id": unlock["id"], "fetchedBy": "路人甲", "idNo": person.id_no });
    counter.refused("hand_over", someone_else, "not-the-operator");
    let view = counter.ok(
        "hand_over",
        json!({ "id": unlock["id"], "fetchedBy": person.name, "idNo": person.id_no }),
    );
    assert_eq!(view["case"]["state"], "closed");
    assert!(
        view["pinOnce"].is_null(),
        "an unlocked key's PIN is the customer's own"
    );
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
    let hand_over = json!({ "id": case["id"], "fetchedBy": person.name, "idNo": person.id_no });
    let view = counter.ok("hand_over", hand_over);
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
    assert!(view["items"][0].as_str().unwrap().contains("报送"), "{view}");
    let person = &people::PERSONS[0];
    let closed = counter.ok(
        "hand_over",
        json!({ "id": case["id"], "fetchedBy": person.name, "idNo": person.id_no }),
    );
    assert_eq!(closed["case"]["state"], "closed");
}
