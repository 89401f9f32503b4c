//! `counterctl store recovery-key` and `store recover`: from the paper in the safe to a signed-in administrator.

use std::path::Path;

use ::practice::training;
use counterfoil_tests::{Said, counterctl_told};
use desk::counter::practice;
use serde_json::Value;
use tempfile::TempDir;

const NEW: &str = "木棉 起子 41 灯塔";

/// Calls `counterctl store` on the store of `home` with lines that are typed.
fn told(home: &Path, command: &str, login: &str, further: &[&str], lines: &[&str]) -> Said {
    let store = home.join("store").display().to_string();
    let args = ["store", command, &store, "--login", login];
    let typed: String = lines.iter().map(|line| format!("{line}\n")).collect();
    counterctl_told(&typed, args.into_iter().chain(further.iter().copied()))
}

/// The sheets of a new key.
fn made(home: &Path, further: &[&str]) -> Vec<String> {
    let options: Vec<&str> = ["--json", "--beside", "hemin"]
        .into_iter()
        .chain(further.iter().copied())
        .collect();
    let said = told(home, "recovery-key", "admin", &options, &[practice::PASSWORD; 3]);
    assert_eq!(said.code, 0, "{said:?}");
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    serde_json::from_value(answer["sheets"].clone()).unwrap()
}

#[test]
fn a_counter_whose_administrator_forgot_the_password_opens_again() {
    let home = TempDir::new().unwrap();
    let store = home.path().join("store");
    training::make(&store, None, &[], store::KdfCost::QUICK_FOR_TESTS).unwrap();
    let by_clerk = told(
        home.path(),
        "recovery-key",
        "linxy",
        &[],
        &[practice::PASSWORD, practice::PASSWORD],
    );
    assert!(
        by_clerk.code == 1 && by_clerk.all().contains("管理员"),
        "{by_clerk:?}"
    );
    let alone = told(
        home.path(),
        "recovery-key",
        "admin",
        &[],
        &[practice::PASSWORD, practice::PASSWORD],
    );
    assert!(
        alone.code == 1 && alone.all().contains("store-needs-second"),
        "{alone:?}"
    );
    let not_again = told(
        home.path(),
        "recovery-key",
        "admin",
        &[],
        &[practice::PASSWORD, "another"],
    );
    assert_eq!(not_again.code, 1, "{not_again:?}");

    let whole = made(home.path(), &[]);
    let [first, second] = made(home.path(), &["--halves"]).try_into().unwrap();
    let recover = |further: &[&str], lines: &[&str]| told(home.path(), "recover", "admin", further, lines);
    // The first key was void as soon as the second was made.
    let former = recover(&[], &[&whole[0], NEW]);
    assert!(
        former.code == 1 && former.all().contains("recovery-key-void"),
        "{former:?}"
    );
    let alone = recover(&[], &[&first, NEW]);
    assert!(alone.code == 1 && alone.all().contains("下半张"), "{alone:?}");
    let weak = recover(&["--halves"], &[&second, &first, "admin12345"]);
    assert!(weak.code == 1 && weak.all().contains("口令太弱"), "{weak:?}");
    let typed = first.to_lowercase().replace('-', " ");
    let back = recover(&["--halves"], &[&second, &typed, NEW]);
    assert_eq!(back.code, 0, "{back:?}");

    let opened = |password: &str| told(home.path(), "unlock", "admin", &[], &[password]).code;
    assert_eq!((opened(NEW), opened(practice::PASSWORD)), (0, 1));
    let sound = told(home.path(), "verify", "admin", &[], &[NEW]);
    assert!(sound.code == 0, "{sound:?}");
    let again = recover(&["--halves"], &[&first, &second, NEW]);
    assert!(
        again.all().contains("recovery-key-void"),
        "a key is used once: {again:?}"
    );
}

#[test]
fn tables_are_mended_by_an_administrator_and_nobody_else() {
    let home = TempDir::new().unwrap();
    let store = home.path().join("store");
    training::make(&store, None, &[], store::KdfCost::QUICK_FOR_TESTS).unwrap();
    let by_clerk = told(home.path(), "mend-tables", "linxy", &[], &[practice::PASSWORD]);
    assert!(
        by_clerk.code == 1 && by_clerk.all().contains("role-missing"),
        "{by_clerk:?}"
    );
    let wrong = told(home.path(), "mend-tables", "admin", &[], &["not-the-password"]);
    assert!(
        wrong.code == 1 && wrong.all().contains("store-wrong-password"),
        "{wrong:?}"
    );
    let sound = told(
        home.path(),
        "mend-tables",
        "admin",
        &["--json"],
        &[practice::PASSWORD],
    );
    let answer: Value = serde_json::from_str(&sound.out).unwrap();
    assert_eq!(answer, serde_json::json!({ "removed": [], "restored": [] }));
}
