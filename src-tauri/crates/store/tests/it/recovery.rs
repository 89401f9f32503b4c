//! The key in the safe: what it gives back, and what it is not good for.

use case::{Role, Roles};
use secrecy::{ExposeSecret as _, SecretString};
use store::{AuditAction, Circle, NewAccount, RECOVERY_LOGIN, RecoveryKey, Store, StoreError};

use crate::house::{House, LOGIN, PASSWORD, at, secret};

const NEW: &str = "new-Password-23";
const SO_PIN: &str = "so-pin:token:K1";

/// A counter with a clerk, a sealed SO PIN and a recovery key.
fn office() -> (House, RecoveryKey) {
    let mut house = House::new();
    let key = house.write(|tx| {
        let clerk = NewAccount::new("clerk", "林晓燕", Roles::new([Role::Clerk]));
        tx.add_account(&clerk, &secret(PASSWORD), at(1))?;
        tx.put_secret(Circle::Keys, SO_PIN, &secret("4711"), at(1))?;
        tx.make_recovery_key(at(2))
    });
    (house, key)
}

fn recover(house: &House, key: &RecoveryKey, login: &str) -> Result<Store, &'static str> {
    let recovered = Store::recover(&house.folder, key, login, &secret(NEW), at(3));
    recovered.map(|(store, _)| store).map_err(|error| error.code())
}

/// As it is typed from the paper.
fn typed(key: &RecoveryKey) -> RecoveryKey {
    RecoveryKey::read(&[key.text()]).unwrap()
}

#[test]
fn an_administrator_who_forgot_gets_everything_back_once() {
    let (house, key) = office();
    let store = recover(&house, &typed(&key), LOGIN).unwrap();
    let so_pin = store.read(|tx| tx.secret(Circle::Keys, SO_PIN)).unwrap();
    assert_eq!(so_pin.as_ref().map(|pin| pin.expose_secret()), Some("4711"));
    assert!(store.verify().unwrap().is_sound());
    let told = store
        .read(|tx| tx.last_audit(AuditAction::AccountRecovered))
        .unwrap();
    assert_eq!(told.unwrap().at, at(3));
    assert!(!store.read(|tx| tx.has_recovery_key()).unwrap());
    // The old password and the used key open nothing any more.
    assert!(Store::unlock(&house.folder, LOGIN, &secret(PASSWORD)).is_err());
    assert_eq!(recover(&house, &key, LOGIN).unwrap_err(), "store-wrong-password");
}

#[test]
fn the_only_administrator_comes_back_after_the_account_was_closed() {
    let (mut house, key) = office();
    let admin = house
        .store
        .read(|tx| tx.account_by_login(LOGIN))
        .unwrap()
        .unwrap();
    house.write(|tx| tx.set_account_active(admin.id, false));
    let store = recover(&house, &key, LOGIN).unwrap();
    assert!(store.verify().unwrap().is_sound());
    assert!(
        store
            .read(|tx| tx.secret(Circle::Keys, SO_PIN))
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_new_key_ends_the_one_before() {
    let (mut house, former) = office();
    let key = house.write(|tx| tx.make_recovery_key(at(3)));
    assert_eq!(
        recover(&house, &former, LOGIN).unwrap_err(),
        "store-wrong-password"
    );
    recover(&house, &key, LOGIN).unwrap();
    // After its use too, from the administrator who came back.
    let (mut store, _) = Store::unlock(&house.folder, LOGIN, &secret(NEW)).unwrap();
    let next = store.write(|tx| tx.make_recovery_key(at(4))).unwrap();
    recover(&house, &next, LOGIN).unwrap();
}

#[test]
fn it_signs_nobody_in_and_makes_nobody_an_administrator() {
    let (house, key) = office();
    let letters: String = key
        .text()
        .expose_secret()
        .split('-')
        .map(|group| &group[..4])
        .collect();
    let refused = Store::unlock(&house.folder, RECOVERY_LOGIN, &SecretString::from(letters)).unwrap_err();
    assert_eq!(refused.code(), "store-wrong-password");
    for login in ["clerk", "nobody", RECOVERY_LOGIN] {
        assert_eq!(
            recover(&house, &key, login).unwrap_err(),
            "store-invalid",
            "{login}"
        );
    }
    // Nothing was used up by it.
    recover(&house, &key, LOGIN).unwrap();
}

#[test]
fn a_clerk_s_own_program_makes_none() {
    let (house, key) = office();
    drop(house.store);
    let (mut clerk, _) = Store::unlock(&house.folder, "clerk", &secret(PASSWORD)).unwrap();
    let made = clerk.write(|tx| tx.make_recovery_key(at(3)).map(|_| ()));
    assert!(matches!(made, Err(StoreError::NeedsSecond)), "{made:?}");
    drop(clerk);
    assert!(Store::recover(&house.folder, &key, LOGIN, &secret(NEW), at(4)).is_ok());
}
