//! A tray of keys by the keyboard alone.

use super::counter::{Counter, Folder, YLBX};
use super::driver::{ALT, ENTER, F4, F6, F9, UP, Window};

#[test]
fn batch_a_tray_of_keys_is_made_with_the_keyboard_alone() {
    let window = Window::open_on("batch", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        for unit in 0..3 {
            counter.approved(YLBX, "org", "new", unit);
        }
    });
    window.sign_in("luoyi");
    window.keys(&[ALT, '5']);
    window.see("keys");
    window.keys(&[F4]);
    window.see("tray");
    window.wait(ROWS_READY, "three keys wait");
    window.shots("begun");

    // The first key of the tray is bad.
    window.keys(&[F6]);
    window.wait_for("[data-test='skip-reason']");
    window.focus_is("[data-test='skip-reason']");
    window.type_here("插不进去");
    window.keys(&[ENTER]);
    window.wait_for("[data-test='tray-lines'] tr:nth-child(1)[data-state='skipped']");
    window.wait_for("[data-test='tray-lines'] tr:nth-child(2)[aria-current='true']");

    for row in [2, 3] {
        window.wait_for(&format!(
            "[data-test='tray-lines'] tr:nth-child({row})[aria-current='true']"
        ));
        if window.has("[data-test='tokens'][data-state='several']") {
            let blank = window
                .run(
                    "return [...document.querySelectorAll(\"[data-test='tokens'] [data-serial]\")]\
                     .findIndex(e => e.dataset.state === 'blank') + 1",
                )
                .as_u64()
                .expect("a number");
            let digit = char::from_digit(u32::try_from(blank).expect("a digit"), 10).expect("a digit");
            assert!(!window.can_press("primary"), "several keys and none chosen");
            window.keys(&[digit]);
        }
        window.wait_for("[data-test='primary']:not(:disabled)");
        window.keys(&[F9]);
        window.wait_for(&format!(
            "[data-test='tray-lines'] tr:nth-child({row})[data-state='waits']"
        ));
    }
    window.wait_for("[data-test='tray-report']");
    window.shots("waiting");

    // The training CA answers both; the keys are finished one after the other.
    for row in [3, 2] {
        window.wait_for(&format!(
            "[data-test='tray-lines'] tr:nth-child({row})[aria-current='true']"
        ));
        window.tab_to("[data-test='training-issue']");
        window.keys(&[ENTER]);
        window.wait_for(&format!(
            "[data-test='tray-lines'] tr:nth-child({row})[data-state='ready']"
        ));
        window.wait_for("[data-test='primary']:not(:disabled)");
        window.keys(&[F9]);
        window.wait_for(&format!(
            "[data-test='tray-lines'] tr:nth-child({row})[data-state='done']"
        ));
        if row == 3 {
            window.keys(&[UP]);
        }
    }
    window.wait_text("[data-test='tray-counts']", "完成 2");
    window.wait_text("[data-test='tray-counts']", "跳过 1");
    window.shots("done");
}

/// Three lines that can be worked on, the first one chosen and its case on the bench.
const ROWS_READY: &str = "document.querySelectorAll(\"[data-test='tray-lines'] tr[data-state='ready']\").length === 3 \
    && document.querySelector(\"[data-test='job-step']\") && document.querySelector(\"[data-test='tokens'] [data-serial]\")";
