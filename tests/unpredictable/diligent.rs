//! The diligent next step: what a counter that knows its work does next with a case. With it cases come far among all
//! the rest; and at the end of every list of acts it must lead to the end, or a state had no way on.

use case::{BusinessType, CaseState as State, Role};
use desk::api::{Approve, ById, CaseView, PageLine};
use store::CaseRow;

use super::acts::{How, Mood, Who};
use super::counter::Counter;
use super::doing::{self, Asked, held};
use super::{entering, leaving, making, oracle, reviewing, sheets};

/// Most steps that any case needs from anywhere to its end.
const FAR: usize = 90;

/// The next step of a case, by whoever it belongs to.
pub fn on(counter: &mut Counter, at: u8, case: u8) {
    let Some(id) = counter.case_at(case) else {
        counter.be(at, Who::Linxy);
        return entering::open(counter, at, case.wrapping_mul(3), false);
    };
    step(counter, at, id);
}

fn step(counter: &mut Counter, at: u8, id: u32) {
    let state = counter.row(id).state;
    match state {
        State::Draft | State::Printed | State::Scanning | State::Returned => {
            counter.be(at, Who::Linxy);
            take_in(counter, at, id);
        }
        State::InReview => {
            counter.be(at, Who::Hemin);
            check(counter, at, id);
        }
        State::Approved | State::AtCa => {
            counter.be(at, doing::whose(state));
            making::key_step(counter, at, id, false);
        }
        State::Ready => {
            counter.be(at, Who::Linxy);
            hand_over(counter, at, id);
        }
        State::Closed | State::Void => {}
    }
}

fn take_in(counter: &mut Counter, at: u8, id: u32) {
    let Some(view) = counter.look(at, id) else { return };
    if view.may_submit.open {
        let said = counter.ask(at, "submit", |to| to.submit(ById { id }));
        let asked = Asked {
            what: "submit",
            role: Role::Clerk,
            at,
        };
        return held(counter, &asked, &view.may_submit, &said);
    }
    let papers_seen = view.materials.iter().all(|m| m.complete) && view.fee.total_cents.is_some();
    let entered = view.may_print.open || (view.forms.is_empty() && view.missing.is_empty());
    // Marks wait for the authority's number, and unmarked pages for somebody who files them by hand.
    let awaited = entering::number(counter, id).is_some();
    if !entered || !papers_seen || awaited {
        return entering::fill(counter, at, id, usize::try_from(id).unwrap_or(0) % 5);
    }
    if let Some(at_form) = view.forms.iter().position(|f| !f.printed) {
        counter.printer.set(Mood::Prints);
        let form = u8::try_from(at_form + 1).unwrap_or(0);
        return sheets::print(counter, at, id, form, false);
    }
    if !scan_missing(counter, at, &view) {
        sheets::choose_samples(counter, at, &view);
    }
}

/// Scans what has not come back of the papers that show the present content; false when everything has.
fn scan_missing(counter: &mut Counter, at: u8, view: &CaseView) -> bool {
    for form in &view.forms {
        let filed = oracle::pages_that_count(counter, view.id, &form.id);
        let Some(pick) = oracle::paper_of(counter, view.id, &form.id) else {
            continue;
        };
        for page in 0..counter.papers[pick].maps.len() {
            let name = counter.papers[pick].name(page);
            if !filed.contains(&name) {
                let line: Option<PageLine> = sheets::scan_page(counter, at, pick, page, How::Straight);
                let line = line.expect("a clerk scans");
                assert_eq!(
                    line.state,
                    desk::api::PageState::Filed,
                    "a page of the present content must be filed: {line:?}"
                );
                return true;
            }
        }
    }
    false
}

fn check(counter: &mut Counter, at: u8, id: u32) {
    reviewing::pass_all(counter, at, id);
    let Some(now) = reviewing::review(counter, at, id) else {
        return;
    };
    let said = counter.ask(at, "approve", |to| {
        to.approve(Approve {
            id,
            bound_hash: now.bound_hash,
        })
    });
    held(
        counter,
        &Asked {
            what: "approve",
            role: Role::Reviewer,
            at,
        },
        &now.may_approve,
        &said,
    );
}

fn hand_over(counter: &mut Counter, at: u8, id: u32) {
    let view = counter
        .ask(at, "hand_over_view", |to| to.hand_over_view(ById { id }))
        .expect("a view");
    let args = leaving::leaving(counter, &view, 9, "");
    leaving::signed(counter, at, args, &view.may_hand_over);
}

/// Whether a case is as far as this seed goes: to the end, or to the key desk where no keys are made, or where the
/// customer's own key is wanted, which nobody here has.
fn arrived(counter: &Counter, case: &CaseRow) -> bool {
    match case.state {
        State::Closed | State::Void => true,
        State::Approved | State::AtCa => !counter.keys || case.content.business == BusinessType::Unlock,
        _ => false,
    }
}

/// Goes on with a case until it is through. Panics when it does not come there: then some state had no way on.
pub fn to_the_end(counter: &mut Counter, id: u32) {
    for _ in 0..FAR {
        if arrived(counter, &counter.row(id)) {
            return;
        }
        step(counter, 0, id);
    }
    let state = counter.row(id).state;
    counter.be(0, doing::whose(state));
    let view = counter.peek(0, id).expect("a case");
    let reasons = (
        &view.may_print.reason,
        &view.may_submit.reason,
        &view.editable.reason,
    );
    let refused: Vec<_> = view
        .findings
        .iter()
        .map(|f| (&f.code, &f.message, f.kept))
        .collect();
    panic!(
        "no way on from {state:?} of {} {} {}: {reasons:?} {refused:?} missing {:?}",
        view.content.project, view.content.kind, view.content.business, view.missing
    );
}
