//! The ways beside the straight one, without the mouse: the CA's refusal is put down in its own words, the clerk sees
//! it, the customer gives up, and what is left to do goes on in a linked case.

use super::counter::{Counter, Folder, YLBX, waiting_for_answer};
use super::driver::{ALT, Window};

const WORDS: &str = "单位名称与工商登记不一致";

#[test]
fn a_refused_case_comes_back_is_given_up_and_goes_on_in_another() {
    let window = Window::open_on("ways", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        let case = counter.approved(YLBX, "org", "new", 0);
        waiting_for_answer(&counter, &case);
    });
    window.sign_in("luoyi");
    window.go("keys");
    window.see("keys");
    window.wait_for("[data-view='keys'] [data-test='case-number']");
    window.keys(&[ALT, 'w']);
    window.focus_is("[data-test='abandon-reason']");
    window.type_here(WORDS);
    window.shots("refused");
    window.press("dialog-primary");
    window.see("board");

    window.sign_in("linxy");
    window.go("board");
    window.see("board");
    window.wait_for("[data-case]");
    let number = window.texts_of("[data-case]", "case").remove(0);
    window.open_row(&number);
    window.see("intake");
    window.wait_text("[data-test='returned']", WORDS);

    // Given up: the key's fate has a usual answer, the money has none.
    window.keys(&[ALT, 'w']);
    window.focus_is("[data-test='abandon-reason']");
    window.type_here("单位不办了");
    window.tab_and_type("refund", "120.50");
    window.shots("given-up");
    window.press("dialog-primary");
    window.see("board");
    window.go("archive");
    window.see("archive");
    window.click(&format!("[data-case='{number}']"));
    window.wait_text("[data-view='archive'] [data-test='case-number']", &number);
    window.keys(&[ALT, 'w']);
    window.wait_for("[data-test='linked-business']");
    window.shots("linked");
    window.press("dialog-primary");
    window.see("intake");
    window.wait_for("[data-view='intake'] [data-test='case-number']");
}
