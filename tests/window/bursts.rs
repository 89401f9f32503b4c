//! A barcode scanner goes off on every screen, whatever has the focus: it looks up, and decides nothing.

use serde_json::json;

use super::counter::{Counter, Folder, YLBX};
use super::driver::{CTRL, ESCAPE, F3, Window};
use super::scanner::Scanner;

/// A pause within a scan, longer than any that tells a hand from a scanner.
const STUTTER: u32 = 150;

const SAMPLES: &str = "netca-gd-zfcg";

/// What a screen may never ask of the desk because of a scan.
const DECISIONS: [&str; 22] = [
    "open_case",
    "abandon_case",
    "print",
    "print_slip",
    "submit",
    "approve",
    "return_case",
    "set_verdict",
    "decide_sample",
    "edit_sample",
    "discard_page",
    "unfile_page",
    "file_page",
    "key_go",
    "skip_key",
    "decide_key",
    "hand_over",
    "stock_in",
    "stock_mark",
    "stock_close",
    "export_all",
    "sign_out",
];

/// The cases of the counter: one at every desk, and the one whose number is on the barcode.
struct Cases {
    draft: u32,
    scanned: u32,
    wanted: u32,
    code: String,
}

fn counter(store: &std::path::Path) -> Cases {
    let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX, SAMPLES]);
    counter.approved(YLBX, "org", "new", 0);
    counter.submitted(YLBX, "org", "new", 1);
    counter.sign_in("linxy");
    let draft = counter.intake(YLBX, "org", "new", 2);
    let scanned = counter.intake(SAMPLES, "org", "new", 3);
    let printed = counter.print(&scanned, &[]);
    for scan in counter.scanned(&scanned, &printed, "f-zfcg-1") {
        let bytes = std::fs::read(scan).expect("a scan");
        let came = counter.commands().import_scan("scan.jpg", scanned.id, bytes);
        came.expect("taken in");
    }
    let wanted = counter.intake(YLBX, "org", "new", 4);
    Cases {
        draft: draft.id,
        scanned: scanned.id,
        wanted: wanted.id,
        code: wanted.number,
    }
}

impl Window {
    /// Notes every command that the screens send from now on.
    fn listen(&self) {
        self.run(
            "if (window.sent) return; window.sent = []; window.scans = 0; \
             window.addEventListener('keyup', e => { if (e.key === 'Enter') window.scans += 1 }, {capture: true}); \
             const ask = window.fetch; \
             window.fetch = (to, how) => { try { const body = how.body; \
             window.sent.push(JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)).command) } \
             catch { } return ask(to, how) }",
        );
    }

    /// Goes to a place by its address, as a link would.
    fn at(&self, place: &str, view: &str) {
        self.run(&format!("location.hash = '#/{place}'"));
        self.see(view);
        self.wait(
            "!document.querySelector(\"[data-loading='true']\")",
            "the screen is there",
        );
    }

    fn focus(&self, css: &str) {
        self.wait_for(css);
        self.run(&format!("document.querySelector({}).focus()", json!(css)));
        self.focus_is(css);
    }

    fn nothing_decided(&self, from: &str) {
        let sent = self.run("return window.sent");
        let sent: Vec<&str> = sent
            .as_array()
            .map(|all| all.iter().filter_map(|s| s.as_str()).collect())
            .unwrap_or_default();
        for decision in DECISIONS {
            assert!(!sent.contains(&decision), "{from}: {decision} was sent; {sent:?}");
        }
    }
}

/// Somebody at the window with a scanner in his hand.
struct Hand<'a> {
    window: &'a Window,
    scanner: Scanner,
    cases: &'a Cases,
}

impl Hand<'_> {
    /// Scans at a place, and wants the look-up to have opened the case, and nothing decided on the way.
    fn scans_from(&self, from: &str, there: impl Fn(&Window)) {
        self.looks_up(from, there, |scanner, code| scanner.scans(code));
    }

    /// The same with a scan whose key comes late.
    fn stutters_from(&self, from: &str, late: usize, there: impl Fn(&Window)) {
        self.looks_up(from, there, |scanner, code| scanner.stutters(code, late, STUTTER));
    }

    fn looks_up(&self, from: &str, there: impl Fn(&Window), scan: impl Fn(&Scanner, &str)) {
        let (window, cases) = (self.window, self.cases);
        there(window);
        window.listen();
        window.run("window.sent.length = 0");
        scan(&self.scanner, &cases.code);
        window.wait(
            &format!("location.hash === '#/intake/{}'", cases.wanted),
            &format!("the scanned case is open, from {from}"),
        );
        window.wait_gone("[data-test='palette']");
        window.nothing_decided(from);
    }
}

#[test]
fn a_scan_is_a_look_up_on_every_screen_and_never_a_key() {
    let cases = std::cell::OnceCell::new();
    let window = Window::open_on("bursts", |store| {
        assert!(cases.set(counter(store)).is_ok());
    });
    let cases = cases.get().expect("cases");

    // Locked: a scan is nothing.
    window.wait_for("[data-test='practice-linxy']");
    window.listen();
    let scanner = Scanner::of(&window);
    scanner.scans(&cases.code);
    window.wait("window.scans === 1", "the scan has come");
    assert!(!window.has("[data-test='palette']"));

    window.sign_in("linxy");
    window.see("board");
    let hand = Hand {
        window: &window,
        scanner,
        cases,
    };
    let draft = format!("intake/{}", cases.draft);
    let in_draft = |window: &Window, css: &str| {
        window.at(&draft, "intake");
        window.focus(css);
    };
    hand.scans_from("the board", |window| window.at("board", "board"));
    assert!(
        window.run("return window.sent").to_string().contains("look_up"),
        "the listener hears nothing"
    );
    hand.stutters_from("the board, with a stutter", 6, |window| {
        window.at("board", "board")
    });
    hand.scans_from("a button of the board", |window| {
        window.at("board", "board");
        window.focus("[data-test='primary']");
    });

    // In a field: its text comes back.
    hand.scans_from("a field", |window| {
        in_draft(window, "input[data-field='unit_name']");
        window.run("document.activeElement.select()");
    });
    hand.stutters_from("a field, with a stutter", 6, |window| {
        in_draft(window, "input[data-field='unit_name']")
    });
    in_draft(&window, "input[data-field='unit_name']");
    assert_eq!(window.value("unit_name"), desk::casework::people::UNITS[2].name);
    hand.scans_from("a choice", |window| {
        in_draft(window, "[data-test='business'] input:checked")
    });
    hand.scans_from("the papers", |window| {
        in_draft(window, "[data-test='case-project']");
        window.keys(&[F3]);
        window.focus_is("[data-test^='mark-']");
    });
    in_draft(&window, "[data-test='case-project']");
    window.wait_for("[data-test='materials']");
    assert!(
        !window.has("[data-test^='mark-'][data-seen='false']"),
        "a scan took a mark away"
    );

    // Over a dialog nothing is opened, and it says so.
    window.press("abandon");
    window.wait_for("[data-test='abandon-reason']");
    window.listen();
    window.run("window.sent.length = 0");
    hand.scanner.scans(&cases.code);
    window.wait_for("[data-test='scan-said']");
    assert!(!window.has("[data-test='palette']"));
    window.nothing_decided("a dialog");
    window.keys(&[ESCAPE]);
    window.wait_gone("[data-test='dialog']");

    // The look-up itself takes it for what was asked.
    hand.scans_from("the look-up", |window| {
        window.at("board", "board");
        window.keys(&[CTRL, 'k']);
        window.focus_is("[data-test='look-up-text']");
    });
    hand.scans_from("the search of a new case", |window| {
        window.at("intake", "intake");
        window.focus("[data-test='find-unit']");
    });
    let samples = format!("scan/{}", cases.scanned);
    let at_samples = |window: &Window| {
        window.at(&samples, "scan");
        window.wait_for("[data-test='samples']");
    };
    hand.scans_from("the samples", at_samples);
    at_samples(&window);
    assert!(!window.has(".ss-chosen"), "a scan chose a sample");
    hand.scans_from("the station without a case in hand", |window| {
        window.at("scan", "scan");
        window.wait_gone("[data-view='scan'] [data-test='case-number']");
    });
    for place in ["archive", "settings"] {
        hand.scans_from(place, |window| window.at(place, place));
    }

    window.sign_in("hemin");
    let at_review = |window: &Window| {
        window.at("review", "review");
        window.wait_for("[data-test='review-progress']");
        window.focus_is("[data-test='review-items']");
    };
    hand.scans_from("the second check", at_review);
    hand.stutters_from("the second check, with a stutter", 4, at_review);
    window.at("review", "review");
    window.wait_text("[data-test='review-progress']", "0/");

    window.sign_in("luoyi");
    for place in ["keys", "tray", "stock", "exchange", "handover"] {
        hand.scans_from(place, |window| window.at(place, place));
    }
}
