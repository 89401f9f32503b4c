//! The counter can never be locked for good, and nobody gives himself a right: every order of what two administrators
//! do to each other's accounts and to their own, as far as it leads anywhere new.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use counterfoil_tests::copy_folder;
use desk::Desk;
use desk::api::{AddAccount, EditAccount, Nothing, Role, SetUp, Settings};
use tempfile::TempDir;

use super::accounts::{GIVEN, own_password};
use super::counter::{desk_over, done, signing_in};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";
const LOGINS: [&str; 2] = ["zhouqm", "tangyi"];
/// Far more than there are; only a walk that never ends would come here.
const MOST_STATES: usize = 200;

/// What an administrator does to an account.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// Leaves it this and nothing else.
    Rights(&'static [Role]),
    Close,
    ReopenAsItWas,
    ReopenWithPassword,
}

const DEEDS: [Deed; 6] = [
    Deed::Rights(&[Role::Clerk]),
    Deed::Rights(&[Role::Admin]),
    Deed::Rights(&[Role::Admin, Role::Clerk]),
    Deed::Close,
    Deed::ReopenAsItWas,
    Deed::ReopenWithPassword,
];

/// What can be told of one account: its rights, whether it is open, whether its password opens the store.
type Standing = (Vec<String>, bool, bool);
/// The same of both.
type State = BTreeMap<String, Standing>;

/// Sets a counter up, with its first administrator.
pub fn set_up(desk: &Desk, password: &str) {
    done(desk.commands().set_up(SetUp {
        counter: desk::api::Counter {
            name: "海珠受理点".to_owned(),
            address: "广州市海珠区样例路1号".to_owned(),
            phone: "020-89000000".to_owned(),
            window: "1号窗".to_owned(),
        },
        login: LOGINS[0].to_owned(),
        name: "周启明".to_owned(),
        password: password.into(),
        roles: Vec::new(),
    }));
}

/// A counter with two administrators.
fn set_up_two(store: &Path) {
    let desk = desk_over(store.to_owned());
    set_up(&desk, PASSWORD);
    done(desk.commands().add_account(AddAccount {
        login: LOGINS[1].to_owned(),
        name: "唐一".to_owned(),
        roles: vec![Role::Admin],
        password: GIVEN.into(),
        beside: None,
    }));
    own_password(&desk, LOGINS[1], GIVEN, PASSWORD);
}

/// A desk over a copy of a store.
fn beside(store: &Path) -> (TempDir, Desk) {
    let home = tempfile::tempdir().unwrap();
    let copy = home.path().join("store");
    copy_folder(store, &copy);
    // Tries with the password of before count; here they are no guessing.
    let _ = std::fs::remove_file(copy.join("sign-in.json"));
    let desk = desk_over(copy);
    (home, desk)
}

/// Signs in, with the own password or by changing the one that was given.
fn sign_in(desk: &Desk, login: &str) -> bool {
    if desk.commands().sign_in(signing_in(login, PASSWORD)).is_ok() {
        return true;
    }
    let is_given = desk.commands().sign_in(signing_in(login, GIVEN)).is_ok();
    if is_given {
        own_password(desk, login, GIVEN, PASSWORD);
    }
    is_given
}

/// How both accounts stand, asked of whoever can still look after the counter.
fn state(desk: &Desk, trail: &[String]) -> State {
    let opens: Vec<_> = LOGINS.into_iter().filter(|login| sign_in(desk, login)).collect();
    let settings: Option<Settings> = opens.iter().find_map(|login| {
        sign_in(desk, login);
        desk.commands().settings(Nothing {}).ok()
    });
    let settings = settings.unwrap_or_else(|| panic!("nobody can look after the counter after {trail:#?}"));
    let accounts = settings.accounts.into_iter().map(|account| {
        let mut rights: Vec<_> = account.roles.iter().map(|role| format!("{role:?}")).collect();
        rights.sort();
        let opens = opens.contains(&account.login.as_str());
        (account.login, (rights, account.active, opens))
    });
    accounts.collect()
}

/// Somebody does something to an account; whether the desk took it.
fn act(desk: &Desk, actor: &str, target: &str, deed: Deed) -> Option<bool> {
    if !sign_in(desk, actor) {
        return None;
    }
    let settings = desk.commands().settings(Nothing {}).ok()?;
    let account = settings.accounts.into_iter().find(|one| one.login == target)?;
    let mut edit = EditAccount {
        id: account.id,
        name: account.name,
        roles: account.roles,
        active: account.active,
        password: "".into(),
        beside: None,
    };
    match deed {
        Deed::Rights(rights) => edit.roles = rights.to_vec(),
        Deed::Close => edit.active = false,
        Deed::ReopenAsItWas => edit.active = true,
        Deed::ReopenWithPassword => {
            edit.active = true;
            edit.password = GIVEN.into();
        }
    }
    Some(desk.commands().edit_account(edit).is_ok())
}

/// A state that was reached: its store, what it is, and how one came there.
struct Reached {
    store: PathBuf,
    state: State,
    trail: Vec<String>,
    _home: TempDir,
}

#[test]
fn two_administrators_never_lock_the_counter_and_nobody_gives_himself_a_right() {
    let home = tempfile::tempdir().unwrap();
    let store = home.path().join("store");
    set_up_two(&store);
    let begun = state(&beside(&store).1, &[]);
    let mut seen = vec![begun.clone()];
    let mut open = VecDeque::from([Reached {
        store,
        state: begun,
        trail: Vec::new(),
        _home: home,
    }]);
    let (mut taken, mut refused) = (0, 0);
    while let Some(from) = open.pop_front() {
        for (actor, target) in LOGINS.iter().flat_map(|a| LOGINS.iter().map(move |t| (*a, *t))) {
            for deed in DEEDS {
                let (home, desk) = beside(&from.store);
                let Some(went) = act(&desk, actor, target, deed) else {
                    continue;
                };
                let mut trail = from.trail.clone();
                trail.push(format!("{actor} to {target}: {deed:?}, taken: {went}"));
                let now = state(&desk, &trail);
                if !went {
                    refused += 1;
                    assert_eq!(now, from.state, "refused, and yet something changed: {trail:#?}");
                    continue;
                }
                taken += 1;
                let grew = now[actor]
                    .0
                    .iter()
                    .any(|right| !from.state[actor].0.contains(right));
                assert!(!grew, "{actor} has a new right of his own making: {trail:#?}");
                if !seen.contains(&now) {
                    assert!(seen.len() < MOST_STATES, "{trail:#?}");
                    seen.push(now.clone());
                    open.push_back(Reached {
                        store: home.path().join("store"),
                        state: now,
                        trail,
                        _home: home,
                    });
                }
            }
        }
    }
    assert!(
        seen.len() > 10 && taken > 50 && refused > 50,
        "{} states, {taken} taken, {refused} refused",
        seen.len()
    );
    println!("{} states, {taken} acts taken, {refused} refused", seen.len());
}
