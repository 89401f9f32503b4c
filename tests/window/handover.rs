//! The hand-over station by the keyboard alone: one key, several, by post, to somebody else, and nothing at all.

use std::path::Path;

use desk::casework::people;
use serde_json::json;

use super::counter::{Counter, Folder, LN_UKEY, YLBX, ZFCG};
use super::driver::{ALT, ENTER, F4, F9, Window};
use super::hand::Hand;

/// As many command keys as a hand-over may take.
const MOST_KEYS: u32 = 12;
const SPACE: char = ' ';

impl Hand<'_> {
    /// Types into the place that has the focus and goes on with Enter.
    fn fill(&mut self, stop: &str, text: &str) {
        self.at(stop);
        self.enter(text);
    }

    fn at(&self, stop: &str) {
        self.window.focus_is(&format!("[data-stop^='{stop}']"));
    }

    /// Ticks what has the focus; the focus goes on by itself.
    fn tick(&mut self, stop: &str) {
        self.at(stop);
        let box_of = format!("[data-stop^='{stop}'] input:checked");
        let before = self.window.count(&box_of);
        self.press(&[SPACE]);
        self.window.wait(
            &format!("document.querySelectorAll({}).length > {before}", json!(box_of)),
            "the box is ticked",
        );
    }

    /// Hands over and waits for the end.
    fn hand_over(&mut self, title: &str) {
        self.window.wait_for("[data-test='primary']:not(:disabled)");
        self.press(&[F9]);
        self.window.wait_text("[data-test='hand-over-end']", title);
    }

    /// Says that the PIN was told: Space, then Enter on the button that has the focus.
    fn pin_is_told(&mut self) {
        self.window.focus_is("[data-test='pin-taken']");
        self.press(&[SPACE]);
        self.window.focus_is("[data-test='pin-confirm']");
        self.press(&[ENTER]);
        self.window.wait_gone("[data-test='pin-dialog']");
    }

    /// On to the next customer.
    fn next(&mut self) {
        self.window.focus_is("[data-test='primary']");
        self.press(&[F9]);
        self.window.wait_gone("[data-test='hand-over-end']");
    }
}

/// A practice counter with one case of a project that waits to be fetched.
fn waiting(store: &Path, project: &str, kind: &str, unit: usize) -> Counter {
    let counter = Counter::made(Folder::at(store.to_owned()), &[project]);
    counter.make_keys(&counter.approved(project, kind, "new", unit));
    counter
}

/// An approved application to give a certificate up.
fn given_up(counter: &Counter, unit: usize) {
    let case = counter.submitted(YLBX, "org", "revoke", unit);
    counter.sign_in("hemin");
    counter.pass(&case);
}

/// Signs in and goes to the station by its digit.
fn begin(window: &Window) -> Hand<'_> {
    window.sign_in("linxy");
    let mut hand = Hand::on(window);
    hand.press(&[ALT, '6']);
    window.see("handover");
    window.wait_for("[data-nav='handover'][aria-current='page']");
    hand
}

#[test]
fn a_key_leaves_in_few_keys_and_what_has_no_key_asks_no_pin() {
    let window = Window::open_on("handover", |store| {
        given_up(&waiting(store, YLBX, "org", 0), 1);
    });
    let mut hand = begin(&window);
    let person = &people::PERSONS[0];
    hand.at("name");
    window.wait_text("[data-badge='handover']", "2");
    hand.fill("name", person.name);
    hand.fill("id-no", person.id_no);
    hand.tick("tick-person");
    hand.tick("tick-key");
    hand.fill("pin:", "28461937");
    window.focus_is("[data-stop$=':again']");
    hand.fill("pin:", "28461937");
    window.shots("filled");
    hand.hand_over("已交付 1 把 UKey");
    println!("a hand-over took {} command keys", hand.keys);
    assert!(hand.keys <= MOST_KEYS, "{} command keys", hand.keys);
    assert_eq!(window.count("[data-test='given-key']"), 1);
    window.wait_text("[data-badge='handover']", "1");
    window.shots("done");

    // The next customer by one key: nothing to fetch, no PIN is asked, none is told, and the sheet says none.
    hand.next();
    hand.at("tick-told");
    assert!(!window.has("[data-test='new-pin']"));
    hand.tick("tick-told");
    hand.tick("tick-reported");
    hand.hand_over("本件没有 UKey 交付");
    assert_eq!(window.count("[data-test='given-key']"), 0);
    assert!(!window.has("[data-test='pin-dialog']"));
    window.shots("nothing-done");
    window.wait_gone("[data-badge='handover']");
    hand.next();
    window.see("board");
}

#[test]
fn several_keys_are_posted_and_their_pins_told_apart_from_them() {
    let window = Window::open_on("posted", |store| {
        waiting(store, LN_UKEY, "org_employee", 0);
    });
    let mut hand = begin(&window);
    hand.at("name");
    hand.press(&[F4]);
    window.wait_for("[data-stop='authorised-from']");
    hand.press(&[F4]);
    for stop in ["recipient", "phone", "address"] {
        hand.fill(stop, "");
    }
    hand.fill("courier", "顺丰速运");
    hand.fill("tracking", "SF1234567890123");
    hand.at("postage");
    window.click("[data-test='postage'] [data-option='collect']");
    for stop in ["tick-key", "tick-key", "tick-pin-apart"] {
        window.tab_to(&format!("[data-stop^='{stop}']:not(:has(input:checked))"));
        hand.tick(stop);
    }
    window.shots("filled");
    hand.hand_over("已邮寄 2 把 UKey");
    window.shots("told");
    hand.pin_is_told();
    assert_eq!(window.count("[data-test='given-key']"), 2);
    window.wait_text("[data-test='hand-over-end']", "SF1234567890123");
}

#[test]
fn somebody_else_fetches_and_a_wrong_number_is_told_at_its_field() {
    let window = Window::open_on("fetched-by-other", |store| {
        waiting(store, ZFCG, "org", 0);
    });
    let mut hand = begin(&window);
    hand.at("name");
    hand.press(&[F4]);
    window.wait_for("[data-stop='authorised-from']");
    hand.fill("name", "李代领");
    hand.fill("id-no", "110105194912310021");
    window.wait_for("[data-finding='resident-id-check-digit']");
    hand.fill("authorised-from", "20200101");
    hand.fill("authorised-until", "20200201");
    window.wait_for("[data-finding='authorisation-expired']");
    window.shots("wrong");
    window.fill("authorised-until", "20990101");
    window.fill("id-no", "11010519491231002X");
    window.wait_gone("[data-finding]");
    for stop in ["tick-person", "tick-authorisation", "tick-key"] {
        window.tab_to(&format!("[data-stop^='{stop}']"));
        hand.tick(stop);
    }
    window.shots("filled");
    hand.hand_over("已交付 1 把 UKey");
    hand.pin_is_told();
    window.wait_text("[data-test='hand-over-end']", "授权书原件已收");
    window.shots("done");
}
