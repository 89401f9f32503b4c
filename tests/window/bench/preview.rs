//! How soon a page of a form stands in the preview, and a part of a scan in the second check.

use super::driver::Window;
use super::figures::{Mark, Row, Unit};
use super::office::{Office, Wanted};
use super::page::{self, DOWN};

/// The mark, in milliseconds.
const MARK: f64 = 200.0;
/// How often the pages are gone through.
const ROUNDS: usize = 4;
/// Items of the second check that are looked at.
const ITEMS: usize = 12;

pub fn measure() -> Vec<Row> {
    let papers = tempfile::tempdir().expect("a folder");
    let mut office = Office::default();
    let wanted = Wanted {
        pages: 0,
        in_review: 1,
        approved: 0,
    };
    let window = Window::open_on("preview", |store| {
        office = Office::made(store, papers.path(), &wanted)
    });
    window.wait_for("[data-test='practice-linxy']");
    window.sign_in("linxy");
    page::probe(&window);
    page::go(&window, "intake", office.filled);
    window.press("primary");
    window.wait_for("[data-test^='page-']");
    let pages = window.count("[data-test^='page-']");
    let mut drawn = Vec::new();
    for page in (0..pages).cycle().skip(1).take(ROUNDS * pages as usize) {
        drawn.extend(page::stood(
            &window,
            &format!("document.querySelectorAll(\"[data-test^='page-']\")[{page}].click()"),
        ));
    }
    window.keys(&[super::driver::ESCAPE]);

    window.sign_in("hemin");
    page::probe(&window);
    page::go(&window, "review", office.in_review.first().copied());
    let mut parts = Vec::new();
    for _ in 0..ITEMS {
        window.run("pace.armed = true; pace.begun = pace.answered = pace.last = 0");
        window.keys(&[DOWN]);
        parts.extend(
            window
                .run_async("const done = arguments[0]; pace.armed = false; pace.stood().then(done)")
                .as_f64(),
        );
    }
    vec![
        Row::new(
            "page of a form in the preview, drawn",
            Unit::Milliseconds,
            drawn,
            Mark::Longest(MARK),
        ),
        Row::new(
            "next item of the second check, its part of the scan drawn",
            Unit::Milliseconds,
            parts,
            Mark::Longest(MARK),
        ),
    ]
}
