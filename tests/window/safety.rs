//! What keeps the store safe, at the window: a second person for rights, a password that was given, the key for the safe
//! made and used, the sheet of the day, and somebody beside for an SO PIN that opens to nobody alone.

use desk::api::{KeyPresence, Role};

use super::accounts::{account, add_person};
use super::clerk::practice;
use super::counter::{Counter, Folder, YLBX, by_id, done};
use super::driver::{ENTER, F9, Window};

const GIVEN: &str = "glocken-4-weiher-q";
const OWN: &str = "lavendel-9-brunnen-x";
const AFTER: &str = "nussbaum-5-teich-w";

#[test]
fn a_new_colleague_is_let_in_by_two_and_chooses_the_own_password() {
    let window = Window::open_on("colleague", practice);
    window.sign_in("admin");
    window.go("settings");
    window.click("[data-tab='accounts']");
    window.press("add-account");
    for (field, text) in [
        ("account-login", "wenyining"),
        ("account-name", "温以宁"),
        ("account-password", GIVEN),
        ("account-password-again", GIVEN),
    ] {
        window.fill(field, text);
    }
    assert!(!window.has("[data-test='beside']"), "a clerk is let in by one");
    window.click("[data-test='role-reviewer']");
    window.wait_for("[data-test='beside']");
    window.shots("second");
    window.stand_beside("hemin");
    window.press("save-account");
    window.wait_text("[data-account='wenyining']", "口令待本人改");
    window.press("lock");
    window.press("other-account");
    window.fill("login", "wenyining");
    window.fill("password", GIVEN);
    window.press("primary");
    window.wait_for("[data-test='given-password']");
    window.shots("given");
    window.fill("given-password", GIVEN);
    window.fill("own-password", OWN);
    window.fill("own-password-again", OWN);
    window.keys(&[ENTER]);
    window.see("board");
    window.press("day-sheet");
    window.wait_text("[data-test='day-sheet-said']", "已存为 PDF");
    window.shots("sheet");
}

#[test]
fn the_key_for_the_safe_brings_an_administrator_back() {
    let window = Window::open_on("safe", practice);
    window.sign_in("admin");
    window.go("settings");
    window.click("[data-tab='safety']");
    window.wait_text("[data-test='recovery-state']", "还没有恢复密钥");
    window.shots("settings");
    window.fill("recovery-password", desk::counter::practice::PASSWORD);
    window.click("[data-test='recovery-halves']");
    window.stand_beside("hemin");
    window.press("make-recovery");
    window.wait_for("[data-test='recovery-sheet']");
    let sheets = window.texts_of("[data-test='recovery-sheet']", "test");
    assert_eq!(sheets.len(), 2);
    let sheets: Vec<String> = (1..=2)
        .map(|nth| window.text(&format!(".rt:nth-of-type({nth}) [data-test='recovery-sheet']")))
        .collect();
    assert!(
        window
            .text("[data-test='recovery-trouble']")
            .contains("没有打出来")
    );
    window.shots("told");
    window.press("recovery-done");
    window.wait_gone("[data-test='recovery-sheet']");
    window.wait_text("[data-test='recovery-state']", "还能用");

    window.press("lock");
    window.click(".foot-help");
    window.press("by-recovery-key");
    window.fill("recovery-first", &sheets[0]);
    window.click("[data-test='recovery-in-halves']");
    window.fill("recovery-second", &sheets[1]);
    window.fill("recovery-login", "admin");
    window.fill("recovery-new", AFTER);
    window.fill("recovery-again", AFTER);
    window.shots("recovering");
    window.press("recover");
    window.wait_for("[data-test='recovered']");
    window.press("cancel");
    window.fill("password", AFTER);
    window.press("primary");
    window.see("settings");
}

#[test]
fn a_reviewer_who_makes_keys_asks_somebody_beside_for_the_so_pin() {
    let window = Window::open_in("beside", &[], |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        add_person(&counter, "both", "程双", &[Role::Reviewer, Role::KeyClerk], OWN);
        let first = counter.closed(YLBX, 0, "28461937");
        let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
        counter.sign_in("admin");
        let mut both = account(&counter, "hemin");
        both.roles = vec![Role::Reviewer, Role::KeyClerk];
        both.beside = Some(super::counter::beside("luoyi"));
        done(counter.commands().edit_account(both));
        let unlock = counter.approved(YLBX, "org", "unlock", 0);
        counter.sign_in("hemin");
        let job = counter.job(&unlock);
        counter.go(&job, super::counter::Given::Key(&serial));
        done(counter.commands().key_desk(by_id(&unlock)));
    });
    window.sign_in("hemin");
    window.go("keys");
    window.see("keys");
    window.wait_for("[data-test='agree-beside']");
    window.shots("asked");
    window.stand_beside("luoyi");
    window.press("agree");
    window.wait_gone("[data-test='agree-beside']");
    window.wait_text("[data-test='message']", "可以用了");
    window.fill("new-pin", "50718293");
    window.fill("new-pin-again", "50718293");
    window.keys(&[F9]);
    window.wait_gone("[data-test='new-pin']");
    window.shots("agreed");
}
