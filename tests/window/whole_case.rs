//! One whole case in the window: a unit comes for its first certificate, and leaves with a written and proven key.

use super::clerk::{Applicant, practice};
use super::driver::Window;

const PROJECT: &str = "netca-gd-zfcg";

#[test]
fn from_the_counter_to_a_key_that_is_fetched() {
    let window = Window::open_on("whole-case", practice);
    let applicant = Applicant { unit: 1, operator: 1 };

    window.wait_for("[data-test='practice-linxy']");
    window.shots("sign-in");
    window.sign_in("linxy");
    window.see("board");
    window.shots("board");

    window.go("intake");
    window.see("intake");
    window.shots("new-case");
    let number = window.open_case(PROJECT, "org", "new", None);
    window.fill_form(&applicant);
    window.settle_the_intake("300");
    window.shots("intake");
    let scans = window.print_and_stamp(PROJECT, "f-zfcg-1");
    window.shots("scan-empty");
    window.take_scans(&scans);
    window.shots("scan");
    window.choose_samples();
    window.shots("seals");
    window.hand_on();

    // Four eyes: another account.
    window.take_over("hemin", "review", &number);
    window.shots("review");
    window.pass_all();
    window.hand_on();

    window.take_over("luoyi", "keys", &number);
    window.shots("keys");
    window.work_keys(None, None);
    window.shots("keys-done");

    window.sign_in("linxy");
    window.open_row(&number);
    window.see("handover");
    let (operator, id_no) = applicant.operator();
    window.fill("fetched-by", operator);
    window.fill("id-no", id_no);
    for tick in window.texts_of("[data-test^='tick-']", "test") {
        window.press(&tick);
    }
    window.fill("new-pin", "28461937");
    window.fill("new-pin-again", "28461937");
    window.shots("hand-over");
    window.press("primary");
    window.wait_for("[data-test='handed-over']");
    window.shots("handed-over");

    window.go("archive");
    window.see("archive");
    window.wait_for(&format!("[data-view='archive'] [data-case='{number}']"));
    window.click(&format!("[data-view='archive'] [data-case='{number}']"));
    window.wait_text("[data-view='archive']", "已领取");
    window.shots("archive");

    window.sign_in("admin");
    window.go("settings");
    window.see("settings");
    window.shots("settings");
}
