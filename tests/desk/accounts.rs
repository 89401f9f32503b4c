//! Accounts of the tests: added by two where it takes two, with passwords that their owners have chosen.

use desk::Desk;
use desk::api::secrecy_text::SecretText;
use desk::api::{AccountLine, AddAccount, ChangePassword, EditAccount, Nothing, Role};

use super::counter::{Counter, beside, done, signing_in};

/// What an administrator gives a new account, until its owner has changed it.
pub const GIVEN: &str = "glocken-4-weiher-q";

/// An account is added, by two where it takes two, and its owner has chosen the own password.
pub fn add_person(counter: &Counter, login: &str, name: &str, roles: &[Role], password: &str) {
    counter.sign_in("admin");
    done(counter.commands().add_account(AddAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        roles: roles.to_vec(),
        password: GIVEN.into(),
        beside: Some(beside("hemin")),
    }));
    own_password(&counter.desk, login, GIVEN, password);
}

/// Somebody changes the password that an administrator gave.
pub fn own_password(desk: &Desk, login: &str, given: &str, own: &str) {
    done(desk.commands().sign_in(signing_in(login, given)));
    done(desk.commands().change_password(ChangePassword {
        old: given.into(),
        new: own.into(),
    }));
}

/// The account of a login as the settings show it, as arguments of an edit.
pub fn account(counter: &Counter, login: &str) -> EditAccount {
    let accounts = done(counter.commands().settings(Nothing {})).accounts;
    let found = accounts.into_iter().find(|account| account.login == login);
    let AccountLine {
        id,
        name,
        roles,
        active,
        ..
    } = found.expect("the account");
    EditAccount {
        id,
        name,
        roles,
        active,
        password: SecretText::default(),
        beside: Some(beside("hemin")),
    }
}
