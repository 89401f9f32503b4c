//! Who may open what is sealed follows the accounts: through every change of roles and passwords.

use case::{Role, Roles};
use secrecy::ExposeSecret as _;
use store::{Account, AccountId, Circle, NewAccount, Store};

use crate::house::{House, LOGIN, PASSWORD, at, secret};

const OWN: &str = "own-Password-22";
const SO_PIN: &str = "so-pin:token:K1";
const PIN: &str = "pin:job:1";

/// An office whose administrator does nothing else, with somebody of each other role and one secret of each circle.
fn office() -> House {
    let mut house = House::new();
    house.write(|tx| {
        for (login, role) in [
            ("clerk", Role::Clerk),
            ("review", Role::Reviewer),
            ("keys", Role::KeyClerk),
        ] {
            tx.add_account(
                &NewAccount::new(login, login, Roles::new([role])),
                &secret(OWN),
                at(1),
            )?;
        }
        tx.put_secret(Circle::Keys, SO_PIN, &secret("4711"), at(1))?;
        tx.put_secret(Circle::Window, PIN, &secret("1234"), at(1))
    });
    house
}

fn signed_in(house: &House, login: &str, password: &str) -> Store {
    Store::unlock(&house.folder, login, &secret(password)).unwrap().0
}

/// Which of the two secrets somebody opens.
fn opens(store: &Store) -> (bool, bool) {
    let opened = |circle: Circle, name: &str, value: &str| match store.read(|tx| tx.secret(circle, name)) {
        Ok(found) => {
            assert_eq!(found.unwrap().expose_secret(), value);
            true
        }
        Err(error) => {
            assert_eq!(error.code(), "store-secret-closed");
            assert!(store.read(|tx| tx.has_secret(name)).unwrap());
            false
        }
    };
    (
        opened(Circle::Keys, SO_PIN, "4711"),
        opened(Circle::Window, PIN, "1234"),
    )
}

fn id(house: &House, login: &str) -> AccountId {
    let found: Option<Account> = house.read(|tx| tx.account_by_login(login));
    found.unwrap().id
}

#[test]
fn each_role_opens_what_its_work_needs() {
    let house = office();
    for (login, expected) in [
        ("clerk", (false, true)),
        ("review", (false, false)),
        ("keys", (true, true)),
    ] {
        let mut store = signed_in(&house, login, OWN);
        assert_eq!(opens(&store), expected, "{login}");
        let put = store.write(|tx| tx.put_secret(Circle::Keys, "so-pin:token:K2", &secret("1"), at(2)));
        assert_eq!(put.is_ok(), expected.0, "{login}");
    }
    assert_eq!(opens(&signed_in(&house, LOGIN, PASSWORD)), (true, true));
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn rights_given_and_taken_open_and_close_at_once() {
    let mut house = office();
    let clerk = signed_in(&house, "clerk", OWN);
    let id = id(&house, "clerk");
    let mut given = |roles: &[Role]| {
        let roles = Roles::new(roles.iter().copied());
        house.write(|tx| tx.edit_account(id, "clerk", &roles));
        opens(&clerk)
    };
    assert_eq!(given(&[Role::Clerk, Role::KeyClerk]), (true, true));
    assert_eq!(given(&[Role::Clerk]), (false, true));
    assert_eq!(given(&[Role::Reviewer]), (false, false));
    assert_eq!(given(&[Role::KeyClerk]), (true, true));
    let keys = signed_in(&house, "keys", OWN);
    assert_eq!(opens(&keys), (true, true), "the others keep what they had");
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn passwords_come_and_go_and_nothing_is_lost() {
    let mut house = office();
    let mut keys = signed_in(&house, "keys", OWN);
    let id = id(&house, "keys");
    // Changed by oneself, in a session that goes on.
    keys.write(|tx| tx.set_password(id, &secret("second-Password-2")))
        .unwrap();
    assert_eq!(opens(&keys), (true, true));
    assert_eq!(
        opens(&signed_in(&house, "keys", "second-Password-2")),
        (true, true)
    );
    // Forgotten, and set anew by the administrator.
    house.write(|tx| tx.set_password(id, &secret("third-Password-3")));
    assert_eq!(
        opens(&signed_in(&house, "keys", "third-Password-3")),
        (true, true)
    );
    // Closed for a year, and opened again.
    house.write(|tx| tx.set_account_active(id, false));
    assert_eq!(opens(&house.store), (true, true));
    house.write(|tx| {
        tx.set_account_active(id, true)?;
        tx.set_password(id, &secret(OWN))
    });
    assert_eq!(opens(&signed_in(&house, "keys", OWN)), (true, true));
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn who_lays_the_right_down_leaves_it_to_the_others() {
    let mut house = office();
    let mut keys = signed_in(&house, "keys", OWN);
    let id = id(&house, "keys");
    keys.write(|tx| tx.edit_account(id, "keys", &Roles::new([Role::KeyClerk, Role::KeyClerk])))
        .unwrap();
    keys.write(|tx| tx.edit_account(id, "keys", &Roles::default()))
        .unwrap();
    assert_eq!(opens(&keys), (false, false));
    assert_eq!(opens(&house.store), (true, true));
    house.write(|tx| tx.put_secret(Circle::Keys, SO_PIN, &secret("4711"), at(3)));
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn a_restored_store_opens_for_those_for_whom_it_did() {
    let house = office();
    let backup = house
        .store
        .backup_to(&house.folder.join("backups"), at(5))
        .unwrap();
    let again = house.folder.join("restored");
    store::restore(&backup.folder, &again).unwrap();
    let (store, _) = Store::unlock(&again, "keys", &secret(OWN)).unwrap();
    assert_eq!(opens(&store), (true, true));
    let (store, _) = Store::unlock(&again, "review", &secret(OWN)).unwrap();
    assert_eq!(opens(&store), (false, false));
}
