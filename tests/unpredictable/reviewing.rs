//! Doing the second check: verdicts one by one or all at once, the sign-off of what was seen, sending back.

use case::Role;
use desk::api::{Approve, ById, ReturnCase, ReviewView, SetVerdict, Verdict, VerdictGiven};

use super::counter::Counter;
use super::doing::{Asked, held};

/// The second check of a case as it is now.
pub fn review(counter: &Counter, at: u8, id: u32) -> Option<ReviewView> {
    counter.who(at)?;
    Some(
        counter
            .ask(at, "review", |to| to.review(ById { id }))
            .expect("anybody may look on"),
    )
}

pub fn verdict_on(counter: &mut Counter, at: u8, id: u32, item: u8, verdict: u8) {
    let Some(view) = review(counter, at, id) else {
        return;
    };
    counter.windows[usize::from(at)].reviews.insert(id, view.clone());
    let item = &view.items[usize::from(item) % view.items.len()];
    let (verdict, reason) = [
        (VerdictGiven::Ok, ""),
        (VerdictGiven::Ok, ""),
        (VerdictGiven::Wrong, "表上为510623"),
        (VerdictGiven::TakenBack, ""),
        (VerdictGiven::Wrong, ""),
    ][usize::from(verdict) % 5];
    let args = SetVerdict {
        id,
        item: item.id.clone(),
        verdict,
        reason: reason.to_owned(),
    };
    let said = counter.ask(at, "set_verdict", |to| to.set_verdict(args));
    if verdict == VerdictGiven::Wrong && reason.is_empty() && view.may_review.open {
        assert!(said.is_err(), "不符 without a word");
        return;
    }
    let asked = Asked {
        what: "set_verdict",
        role: Role::Reviewer,
        at,
    };
    held(counter, &asked, &view.may_review, &said);
    if let Ok(after) = said {
        let there = after
            .items
            .iter()
            .find(|i| i.id == item.id)
            .expect("the item stays");
        let shown = match verdict {
            VerdictGiven::Ok => Some(Verdict::Ok),
            VerdictGiven::Wrong => Some(Verdict::Wrong),
            VerdictGiven::TakenBack => None,
        };
        assert_eq!(there.verdict, shown, "a verdict that was taken is shown");
    }
}

/// 一致 to everything that has no verdict yet.
pub fn pass_all(counter: &mut Counter, at: u8, id: u32) {
    let Some(view) = review(counter, at, id) else {
        return;
    };
    let asked = Asked {
        what: "set_verdict",
        role: Role::Reviewer,
        at,
    };
    for item in view.items.iter().filter(|i| i.verdict != Some(Verdict::Ok)) {
        let args = SetVerdict {
            id,
            item: item.id.clone(),
            verdict: VerdictGiven::Ok,
            reason: String::new(),
        };
        let said = counter.ask(at, "set_verdict", |to| to.set_verdict(args));
        held(counter, &asked, &view.may_review, &said);
        if said.is_err() {
            return;
        }
    }
    let now = review(counter, at, id).expect("a review");
    counter.windows[usize::from(at)].reviews.insert(id, now);
}

pub fn approve(counter: &mut Counter, at: u8, id: u32, seen_before: bool) {
    let Some(now) = review(counter, at, id) else {
        return;
    };
    let before = counter.windows[usize::from(at)]
        .reviews
        .get(&id)
        .filter(|_| seen_before);
    let hash = before.map_or(&now.bound_hash, |view| &view.bound_hash).clone();
    let stale = hash != now.bound_hash;
    let said = counter.ask(at, "approve", |to| to.approve(Approve { id, bound_hash: hash }));
    if stale && now.may_review.open {
        assert!(said.is_err(), "approved what was not seen");
        return;
    }
    let asked = Asked {
        what: "approve",
        role: Role::Reviewer,
        at,
    };
    held(counter, &asked, &now.may_approve, &said);
}

pub fn send_back(counter: &mut Counter, at: u8, id: u32) {
    let Some(now) = review(counter, at, id) else {
        return;
    };
    let said = counter.ask(at, "return_case", |to| {
        to.return_case(ReturnCase {
            id,
            note: "请改".to_owned(),
        })
    });
    let asked = Asked {
        what: "return_case",
        role: Role::Reviewer,
        at,
    };
    held(counter, &asked, &now.may_return, &said);
}
