//! Which certificate a case acts on, in the window: among two of one unit the clerk ticks the one that the customer means,
//! by the keyboard alone, and it stays chosen.

use super::counter::{Counter, Folder, YLBX};
use super::driver::Window;

#[test]
fn among_two_certificates_the_clerk_ticks_the_one_that_is_meant() {
    let window = Window::open_on("acts-on", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        for pin in ["28461937", "91736482"] {
            counter.closed(YLBX, 0, pin);
        }
        counter.sign_in("linxy");
        counter.intake(YLBX, "org", "replace", 0);
    });
    window.sign_in("linxy");
    window.go("board");
    window.see("board");
    window.wait_for("[data-case]");
    let number = window.texts_of("[data-case]", "case").remove(0);
    window.open_row(&number);
    window.see("intake");
    window.wait_text("[data-test='acts-on']", "未选定");
    window.shots("open");
    let second = "[data-test='acts-on'] button:nth-of-type(2)";
    window.run(&format!(
        "document.querySelector({}).focus()",
        serde_json::json!(second)
    ));
    window.keys(&[' ']);
    window.wait_for(&format!("{second}[aria-pressed='true']"));
    window.wait_text("[data-test='acts-on']", "已选定");
    window.saved();
    window.shots("chosen");
    assert_eq!(window.count("[data-test='acts-on'] [aria-pressed='true']"), 1);
}
