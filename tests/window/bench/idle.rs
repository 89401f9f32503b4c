//! What a window costs that stands open and is not touched: processor time of all its processes, screen by screen.

use std::thread;
use std::time::{Duration, Instant};

use super::driver::Window;
use super::family::Family;
use super::figures::{Mark, Row, Unit};
use super::office::{Office, Wanted};
use super::page;

/// The mark: percent of one core.
const MARK: f64 = 0.5;
/// How long each screen is watched.
const WATCHED: Duration = Duration::from_secs(20);
/// What a screen may still do after it was opened: late pictures, the key drivers' start.
const SETTLES: Duration = Duration::from_secs(5);

/// Who looks at which screens, a case open or none. Two windows are watched at the same time: idle ones leave each
/// other alone.
type Watch = (&'static str, &'static [(&'static str, Case)]);
#[derive(Clone, Copy)]
enum Case {
    None,
    Filled,
    Review,
    Approved,
}

const FIRST: &[Watch] = &[(
    "linxy",
    &[
        ("board", Case::None),
        ("intake", Case::None),
        ("intake", Case::Filled),
        ("scan", Case::None),
        ("scan", Case::Review),
        ("archive", Case::None),
    ],
)];
const SECOND: &[Watch] = &[
    ("hemin", &[("review", Case::Review)]),
    (
        "luoyi",
        &[
            ("keys", Case::Approved),
            ("tray", Case::None),
            ("stock", Case::None),
            ("exchange", Case::None),
        ],
    ),
    ("admin", &[("settings", Case::None)]),
];

pub fn measure() -> Vec<Row> {
    let rows = thread::scope(|scope| {
        let windows = [FIRST, SECOND].map(|watches| scope.spawn(|| watch(watches)));
        windows.map(|window| window.join().expect("a window was watched"))
    });
    let rows: Vec<(String, f64)> = rows.into_iter().flatten().collect();
    let all = rows.iter().map(|(_, share)| *share).collect();
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(what, share)| {
            Row::new(
                format!("idle: {what}"),
                Unit::Percent,
                vec![share],
                Mark::Longest(MARK),
            )
        })
        .collect();
    rows.push(Row::new(
        "idle, all screens, of one core",
        Unit::Percent,
        all,
        Mark::Longest(MARK),
    ));
    rows
}

/// One window, watched at the sign-in and then on its screens.
fn watch(watches: &[Watch]) -> Vec<(String, f64)> {
    let papers = tempfile::tempdir().expect("a folder");
    let mut office = Office::default();
    let wanted = Wanted {
        pages: 0,
        in_review: 1,
        approved: 1,
    };
    let window = Window::open_on("idle", |store| {
        office = Office::made(store, papers.path(), &wanted)
    });
    window.wait_for("[data-test='practice-linxy']");
    let mut shares = vec![("sign-in".to_owned(), share(&window))];
    for (login, screens) in watches {
        window.sign_in(login);
        page::probe(&window);
        for (view, case) in *screens {
            let (id, words) = match case {
                Case::None => (None, ""),
                Case::Filled => (office.filled, ", a case open"),
                Case::Review => (office.in_review.first().copied(), ", a case with scans open"),
                Case::Approved => (office.approved.first().copied(), ", a case and a key"),
            };
            page::go(&window, view, id);
            // The caret stands in a field, where there is one, as it does when somebody is called away.
            window.run("document.querySelector('main input:not([type=file]):not([type=checkbox]):not([type=radio])')?.focus()");
            shares.push((format!("{view}{words}"), share(&window)));
        }
    }
    shares
}

/// Percent of one core that the window's processes take while nobody touches it.
fn share(window: &Window) -> f64 {
    let family = Family::of(window.driver_id());
    thread::sleep(SETTLES);
    let (before, begun) = (family.processor_time(), Instant::now());
    thread::sleep(WATCHED);
    100.0 * (family.processor_time() - before) / begun.elapsed().as_secs_f64()
}
