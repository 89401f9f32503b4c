//! The database key is renewed: everybody goes on, the former key opens nothing, and whenever it is interrupted there is
//! one whole pair of database and keyring.

use std::path::Path;

use case::{Role, Roles};
use rusqlite::Connection;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use store::{Circle, DATABASE, KEYRING, NewAccount, Store};

use crate::house::{House, LOGIN, PASSWORD, at, content, secret};
use crate::raw;

const OWN: &str = "own-Password-22";
const MARK: &str = "counter.mark";

/// A house with a key clerk and a reviewer who have both signed in, a case and a secret.
fn house() -> House {
    let mut house = House::new();
    house.write(|tx| {
        for (login, role) in [("keys", Role::KeyClerk), ("review", Role::Reviewer)] {
            let new = NewAccount::new(login, login, Roles::new([role]));
            tx.add_account(&new, &secret(OWN), at(1))?;
        }
        tx.put_secret(Circle::Keys, "so-pin:job:1", &secret("4711"), at(1))
    });
    house.add_case(content());
    for login in ["keys", "review"] {
        drop(Store::unlock(&house.folder, login, &secret(OWN)).unwrap());
    }
    house
}

/// What of a store a person finds: its cases, and whether it is sound; `keys` also the secret.
fn finds(folder: &Path, login: &str, password: &str) -> usize {
    let (store, _) = Store::unlock(folder, login, &secret(password)).unwrap();
    assert_eq!(store.doubt(), None, "{login}");
    if login == "keys" {
        let found = store.read(|tx| tx.secret(Circle::Keys, "so-pin:job:1")).unwrap();
        assert_eq!(found.unwrap().expose_secret(), "4711");
    }
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{login}: {report:?}");
    store
        .read(|tx| tx.cases_in(&[case::CaseState::Draft], 10))
        .unwrap()
        .len()
}

fn ring(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(KEYRING)).unwrap()).unwrap()
}

/// Copies the three files that make a store.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in [DATABASE, KEYRING, MARK] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

#[test]
fn everybody_goes_on_and_the_former_key_opens_nothing() {
    let mut house = house();
    let former = raw::database_key(&house.folder, LOGIN, PASSWORD);
    house.store.renew_database_key(&secret(PASSWORD), at(5)).unwrap();
    // The session goes on, and what it writes is there.
    house.add_case(content());
    let key = house.read(|tx| tx.database_key());
    assert_eq!((key.since, key.left), (Some(at(5)), Vec::new()));
    assert_ne!(raw::database_key(&house.folder, LOGIN, PASSWORD), former);
    let conn = Connection::open(house.folder.join(DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{former}'\";"))
        .unwrap();
    let read = conn.query_row("SELECT count(*) FROM sqlite_schema", (), |row| {
        row.get::<_, i64>(0)
    });
    assert!(read.is_err(), "the former key opens the database");
    drop(conn);
    // The others by the envelopes that lie for them, and from then on by their slots.
    for _ in 0..2 {
        for login in ["keys", "review"] {
            assert_eq!(finds(&house.folder, login, OWN), 2);
        }
    }
    assert_eq!(finds(&house.folder, LOGIN, PASSWORD), 2);
    let kept = ring(&house.folder);
    for slot in kept["slots"].as_array().unwrap() {
        assert!(slot["wrapped"].as_str().unwrap().len() > 32, "{slot}");
        assert!(
            slot.get("next").is_none() && slot.get("envelope").is_none(),
            "{slot}"
        );
    }
    let wrong = Store::unlock(&house.folder, "keys", &secret("own-Password-23"));
    assert_eq!(wrong.unwrap_err().code(), "store-wrong-password");
    assert!(!house.folder.join("counter.db.renewed").exists());
}

#[test]
fn whenever_it_is_interrupted_everybody_finds_the_whole_store() {
    let mut house = house();
    let dir = tempfile::tempdir().unwrap();
    let [before, after, mixed] = ["before", "after", "mixed"].map(|name| dir.path().join(name));
    // The log goes into the database first, so that the three files are all there is.
    assert!(house.store.verify().unwrap().is_sound());
    copied(&house.folder, &before);
    house.store.renew_database_key(&secret(PASSWORD), at(5)).unwrap();
    assert!(house.store.verify().unwrap().is_sound());
    copied(&house.folder, &after);
    // The keyring between the two: the former key in every slot, the new one beside it.
    let (old, new) = (ring(&before), ring(&after));
    let mut both = old.clone();
    both["format"] = new["format"].clone();
    for slot in both["slots"].as_array_mut().unwrap() {
        let mut came = new["slots"].as_array().unwrap().iter();
        let came = came.find(|one| one["id"] == slot["id"]).unwrap();
        match came.get("envelope") {
            Some(envelope) => slot["envelope"] = envelope.clone(),
            None => slot["next"] = came["wrapped"].clone(),
        }
    }
    for (what, database, keyring, mark) in [
        ("the keyring was written", &before, &both, &before),
        ("the database is in its place", &after, &both, &before),
        ("the mark is written", &after, &both, &after),
        ("the end", &after, &new, &after),
    ] {
        for (login, password) in [(LOGIN, PASSWORD), ("keys", OWN), ("review", OWN)] {
            std::fs::remove_dir_all(&mixed).ok();
            copied(database, &mixed);
            std::fs::copy(mark.join(MARK), mixed.join(MARK)).unwrap();
            std::fs::write(mixed.join(KEYRING), keyring.to_string()).unwrap();
            // A copy that was not finished may lie about.
            std::fs::write(mixed.join("counter.db.renewed"), b"half").unwrap();
            assert_eq!(finds(&mixed, login, password), 1, "{what}: {login}");
            // And it can be begun anew.
            let (mut store, _) = Store::unlock(&mixed, login, &secret(password)).unwrap();
            store
                .renew_database_key(&secret(password), at(9))
                .unwrap_or_else(|error| panic!("{what}: {login}: {error:?}"));
            drop(store);
            for (login, password) in [(LOGIN, PASSWORD), ("keys", OWN), ("review", OWN)] {
                assert_eq!(finds(&mixed, login, password), 1, "{what}: {login}");
            }
        }
    }
}

#[test]
fn it_is_refused_while_somebody_else_has_the_store_open_or_could_not_follow() {
    let mut house = house();
    let (before, former) = (
        ring(&house.folder),
        raw::database_key(&house.folder, LOGIN, PASSWORD),
    );
    let code = |house: &mut House, password: &str| {
        let refused = house.store.renew_database_key(&secret(password), at(5));
        refused.unwrap_err().code()
    };
    assert_eq!(code(&mut house, "not-the-Password-1"), "store-wrong-password");
    house.store.set_patience(std::time::Duration::ZERO).unwrap();
    let (mut other, _) = Store::unlock(&house.folder, "keys", &secret(OWN)).unwrap();
    assert_eq!(code(&mut house, PASSWORD), "store-locked-by-other");
    // Both go on as before.
    house.add_case(content());
    other
        .write(|tx| tx.put_secret(Circle::Keys, "so-pin:job:2", &secret("1"), at(6)))
        .unwrap();
    drop(other);
    assert_eq!(ring(&house.folder), before);
    assert_eq!(raw::database_key(&house.folder, LOGIN, PASSWORD), former);
    assert_eq!(finds(&house.folder, "keys", OWN), 2);
    house.store.renew_database_key(&secret(PASSWORD), at(7)).unwrap();
    assert_eq!(finds(&house.folder, "keys", OWN), 2);
}

#[test]
fn who_has_left_since_is_told_until_it_is_renewed_and_cannot_come_back_by_it() {
    let mut house = house();
    let review = house.read(|tx| tx.account_by_login("review")).unwrap();
    house.write(|tx| tx.set_account_active(review.id, false));
    assert_eq!(house.read(|tx| tx.database_key()).left, ["review"]);
    house.store.renew_database_key(&secret(PASSWORD), at(5)).unwrap();
    assert!(house.read(|tx| tx.database_key()).left.is_empty());
    let gone = Store::unlock(&house.folder, "review", &secret(OWN));
    assert_eq!(gone.unwrap_err().code(), "store-wrong-password");
    assert_eq!(ring(&house.folder)["slots"].as_array().unwrap().len(), 2);
    // A backup and the recovery key go on working.
    let safe = house.write(|tx| tx.make_recovery_key(at(6)));
    house.store.renew_database_key(&secret(PASSWORD), at(7)).unwrap();
    let backup = house.store.backup_to(&house.folder.join("b"), at(8)).unwrap();
    assert_eq!(finds_in_backup(&backup.folder), 1);
    let House { folder, _dir, store } = house;
    drop(store);
    let new = secret("after-the-Flood-9");
    let (store, _) = Store::recover(&folder, &safe, LOGIN, &new, at(9)).unwrap();
    assert!(store.verify().unwrap().is_sound());
}

/// What a key clerk finds in a backup that was made before they signed in again.
fn finds_in_backup(backup: &Path) -> usize {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("restored");
    store::restore(backup, &folder).unwrap();
    finds(&folder, "keys", OWN)
}
