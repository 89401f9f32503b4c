//! The SO PIN of a key, told to the key clerk while an administrator is beside, and gone with the dialog.

use super::counter::{Counter, Folder, YLBX};
use super::driver::Window;

#[test]
fn the_so_pin_is_shown_to_two_and_forgotten_with_the_dialog() {
    let window = Window::open_in("so-pin", &[], |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.make_keys(&counter.approved(YLBX, "org", "new", 0));
    });
    window.sign_in("luoyi");
    window.go("keys");
    window.see("keys");
    window.click("[data-serial][data-state='ours']");
    window.press("open-so-pin");
    window.wait_for("[data-test='dialog']");
    window.fill("so-pin-reason", "CA 收回 UKey，来函索取");
    window.stand_beside("luoyi");
    window.press("so-pin-show");
    window.wait_text("[data-test='dialog']", "另一个人");
    window.shots("alone");
    window.stand_beside("admin");
    window.press("so-pin-show");
    window.wait_for("[data-test='so-pin']");
    let told = window.text("[data-test='so-pin']");
    assert!(told.chars().filter(char::is_ascii_digit).count() >= 8, "{told}");
    window.shots("told");
    window.press("so-pin-done");
    window.wait_gone("[data-test='so-pin']");
    assert!(!window.text("body").contains(told.trim()));
}
