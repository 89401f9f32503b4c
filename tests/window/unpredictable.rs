//! The real window under hands that do anything: whatever keys the screen shows, text, Enter, Tab, Esc, barcode
//! bursts at any moment, another person, and at the end closing at once.
//!
//! Held after every act: no fault of the window, it answers, the person there is the one who signed in; a burst
//! decides and enters nothing; and what stood in the fields when the window was closed stands in the books.

use std::collections::BTreeMap;

use case::CaseState;
use desk::api::Nothing;
use scan::synth::Seeded;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{CaseId, Store};

use super::counter::{Counter, Folder, YLBX, ZFCG, done};
use super::driver::{ALT, CTRL, ENTER, ESCAPE, TAB, Window};

/// Acts of a seed.
const ACTS: usize = 30;
/// The people, with the names that the window shows.
const PEOPLE: [(&str, &str); 3] = [("linxy", "林晓芸"), ("hemin", "何敏"), ("luoyi", "罗毅")];
/// What hands type.
const TEXTS: [&str; 4] = ["020-33334444", "教务处", "510220", "x'\"<b>"];

/// The keys that the screen shows now, each as its caps. What opens the system's own file chooser is not pressed: it
/// belongs to no page that could be asked.
const SHOWN: &str = "return [...document.querySelectorAll('.caps')].filter(e => e.getClientRects().length && \
    !/文件|选取|打开/.test(e.closest('button')?.textContent ?? '')).map(e => [...e.querySelectorAll('kbd')].map(k => k.textContent.trim()))";

/// What the case on the intake shows in its fields.
const FIELDS: &str = "return { number: document.querySelector(\"[data-view='intake'] [data-test='case-number']\")?.textContent.trim() ?? '', \
    fields: Object.fromEntries([...document.querySelectorAll(\"[data-view='intake'] input[data-field]\")] \
    .filter(e => !e.disabled && !e.readOnly && e.type !== 'radio' && e.type !== 'checkbox').map(e => [e.dataset.field, e.value])) }";

/// A store with a case that is entered and one that waits for the second check.
fn prepare(store: &std::path::Path) {
    let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX, ZFCG]);
    counter.submitted(ZFCG, "org", "new", 1);
    counter.sign_in("linxy");
    counter.intake(YLBX, "org", "new", 0);
    done(counter.commands().sign_out(Nothing {}));
}

/// One cap as the key that it stands for; none for a key that the driver does not need.
fn key(cap: &str) -> Option<char> {
    let number = cap.strip_prefix('F').and_then(|n| n.parse::<u32>().ok());
    match (cap, number) {
        (_, Some(n @ 1..=12)) => char::from_u32(0xe031 + n - 1),
        ("Ctrl", _) => Some(CTRL),
        ("Alt", _) => Some(ALT),
        ("Enter", _) => Some(ENTER),
        ("Esc", _) => Some(ESCAPE),
        ("Tab", _) => Some(TAB),
        ("PgUp", _) => Some('\u{e00e}'),
        ("PgDn", _) => Some('\u{e00f}'),
        ("↑", _) => Some('\u{e013}'),
        ("↓", _) => Some('\u{e015}'),
        ("Space", _) => Some(' '),
        (one, _) => one
            .chars()
            .next()
            .filter(|_| one.chars().count() == 1)
            .map(|c| c.to_ascii_lowercase()),
    }
}

/// What a burst must leave as it is: where each case stands, what was entered, the verdicts, the chosen samples.
fn decided(books: &Store) -> Vec<(u32, CaseState, u32, usize, Vec<bool>)> {
    let read = |tx: &store::Tx<'_>| -> Result<_, store::StoreError> {
        let mut all = Vec::new();
        for row in tx.cases_in(&CaseState::ALL, u32::MAX)? {
            let verdicts = match tx.open_review(row.id)? {
                Some(review) => tx.verdicts(review.id)?.len(),
                None => 0,
            };
            let chosen = tx
                .samples_of_case(row.id)?
                .iter()
                .map(|sample| sample.chosen)
                .collect();
            all.push((row.id.0, row.state, row.revision, verdicts, chosen));
        }
        Ok(all)
    };
    books.read(read).expect("the books")
}

/// A burst as a scanner types it: every key down and up, without a pause, Enter at the end.
fn burst(window: &Window, text: &str) {
    let keys = text.chars().chain([ENTER]);
    let actions: Vec<Value> = keys
        .flat_map(|key| {
            [
                json!({"type": "keyDown", "value": key}),
                json!({"type": "keyUp", "value": key}),
            ]
        })
        .collect();
    window.post(
        "/actions",
        json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
    );
}

/// One act; the words of it for what is said when something breaks.
fn act(window: &Window, chance: &mut Seeded, books: &Store, person: &mut usize) -> String {
    let pick = |chance: &mut Seeded, of: usize| (chance.bits() % of.max(1) as u64) as usize;
    match pick(chance, 10) {
        0..=3 => {
            let shown: Vec<Vec<String>> = serde_json::from_value(window.run(SHOWN)).expect("caps");
            let chosen = pick(chance, shown.len());
            let caps = shown.get(chosen).cloned().unwrap_or_default();
            let keys: Vec<char> = caps.iter().filter_map(|cap| key(cap)).collect();
            // Locking ends with a sign-in, which is an act of its own.
            if keys.len() == caps.len() && !caps.is_empty() && keys != [CTRL, 'l'] {
                window.keys(&keys);
            }
            format!("pressed {caps:?}")
        }
        4 | 5 => {
            let text = TEXTS[pick(chance, TEXTS.len())];
            let in_a_field = window.run("return !!document.activeElement?.matches('input:not([type=radio]):not([type=checkbox]),textarea')");
            if in_a_field == true {
                text.chars().for_each(|c| window.keys(&[c]));
            }
            format!("typed {text}")
        }
        6 => {
            let one = [ENTER, TAB, ESCAPE][pick(chance, 3)];
            window.keys(&[one]);
            format!("pressed {:x}", u32::from(one))
        }
        7 | 8 => {
            settle(window);
            let before = decided(books);
            let text = ["YL-20261122-0001", "ZF-00000000-9999", "6901234567892"][pick(chance, 3)];
            burst(window, text);
            settle(window);
            assert_eq!(
                decided(books),
                before,
                "the burst {text} decided or entered something"
            );
            format!("scanned {text}")
        }
        _ => {
            *person = pick(chance, PEOPLE.len());
            window.keys(&[ESCAPE]);
            window.sign_in(PEOPLE[*person].0);
            format!("{} signed in", PEOPLE[*person].0)
        }
    }
}

/// Waits until nothing is under way: no draft unsaved, no command running.
fn settle(window: &Window) {
    window.wait(
        "!document.querySelector(\"[data-test='save-line'][data-phase='saving'],[data-test='save-line'][data-phase='typing'],.is-loading\")",
        "nothing is under way",
    );
}

fn holds(window: &Window, did: &str, person: usize) {
    assert!(
        !window.has("[data-code='window-fault'],[data-code='wrong-arguments']"),
        "{did}: a fault of the window"
    );
    assert_eq!(window.run("return 6 * 7"), json!(42), "{did}: the window answers");
    if !window.has("[data-test='practice-linxy']") {
        assert_eq!(
            window.text("[data-test='who']"),
            PEOPLE[person].1,
            "{did}: who is there"
        );
    }
}

fn hands(name: &'static str, seed: u64) {
    let window = Window::open_on(name, prepare);
    let (store, mut chance, mut person) = (window.store(), Seeded::new(seed), 0);
    let password = SecretString::from(desk::counter::practice::PASSWORD);
    let (books, _) = Store::unlock(&store, "admin", &password).expect("the books");
    window.sign_in(PEOPLE[person].0);
    window.see("board");
    for _ in 0..ACTS {
        let did = act(&window, &mut chance, &books, &mut person);
        holds(&window, &did, person);
    }
    let shown = window.run(FIELDS);
    drop(books);
    let window = window.open_again();
    let (books, _) = Store::unlock(&window.store(), "admin", &password).expect("the books");
    let number = shown["number"].as_str().unwrap_or_default();
    let row = books.read(|tx| tx.case_by_number(number)).expect("the books");
    let fields: BTreeMap<String, String> = serde_json::from_value(shown["fields"].clone()).expect("fields");
    if let Some(row) = row.filter(|row| row.state.is_editable()) {
        let kept = books
            .read(|tx| tx.case(CaseId(row.id.0)))
            .expect("the books")
            .content
            .fields;
        for (field, value) in fields.iter().filter(|(field, _)| kept.contains_key(*field)) {
            assert_eq!(
                kept.get(field),
                Some(value),
                "{field} of {number} as it was when the window closed"
            );
        }
    }
}

#[test]
fn hands_that_do_anything_1() {
    hands("unpredictable-1", 1);
}

#[test]
fn hands_that_do_anything_2() {
    hands("unpredictable-2", 2);
}
