//! What must be true after every act, whatever it was, asked of the books and of the paper rather than of the screen.

use std::collections::BTreeSet;

use case::CaseState;
use desk::api::{CaseView, ListCases, Nothing};
use desk::casework::case_file::CaseFile;
use desk::prints::papers;
use store::{CaseId, PageState, PrintId};

use super::acts::Who;
use super::counter::Counter;
use super::{paper, words};

/// Everything that must be true after an act.
pub fn hold(counter: &mut Counter) {
    nothing_is_lost(counter);
    for at in 0..2 {
        who_is_there(counter, at);
        if counter.who(at).is_some() {
            counts_agree(counter, at);
        }
    }
    let ids: Vec<u32> = counter.cases().iter().map(|row| row.id.0).collect();
    if let Some(at) = (0..2).find(|at| counter.who(*at).is_some()) {
        for id in ids {
            let view = counter.peek(at, id).expect("somebody is there");
            speaks(counter, &view);
            prints_hold(counter, &view);
        }
    }
}

/// What was typed and taken stands in the books, and nothing but a save that was taken changes a case.
fn nothing_is_lost(counter: &Counter) {
    for row in counter.cases() {
        let id = row.id.0;
        let last = &counter.acknowledged.content[&id];
        assert_eq!(&row.content, last, "{} changed without a save", row.number);
        for (name, value) in counter.acknowledged.fields.get(&id).into_iter().flatten() {
            let derived = name == "org_code";
            let there = row.content.fields.get(name).map_or("", String::as_str);
            assert!(
                derived || there == value,
                "{name} of {} was {value:?} and is {there:?}",
                row.number
            );
        }
    }
}

fn who_is_there(counter: &Counter, at: u8) {
    let status = counter
        .ask(at, "status", |to| to.status(Nothing {}))
        .expect("the status is always told");
    let there = status.session.map(|s| s.login);
    let planned = counter.who(at).map(|who| who.login().to_owned());
    assert_eq!(there, planned, "who sits at window {at}");
}

/// The board, the lists and the queues count what the books count.
fn counts_agree(counter: &Counter, at: u8) {
    let rows = counter.cases();
    let count = |states: &[CaseState]| rows.iter().filter(|r| states.contains(&r.state)).count();
    let board = counter
        .ask(at, "board", |to| to.board(Nothing {}))
        .expect("the board is always told");
    for line in &board.states {
        assert_eq!(
            line.count as usize,
            count(&[line.state.into()]),
            "{} on the board",
            line.word
        );
    }
    assert_eq!(board.in_review as usize, count(&[CaseState::InReview]));
    assert_eq!(
        board.at_key_desk as usize,
        count(&[CaseState::Approved, CaseState::AtCa])
    );
    let waiting = counter.books.read(|tx| tx.tray()).expect("the books");
    let tray = counter
        .ask(at, "tray", |to| to.tray(Nothing {}))
        .expect("the tray is always told");
    assert_eq!(
        (board.tray as usize, tray.len()),
        (waiting.len(), waiting.len()),
        "the tray"
    );
    let role = counter.who(at).map(Who::role);
    let mine = rows
        .iter()
        .filter(|r| r.state.next_actor().is_some() && r.state.next_actor() == role)
        .count();
    assert_eq!(board.mine.len(), mine, "what {:?} should do", counter.who(at));
    let all = counter
        .ask(at, "list_cases", |to| {
            to.list_cases(ListCases {
                states: Vec::new(),
                text: String::new(),
                limit: 1000,
            })
        })
        .expect("the list");
    assert_eq!(all.len(), rows.len(), "the list of all cases");
    let queue = counter
        .ask(at, "key_queue", |to| to.key_queue(Nothing {}))
        .expect("the queue is always told");
    assert_eq!(
        queue.cases.len(),
        count(&[CaseState::Approved, CaseState::AtCa]),
        "the key desk's queue"
    );
    assert_eq!(
        board.figures.closed as usize,
        rows.iter().filter(|r| r.closed_at.is_some()).count(),
        "closed today"
    );
    assert_eq!(
        board.figures.opened as usize,
        rows.len() - count(&[CaseState::Void]),
        "opened today"
    );
}

/// Every sentence of a case is one, and whoever looks is told a way on or who has it.
fn speaks(counter: &Counter, view: &CaseView) {
    let texts = &counter.acknowledged.texts;
    for (place, gate) in [
        ("edit", &view.editable),
        ("print", &view.may_print),
        ("submit", &view.may_submit),
    ] {
        words::gate(place, gate, texts);
    }
    words::findings("case", &view.findings, texts);
    assert!(!view.next_step.is_empty(), "{:?} tells no next step", view.state);
}

/// A form counts as printed exactly when a paper of it came out that shows what would be printed now; and a case goes
/// to the second check only when every page of such papers is back.
fn prints_hold(counter: &Counter, view: &CaseView) {
    let mut back = true;
    for form in &view.forms {
        let paper = paper_of(counter, view.id, &form.id);
        assert_eq!(
            form.printed,
            paper.is_some(),
            "{} of {} in {:?}: printed on screen, and a paper that came out and shows it",
            form.id,
            view.number,
            view.state
        );
        let filed = pages_that_count(counter, view.id, &form.id);
        let by_hand = by_hand(counter, view.id, &form.id);
        let pages = paper.map(|pick| &counter.papers[pick]);
        let whole =
            pages.is_some_and(|p| (0..p.maps.len()).all(|page| same_page_is_back(counter, p, page, &filed)));
        back &= whole || by_hand;
    }
    if view.may_submit.open {
        assert!(
            back,
            "{} may go to the second check, and a page of the present content is not back",
            view.number
        );
    }
}

/// Whether a page of a paper, or of another that shows the same, was scanned and counts.
fn same_page_is_back(counter: &Counter, paper: &paper::Paper, page: usize, filed: &BTreeSet<String>) -> bool {
    counter
        .papers
        .iter()
        .filter(|p| p.case == paper.case && p.form == paper.form && p.drawn == paper.drawn)
        .any(|p| filed.contains(&p.name(page)))
}

/// The scans that count for a form of a case, by the names that they came in under. A page that somebody filed under
/// something else is none of them.
pub fn pages_that_count(counter: &Counter, id: u32, form: &str) -> BTreeSet<String> {
    let pages = counter
        .books
        .read(|tx| tx.pages_of_case(CaseId(id)))
        .expect("the books");
    let counted = pages
        .into_iter()
        .filter(|p| p.form.as_deref() == Some(form))
        .filter(|p| p.state == PageState::Filed && p.replaced_by.is_none());
    counted.map(|p| p.origin).collect()
}

fn by_hand(counter: &Counter, id: u32, form: &str) -> bool {
    let pages = counter
        .books
        .read(|tx| tx.pages_of_case(CaseId(id)))
        .expect("the books");
    let hands = &counter.acknowledged.by_hand;
    pages
        .iter()
        .any(|p| p.form.as_deref() == Some(form) && hands.contains(&p.id.0))
}

/// The last paper of a form that came out and shows what would be printed now.
pub fn paper_of(counter: &Counter, id: u32, form: &str) -> Option<usize> {
    let own = |p: &paper::Paper| p.case == id && p.form == form;
    if !counter.papers.iter().any(own) {
        return None;
    }
    let now = now_of(counter, id, form)?;
    counter
        .papers
        .iter()
        .rposition(|p| own(p) && p.came_out && p.drawn == now)
}

/// Whether the paper of a print shows what would be printed now.
pub fn shows_the_present(counter: &Counter, id: u32, form: &str, print: PrintId) -> bool {
    let mut own = counter.papers.iter().filter(|p| p.print == print);
    let now = now_of(counter, id, form);
    own.any(|paper| now.as_ref() == Some(&paper.drawn))
}

/// What would be seen if the form were printed now; looked at once for each revision of the case.
fn now_of(counter: &Counter, id: u32, form: &str) -> Option<Vec<Vec<u8>>> {
    let row = counter.row(id);
    let place = (id, form.to_owned(), row.revision);
    let known = counter.looks.borrow().get(&place).cloned();
    if known.is_some() {
        return known;
    }
    let now = drawn_now(counter, row, form)?;
    counter.looks.borrow_mut().insert(place, now.clone());
    Some(now)
}

/// What would be drawn if the form were printed now.
fn drawn_now(counter: &Counter, row: store::CaseRow, form: &str) -> Option<Vec<Vec<u8>>> {
    let desk = &counter.windows[0].desk;
    let project = desk.project(&row.content.project).ok()?;
    let reference = project
        .forms(row.content.business, row.content.kind)
        .into_iter()
        .find(|f| f.id == form)?;
    let clerk = counter.books.read(|tx| tx.account(row.clerk)).expect("the books");
    let file = CaseFile {
        number: row.number.clone(),
        apply_date: Some(desk.today()),
        acceptor: clerk.name,
        accepted_at: Some(row.created.with_timezone(desk.now().offset())),
        agreements: Default::default(),
        masked: false,
        content: row.content,
    };
    let rendered = papers::render(project, reference, &file, desk.fonts().ok()?, reference.copies).ok()?;
    let first = rendered.pages.iter().filter(|map| map.copy == 1).count();
    Some(paper::drawn(&rendered.pdf, first))
}

/// What must be true when everything is over: the store is sound, its audit chain whole, and every case can be
/// brought through.
pub fn at_the_end(counter: &mut Counter) {
    let report = counter.books.verify().expect("the store can be read");
    assert!(report.is_sound(), "the store is damaged: {report:?}");
    let whole = counter.books.verify_audit().expect("the audit trail can be read");
    assert!(
        matches!(whole, store::AuditCheck::Whole { rows } if rows > 0),
        "{whole:?}"
    );
}
