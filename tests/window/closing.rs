//! The window goes at the worst moment: closed or told to end behind the last key, or killed in the middle of typing.

use std::path::Path;
use std::process::Command;

use super::clerk::practice;
use super::driver::Window;

const PROJECT: &str = "netca-gd-ylbx";

/// The process of the window whose store this is.
pub(super) fn process(store: &Path) -> Option<u32> {
    let store = store.display().to_string();
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let line = std::fs::read_to_string(entry.path().join("cmdline")).ok()?;
        let mut words = line.split('\0');
        (words.next()?.ends_with("counterfoil") && words.any(|word| word == store)).then_some(pid)
    })
}

/// Waits until the process has ended by itself.
pub(super) fn ended(pid: u32) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let there =
        || std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "));
    while there() {
        assert!(std::time::Instant::now() < until, "the window is still there");
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    }
}

fn draft(name: &'static str) -> (Window, String) {
    let window = Window::open_on(name, practice);
    window.sign_in("linxy");
    window.see("board");
    let number = window.open_case(PROJECT, "org", "new", None);
    window.wait_for("[data-field='unit_department']");
    (window, number)
}

/// What stands in the field after the next start.
fn after_all(window: Window, number: &str) -> String {
    let window = window.open_again();
    window.wait_for("[data-test='practice-linxy']");
    window.sign_in("linxy");
    window.open_row(number);
    window.see("intake");
    window.wait_for("[data-field='unit_department']");
    window.value("unit_department")
}

/// The window goes behind the last key, and the key is kept.
fn closed_at_once(name: &'static str, close: impl FnOnce(&Window, u32)) {
    let (window, number) = draft(name);
    let pid = process(&window.store()).expect("the window runs");
    window.fill("unit_department", "教务处一室");
    close(&window, pid);
    ended(pid);
    assert_eq!(after_all(window, &number), "教务处一室");
}

pub(super) fn send(signal: &str, pid: u32) {
    let status = Command::new("kill")
        .args([signal, &pid.to_string()])
        .status()
        .expect("kill");
    assert!(status.success());
}

#[test]
fn closing_the_window_at_once_behind_the_last_key_loses_nothing() {
    // As the window manager does it when somebody presses the cross.
    closed_at_once("close-at-once", |window, pid| window.close_politely(pid));
}

#[test]
fn a_machine_that_shuts_down_at_once_behind_the_last_key_loses_nothing() {
    closed_at_once("shut-down", |_, pid| send("-TERM", pid));
}

#[test]
fn a_kill_in_the_middle_of_unbroken_typing_loses_at_most_a_second() {
    let (window, number) = draft("killed");
    let pid = process(&window.store()).expect("the window runs");
    window.run("document.querySelector(\"[data-field='unit_department']\").focus()");
    // Three seconds without a pause as long as the one behind which a draft goes by itself.
    let typed = window.type_steadily(30, 100);
    send("-9", pid);
    ended(pid);
    let kept = after_all(window, &number);
    assert!(typed.starts_with(&kept), "{kept}");
    // Ten keys a second: no more than one second's keys are gone.
    assert!(typed.len() - kept.len() <= 10, "kept {kept} of {typed}");
}
