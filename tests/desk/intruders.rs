//! Insiders and bad input: guessing at passwords, accounts that were closed or want more than they have, a session that
//! cannot be written down, what strangers put into fields and names.

use desk::counter::practice;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::Store;

use super::counter::{Counter, YLBX, desk_over};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

fn tries(counter: &Counter, login: &str, times: usize) {
    for _ in 0..times {
        let wrong = json!({ "login": login, "password": "falsch-falsch-falsch" });
        counter.refused("sign_in", wrong, "store-wrong-password");
    }
}

/// The account of a login as the settings show it, as arguments of an edit.
fn account(counter: &Counter, login: &str) -> Value {
    let settings = counter.ok("settings", json!({}));
    let found = settings["accounts"].as_array().unwrap().iter();
    let mut found = found
        .clone()
        .find(|a| a["login"] == login)
        .expect("the account")
        .clone();
    found["password"] = json!("");
    found
}

fn edited(account: &Value, change: Value) -> Value {
    let mut account = account.clone();
    for (name, value) in change.as_object().unwrap() {
        account[name] = value.clone();
    }
    account
}

#[test]
fn guessing_is_paused_however_the_login_is_typed_and_wherever() {
    let counter = Counter::new();
    tries(&counter, "linxy", 2);
    tries(&counter, "LinXY   ", 3);
    let right = json!({ "login": "linxy", "password": practice::PASSWORD });
    counter.refused("sign_in", right.clone(), "sign-in-paused");
    // A program that is started anew goes on counting; so does the command line, which is one.
    let anew = desk_over(counter.folder.path().to_owned());
    assert_eq!(anew.call("sign_in", right).unwrap_err().code, "sign-in-paused");
    counter.sign_in("hemin");
    for _ in 0..5 {
        let change = json!({ "old": "falsch-falsch-falsch", "new": PASSWORD });
        counter.refused("change_password", change, "store-wrong-password");
    }
    let change = json!({ "old": practice::PASSWORD, "new": PASSWORD });
    counter.refused("change_password", change, "sign-in-paused");
}

#[test]
fn a_session_does_not_outlive_its_account_at_another_window() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let other = Counter {
        desk: desk_over(counter.folder.path().to_owned()),
        folder: super::counter::Folder::at(counter.folder.path().to_owned()),
    };
    other.sign_in("admin");
    let linxy = account(&other, "linxy");
    // A role that is taken away is gone with the next command, without a new sign-in.
    other.ok("edit_account", edited(&linxy, json!({ "roles": ["reviewer"] })));
    let abandon = json!({ "id": case["id"], "reason": "客户不办了" });
    counter.refused("abandon_case", abandon, "role-missing");
    other.ok("edit_account", edited(&linxy, json!({ "active": false })));
    counter.refused("get_case", json!({ "id": case["id"] }), "account-closed");
    counter.refused("get_case", json!({ "id": case["id"] }), "not-signed-in");
}

#[test]
fn the_store_cannot_be_locked_for_good_and_nobody_gives_himself_rights() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let second = json!({ "login": "zweite", "name": "钱又安", "roles": ["admin"], "password": PASSWORD });
    counter.ok("add_account", second);
    let (first, second) = (account(&counter, "admin"), account(&counter, "zweite"));
    let all = json!({ "roles": ["admin", "clerk", "reviewer", "key_clerk"] });
    counter.refused("edit_account", edited(&first, all), "own-rights");
    counter.ok("edit_account", edited(&second, json!({ "active": false })));
    counter.refused(
        "edit_account",
        edited(&second, json!({ "active": true })),
        "password-missing",
    );
    counter.refused(
        "edit_account",
        edited(&first, json!({ "active": false })),
        "last-admin",
    );
    let anew = json!({ "active": true, "password": PASSWORD, "roles": ["admin", "clerk"] });
    counter.ok("edit_account", edited(&second, anew));
    // What was done to an account stands in the record, fact by fact.
    let password = SecretString::from(practice::PASSWORD);
    let (books, _) = Store::unlock(counter.folder.path(), "admin", &password).unwrap();
    let words = books
        .read(|tx| tx.audit_tail(10_000))
        .unwrap()
        .into_iter()
        .map(|row| row.words)
        .filter(|words| words.contains("zweite"))
        .collect::<Vec<_>>()
        .join("\n");
    for fact in [
        "停用",
        "重新启用",
        "重设口令",
        "权限由 管理员 改为 受理员、管理员",
    ] {
        assert!(words.contains(fact), "{fact}: {words}");
    }
}

#[test]
fn a_session_ends_even_when_its_end_cannot_be_written_down() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let password = SecretString::from(practice::PASSWORD);
    let (mut other, _) = Store::unlock(counter.folder.path(), "admin", &password).unwrap();
    // Another program holds the store for as long as the desk is willing to wait.
    other
        .write(|_| -> Result<(), store::StoreError> {
            counter.refused("sign_out", json!({}), "signed-out-unrecorded");
            Ok(())
        })
        .unwrap();
    assert_eq!(counter.ok("status", json!({}))["store"], "locked");
    counter.refused("board", json!({}), "not-signed-in");
}

#[test]
fn what_nobody_can_have_typed_does_not_reach_the_books() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let long = "广".repeat(1_000_000);
    let saved = counter.save(
        &case,
        json!({
            "fields": {
                "unit_name": "广州\u{202e}学小\u{0}市",
                "unit_address": long,
                "x".repeat(1_000_000): "1",
            },
            "conditions": ["y".repeat(1_000_000)],
        }),
    );
    let fields = saved["content"]["fields"].as_object().unwrap();
    assert_eq!(fields["unit_name"], "广州学小市");
    let longest = fields
        .iter()
        .map(|(name, value)| name.len() + value.as_str().unwrap().len())
        .max();
    assert!(longest.unwrap() < 10_000, "{longest:?}");
    let conditions = saved["content"]["conditions"].as_array().map_or(0, Vec::len);
    assert_eq!(conditions, 0, "{}", saved["content"]);
}

/// What the program writes for people to take along has names and numbers in it: nobody else on the machine reads it.
#[cfg(unix)]
#[test]
fn papers_and_packages_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
    let file = std::path::PathBuf::from(printed["files"][0].as_str().expect("a file"));
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600, "{}", file.display());
    assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
}
