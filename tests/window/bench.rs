//! How the real window keeps up with a stack of fifty pages: how soon each page's small picture is seen, and how long the
//! longest frame takes meanwhile. It prints figures beside their marks and claims nothing: `cargo xtask bench window`.
//!
//! The page measures itself: frames by the time between two animation frames, a thumbnail from the moment its file is
//! handed to the core (the screen names it then) until the picture has been drawn.

#![allow(clippy::expect_used, clippy::unwrap_used)]

// The bench drives the window as its tests do, and needs less of what they share.
#[allow(dead_code)]
#[path = "../desk/counter.rs"]
mod counter;
#[allow(dead_code)]
mod customer;
#[allow(dead_code)]
mod driver;
mod processes;
mod wire;

use std::path::{Path, PathBuf};

use counter::{Counter, Folder, YLBX, ZFCG, desk_over};
use driver::Window;
use serde_json::{Value, json};

/// Pages of the stack.
const PAGES: usize = 50;
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
      for (const page of document.querySelectorAll('[data-page]')) if (!probe.kept.has(page.dataset.page)) probe.kept.set(page.dataset.page, performance.now());
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
    return {
      frames: probe.frames,
      fromFile: kept.flatMap(([page], at) => probe.drawn.has(page) && probe.begun[at] ? [probe.drawn.get(page) - probe.begun[at]] : []),
      fromKept: kept.flatMap(([page, at]) => probe.drawn.has(page) ? [probe.drawn.get(page) - at] : []),
      seen: kept.length,
    };
";

fn main() {
    let papers = tempfile::tempdir().expect("a folder");
    let mut stack = Vec::new();
    let window = Window::open_on("bench", |store| stack = files(store, papers.path()));
    window.wait_for("[data-test='practice-linxy']");
    window.press("practice-linxy");
    window.press("primary");
    window.wait_for("[data-test='who']");
    window.go("scan");
    window.see("scan");
    window.run(PROBE);
    let start = std::time::Instant::now();
    window.attach_all("scan-file", &stack);
    window.wait_for("[data-test='taking']");
    window.wait_long(
        "!document.querySelector(\"[data-test='taking']\")",
        "the stack is through",
    );
    let took = start.elapsed();
    let figures = window.run(FIGURES);
    let numbers = |name: &str| -> Vec<f64> {
        let all = figures[name].as_array().map_or(&[][..], Vec::as_slice);
        all.iter().filter_map(Value::as_f64).collect()
    };
    let (file, kept, frames) = (numbers("fromFile"), numbers("fromKept"), numbers("frames"));
    println!(
        "{PAGES} pages at 300 dpi, one file each, in {:.1} s: kept, read, filed, their samples judged",
        took.as_secs_f64()
    );
    print("file handed over to thumbnail drawn", file, THUMB_MS);
    print("page kept to thumbnail drawn", kept, THUMB_MS);
    print("frame", frames, FRAME_MS);
}

/// One line of figures beside the mark.
fn print(what: &str, mut times: Vec<f64>, mark: f64) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times
            .get(((times.len() as f64 - 1.0) * share) as usize)
            .copied()
            .unwrap_or(f64::NAN)
    };
    let past = times.iter().filter(|time| **time > mark).count();
    println!(
        "{what:36} {:5} measured   median {:6.1} ms   p95 {:6.1} ms   longest {:6.1} ms   mark {mark:.0} ms, past it {past}",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0),
    );
}

/// A practice store with a few printed cases, and a stack of their stamped pages, each file another.
fn files(store: &Path, folder: &Path) -> Vec<PathBuf> {
    desk::training::make(store, None, &[YLBX, ZFCG], store::KdfCost::QUICK_FOR_TESTS)
        .expect("a practice store");
    let counter = Counter {
        desk: desk_over(store.to_owned()),
        folder: Folder::at(store.to_owned()),
    };
    counter.sign_in("linxy");
    let mut scans = Vec::new();
    for (at, project) in [ZFCG, YLBX, ZFCG, YLBX].into_iter().enumerate() {
        let case = counter.intake(project, "org", "new", at);
        let printed = counter.ok("print", json!({ "id": case["id"], "forms": [], "to": "file" }));
        for form in case["forms"].as_array().expect("forms") {
            scans.extend(counter.scanned(&case, &printed, form["id"].as_str().expect("an id")));
        }
    }
    let stack = scans.iter().cycle().take(PAGES).zip(1..);
    let files = stack.map(|(scan, number)| {
        let file = folder.join(format!("{number:02}.jpg"));
        std::fs::copy(scan, &file).expect("a scan");
        file
    });
    files.collect()
}
