//! What an hour of scanning and keys leaves behind: the memory of all the window's processes, after each round of the
//! hour's acts, and whether it levels off.
//!
//! The hour is accelerated: nobody waits, all acts are done. [`ROUNDS`] customers are scanned, looked at, checked;
//! keys are made.

use std::path::PathBuf;

use super::driver::{ESCAPE, Window};
use super::family::Family;
use super::figures::{Mark, Row, Unit};
use super::office::{Office, Wanted};
use super::page::{self, DOWN};

/// The mark, in MiB.
const MARK: f64 = 450.0;
/// By how much the last third of the hour may lie above the third before it, in MiB.
const GROWTH: f64 = 25.0;
/// Rounds of the hour, one every five minutes.
const ROUNDS: usize = 12;
/// Pages of a round, and how many of them are looked at, whole and enlarged.
const PAGES: usize = 16;
const LOOKED_AT: usize = 8;
/// Items of the second check of a round.
const ITEMS: usize = 12;
/// Cases whose keys are made.
const KEYS: usize = 4;

pub fn measure() -> Vec<Row> {
    let papers = tempfile::tempdir().expect("a folder");
    let mut office = Office::default();
    let wanted = Wanted {
        pages: ROUNDS * PAGES,
        in_review: 4,
        approved: KEYS,
    };
    let window = Window::open_on("memory", |store| {
        office = Office::made(store, papers.path(), &wanted)
    });
    window.wait_for("[data-test='practice-linxy']");
    let mut after = Vec::new();
    let mut keys = office.approved.iter();
    for (round, stack) in office.stack.chunks(PAGES).enumerate() {
        window.sign_in("linxy");
        page::probe(&window);
        scan(&window, stack);
        look_at_pages(&window);
        page::go(&window, "intake", office.filled);
        preview(&window);
        page::go(&window, "archive", None);
        page::go(&window, "board", None);
        window.sign_in("hemin");
        page::probe(&window);
        check(&window, office.in_review[round % office.in_review.len()]);
        if round % (ROUNDS / KEYS) == 1
            && let Some(case) = keys.next()
        {
            window.sign_in("luoyi");
            page::probe(&window);
            page::go(&window, "keys", Some(*case));
            let blank = "[data-state='blank'][data-serial]";
            window.wait_for("[data-test='tokens'] [data-serial]");
            let several = window.has("[data-test='tokens'][data-state='several']");
            window.work_keys(several.then_some(blank), None);
        }
        let by_name = Family::of(window.driver_id()).memory_by_name();
        let memory: f64 = by_name.values().sum();
        let parts: Vec<String> = by_name
            .iter()
            .map(|(name, part)| format!("{name} {part:.0}"))
            .collect();
        eprintln!(
            "memory after round {}: {memory:.0} MiB ({})",
            round + 1,
            parts.join(", ")
        );
        after.push(memory);
    }
    let third = ROUNDS / 3;
    let mean = |rounds: &[f64]| rounds.iter().sum::<f64>() / rounds.len() as f64;
    let growth = mean(&after[2 * third..]) - mean(&after[third..2 * third]);
    let what = format!(
        "memory after each round of an accelerated hour ({} pages scanned, {} looked at large, {} items checked, {KEYS} keys made)",
        ROUNDS * PAGES,
        2 * ROUNDS * LOOKED_AT,
        ROUNDS * ITEMS,
    );
    vec![
        Row::new(what, Unit::Mebibytes, after, Mark::Longest(MARK)),
        Row::new(
            "… its last third above the third before",
            Unit::Mebibytes,
            vec![growth],
            Mark::Longest(GROWTH),
        ),
    ]
}

fn scan(window: &Window, stack: &[PathBuf]) {
    page::go(window, "scan", None);
    window.attach_all("scan-file", stack);
    window.wait_for("[data-test='taking']");
    window.wait_long(
        "!document.querySelector(\"[data-test='taking']\")",
        "the stack is through",
    );
}

/// Each page on the desk, whole and enlarged.
fn look_at_pages(window: &Window) {
    let there = window.count("[data-page]") as usize;
    for at in 0..LOOKED_AT.min(there) {
        page::stood(
            window,
            &format!("document.querySelectorAll('[data-page]')[{at}]?.click()"),
        );
        for _ in 0..2 {
            page::stood(window, "document.querySelector(\"[data-test='big']\")?.click()");
        }
    }
}

/// Every page of the forms of the case on screen.
fn preview(window: &Window) {
    window.press("primary");
    window.wait_for("[data-test^='page-']");
    for page in 0..window.count("[data-test^='page-']") {
        page::stood(
            window,
            &format!("document.querySelectorAll(\"[data-test^='page-']\")[{page}].click()"),
        );
    }
    window.keys(&[ESCAPE]);
}

/// From item to item of a second check, each with its part of the scan.
fn check(window: &Window, case: u64) {
    page::go(window, "review", Some(case));
    for _ in 0..ITEMS {
        window.run("pace.begin(performance.now())");
        window.keys(&[DOWN]);
        window.run_async("const done = arguments[0]; pace.stood().then(done)");
    }
}
