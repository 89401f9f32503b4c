//! Insiders and bad input: guessing at passwords, accounts that were closed or want more than they have, a session that
//! cannot be written down, what strangers put into fields and names.

use std::time::{Duration, Instant};

use desk::api::{AddAccount, CasePatch, ChangePassword, EditAccount, Nothing, Role, StoreState};
use desk::counter::practice;
use secrecy::SecretString;
use store::Store;

use super::accounts::account;
use super::counter::{
    Counter, YLBX, beside, by_id, desk_over, done, given_up, refused, sign_in_as, signing_in,
};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

fn tries(counter: &Counter, login: &str, times: usize) {
    for _ in 0..times {
        let wrong = signing_in(login, "falsch-falsch-falsch");
        refused(counter.commands().sign_in(wrong), "store-wrong-password");
    }
}

#[test]
fn guessing_is_paused_however_the_login_is_typed_and_wherever() {
    let counter = Counter::new();
    tries(&counter, "linxy", 2);
    tries(&counter, "LinXY   ", 3);
    let right = sign_in_as("linxy");
    refused(counter.commands().sign_in(right.clone()), "sign-in-paused");
    // A program that is started anew goes on counting; so does the command line, which is one.
    let anew = desk_over(counter.folder.path().to_owned());
    assert_eq!(anew.commands().sign_in(right).unwrap_err().code, "sign-in-paused");
    counter.sign_in("hemin");
    for _ in 0..5 {
        let change = ChangePassword {
            old: "falsch-falsch-falsch".into(),
            new: PASSWORD.into(),
        };
        refused(counter.commands().change_password(change), "store-wrong-password");
    }
    let change = ChangePassword {
        old: practice::PASSWORD.into(),
        new: PASSWORD.into(),
    };
    refused(counter.commands().change_password(change), "sign-in-paused");
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
    let reviews = EditAccount {
        roles: vec![Role::Reviewer],
        ..linxy
    };
    done(other.commands().edit_account(reviews.clone()));
    let abandon = given_up(&case, "客户不办了", None);
    refused(counter.commands().abandon_case(abandon), "role-missing");
    done(other.commands().edit_account(EditAccount {
        roles: vec![Role::Clerk],
        active: false,
        ..reviews
    }));
    refused(counter.commands().get_case(by_id(&case)), "account-closed");
    refused(counter.commands().get_case(by_id(&case)), "not-signed-in");
}

#[test]
fn the_store_cannot_be_locked_for_good_and_nobody_gives_himself_rights() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let second = AddAccount {
        login: "zweite".to_owned(),
        name: "钱又安".to_owned(),
        roles: vec![Role::Admin],
        password: PASSWORD.into(),
        beside: None,
    };
    // Nobody makes a second administrator alone, nor with the own password twice, nor with somebody who is none.
    let with = |who: Option<&str>| AddAccount {
        beside: who.map(beside),
        ..second.clone()
    };
    for (who, code) in [
        (None, "store-needs-second"),
        (Some("admin"), "beside-same-account"),
        (Some("nobody"), "store-wrong-password"),
    ] {
        refused(counter.commands().add_account(with(who)), code);
    }
    done(counter.commands().add_account(with(Some("hemin"))));
    // The new one does nothing with a password that somebody else knows.
    done(counter.commands().sign_in(signing_in("zweite", PASSWORD)));
    assert!(
        done(counter.commands().status(Nothing {}))
            .session
            .unwrap()
            .password_given
    );
    refused(counter.commands().board(Nothing {}), "password-given");
    refused(counter.commands().settings(Nothing {}), "password-given");
    let same = ChangePassword {
        old: PASSWORD.into(),
        new: PASSWORD.into(),
    };
    refused(counter.commands().change_password(same), "password-same");
    counter.sign_in("admin");
    // A password for somebody else takes two as well.
    refused(
        counter.commands().edit_account(EditAccount {
            password: PASSWORD.into(),
            beside: None,
            ..account(&counter, "linxy")
        }),
        "store-needs-second",
    );

    let (first, second) = (account(&counter, "admin"), account(&counter, "zweite"));
    let all = EditAccount {
        roles: vec![Role::Admin, Role::Clerk, Role::Reviewer, Role::KeyClerk],
        ..first.clone()
    };
    refused(counter.commands().edit_account(all), "own-rights");
    let active = |account: &EditAccount, active: bool| EditAccount {
        active,
        ..account.clone()
    };
    done(counter.commands().edit_account(active(&second, false)));
    refused(
        counter.commands().edit_account(active(&second, true)),
        "password-missing",
    );
    refused(
        counter.commands().edit_account(active(&first, false)),
        "last-admin",
    );
    done(counter.commands().edit_account(EditAccount {
        password: PASSWORD.into(),
        roles: vec![Role::Admin, Role::Clerk],
        ..second
    }));
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
            refused(counter.commands().sign_out(Nothing {}), "signed-out-unrecorded");
            Ok(())
        })
        .unwrap();
    assert_eq!(
        done(counter.commands().status(Nothing {})).store,
        StoreState::Locked
    );
    refused(counter.commands().board(Nothing {}), "not-signed-in");
}

#[test]
fn a_session_that_nobody_touches_ends_whatever_the_window_does() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let minutes = done(counter.commands().status(Nothing {})).lock_after_minutes;
    let after = |minutes: u32| Instant::now() + Duration::from_secs(60 * u64::from(minutes));
    let is_open = || done(counter.commands().status(Nothing {})).store == StoreState::Open;

    // Looks of the window are no touch; the last moments are the window's own, which sends its drafts before.
    counter.desk.lock_if_idle(after(minutes));
    assert!(is_open());
    counter.desk.lock_if_idle(after(minutes + 1));
    assert!(!is_open());
    refused(counter.commands().board(Nothing {}), "not-signed-in");

    // Where the end cannot be put on record the session ends all the same.
    counter.sign_in("linxy");
    let password = SecretString::from(practice::PASSWORD);
    let (mut other, _) = Store::unlock(counter.folder.path(), "admin", &password).unwrap();
    other
        .write(|_| -> Result<(), store::StoreError> {
            counter.desk.lock_if_idle(after(minutes + 1));
            Ok(())
        })
        .unwrap();
    assert!(!is_open());
}

#[test]
fn what_nobody_can_have_typed_does_not_reach_the_books() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let long = "广".repeat(1_000_000);
    let saved = counter.save(
        &case,
        CasePatch {
            fields: Some(
                [
                    ("unit_name".to_owned(), "广州\u{202e}学小\u{0}市".to_owned()),
                    ("unit_address".to_owned(), long.to_owned()),
                    ("x".repeat(1_000_000), "1".to_owned()),
                ]
                .into(),
            ),
            conditions: Some(vec!["y".repeat(1_000_000)]),
            ..CasePatch::default()
        },
    );
    let fields = &saved.content.fields;
    assert_eq!(fields["unit_name"], "广州学小市");
    let longest = fields
        .iter()
        .map(|(name, value)| name.len() + value.as_str().len())
        .max();
    assert!(longest.unwrap() < 10_000, "{longest:?}");
    assert!(
        !saved.conditions.iter().any(|condition| condition.on),
        "{saved:?}"
    );
}

/// What the program writes for people to take along has names and numbers in it: nobody else on the machine reads it.
#[cfg(unix)]
#[test]
fn papers_and_packages_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = counter.print(&case, &[]);
    let file = std::path::PathBuf::from(printed.files[0].as_str());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600, "{}", file.display());
    assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
}
