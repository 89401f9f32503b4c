//! Three windows of a hall over one server: the clerk submits at one, the reviewer approves at the next, the key clerk
//! makes the key at a third. Then the server goes away while somebody types.

use std::path::Path;
use std::time::Instant;

use counterfoil_tests::counterctl_told;
use desk::counter::practice::PASSWORD;
use hall::cluster::{Cluster, Disk, TestHall};

use super::clerk::{Applicant, practice};
use super::closing::{ended, process, send};
use super::driver::Window;

const PROJECT: &str = "netca-gd-zfcg";
const TYPED: &str = "东莞市松山湖样例科技有限公司";

/// A practice counter that worked alone moves into the hall.
fn moved_in(store: &Path, hall: &TestHall<'_>) {
    practice(store);
    let ticket = tempfile::tempdir().expect("a folder");
    hall.join(ticket.path(), "window_3").expect("a ticket");
    let said = counterctl_told(
        &format!("{PASSWORD}\n"),
        [
            "hall".as_ref(),
            "move-in".as_ref(),
            store.as_os_str(),
            "--ticket".as_ref(),
            ticket.path().as_os_str(),
            "--login".as_ref(),
            "admin".as_ref(),
        ],
    );
    assert_eq!(said.code, 0, "{said:?}");
}

/// A PC without a store joins in the window.
fn joined(name: &'static str, hall: &TestHall<'_>, role: &str, login: &str) -> Window {
    let window = Window::open(name);
    let ticket = window.folder("stick");
    hall.join(&ticket, role).expect("a ticket");
    window.wait_for("[data-test='join-hall']");
    window.press("join-hall");
    window.fill("join-ticket", "/nowhere/at/all");
    window.fill("join-login", login);
    window.fill("join-password", PASSWORD);
    window.press("join");
    window.wait_for("[data-test='refusal'][data-code='hall-other']");
    window.fill("join-ticket", &ticket.display().to_string());
    window.fill("join-password", "not-the-password");
    window.press("join");
    window.wait_for("[data-test='refusal'][data-code='store-wrong-password']");
    window.shots("refused");
    window.fill("join-password", PASSWORD);
    window.press("join");
    window.wait_for("[data-test='who']");
    window.see("board");
    window
}

#[test]
fn a_case_goes_from_window_to_window_and_a_server_that_is_away_loses_nothing() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let keys = Window::open_on("hall-keys", |store| moved_in(store, &hall));
    let clerk = joined("hall-clerk", &hall, "window_1", "linxy");
    let review = joined("hall-review", &hall, "window_2", "hemin");
    keys.sign_in("luoyi");
    keys.see("board");

    // Somebody draws a number and is called to this window; the screen in the hall says where to go.
    clerk.press("draw-number");
    clerk.wait_for("[data-test='drawn']");
    clerk.press("call-next");
    clerk.wait_text("[data-test='queue-here']", "001");
    clerk.shots("called");
    clerk.press("to-queue");
    clerk.see("queue");
    clerk.wait_text("[data-number='1']", "window_1");
    clerk.shots("queue");
    clerk.go("board");
    clerk.see("board");

    let applicant = Applicant { unit: 1, operator: 1 };
    let number = clerk.open_case(PROJECT, "org", "new", None);
    clerk.fill_form(&applicant);
    clerk.settle_the_intake("300");
    let scans = clerk.print_and_stamp(PROJECT, "f-zfcg-1");
    clerk.take_scans(&scans);
    clerk.choose_samples();
    clerk.hand_on();

    // Nobody asked for it: the reviewer's board has it because another window wrote.
    let submitted = Instant::now();
    let at = |state: &str| format!("[data-view='board'] [data-state='{state}'] [data-case='{number}']");
    review.wait_for(&at("in_review"));
    println!(
        "on the reviewer's board after {:.1} s",
        submitted.elapsed().as_secs_f64()
    );
    review.shots("board");
    review.go("review");
    review.see("review");
    review.wait_text("[data-test='case-number']", &number);
    review.pass_all();
    review.hand_on();

    let approved = Instant::now();
    keys.wait_for(&at("approved"));
    println!(
        "on the key clerk's board after {:.1} s",
        approved.elapsed().as_secs_f64()
    );
    keys.go("keys");
    keys.see("keys");
    keys.wait_text("[data-test='case-number']", &number);
    // The key is in a reader here: at another PC the job says where, and may be taken over with a reason.
    keys.wait_for("[data-test='primary']:not(:disabled):not(.is-loading)");
    keys.press("primary");
    review.sign_in("luoyi");
    review.go("keys");
    review.see("keys");
    review.wait_text("[data-test='case-number']", &number);
    review.wait_for("[data-test='who-else']");
    review.wait_for("[data-test='elsewhere'] [data-test='take-over']:disabled");
    review.shots("elsewhere");
    review.sign_in("hemin");
    keys.work_keys(None, None);

    clerk.go("board");
    clerk.see("board");
    clerk.wait_for(&at("ready"));

    // The server dies while the clerk types the next one.
    let next = clerk.open_case(PROJECT, "org", "new", None);
    cluster.kill().expect("it can be killed");
    clerk.fill("unit_name", TYPED);
    clerk.wait_for("[data-test='only-reads'][data-why='hall_gone']");
    clerk.wait_for("[data-test='save-line'][data-phase='spooled']");
    clerk.wait_text("[data-test='spool-words']", "断网，暂存 1 项");
    clerk.shots("away");
    review.wait_for("[data-test='only-reads'][data-why='hall_gone']");
    // The window dies with it. Who comes back finds what was typed, and it goes in by itself.
    let pid = process(&clerk.store()).expect("the window runs");
    send("-9", pid);
    ended(pid);
    let clerk = clerk.open_again();
    clerk.sign_in("linxy");
    clerk.see("board");
    clerk.wait_text("[data-test='spool-words']", "断网，暂存 1 项");
    clerk.open_row(&next);
    clerk.see("intake");
    clerk.wait_for("[data-test='save-line'][data-phase='spooled']");
    assert_eq!(clerk.value("unit_name"), TYPED);
    clerk.press("spool-list");
    clerk.wait_text("[data-what='typed']", &next);
    clerk.shots("spool");
    clerk.press("spool-close");
    cluster.start_again().expect("it starts again");
    clerk.wait_gone("[data-test='only-reads']");
    clerk.wait_text("[data-test='spool-words']", "已交入 1 项");
    clerk.saved();
    assert_eq!(clerk.value("unit_name"), TYPED);
    clerk.press("spool-away");
    clerk.go("board");
    review.wait_gone("[data-test='only-reads']");
    keys.sign_in("linxy");
    keys.open_row(&next);
    keys.see("intake");
    keys.wait(
        &format!("document.querySelector(\"input[data-field='unit_name']\")?.value === '{TYPED}'"),
        "what was typed at the other window is here",
    );
}
