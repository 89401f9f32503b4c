//! Findings on samples settled at the window: one is judged with a reason, a crop is nudged and taken back, the picture
//! fused of all is looked at and chosen, and the second check sees it.

use super::clerk::{Applicant, practice};
use super::customer::{chip_border, places};
use super::driver::{CTRL, ENTER, RIGHT, Window};

const PROJECT: &str = "netca-gd-zfcg";
const FORM: &str = "f-zfcg-1";

/// Where the left handle of the crop stands, in mm.
fn left_handle(window: &Window, mm: &str) {
    window.wait(
        &format!(
            "document.querySelector(\"[data-handle='left']\")?.getAttribute('aria-valuenow') === '{mm}'"
        ),
        &format!("the crop begins at {mm} mm"),
    );
}

/// Opens the editor by its key and waits until the picture has its size.
fn mend(window: &Window) {
    window.keys(&['e']);
    window.wait_for("[data-test='crop']");
}

#[test]
fn findings_on_samples_are_settled_by_eye_and_by_keys() {
    let window = Window::open_on("samples", practice);
    window.sign_in("linxy");
    window.see("board");
    let number = window.open_case(PROJECT, "org", "new", None);
    window.fill_form(&Applicant { unit: 1, operator: 1 });
    window.settle_the_intake("300");
    let scans = window.print_and_stamp(PROJECT, FORM);
    let frames = places(PROJECT, FORM);
    let second = frames[0].iter().find(|p| p.name == "seal.org.2").unwrap();
    chip_border(&scans[0], second);
    window.take_scans(&scans);

    // The one with a piece missing: what it lacks stands beside the others, and a person says why it is good.
    window.wait_for("[data-test='samples']");
    window.wait_text("[data-beside='seal.org.2']", "缺约");
    window.wait_for("[data-test='suggested']");
    window.click("[data-sample='seal.org.2']");
    window.wait_for("[data-test='sample-accept']");
    window.shots("look");
    window.press("sample-accept");
    window.fill("sample-reason", "缺口在边框，字迹完整");
    window.press("sample-confirm");
    window.wait_text(".ss-decision", "人工判合格：缺口在边框，字迹完整");

    // A crop is nudged and taken back before it is saved; then saved, and taken back after that.
    window.keys(&['1']);
    mend(&window);
    window.keys(&[RIGHT]);
    left_handle(&window, "0.1");
    window.shots("editor");
    window.keys(&[CTRL, 'z']);
    left_handle(&window, "0");
    window.keys(&[RIGHT]);
    window.keys(&['[']);
    window.wait_text("[data-test='edit-turn']", "转 −0.1°");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='edited']");
    mend(&window);
    window.keys(&[CTRL, 'z']);
    window.keys(&[CTRL, 'z']);
    left_handle(&window, "0");
    window.keys(&[ENTER]);
    window.wait_gone("[data-test='sample-editor']");
    window.wait_gone("[data-test='edited']");

    // The fused picture is looked at, chosen and exported.
    window.keys(&['0']);
    window.wait(
        "document.querySelector(\"[data-test='choose']\")?.textContent.includes('合成图')",
        "the fused picture is picked",
    );
    window.shots("fused");
    window.keys(&[ENTER]);
    window.wait_text("[data-group='电子印章']", "已采用合成图");
    window.keys(&[CTRL, 's']);
    window.wait_text("[data-test='sample-saved']", "fused.unit-seal.png");
    window.hand_on();

    window.take_over("hemin", "review", &number);
    window.wait_text("[data-view='review']", "电子印章 合成图");
    window.shots("review");
}
