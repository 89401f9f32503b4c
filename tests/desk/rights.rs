//! Rights are asked at the desk, whatever a screen shows.

use desk::api::secrecy_text::SecretText;
use desk::api::{
    AddAccount, BackUp, ById, ChangePassword, EditAccount, KeyGo, KeyStepName, LookUp, Nothing, SetUp,
    SetVerdict, StoreState, VerdictGiven,
};
use serde_json::Value;
use std::collections::BTreeMap;

use case::Role;
use desk::api;
use desk::counter::practice;
use desk::doors::dispatch::{Kind, WHO};
use desk::doors::who::Who;

use super::accounts::add_person;
use super::counter::{Counter, YLBX, done, fresh, refused, sign_in_as, signing_in};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

#[test]
fn without_signing_in_nothing_is_told_but_the_status() {
    let counter = Counter::new();
    assert_eq!(
        done(counter.commands().status(Nothing {})).store,
        StoreState::Locked
    );
    let (to, text) = (counter.commands(), "木棉".to_owned());
    refused(to.board(Nothing {}), "not-signed-in");
    refused(to.settings(Nothing {}), "not-signed-in");
    refused(to.get_case(ById { id: 1 }), "not-signed-in");
    refused(to.tokens(ById { id: 0 }), "not-signed-in");
    refused(to.look_up(LookUp { text }), "not-signed-in");
}

/// Every command, every account, and nobody: what the list says of who may call it is what happens. Arguments are
/// left out, so that nobody who is admitted does anything.
#[test]
fn every_command_admits_whom_the_list_names_and_nobody_else() {
    let counter = Counter::new();
    add_person(&counter, "neuling", "钱未定", &[], PASSWORD);
    done(counter.commands().sign_out(Nothing {}));
    let people = [
        (None, None),
        (Some("neuling"), None),
        (Some("linxy"), Some(Role::Clerk)),
        (Some("hemin"), Some(Role::Reviewer)),
        (Some("luoyi"), Some(Role::KeyClerk)),
        (Some("admin"), Some(Role::Admin)),
    ];
    let mut table =
        String::from("command                  nobody  bare  clerk  reviewer  key clerk  admin\n");
    let mut rows: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for (login, role) in people {
        match login {
            Some("neuling") => {
                done(counter.commands().sign_in(signing_in("neuling", PASSWORD)));
            }
            Some(login) => counter.sign_in(login),
            None => {}
        }
        for (command, kind, who) in WHO {
            // Signing in and out, and making a store, would change who is there.
            if ["sign_in", "sign_out", "set_up"].contains(command) {
                continue;
            }
            let refused = match kind {
                Kind::Json => counter.desk.call(command, Value::Null).err(),
                Kind::Bytes => counter.desk.bytes(command, Value::Null).err(),
                // Nothing is read out of an empty file by whoever is admitted.
                Kind::Upload => counter.desk.upload(command, "leer.pdf", 0, Vec::new()).err(),
            };
            let code = refused.map(|refused| refused.code).unwrap_or_default();
            let barred = ["not-signed-in", "role-missing", "account-without-role"].contains(&code.as_str());
            let wanted = match who {
                Who::Anyone => true,
                Who::SignedIn => login.is_some(),
                Who::Staff => role.is_some(),
                one => role.is_some() && role == one.role(),
            };
            assert_eq!(!barred, wanted, "{command} as {login:?}: {code}");
            rows.entry(command).or_default().push(!barred);
        }
    }
    for (command, admitted) in rows {
        let marks: Vec<&str> = admitted.iter().map(|may| if *may { "✓" } else { "·" }).collect();
        table.push_str(&format!("{command:24} {}\n", marks.join("      ")));
    }
    println!("{table}");
}

#[test]
fn each_role_does_its_own_work_only() {
    let counter = Counter::new();
    let to = counter.commands();
    let as_who = |login: &str| {
        counter.sign_in(login);
        "role-missing"
    };
    let open = fresh(YLBX, "org", "new");
    let hemin = as_who("hemin");
    refused(to.open_case(open.clone()), hemin);
    let folder = counter.folder.path().display().to_string();
    refused(
        to.back_up(BackUp {
            folder,
            ..BackUp::default()
        }),
        hemin,
    );
    let luoyi = as_who("luoyi");
    refused(to.open_case(open), luoyi);
    let nameless = api::Counter {
        name: String::new(),
        address: String::new(),
        phone: String::new(),
        window: String::new(),
    };
    refused(to.save_counter(nameless), luoyi);
    let linxy = as_who("linxy");
    let ok = SetVerdict {
        id: 1,
        item: "field:unit_name".to_owned(),
        verdict: VerdictGiven::Ok,
        reason: String::new(),
    };
    refused(to.set_verdict(ok), linxy);
    let step = KeyGo {
        job_id: 1,
        step: Some(KeyStepName::Initialise),
        serial: String::new(),
        new_pin: SecretText::default(),
        pin: SecretText::default(),
        so_pin: SecretText::default(),
        confirm_last_try: false,
    };
    refused(to.key_go(step), linxy);
    let own = AddAccount {
        login: "x".to_owned(),
        name: "x".to_owned(),
        roles: vec![api::Role::Admin],
        password: "long-enough-1".into(),
        beside: None,
    };
    refused(to.add_account(own), linxy);
}

#[test]
fn five_wrong_passwords_pause_the_login_and_an_unknown_login_is_told_alike() {
    let counter = Counter::new();
    let wrong = signing_in("linxy", "not-the-password");
    let first = refused(counter.commands().sign_in(wrong.clone()), "store-wrong-password");
    let unknown = refused(
        counter.commands().sign_in(signing_in("nobody", "x")),
        "store-wrong-password",
    );
    assert_eq!(first.message, unknown.message);
    for _ in 0..4 {
        refused(counter.commands().sign_in(wrong.clone()), "store-wrong-password");
    }
    refused(counter.commands().sign_in(sign_in_as("linxy")), "sign-in-paused");
    counter.sign_in("hemin");
}

#[test]
fn weak_passwords_are_refused_and_the_last_administrator_stays() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let weak = [
        ("short", "password-short"),
        ("aaaaaaaaaaaa", "password-weak"),
        ("qwertyuiop123", "password-weak"),
        ("Admin@123456", "password-weak"),
    ];
    for (weak, code) in weak {
        let new = AddAccount {
            login: "neu".to_owned(),
            name: "新人".to_owned(),
            roles: vec![api::Role::Clerk],
            password: weak.into(),
            beside: None,
        };
        refused(counter.commands().add_account(new), code);
    }
    let own = ChangePassword {
        old: practice::PASSWORD.into(),
        new: "zhouqiming2026".into(),
    };
    let weak = refused(counter.commands().change_password(own), "password-weak");
    assert!(
        weak.message.contains("姓名"),
        "the own name in pinyin is told as such: {weak}"
    );
    let settings = done(counter.commands().settings(Nothing {}));
    let admin = settings
        .accounts
        .iter()
        .find(|a| a.login == "admin")
        .unwrap()
        .clone();
    let edit = EditAccount {
        id: admin.id,
        name: "周启明".to_owned(),
        roles: vec![api::Role::Clerk],
        active: true,
        password: "".into(),
        beside: None,
    };
    refused(counter.commands().edit_account(edit), "last-admin");
}

#[test]
fn set_up_makes_a_store_that_only_its_administrator_opens() {
    let folder = tempfile::tempdir().unwrap();
    let desk = super::counter::desk_over(folder.path().join("new"));
    assert_eq!(
        desk.commands().status(Nothing {}).unwrap().store,
        StoreState::Absent
    );
    let set_up = SetUp {
        counter: api::Counter {
            name: "越秀受理点".to_owned(),
            address: "越秀路1号".to_owned(),
            phone: "020-81230000".to_owned(),
            window: "1号窗".to_owned(),
        },
        login: "zhou".to_owned(),
        name: "周启明".to_owned(),
        password: "four quiet herons".into(),
        roles: vec![api::Role::Clerk],
    };
    let status = desk.commands().set_up(set_up.clone()).unwrap();
    assert_eq!(
        status.session.unwrap().roles,
        [api::Role::Clerk, api::Role::Admin]
    );
    desk.commands().sign_out(Nothing {}).unwrap();
    assert_eq!(desk.commands().set_up(set_up).unwrap_err().code, "store-exists");
    let signed = desk
        .commands()
        .sign_in(signing_in("ZHOU", "four quiet herons"))
        .unwrap();
    assert_eq!(signed.counter.unwrap().name, "越秀受理点");
}
