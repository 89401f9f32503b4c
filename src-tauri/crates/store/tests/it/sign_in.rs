//! First start, signing in, and every way in which a store is not there or not ours.

use store::{AuditCheck, DATABASE, KEYRING, KdfCost, Store};

use crate::house::{House, LOGIN, PASSWORD, at, new_store, secret};
use crate::raw;

#[test]
fn the_first_start_signs_the_administrator_in() {
    let house = House::new();
    let (store, account) = Store::unlock(&house.folder, " ZHOUWEN", &secret(PASSWORD)).unwrap();
    assert_eq!(
        (account.name.as_str(), account.login.as_str(), account.active),
        ("周雯", LOGIN, true)
    );
    assert_eq!(store.read(|tx| tx.counter()).unwrap(), new_store().counter);
    assert_eq!(
        store.read(|tx| tx.audit_tail(9)).unwrap()[0].action.word(),
        "store-created"
    );
}

#[test]
fn a_wrong_password_and_an_unknown_login_answer_alike() {
    let house = House::new();
    let refusal = |login: &str, password: &str| {
        let error = Store::unlock(&house.folder, login, &secret(password)).unwrap_err();
        (error.code(), error.to_string(), error.remedy())
    };
    let wrong = refusal(LOGIN, "counter-window-7");
    assert_eq!(wrong.0, "store-wrong-password");
    assert_eq!(wrong, refusal("nobody", PASSWORD));
    assert_eq!(wrong, refusal(LOGIN, ""));
}

#[test]
fn the_password_is_checked_again_before_something_grave() {
    let house = House::new();
    let admin = house.admin();
    assert!(house.store.check_password(&admin, &secret(PASSWORD)).is_ok());
    let wrong = house.store.check_password(&admin, &secret("other")).unwrap_err();
    assert_eq!(wrong.code(), "store-wrong-password");
}

#[test]
fn a_store_is_never_made_over_another() {
    let house = House::new();
    let again = Store::create(&house.folder, new_store(), KdfCost::QUICK_FOR_TESTS, at(9)).unwrap_err();
    assert_eq!(again.code(), "store-exists");
    assert!(Store::unlock(&house.folder, LOGIN, &secret(PASSWORD)).is_ok());
}

#[test]
fn a_missing_store_and_a_missing_half_are_told_apart() {
    let house = House::new();
    let refusal = |folder: &std::path::Path| {
        Store::unlock(folder, LOGIN, &secret(PASSWORD))
            .unwrap_err()
            .code()
    };
    assert_eq!(refusal(&house.folder.join("nowhere")), "store-missing");
    for file in [DATABASE, KEYRING] {
        let half = tempfile::tempdir().unwrap();
        std::fs::copy(house.folder.join(file), half.path().join(file)).unwrap();
        assert_eq!(refusal(half.path()), "store-incomplete", "{file} alone");
        let again = Store::create(half.path(), new_store(), KdfCost::QUICK_FOR_TESTS, at(9)).unwrap_err();
        assert_eq!(again.code(), "store-exists");
    }
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let House { _dir, folder, store } = House::new();
    drop(store);
    let conn = raw::connection(&folder);
    conn.pragma_update(None, "user_version", 1000).unwrap();
    drop(conn);
    let error = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap_err();
    assert_eq!(error.code(), "store-newer-schema");
    let found: u32 = raw::connection(&folder)
        .pragma_query_value(None, "user_version", |r| r.get(0))
        .unwrap();
    assert_eq!(found, 1000);
}

#[test]
fn migrations_run_once() {
    let House { _dir, folder, store } = House::new();
    drop(store);
    let history = || -> Vec<(i64, String)> {
        let conn = raw::connection(&folder);
        let mut statement = conn
            .prepare("SELECT seq, name FROM migration ORDER BY seq")
            .unwrap();
        let rows = statement.query_map((), |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let before = history();
    assert_eq!(before.len(), store::known_schema() as usize);
    for _ in 0..2 {
        assert!(Store::unlock(&folder, LOGIN, &secret(PASSWORD)).is_ok());
    }
    assert_eq!(history(), before);
}

#[test]
fn a_store_with_another_history_is_refused() {
    let House { _dir, folder, store } = House::new();
    drop(store);
    let tamper = "UPDATE migration SET name = 'setting-9' WHERE seq = 1";
    raw::connection(&folder).execute_batch(tamper).unwrap();
    let error = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap_err();
    assert_eq!(error.code(), "store-damaged");
    assert!(error.to_string().contains("setting-9"), "{error}");
}

#[test]
fn a_store_that_is_some_steps_behind_is_brought_up_to_date() {
    let House { _dir, folder, store } = House::new();
    drop(store);
    raw::take_back(&raw::connection(&folder), "secret-3");
    let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    assert_eq!(store.verify_audit().unwrap(), AuditCheck::Whole { rows: 1 });
    let sql = "SELECT count(*) FROM pragma_table_info('joint_share') WHERE name = 'envelope'";
    let columns: u32 = raw::connection(&folder).query_row(sql, (), |r| r.get(0)).unwrap();
    assert_eq!(columns, 1);
}

#[test]
fn the_keyring_of_another_store_opens_nothing() {
    let (house, other) = (House::new(), House::new());
    let House { _dir, folder, store } = house;
    drop(store);
    std::fs::copy(other.folder.join(KEYRING), folder.join(KEYRING)).unwrap();
    let error = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap_err();
    assert_eq!(error.code(), "store-damaged");
}
