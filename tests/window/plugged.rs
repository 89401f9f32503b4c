//! Keys go in and come out: a card in a virtual reader behind a real reader service, seen by the window as it happens.

use std::path::Path;

use counterfoil_tests::readers::{Plugged, ReaderService};
use desk::api::{CaseView, Nothing};
use token::{ModuleSpec, Token as _, WorkerCommand, Workers};

use super::ca;
use super::counter::{Counter, Folder, YLBX, done};
use super::driver::Window;

/// A practice counter over `store` with approved cases of the first units, whose keys sit in readers.
fn counter_with_cards(store: &Path, cases: usize) -> Vec<CaseView> {
    let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
    counter.sign_in("admin");
    let mut devices = done(counter.commands().settings(Nothing {})).devices;
    devices.modules = vec![token::PCSC.to_owned()];
    done(counter.commands().save_devices(devices));
    (0..cases)
        .map(|unit| counter.approved(YLBX, "org", "new", unit))
        .collect()
}

/// The window at the key desk, with nothing in the readers.
fn at_the_key_desk(name: &'static str, readers: &ReaderService) -> Window {
    let window = Window::open_in(name, &readers.env(), |store| {
        counter_with_cards(store, 1);
    });
    window.sign_in("luoyi");
    window.go("keys");
    window.see("keys");
    window.wait_for("[data-test='tokens'][data-state='no_token']");
    assert!(!window.can_press("primary"), "without a key nothing may go on");
    window
}

fn insert(window: &Window, readers: &ReaderService, card: &str, presence: &str) -> Plugged {
    let card = readers.plug(&readers.memory(card), &[]);
    window.wait_for(&format!(
        "[data-test='tokens'][data-state='one'] [data-serial][data-state='{presence}']"
    ));
    card
}

#[test]
fn a_key_opens_its_record_when_it_goes_in_and_a_pulled_one_goes_on_where_it_was() {
    let readers = ReaderService::start();
    let window = at_the_key_desk("plugged", &readers);
    window.shots("none");
    let card = insert(&window, &readers, "card", "blank");
    window.wait_text("[data-test='key-model']", "PIV");
    let record = window.text("[data-test='tokens']");
    assert!(
        record.contains("正常，余 3 次") && record.contains("0 张"),
        "{record}"
    );
    window.shots("inserted");

    for step in ["initialise", "set-user-pin", "prove-unlock", "generate-key-pair"] {
        window.press("primary");
        window.wait_for(&format!("[data-step='{step}'][data-state='next']"));
    }
    drop(card);
    window.wait_for("[data-test='tokens'][data-state='no_token']");
    window.wait_text("[data-test='gate-reason']", "没有插 UKey");
    assert!(!window.can_press("primary"));
    window.shots("pulled");

    // Another one in its place is seen, and not touched.
    let other = insert(&window, &readers, "other", "blank");
    window.wait_text("[data-test='gate-reason']", "不是本份登记的");
    assert!(!window.can_press("primary"));
    drop(other);
    window.wait_for("[data-test='tokens'][data-state='no_token']");

    let _card = insert(&window, &readers, "card", "this_case");
    window.work_keys(None, None);
    window.shots("proven");
}

/// Makes a card that holds a certificate of another authority, with an SO PIN that this counter does not know.
fn made_elsewhere(readers: &ReaderService, card: &str) {
    let worker = WorkerCommand::program(counterfoil_tests::program("token-worker"), readers.env());
    let keys = Workers::new(vec![ModuleSpec::cards()], worker);
    let _card = readers.plug(&readers.memory(card), &[]);
    let blank = loop {
        if let Some(token) = keys.list().unwrap().pop() {
            break token;
        }
    };
    ca::made_elsewhere(&keys, &blank, "别处的单位", ELSEWHERE);
}

/// The SO PIN of the card made elsewhere.
const ELSEWHERE: &str = "9081726354091827";

#[test]
fn a_foreign_key_is_shown_and_touched_only_by_a_decision_of_two_people() {
    let readers = ReaderService::start();
    made_elsewhere(&readers, "foreign");
    let window = at_the_key_desk("foreign", &readers);
    let _card = insert(&window, &readers, "foreign", "foreign");
    window.wait_text("[data-test='key-certificate']", "别处的单位");
    window.wait_text("[data-test='key-remedy']", "只可查看");
    window.shots("seen");
    // The next step is refused by the core, whatever is pressed.
    window.press("primary");
    window.wait_for("[data-test='refusal'][data-code='key-foreign'], [data-code='key-foreign']");

    window.press("open-decision");
    window.fill("decide-reason", "客户带来的旧 UKey，原证书已过期，同意清空");
    window.stand_beside("luoyi");
    window.press("decide");
    window.wait_text("[data-test='dialog']", "另一个人");
    window.shots("same-person");
    window.stand_beside("hemin");
    window.press("decide");
    window.wait_text("[data-test='key-decision']", "同意清空");
    window.shots("decided");

    window.press("primary");
    window.wait_for("[data-step='initialise'][data-state='next']");
    // Its SO PIN is not ours: it has to be brought by whoever gave the key out.
    assert!(!window.can_press("primary"));
    window.fill("so-pin", ELSEWHERE);
    window.press("primary");
    window.wait_for("[data-step='set-user-pin'][data-state='next']");
    window.work_keys(None, None);
}
