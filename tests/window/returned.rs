//! One returned case: the second check finds a difference, sends it back with its reason, and the clerk sees it there.

use super::clerk::{Applicant, practice};
use super::driver::Window;

const PROJECT: &str = "netca-gd-ylbx";
const REASON: &str = "表上勾选的年限与录入不同";

#[test]
fn a_difference_goes_back_with_its_reason() {
    let window = Window::open_on("returned", practice);
    let applicant = Applicant { unit: 2, operator: 2 };
    window.sign_in("linxy");
    let number = window.open_case(PROJECT, "org", "new", None);

    // A code that cannot be right is refused in words, beside what would be right; what was typed stays.
    window.fill("uscc", "914403001922038217");
    window.fill("unit_name", applicant.name());
    window.wait_text("[data-finding]", "第18位应为6");
    assert_eq!(window.value("uscc"), "914403001922038217");
    window.shots("finding");
    window.fill("uscc", "");
    window.saved();
    window.fill_form(&applicant);
    if window.has("[data-field='years'] [data-option='3']") {
        window.choose("years", "3");
    } else {
        window.fill("years", "3");
    }
    window.choose("payment", "card");
    window.tick_materials();
    window.keep_doubtful();
    window.wait_text("[data-test='fee-total']", "700");
    let scans = window.print_and_stamp(PROJECT, "f-ylbx-1");
    window.take_scans(&scans);
    window.hand_on();

    window.take_over("hemin", "review", &number);
    window.press("verdict-wrong");
    window.fill("wrong-reason", REASON);
    window.shots("wrong");
    window.press("wrong-confirm");
    window.wait_text("[data-test='review-progress']", "1/");
    assert!(
        !window.can_press("primary"),
        "a case with a difference can be approved"
    );
    window.press("return");
    window.wait_for("[data-test='return-dialog']");
    window.shots("return-dialog");
    window.press("confirm-return");
    window.wait_for("[data-test='said']");

    window.sign_in("linxy");
    window.go("board");
    window.see("board");
    window.wait_for(&format!("[data-case='{number}']"));
    window.screenshot("board-returned");
    window.open_row(&number);
    window.see("intake");
    window.wait_text("[data-test='returned']", REASON);
    window.shots("returned");
}
