//! What the archive covers for a role, opened at the window for a purpose that is on record: a number for some seconds,
//! the papers for some minutes. By the keyboard alone.

use super::counter::{Counter, Folder, YLBX};
use super::driver::{ALT, DOWN, ENTER, Window};

#[test]
fn a_covered_number_and_hidden_papers_open_for_a_purpose_by_the_keyboard_alone() {
    let window = Window::open_on("unmasking", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.closed(YLBX, 0, "28461937");
    });
    window.sign_in("luoyi");
    window.keys(&[ALT, '7']);
    window.see("archive");
    window.wait_for("[data-view='archive'] [data-case]");
    window.keys(&[DOWN]);
    window.wait_for("[data-test='unmask-operator_phone']");
    window.shots("covered");

    window.tab_and_press("unmask-operator_phone");
    window.wait_for("input[name='purpose']:focus");
    window.shots("asked");
    window.keys(&[DOWN]);
    window.wait(
        "document.querySelector('[data-test^=purpose-]:checked')",
        "a purpose is chosen",
    );
    window.tab_and_press("unmask-show");
    window.wait_text("[data-test='unmasked']", "13800000162");
    window.wait_text("[data-test='unmasked-left']", "秒后自动遮盖");
    window.shots("told");
    window.tab_and_press("unmask-done");
    window.wait_gone("[data-test='unmasked']");

    window.tab_to("[data-tab='pages']");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='papers-hidden']");
    window.shots("hidden");
    window.tab_and_press("unmask-papers");
    window.wait_for("input[name='purpose']:focus");
    window.keys(&[DOWN]);
    window.wait(
        "document.querySelector('[data-test^=purpose-]:checked')",
        "a purpose is chosen",
    );
    window.tab_and_press("unmask-show");
    window.wait_gone("[data-test='papers-hidden']");
    window.shots("open");

    // Both looks stand in the case's own record.
    window.tab_to("[data-tab='audit']");
    window.keys(&[ENTER]);
    window.wait_text("[data-view='archive']", "查看");
    window.shots("record");
}
