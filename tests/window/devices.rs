//! What stands around the window: a scanner with its feeder, played by SANE's own test device, no camera, and the files
//! for the CA's site made of what was scanned.

use std::path::{Path, PathBuf};

use super::counter::{Counter, Folder, ZFCG};
use super::driver::{F9, Window};

/// A practice counter with a case whose pages are scanned, and whose SANE knows the test device only.
fn with_a_scanned_case(store: &Path) {
    let counter = Counter::made(Folder::at(store.to_owned()), &[ZFCG]);
    let config = store.join("sane.d");
    std::fs::create_dir_all(&config).expect("a folder");
    std::fs::write(config.join("dll.conf"), "test\n").expect("a configuration");
    std::fs::write(config.join("test.conf"), "").expect("a configuration");
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    counter.print_and_scan(&case);
}

#[test]
fn devices_are_chosen_on_the_screen_and_the_files_for_the_site_made_there() {
    let window = Window::open_on("devices", with_a_scanned_case);
    window.sign_in("linxy");
    window.go("scan");
    window.see("scan");
    window.click("[data-view='scan'] [data-case]");
    window.click("[data-group='page']");
    window.press("export-uploads");
    window.wait_for("[data-test='upload-file']");
    let folder = PathBuf::from(window.text("[data-test='uploads'] .mono"));
    let written = std::fs::read_dir(&folder).expect("the folder it names").count();
    assert_eq!(
        u64::try_from(written).expect("a few"),
        window.count("[data-test='upload-file']")
    );
    window.shots("uploads");

    window.press("scanner-settings");
    window.wait_for("[data-test='scan-source'] option:nth-child(2)");
    window.shots("scanner");
    window.press("camera-open");
    window.wait_for("[data-test='camera-none']");
    window.shots("camera");
    assert!(!window.can_press("capture"), "nothing to take without a camera");
    window.keys(&[F9]);
    window.wait_for("[data-test='said']");
}
