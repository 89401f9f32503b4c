//! The PIN letter: printed once, from memory; again only with an administrator beside. The printer is played by a
//! program named `lp` that keeps what it is given.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use counterfoil_tests::tool;
use tempfile::TempDir;

use super::counter::{Counter, Folder, YLBX};
use super::driver::Window;

/// A printer that lays each job as a file into its folder, and the path on which it is found first.
fn printer(tray: &Path) -> (String, String) {
    let lp = tray.join("lp");
    let script = format!("#!/bin/sh\ncat > \"$(mktemp {}/job-XXXXXX)\"\n", tray.display());
    std::fs::write(&lp, script).expect("a printer");
    std::fs::set_permissions(&lp, std::fs::Permissions::from_mode(0o755)).expect("a printer");
    let path = std::env::var("PATH").expect("a path");
    ("PATH".to_owned(), format!("{}:{path}", tray.display()))
}

/// The words on the letters that lie in the tray.
fn letters(tray: &Path) -> Vec<String> {
    let jobs = std::fs::read_dir(tray).expect("a tray");
    let jobs = jobs.map(|entry| entry.expect("a job").path());
    jobs.filter(|path| path.file_name().is_some_and(|name| name != "lp"))
        .map(|pdf| tool("pdftotext", [pdf.as_os_str(), "-".as_ref()]).out)
        .collect()
}

#[test]
fn a_pin_letter_is_printed_once_and_again_only_by_right() {
    let tray = TempDir::new().expect("a tray");
    let window = Window::open_in("letter", &[printer(tray.path())], |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX]);
        counter.make_keys(&counter.approved(YLBX, "org", "new", 0));
    });
    window.sign_in("luoyi");
    window.go("keys");
    window.see("keys");
    // The case is made and waits to be fetched; its key, put in, leads back to it.
    window.press("open-key-case");
    window.wait_for("[data-test='print-letter']");
    window.shots("before");
    window.press("print-letter");
    window.wait_text("[data-test='letters']", "已打印 1 次");
    let first = letters(tray.path());
    assert_eq!(first.len(), 1);
    assert!(
        first[0].contains(desk::casework::people::UNITS[0].name),
        "{first:?}"
    );

    window.press("print-letter");
    window.wait_for("[data-test='dialog']");
    assert!(
        !window.can_press("letter-again"),
        "without a reason and somebody beside"
    );
    window.fill("letter-reason", "卡纸，旧信已当面销毁");
    window.stand_beside("hemin");
    window.press("letter-again");
    window.wait_for("[data-test='dialog'] [data-code='role-missing']");
    window.shots("refused");
    window.stand_beside("admin");
    window.press("letter-again");
    window.wait_text("[data-test='letters']", "已打印 2 次");
    let again = letters(tray.path());
    assert_eq!(
        again,
        [first[0].clone(), first[0].clone()],
        "the same letter again"
    );
    window.shots("again");
}
