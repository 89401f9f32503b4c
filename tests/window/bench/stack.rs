//! How the window keeps up with a stack of fifty pages: how soon each page's small picture is seen, and how long the
//! longest frame takes meanwhile.
//!
//! The page measures itself: frames by the time between two animation frames, a thumbnail from the moment its file is
//! handed to the core (the screen names it then) until the picture has been drawn.

use super::driver::Window;
use super::figures::{Mark, Row, Unit};
use super::office::{Office, PAGES, Wanted};
use super::page::numbers;

/// The marks: a thumbnail, and a frame, in milliseconds.
const THUMB_MS: f64 = 300.0;
const FRAME_MS: f64 = 100.0;

/// Looks at every frame, at the name of the file in hand and at every picture that is drawn for a page.
const PROBE: &str = "
    const probe = (window.probe = { frames: [], begun: [], kept: new Map(), drawn: new Map(), on: true });
    let last = performance.now();
    const tick = (now) => { probe.frames.push(now - last); last = now; if (probe.on) requestAnimationFrame(tick) };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick) });
    const look = () => {
      const taking = document.querySelector(\"[data-test='taking']\")?.textContent ?? '';
      const number = Number(/(\\d+)\\/\\d+/.exec(taking)?.[1] ?? 0);
      while (probe.begun.length < number) probe.begun.push(performance.now());
      for (const page of document.querySelectorAll('[data-page]')) {
        if (!probe.kept.has(page.dataset.page)) probe.kept.set(page.dataset.page, performance.now());
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    document.addEventListener('load', (event) => {
      const page = event.target.closest?.('[data-page]')?.dataset.page;
      if (page && !probe.drawn.has(page)) probe.drawn.set(page, performance.now());
    }, true);
";

/// What the page has measured.
const FIGURES: &str = "
    probe.on = false;
    const kept = [...probe.kept];
    const drawn = (page) => probe.drawn.has(page);
    return {
      frames: probe.frames,
      fromFile: kept.flatMap(([page], at) => drawn(page) && probe.begun[at] ? [probe.drawn.get(page) - probe.begun[at]] : []),
      fromKept: kept.flatMap(([page, at]) => drawn(page) ? [probe.drawn.get(page) - at] : []),
    };
";

pub fn measure() -> Vec<Row> {
    let papers = tempfile::tempdir().expect("a folder");
    let mut office = Office::default();
    let wanted = Wanted {
        pages: PAGES,
        in_review: 0,
        approved: 0,
    };
    let window = Window::open_on("stack", |store| {
        office = Office::made(store, papers.path(), &wanted)
    });
    window.wait_for("[data-test='practice-linxy']");
    window.sign_in("linxy");
    window.go("scan");
    window.see("scan");
    window.run(PROBE);
    let start = std::time::Instant::now();
    window.attach_all("scan-file", &office.stack);
    window.wait_for("[data-test='taking']");
    window.wait_long(
        "!document.querySelector(\"[data-test='taking']\")",
        "the stack is through",
    );
    // The last pages have only just been kept; how long each picture took is counted from there.
    window.wait(
        "[...window.probe.kept.keys()].every((page) => window.probe.drawn.has(page))",
        "every page has its small picture",
    );
    let took = start.elapsed().as_secs_f64() * 1e3;
    let figures = window.run(FIGURES);
    let from_file = numbers(&figures, "fromFile");
    // A page that was never drawn must not make the figures better.
    let undrawn = PAGES.saturating_sub(from_file.len());
    let from_file = from_file
        .into_iter()
        .chain(std::iter::repeat_n(f64::INFINITY, undrawn))
        .collect();
    vec![
        Row::new(
            "50 pages: file handed over to its thumbnail drawn",
            Unit::Milliseconds,
            from_file,
            Mark::Longest(THUMB_MS),
        ),
        Row::new(
            "50 pages: page kept to its thumbnail drawn",
            Unit::Milliseconds,
            numbers(&figures, "fromKept"),
            Mark::Longest(THUMB_MS),
        ),
        Row::new(
            "50 pages: frame meanwhile",
            Unit::Milliseconds,
            numbers(&figures, "frames"),
            Mark::Longest(FRAME_MS),
        ),
        Row::new(
            "50 pages: kept, read, filed, their samples judged",
            Unit::Milliseconds,
            vec![took],
            Mark::None,
        ),
    ]
}
