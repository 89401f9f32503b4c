//! What follows keys that left, by the keyboard alone: a parcel is signed for and the letter with the PIN goes on
//! another day; a key that came back is put down in the ledger and counted with the day.

use desk::api::{CaseView, Leaving};

use super::counter::{Counter, Folder, YLBX, by_id, done};
use super::driver::{ALT, CTRL, DOWN, ENTER, Window};
use super::ledger::paper;
use super::yesterday;

/// Hands a case over by post, to the address and at the cost that its plan knows; the address.
fn post(counter: &Counter, case: &CaseView, tracking: &str) -> String {
    let plan = done(counter.commands().hand_over_view(by_id(case))).plan;
    let address = plan.posting.address.clone();
    let leaving = Leaving::Posted {
        recipient: "沈若川".to_owned(),
        phone: "13800000162".to_owned(),
        address: plan.posting.address,
        courier: "顺丰速运".to_owned(),
        tracking: tracking.to_owned(),
        postage: plan.posting.postage,
    };
    done(counter.commands().hand_over(counter.leaving(case, leaving)));
    address
}

#[test]
fn a_parcel_is_signed_for_and_its_pin_letter_goes_on_another_day() {
    let window = Window::open_on("post", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        let case = counter.approved(YLBX, "org", "new", 0);
        counter.make_keys(&case);
        counter.sign_in("linxy");
        let address = post(&counter, &case, "SF1234567890123");
        yesterday::keys_left(&counter, &case, "SF0000001", &address);
    });
    window.sign_in("linxy");
    window.keys(&[ALT, '7']);
    window.see("archive");
    window.wait_for("[data-view='archive'] [data-case]");
    window.keys(&[DOWN]);
    window.wait_text("[data-test='parcels']", "SF1234567890123");
    window.shots("left");

    window.tab_to("[data-test^='receive-']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='parcel-words']:focus");
    window.type_here("门卫 11 月 25 日签收");
    window.shots("receipt");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='parcels']", "签收：门卫 11 月 25 日签收");

    // The letter never goes under the number of the keys; what was typed stays beside the refusal.
    window.tab_to("[data-test='send-pin']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='parcel-courier']:focus");
    window.type_here("顺丰速运");
    window.tab_and_type("parcel-tracking", "SF0000001");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='refusal'][data-code='parcel-not-apart']");
    window.shots("not-apart");
    window.fill("parcel-tracking", "SF7654321");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='parcels']", "SF7654321");
    window.wait_gone("[data-test='parcel-courier']");
    assert!(!window.has("[data-test='send-pin']"), "a letter goes once");
    window.shots("followed");
}

#[test]
fn a_key_that_came_back_is_put_down_and_counted_with_the_day() {
    let window = Window::open_on("handed-in", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.sign_in("linxy");
        let paper = paper(1, "4d1f0b10aa01", "2027-11-30", "3F00A107");
        done(counter.commands().enter_certificate(paper));
    });
    window.sign_in("linxy");
    window.keys(&[ALT, '8']);
    window.see("ledger");
    window.focus_is("[data-test='ledger-text']");
    window.type_here("3F00A107");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='entry-serial']", "4d1f0b10aa01");
    window.tab_to("[data-test='place-returned']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='dialog'] [data-test='why']:focus");
    window.type_here("补办时交回，壳体已裂");
    window.shots("putting-down");
    window.keys(&[ENTER]);
    window.wait_gone("[data-test='dialog']");
    window.wait_text("[data-test='life']", "补办时交回");
    window.shots("put-down");

    window.sign_in("luoyi");
    window.keys(&[ALT, '5']);
    window.see("keys");
    window.keys(&[CTRL, 'b']);
    window.see("stock");
    window.wait_text("[data-test='custody']", "3F00A107");
    let count = |field: &str, number: &str| {
        window.tab_to(&format!(
            "[data-test='{field}'] input, input[data-test='{field}']"
        ));
        window.keys(&[CTRL, 'a']);
        window.type_here(number);
    };
    count("counted-returned", "0");
    count("counted", "0");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='last-close']", "交回待处理 1 把，账实不符，实点 0 把");
    count("counted-returned", "1");
    window.keys(&[ENTER]);
    window.wait_text("[data-test='last-close']", "交回待处理 1 把，账实相符");
    window.shots("counted");
}
