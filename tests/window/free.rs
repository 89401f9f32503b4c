//! A certificate given up free of charge, by a project whose guide names no amount: by keys from the intake to its end.

use super::clerk::{Applicant, practice};
use super::customer::stamp_and_scan;
use super::driver::{ALT, ENTER, ESCAPE, F9, Window};
use super::hand::Hand;
use super::printer::Printer;

const PROJECT: &str = "netca-gd-zfcg";
const FORM: &str = "f-zfcg-1";

/// Hands the case on by its key.
fn hand_on(hand: &mut Hand<'_>) {
    hand.window.wait_for("[data-test='primary']:not(:disabled)");
    hand.press(&[F9]);
    hand.window.wait_for("[data-test='said']");
}

#[test]
fn a_free_giving_up_goes_by_keys_to_its_end() {
    let printer = Printer::plugged();
    let window = Window::open_in("free", &printer.environment(), practice);
    let applicant = Applicant { unit: 1, operator: 1 };
    window.sign_in("linxy");
    window.see("board");
    let mut hand = Hand::on(&window);
    hand.open_case(applicant.name(), PROJECT, "revoke");
    let number = window.text("[data-test='case-number']");
    let mut values = applicant.fields();
    values.push(("fee".to_owned(), "0".to_owned()));
    hand.fill_by_keys(&values);
    hand.pay_and_tick();
    hand.keep_doubtful();
    window.shots("intake");
    hand.print();
    let scans = stamp_and_scan(&printer.paper(), PROJECT, FORM, &window.folder("scans"));
    hand.press(&[ESCAPE]);
    window.wait_gone("[data-test='dialog-primary']");
    hand.press(&[F9]);
    window.see("scan");
    window.take_scans(&scans);
    window.wait_for("[data-test='choose']:not(:disabled)");
    hand.press(&[ENTER]);
    window.wait_for(".ss-chosen");
    hand_on(&mut hand);

    window.take_over("hemin", "review", &number);
    window.focus_is("[data-test='review-items']");
    loop {
        let progress = window.text("[data-test='review-progress']");
        let (seen, total) = progress.split_once('/').expect("a progress");
        if seen == total {
            break;
        }
        hand.press(&['y']);
        window.wait(
            &format!(
                "document.querySelector(\"[data-test='review-progress']\").textContent.trim() !== '{progress}'"
            ),
            "the verdict is kept",
        );
    }
    hand_on(&mut hand);

    // Nothing leaves the house: two ticks, no key, no PIN, and the case is closed.
    window.sign_in("linxy");
    hand.press(&[ALT, '6']);
    window.see("handover");
    for stop in ["tick-told", "tick-reported"] {
        window.focus_is(&format!("[data-stop^='{stop}']"));
        hand.press(&[' ']);
        window.wait_for(&format!("[data-stop^='{stop}'] input:checked"));
    }
    assert!(!window.has("[data-test='new-pin']"));
    window.wait_for("[data-test='primary']:not(:disabled)");
    hand.press(&[F9]);
    window.wait_text("[data-test='hand-over-end']", "本件没有 UKey 交付");
    window.shots("end");
    hand.press(&[ALT, '7']);
    window.see("archive");
    window.wait_for(&format!("[data-view='archive'] [data-case='{number}']"));
}
