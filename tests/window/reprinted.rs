//! A returned case whose content is mended: its old pages are stale and said to be, the new print is asked for, scanned
//! and checked, and only then it is approved.

use super::counter::{Counter, Folder, YLBX};
use super::driver::{ESCAPE, F9, Window};

const FORM: &str = "f-ylbx-1";
const REASON: &str = "电话与表上写的不同";

#[test]
fn a_returned_case_is_mended_reprinted_rescanned_and_approved() {
    let number = std::cell::OnceCell::new();
    let window = Window::open_on("reprinted", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        let case = counter.submitted(YLBX, "org", "new", 0);
        let known = case.number;
        assert!(number.set(known).is_ok());
    });
    let number = number.get().expect("a number");
    window.wait_for("[data-test='practice-hemin']");
    window.take_over("hemin", "review", number);
    // A page beside the item opens over the whole window, and goes again.
    window.focus_is("[data-test='review-items']");
    window.keys(&['v']);
    window.wait_for("[data-test='viewer'][data-of='page']");
    window.keys(&[ESCAPE]);
    window.wait_gone("[data-test='viewer']");
    window.press("verdict-wrong");
    window.fill("wrong-reason", REASON);
    window.press("wrong-confirm");
    window.wait_text("[data-test='review-progress']", "1/");
    window.press("return");
    window.wait_for("[data-test='return-dialog']");
    window.press("confirm-return");
    window.wait_for("[data-test='said']");

    // The clerk mends it: what was printed and scanned holds no longer, and nothing goes on with it.
    window.sign_in("linxy");
    window.open_row(number);
    window.see("intake");
    window.wait_text("[data-test='returned']", REASON);
    window.fill("unit_phone", "020-87654321");
    window.saved();
    window.wait_text("[data-test='primary']", "打印申请表");
    let scans = window.print_and_stamp(YLBX, FORM);
    window.wait_for("[data-test='pages'] [data-state='stale']");
    window.shots("stale");
    window.keys(&[F9]);
    window.wait_for("[data-test='refusal'],[data-test='why'],.bar-why");
    assert!(
        !window.has("[data-test='said']"),
        "a case went on with stale pages"
    );
    window.take_scans(&scans);
    window.wait_for("[data-test='pages'] [data-state='filed']");
    window.hand_on();

    window.take_over("hemin", "review", number);
    window.pass_all();
    window.hand_on();
    window.wait_text("[data-test='said']", "已通过");
}
