//! How soon a key is answered: from the key to the frame in which the page shows something of it.

use super::driver::{ALT, CTRL, ENTER, ESCAPE, TAB, UP, Window};
use super::figures::{Mark, Row, Unit};
use super::office::{Office, Wanted};
use super::page::{self, DOWN};

/// The mark, in milliseconds.
const MARK: f64 = 50.0;
/// F1 and F7 (W3C WebDriver §17.4.2).
const F1: char = '\u{e031}';
const F7: char = '\u{e037}';
const BACKSPACE: char = '\u{e003}';

/// Answers of one kind of key, each with the key that was pressed.
#[derive(Default)]
struct Answers(Vec<(Option<f64>, String)>);

impl Answers {
    fn press(&mut self, window: &Window, keys: &[char]) {
        let took = page::answer(window, keys);
        let caps: Vec<String> = keys.iter().map(|key| key.escape_default().to_string()).collect();
        self.0
            .push((took, format!("{} on {}", caps.join("+"), page::place(window))));
    }

    fn row(mut self, what: &str) -> Row {
        self.0
            .sort_by(|(one, _), (other, _)| f64::total_cmp(&other.unwrap_or(0.0), &one.unwrap_or(0.0)));
        for (took, key) in self.0.iter().take(3) {
            eprintln!("{what}: slowest {:.0} ms: {key}", took.unwrap_or(f64::NAN));
        }
        for (_, key) in self.0.iter().filter(|(took, _)| took.is_none()) {
            eprintln!("{what}: nothing changed on the screen: {key}");
        }
        let times = self.0.into_iter().filter_map(|(took, _)| took).collect();
        Row::new(what, Unit::Milliseconds, times, Mark::Longest(MARK))
    }
}

pub fn measure() -> Vec<Row> {
    let papers = tempfile::tempdir().expect("a folder");
    let mut office = Office::default();
    let wanted = Wanted {
        pages: 0,
        in_review: 1,
        approved: 0,
    };
    let window = Window::open_on("keys", |store| {
        office = Office::made(store, papers.path(), &wanted)
    });
    window.wait_for("[data-test='practice-linxy']");
    window.sign_in("linxy");
    page::probe(&window);
    let (mut typed, mut moved, mut opened, mut went) = (
        Answers::default(),
        Answers::default(),
        Answers::default(),
        Answers::default(),
    );

    page::go(&window, "intake", office.filled);
    page::focus(&window, "input[data-field='unit_phone']");
    for key in "13800138000".chars() {
        typed.press(&window, &[key]);
    }
    for _ in 0..6 {
        typed.press(&window, &[BACKSPACE]);
    }
    for _ in 0..8 {
        moved.press(&window, &[TAB]);
    }
    for _ in 0..3 {
        moved.press(&window, &[ENTER]);
        moved.press(&window, &[F7]);
    }
    for _ in 0..3 {
        opened.press(&window, &[F1]);
        opened.press(&window, &[ESCAPE]);
        opened.press(&window, &[CTRL, 'k']);
        for key in "9144".chars() {
            typed.press(&window, &[key]);
        }
        opened.press(&window, &[ESCAPE]);
    }
    for _ in 0..4 {
        for digit in ['1', '2', '3', '6'] {
            went.press(&window, &[ALT, digit]);
        }
    }
    window.sign_in("hemin");
    page::probe(&window);
    page::go(&window, "review", office.in_review.first().copied());
    for _ in 0..6 {
        moved.press(&window, &[DOWN]);
    }
    for _ in 0..4 {
        moved.press(&window, &[UP]);
    }
    for key in [' ', ' ', '+', '-'] {
        opened.press(&window, &[key]);
    }
    vec![
        typed.row("key: a character typed or taken away"),
        moved.row("key: to the next field, finding or item"),
        opened.row("key: help, look-up, whole page, larger"),
        went.row("key: Alt and a digit, to another screen"),
    ]
}
