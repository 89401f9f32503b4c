//! `account`: passwords set, reset and taken away, with the keyring in step.

use case::{Role, Roles};
use store::{Account, KEYRING, NewAccount, Store};

use crate::house::{House, LOGIN, PASSWORD, at, secret};

fn add(house: &mut House, login: &str, password: &str) -> Account {
    let new = NewAccount::new(login, "林澜", Roles::new([Role::Reviewer]));
    house.write(|tx| tx.add_account(&new, &secret(password), at(1)))
}

fn opens(house: &House, login: &str, password: &str) -> bool {
    Store::unlock(&house.folder, login, &secret(password)).is_ok()
}

fn slots(house: &House) -> usize {
    let text = std::fs::read_to_string(house.folder.join(KEYRING)).unwrap();
    text.matches("\"wrapped\"").count()
}

#[test]
fn every_account_opens_the_same_store() {
    let mut house = House::new();
    let lin = add(&mut house, "Lin.Lan", "reviewer-Window-7");
    assert_eq!(lin.login, "lin.lan");
    let (store, account) = Store::unlock(&house.folder, "LIN.LAN", &secret("reviewer-Window-7")).unwrap();
    assert_eq!(account, lin);
    assert!(account.roles.has(Role::Reviewer) && !account.roles.has(Role::Admin));
    assert_eq!(store.read(|tx| tx.accounts()).unwrap().len(), 2);
    assert_eq!(slots(&house), 2);
}

#[test]
fn a_new_password_shuts_the_old_one_out() {
    let mut house = House::new();
    let lin = add(&mut house, "linlan", "first-Password-1");
    house.write(|tx| tx.set_password(lin.id, &secret("second-Password-2")));
    assert!(opens(&house, "linlan", "second-Password-2") && opens(&house, LOGIN, PASSWORD));
    assert!(!opens(&house, "linlan", "first-Password-1"));
    assert_eq!(slots(&house), 2);
}

#[test]
fn a_closed_account_is_out_until_it_gets_a_new_password() {
    let mut house = House::new();
    let lin = add(&mut house, "linlan", "first-Password-1");
    house.write(|tx| tx.set_account_active(lin.id, false));
    assert!(!opens(&house, "linlan", "first-Password-1"));
    assert_eq!(slots(&house), 1);
    house.write(|tx| tx.set_account_active(lin.id, true));
    let row = house.read(|tx| tx.account(lin.id));
    assert!(row.active && !row.has_password);
    assert!(!opens(&house, "linlan", "first-Password-1"));
    house.write(|tx| tx.set_password(lin.id, &secret("second-Password-2")));
    assert!(opens(&house, "linlan", "second-Password-2"));
}

#[test]
fn an_account_that_is_closed_while_its_slot_lingers_stays_out() {
    let mut house = House::new();
    let lin = add(&mut house, "linlan", "first-Password-1");
    let before = std::fs::read(house.folder.join(KEYRING)).unwrap();
    house.write(|tx| tx.set_account_active(lin.id, false));
    // As after a power cut between the commit and the keyring.
    std::fs::write(house.folder.join(KEYRING), before).unwrap();
    assert!(!opens(&house, "linlan", "first-Password-1"));
    // The next change of the keyring sweeps it.
    add(&mut house, "other", "third-Password-3");
    assert_eq!(slots(&house), 2);
}

#[test]
fn logins_are_taken_once_however_they_are_written() {
    let mut house = House::new();
    for login in [LOGIN, "ZhouWen", " ｚｈｏｕｗｅｎ "] {
        let new = NewAccount::new(login, "周雯二", Roles::default());
        let error = house.refused(|tx| tx.add_account(&new, &secret("p"), at(1)));
        assert_eq!(error.code(), "store-login-taken", "{login}");
    }
    let nameless = NewAccount::new("  ", "无名", Roles::default());
    let error = house.refused(|tx| tx.add_account(&nameless, &secret("p"), at(1)));
    assert_eq!(error.code(), "store-invalid");
    assert_eq!(slots(&house), 1);
}

#[test]
fn name_and_roles_change_and_the_login_stays() {
    let mut house = House::new();
    let lin = add(&mut house, "linlan", "first-Password-1");
    house.write(|tx| tx.edit_account(lin.id, " 林岚 ", &Roles::new([Role::KeyClerk, Role::Clerk])));
    let row = house.read(|tx| tx.account(lin.id));
    assert_eq!((row.name.as_str(), row.login.as_str()), ("林岚", "linlan"));
    assert_eq!(
        row.roles.iter().collect::<Vec<_>>(),
        [Role::Clerk, Role::KeyClerk]
    );
    let error = house.refused(|tx| tx.edit_account(store::AccountId(99), "某", &Roles::default()));
    assert_eq!(error.code(), "store-not-found");
}
