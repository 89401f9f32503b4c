//! Rights are asked at the desk, whatever a screen shows.

use std::collections::BTreeMap;

use case::Role;
use desk::counter::practice;
use desk::doors::dispatch::{Kind, WHO};
use desk::doors::who::Who;
use serde_json::{Value, json};

use super::counter::{Counter, YLBX};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

#[test]
fn without_signing_in_nothing_is_told_but_the_status() {
    let counter = Counter::new();
    assert_eq!(counter.ok("status", json!({}))["store"], "locked");
    for (command, args) in [
        ("board", json!({})),
        ("settings", json!({})),
        ("get_case", json!({ "id": 1 })),
        ("tokens", json!({ "id": 0 })),
        ("look_up", json!({ "text": "木棉" })),
    ] {
        counter.refused(command, args, "not-signed-in");
    }
}

/// Every command, every account, and nobody: what the list says of who may call it is what happens. Arguments are
/// left out, so that nobody who is admitted does anything.
#[test]
fn every_command_admits_whom_the_list_names_and_nobody_else() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let bare = json!({ "login": "neuling", "name": "钱未定", "roles": [], "password": PASSWORD });
    counter.ok("add_account", bare);
    counter.ok("sign_out", json!({}));
    let people = [
        (None, None),
        (Some("neuling"), None),
        (Some("linxy"), Some(Role::Clerk)),
        (Some("hemin"), Some(Role::Reviewer)),
        (Some("luoyi"), Some(Role::KeyClerk)),
        (Some("admin"), Some(Role::Admin)),
    ];
    let mut table =
        String::from("command                  nobody  bare  clerk  reviewer  key clerk  admin\n");
    let mut rows: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for (login, role) in people {
        match login {
            Some("neuling") => {
                let own = json!({ "login": "neuling", "password": PASSWORD });
                counter.ok("sign_in", own);
            }
            Some(login) => counter.sign_in(login),
            None => {}
        }
        for (command, kind, who) in WHO {
            // Signing in and out, and making a store, would change who is there.
            if ["sign_in", "sign_out", "set_up"].contains(command) {
                continue;
            }
            let refused = match kind {
                Kind::Json => counter.desk.call(command, Value::Null).err(),
                Kind::Bytes => counter.desk.bytes(command, Value::Null).err(),
                // Nothing is read out of an empty file by whoever is admitted.
                Kind::Upload => counter.desk.upload(command, "leer.pdf", 0, Vec::new()).err(),
            };
            let code = refused.map(|refused| refused.code).unwrap_or_default();
            let barred = ["not-signed-in", "role-missing", "account-without-role"].contains(&code.as_str());
            let wanted = match who {
                Who::Anyone => true,
                Who::SignedIn => login.is_some(),
                Who::Staff => role.is_some(),
                one => role.is_some() && role == one.role(),
            };
            assert_eq!(!barred, wanted, "{command} as {login:?}: {code}");
            rows.entry(command).or_default().push(!barred);
        }
    }
    for (command, admitted) in rows {
        let marks: Vec<&str> = admitted.iter().map(|may| if *may { "✓" } else { "·" }).collect();
        table.push_str(&format!("{command:24} {}\n", marks.join("      ")));
    }
    println!("{table}");
}

#[test]
fn each_role_does_its_own_work_only() {
    let counter = Counter::new();
    let open =
        json!({ "project": YLBX, "kind": "org", "business": "new", "channel": "counter", "customer": null });
    for (login, command, args) in [
        ("hemin", "open_case", open.clone()),
        ("luoyi", "open_case", open.clone()),
        (
            "linxy",
            "set_verdict",
            json!({ "id": 1, "item": "field:unit_name", "verdict": "ok", "reason": "" }),
        ),
        (
            "linxy",
            "key_go",
            json!({ "jobId": 1, "step": "initialise", "serial": "" }),
        ),
        (
            "linxy",
            "add_account",
            json!({ "login": "x", "name": "x", "roles": ["admin"], "password": "long-enough-1" }),
        ),
        (
            "luoyi",
            "save_counter",
            json!({ "name": "", "address": "", "phone": "", "window": "" }),
        ),
        ("hemin", "back_up", json!({ "folder": counter.folder.path() })),
    ] {
        counter.sign_in(login);
        counter.refused(command, args, "role-missing");
    }
}

#[test]
fn five_wrong_passwords_pause_the_login_and_an_unknown_login_is_told_alike() {
    let counter = Counter::new();
    let wrong = json!({ "login": "linxy", "password": "not-the-password" });
    let first = counter.refused("sign_in", wrong.clone(), "store-wrong-password");
    let unknown = counter.refused(
        "sign_in",
        json!({ "login": "nobody", "password": "x" }),
        "store-wrong-password",
    );
    assert_eq!(first.message, unknown.message);
    for _ in 0..4 {
        counter.refused("sign_in", wrong.clone(), "store-wrong-password");
    }
    counter.refused(
        "sign_in",
        json!({ "login": "linxy", "password": practice::PASSWORD }),
        "sign-in-paused",
    );
    counter.sign_in("hemin");
}

#[test]
fn weak_passwords_are_refused_and_the_last_administrator_stays() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let weak = [
        ("short", "password-short"),
        ("aaaaaaaaaaaa", "password-weak"),
        ("qwertyuiop123", "password-weak"),
        ("Admin@123456", "password-weak"),
    ];
    for (weak, code) in weak {
        let new = json!({ "login": "neu", "name": "新人", "roles": ["clerk"], "password": weak });
        counter.refused("add_account", new, code);
    }
    let own = json!({ "old": practice::PASSWORD, "new": "zhouqiming2026" });
    let refused = counter.refused("change_password", own, "password-weak");
    assert!(
        refused.message.contains("姓名"),
        "the own name in pinyin is told as such: {refused}"
    );
    let settings = counter.ok("settings", json!({}));
    let admin = settings["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["login"] == "admin")
        .unwrap()
        .clone();
    let edit =
        json!({ "id": admin["id"], "name": "周启明", "roles": ["clerk"], "active": true, "password": "" });
    counter.refused("edit_account", edit, "last-admin");
}

#[test]
fn set_up_makes_a_store_that_only_its_administrator_opens() {
    let folder = tempfile::tempdir().unwrap();
    let desk = super::counter::desk_over(folder.path().join("new"));
    assert_eq!(desk.call("status", json!({})).unwrap()["store"], "absent");
    let set_up = json!({
        "counter": { "name": "越秀受理点", "address": "越秀路1号", "phone": "020-81230000", "window": "1号窗" },
        "login": "zhou", "name": "周启明", "password": "four quiet herons", "roles": ["clerk"],
    });
    let status = desk.call("set_up", set_up.clone()).unwrap();
    assert_eq!(status["session"]["roles"], json!(["clerk", "admin"]));
    desk.call("sign_out", json!({})).unwrap();
    assert_eq!(desk.call("set_up", set_up).unwrap_err().code, "store-exists");
    let signed = desk
        .call(
            "sign_in",
            json!({ "login": "ZHOU", "password": "four quiet herons" }),
        )
        .unwrap();
    assert_eq!(signed["counter"]["name"], "越秀受理点");
}
