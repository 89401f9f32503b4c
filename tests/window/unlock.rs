//! One unlock: a unit whose key was made here comes back with a forgotten PIN.

use std::path::Path;

use counterfoil_tests::counterctl;

use super::clerk::Applicant;
use super::driver::Window;

const PROJECT: &str = "netca-gd-ylbx";

/// A practice store in which the first unit has its key, and the key is still plugged in.
fn with_a_key(store: &Path) {
    let out = store.parent().unwrap();
    let said = counterctl([
        "walkthrough".as_ref(),
        "--project".as_ref(),
        PROJECT.as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    assert_eq!(said.code, 0, "{said:?}");
}

#[test]
fn a_forgotten_pin_is_replaced_only_for_an_approved_case() {
    let window = Window::open_on("unlock", with_a_key);
    let applicant = Applicant { unit: 0, operator: 0 };
    window.sign_in("linxy");
    let number = window.open_case(PROJECT, "org", "unlock", Some(applicant.name()));
    window.fill_form(&applicant);
    window.choose("payment", "card");
    window.tick_materials();
    window.keep_doubtful();
    window.wait_text("[data-test='fee-total']", "20");
    window.shots("intake");
    let scans = window.print_and_stamp(PROJECT, "f-ylbx-1");
    window.take_scans(&scans);
    window.hand_on();

    window.take_over("hemin", "review", &number);
    window.pass_all();
    window.hand_on();

    window.take_over("luoyi", "keys", &number);
    window.shots("keys");
    window.work_keys(Some("[data-serial]:not([data-state='blank'])"), Some("73915502"));
    window.shots("keys-done");
}
