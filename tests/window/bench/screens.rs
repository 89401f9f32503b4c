//! How soon a screen stands: from going there to the last change before it rests, its data and its small pictures
//! included.

use super::driver::Window;
use super::figures::{Mark, Row, Unit};
use super::office::{Office, Wanted};
use super::page;

/// The mark, in milliseconds.
const MARK: f64 = 150.0;
/// Rounds after the first, in which a screen's own script is fetched.
const ROUNDS: usize = 4;

/// A screen by its name, with the case it shows.
type Screen = (&'static str, Option<u64>);

pub fn measure() -> Vec<Row> {
    let papers = tempfile::tempdir().expect("a folder");
    let mut office = Office::default();
    let wanted = Wanted {
        pages: 0,
        in_review: 2,
        approved: 1,
    };
    let window = Window::open_on("screens", |store| {
        office = Office::made(store, papers.path(), &wanted)
    });
    window.wait_for("[data-test='practice-linxy']");
    let (review, keys) = (
        office.in_review.first().copied(),
        office.approved.first().copied(),
    );
    let by_people: [(&str, Vec<Screen>); 4] = [
        (
            "linxy",
            vec![
                ("board", None),
                ("intake", None),
                ("intake", office.filled),
                ("scan", None),
                ("scan", review),
                ("archive", None),
            ],
        ),
        ("hemin", vec![("board", None), ("review", review)]),
        (
            "luoyi",
            vec![
                ("board", None),
                ("keys", keys),
                ("tray", None),
                ("stock", None),
                ("exchange", None),
            ],
        ),
        ("admin", vec![("board", None), ("settings", None)]),
    ];
    let (mut first, mut again, mut slowest) = (Vec::new(), Vec::new(), (0.0, String::new()));
    for (login, screens) in by_people {
        window.sign_in(login);
        page::probe(&window);
        for round in 0..=ROUNDS {
            for (view, case) in &screens {
                let Some(took) = page::go(&window, view, *case) else {
                    continue;
                };
                let times = if round == 0 { &mut first } else { &mut again };
                times.push(took);
                if took > slowest.0 {
                    let part = if case.is_some() { ", with a case" } else { "" };
                    slowest = (took, format!("{view}{part}, {} of {ROUNDS} again", round));
                }
            }
        }
    }
    eprintln!("slowest screen: {}", slowest.1);
    vec![
        Row::new(
            "screen opened for the first time, all of it drawn",
            Unit::Milliseconds,
            first,
            Mark::Longest(MARK),
        ),
        Row::new(
            "screen opened again, all of it drawn",
            Unit::Milliseconds,
            again,
            Mark::Longest(MARK),
        ),
    ]
}
