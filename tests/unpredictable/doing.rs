//! Doing an act: the command that the window would send, and whether its outcome is the one that the gate told just
//! before.
//!
//! An open gate's command must succeed. A closed gate's must be refused for the reason that the gate gave, or because
//! the account has not the role. Entering stands in `entering`, paper in `sheets`, the diligent next step in
//! `diligent`.

use case::Role;
use desk::api::{
    Gate, HandOverChecked, HandOverView, Hit, KeyDesk, KeyWent, LeavingWay, Postage, Refusal, ReviewView,
    Uploads,
};
use desk::casework::people;
use serde_json::{Value, json};

use super::acts::{Act, Who};
use super::counter::Counter;
use super::{diligent, entering, sheets};

/// Who asks for what where, for what is said when it goes wrong.
pub struct Asked<'a> {
    pub what: &'a str,
    pub role: Role,
    pub at: u8,
}

/// Holds an outcome against the gate that was told just before.
pub fn held<T: std::fmt::Debug>(
    counter: &Counter,
    asked: &Asked<'_>,
    gate: &Gate,
    said: &Result<T, Refusal>,
) {
    let Asked { what, role, at } = *asked;
    let who = counter.who(at);
    match said {
        Ok(_) => assert!(
            gate.open,
            "{what} by {who:?} went through a closed gate: {}",
            gate.reason
        ),
        Err(refused) if gate.open => panic!("{what} by {who:?}: the gate stood open, but {refused}"),
        Err(refused) if refused.code == "role-missing" => {
            assert!(!counter.has(at, role), "{what} by {who:?}: {refused}");
        }
        // Where a case stands is a reason too, whatever the gate names of what else is missing.
        Err(refused) if refused.code == "case-wrong-state" => {
            assert!(
                refused.message.starts_with("受理件现为“"),
                "{what} by {who:?}: {refused}"
            );
        }
        Err(refused) => assert_eq!(
            refused.message, gate.reason,
            "{what} by {who:?}: another reason than the gate's ({})",
            refused.code
        ),
    }
}

/// Does one act.
pub fn act(counter: &mut Counter, act: &Act) {
    match *act {
        Act::SignIn { window, who, right } => counter.sign_in(window, who, right),
        Act::Lock { window } => {
            let said: Result<Value, _> = counter.ask(window, "sign_out", json!({}));
            assert!(said.is_ok(), "locking is always possible: {said:?}");
            counter.clear_screen(window);
            counter.plan.after(act);
        }
        Act::Kill { window } => {
            counter.kill(window);
            counter.plan.after(act);
        }
        Act::Printer { mood } => counter.printer.set(mood),
        Act::On { window, case } => diligent::on(counter, window, case),
        Act::LookUp { window, text } => look_up(counter, window, text),
        Act::Open {
            window,
            wish,
            returning,
        } => entering::open(counter, window, wish, returning),
        _ => about_a_case(counter, act),
    }
}

fn about_a_case(counter: &mut Counter, act: &Act) {
    let of = |case: u8| counter.case_at(case);
    match *act {
        Act::Look { window, case } => {
            if let Some(id) = of(case) {
                counter.look(window, id);
            }
        }
        Act::Fill { window, case, guest } => {
            if let Some(id) = of(case) {
                entering::fill(counter, window, id, usize::from(guest) % people::UNITS.len());
            }
        }
        Act::Type {
            window,
            case,
            field,
            text,
        } => {
            if let Some(id) = of(case) {
                entering::type_in(counter, window, id, field, text);
            }
        }
        Act::Choose {
            window,
            case,
            what,
            option,
        } => {
            if let Some(id) = of(case) {
                entering::choose(counter, window, id, what, option);
            }
        }
        Act::Tick {
            window,
            case,
            paper,
            seen,
        } => {
            if let Some(id) = of(case) {
                entering::tick(counter, window, id, Some(paper), seen);
            }
        }
        Act::TickAll { window, case } => {
            if let Some(id) = of(case) {
                entering::tick(counter, window, id, None, true);
            }
        }
        Act::Keep { window, case } => {
            if let Some(id) = of(case) {
                entering::keep(counter, window, id);
            }
        }
        Act::Abandon { window, case, reason } => {
            if let Some(id) = of(case) {
                entering::abandon(counter, window, id, reason);
            }
        }
        Act::Print {
            window,
            case,
            form,
            to_printer,
        } => {
            if let Some(id) = of(case) {
                sheets::print(counter, window, id, form, to_printer);
            }
        }
        Act::Confirm {
            window,
            case,
            came_out,
        } => {
            if let Some(id) = of(case) {
                sheets::confirm(counter, window, id, came_out);
            }
        }
        Act::Slip { window, case } => {
            if let Some(id) = of(case) {
                let said: Result<Value, _> = counter.ask(window, "print_slip", json!({ "id": id }));
                assert_eq!(
                    said.is_ok(),
                    counter.who(window).is_some(),
                    "a slip is always to be had: {said:?}"
                );
            }
        }
        Act::Scan {
            window,
            paper,
            page,
            how,
        } => sheets::scan(counter, window, paper, page, how),
        Act::Junk { window, case, kind } => sheets::junk(counter, window, case, kind),
        Act::File {
            window,
            page,
            case,
            form,
        } => sheets::file(counter, window, page, case, form),
        Act::Unfile { window, page } => sheets::take_out(counter, window, page, "unfile_page"),
        Act::Discard { window, page } => sheets::take_out(counter, window, page, "discard_page"),
        Act::Read { window, page } => sheets::take_out(counter, window, page, "read_page"),
        Act::Sample {
            window,
            case,
            sample,
            decision,
        } => {
            if let Some(id) = of(case) {
                sheets::sample(counter, window, id, sample, decision);
            }
        }
        Act::Submit { window, case } => {
            if let Some(id) = of(case) {
                submit(counter, window, id);
            }
        }
        Act::Verdict {
            window,
            case,
            item,
            verdict,
        } => {
            if let Some(id) = of(case) {
                verdict_on(counter, window, id, item, verdict);
            }
        }
        Act::PassAll { window, case } => {
            if let Some(id) = of(case) {
                pass_all(counter, window, id);
            }
        }
        Act::Approve {
            window,
            case,
            seen_before,
        } => {
            if let Some(id) = of(case) {
                approve(counter, window, id, seen_before);
            }
        }
        Act::Return { window, case } => {
            if let Some(id) = of(case) {
                send_back(counter, window, id);
            }
        }
        Act::KeyDesk { window, case } => {
            if let Some(id) = of(case) {
                key_desk(counter, window, id);
            }
        }
        Act::KeyStep {
            window,
            case,
            other_step,
        } => {
            if let Some(id) = of(case) {
                key_step(counter, window, id, other_step);
            }
        }
        Act::HandOver {
            window,
            case,
            person,
            pin,
        } => {
            if let Some(id) = of(case) {
                hand_over(counter, window, id, person, pin);
            }
        }
        Act::Uploads { window, case } => {
            if let Some(id) = of(case) {
                let said: Result<Uploads, _> = counter.ask(window, "export_uploads", json!({ "id": id }));
                assert!(
                    counter.who(window).is_some() || said.is_err(),
                    "nobody is there: {said:?}"
                );
            }
        }
        Act::Documents { window, case } => {
            if let Some(id) = of(case) {
                documents(counter, window, id);
            }
        }
        _ => {}
    }
}

fn look_up(counter: &Counter, at: u8, text: u8) {
    let texts = [
        "YL-",
        "mmw",
        "1",
        "木棉",
        "440105199003072510",
        "",
        "%_'\"",
        "13800000162",
    ];
    let text = texts[usize::from(text) % texts.len()];
    let said: Result<Vec<Hit>, _> = counter.ask(at, "look_up", json!({ "text": text }));
    assert_eq!(
        said.is_ok(),
        counter.who(at).is_some(),
        "looking up is open to all who are there: {said:?}"
    );
}

fn submit(counter: &mut Counter, at: u8, id: u32) {
    let Some(now) = counter.peek(at, id) else { return };
    let said: Result<Value, _> = counter.ask(at, "submit", json!({ "id": id }));
    let asked = Asked {
        what: "submit",
        role: Role::Clerk,
        at,
    };
    held(counter, &asked, &now.may_submit, &said);
}

/// The second check of a case as it is now.
pub fn review(counter: &Counter, at: u8, id: u32) -> Option<ReviewView> {
    counter.who(at)?;
    Some(
        counter
            .ask(at, "review", json!({ "id": id }))
            .expect("anybody may look on"),
    )
}

fn verdict_on(counter: &mut Counter, at: u8, id: u32, item: u8, verdict: u8) {
    let Some(view) = review(counter, at, id) else {
        return;
    };
    counter.windows[usize::from(at)].reviews.insert(id, view.clone());
    let item = &view.items[usize::from(item) % view.items.len()];
    let (verdict, reason) = [
        ("ok", ""),
        ("ok", ""),
        ("wrong", "表上为510623"),
        ("", ""),
        ("wrong", ""),
    ][usize::from(verdict) % 5];
    let args = json!({ "id": id, "item": item.id, "verdict": verdict, "reason": reason });
    let said: Result<ReviewView, _> = counter.ask(at, "set_verdict", args);
    if verdict == "wrong" && reason.is_empty() && view.may_review.open {
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
        assert_eq!(
            there.verdict.as_deref().unwrap_or_default(),
            verdict,
            "a verdict that was taken is shown"
        );
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
    for item in view.items.iter().filter(|i| i.verdict.as_deref() != Some("ok")) {
        let args = json!({ "id": id, "item": item.id, "verdict": "ok", "reason": "" });
        let said: Result<ReviewView, _> = counter.ask(at, "set_verdict", args);
        held(counter, &asked, &view.may_review, &said);
        if said.is_err() {
            return;
        }
    }
    let now = review(counter, at, id).expect("a review");
    counter.windows[usize::from(at)].reviews.insert(id, now);
}

fn approve(counter: &mut Counter, at: u8, id: u32, seen_before: bool) {
    let Some(now) = review(counter, at, id) else {
        return;
    };
    let before = counter.windows[usize::from(at)]
        .reviews
        .get(&id)
        .filter(|_| seen_before);
    let hash = before.map_or(&now.bound_hash, |view| &view.bound_hash).clone();
    let stale = hash != now.bound_hash;
    let said: Result<Value, _> = counter.ask(at, "approve", json!({ "id": id, "boundHash": hash }));
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

fn send_back(counter: &mut Counter, at: u8, id: u32) {
    let Some(now) = review(counter, at, id) else {
        return;
    };
    let said: Result<Value, _> = counter.ask(at, "return_case", json!({ "id": id, "note": "请改" }));
    let asked = Asked {
        what: "return_case",
        role: Role::Reviewer,
        at,
    };
    held(counter, &asked, &now.may_return, &said);
}

fn key_desk(counter: &Counter, at: u8, id: u32) {
    let said: Result<KeyDesk, _> = counter.ask(at, "key_desk", json!({ "id": id }));
    match said {
        Ok(desk) => {
            let texts = &counter.acknowledged.texts;
            super::words::gate("key_desk", &desk.may_work, texts);
            desk.jobs
                .iter()
                .for_each(|job| super::words::gate("key job", &job.may_go_on, texts));
        }
        Err(refused) => assert!(counter.who(at).is_none(), "anybody may look on: {refused}"),
    }
}

/// One step of the first key that is not done. Without keys in this seed only what is refused is asked for.
pub fn key_step(counter: &mut Counter, at: u8, id: u32, other_step: bool) {
    if counter.who(at).is_none() {
        return;
    }
    let desk: KeyDesk = counter
        .ask(at, "key_desk", json!({ "id": id }))
        .expect("anybody may look on");
    let Some(job) = desk.jobs.iter().find(|job| !job.done) else {
        return;
    };
    if other_step {
        let args = json!({ "jobId": job.id, "step": "prove", "serial": "" });
        let wrong = job.next.as_deref() != Some("prove");
        if wrong || !job.may_go_on.open {
            let said: Result<KeyWent, _> = counter.ask(at, "key_go", args);
            assert!(said.is_err(), "a step that is not next was taken");
        }
        return;
    }
    let asked = Asked {
        what: "key_go",
        role: Role::KeyClerk,
        at,
    };
    if job.waits_for_file {
        if counter.has(at, Role::KeyClerk) {
            let said: Result<KeyWent, _> = counter.ask(at, "training_issue", json!({ "id": job.id }));
            assert!(said.is_ok(), "the training CA answers: {said:?}");
        }
        return;
    }
    if job.may_go_on.open && !counter.keys {
        return;
    }
    let serial = job.serial.clone().unwrap_or_else(|| blank_key(counter, at, id));
    let args = json!({
        "jobId": job.id, "step": job.next, "serial": serial,
        "newPin": if job.asks_new_pin { "24681357" } else { "" },
    });
    let said: Result<KeyWent, _> = counter.ask(at, "key_go", args);
    // A key of another business needs secrets or keys that nobody here has: then it is told, and nothing is done.
    if job.may_go_on.open && (job.asks_pin || job.asks_so_pin || said.is_err()) {
        return;
    }
    held(counter, &asked, &job.may_go_on, &said);
}

fn blank_key(counter: &Counter, at: u8, id: u32) -> String {
    if !counter.keys {
        return String::new();
    }
    let said: Result<desk::api::Tokens, _> = counter.ask(at, "tokens", json!({ "id": id }));
    let tokens = said.map(|t| t.tokens).unwrap_or_default();
    let blank = tokens.into_iter().find(|t| t.presence == "blank");
    blank.map(|t| t.serial).unwrap_or_default()
}

/// The person who may fetch a case, by name and number, as it was entered.
pub fn fetcher(counter: &Counter, id: u32) -> (String, String) {
    let content = counter.row(id).content;
    let pair = |name, number| Some((content.field(name)?.to_owned(), content.field(number)?.to_owned()));
    pair("operator_name", "operator_id_no")
        .or_else(|| pair("applicant_name", "applicant_id_no"))
        .unwrap_or_default()
}

/// A hand-over in the usual way of the case, everything seen but what `slip` leaves out: 0 another name, 1 another
/// number, 2 a check that was not ticked.
pub fn leaving(counter: &Counter, view: &HandOverView, slip: u8, pin: &str) -> Value {
    let id = view.case.id;
    let Some(way) = view.plan.ways.first() else {
        return json!({ "id": id, "leaving": { "way": "nothing" } });
    };
    let (mut name, mut number) = fetcher(counter, id);
    match slip {
        0 => name.push('甲'),
        1 => number = "440105199003072511".to_owned(),
        _ => {}
    }
    let post = &view.plan.posting;
    let leaving = match way.way {
        LeavingWay::Applicant => json!({ "way": "applicant", "name": name, "idNo": number }),
        LeavingWay::Posted => json!({
            "way": "posted", "recipient": post.recipient, "phone": post.phone, "address": post.address,
            "courier": post.couriers.first().map_or("顺丰", String::as_str), "tracking": "SF1234567890123",
            "postage": post.postage.unwrap_or(Postage::Collect),
        }),
        LeavingWay::Other | LeavingWay::Nothing => json!({ "way": way.way }),
    };
    let ticks = way
        .ticks
        .iter()
        .skip(usize::from(slip == 2))
        .map(|tick| tick.id.as_str());
    let typed = way.pins_of.iter().filter(|_| !pin.is_empty());
    let pins: Vec<Value> = typed.map(|job| json!({ "jobId": job, "newPin": pin })).collect();
    json!({ "id": id, "leaving": leaving, "pins": pins, "seen": ticks.collect::<Vec<_>>() })
}

fn hand_over(counter: &mut Counter, at: u8, id: u32, person: u8, pin: u8) {
    if counter.who(at).is_none() {
        return;
    }
    let view: HandOverView = counter
        .ask(at, "hand_over_view", json!({ "id": id }))
        .expect("anybody may look on");
    super::words::gate("hand_over", &view.may_hand_over, &counter.acknowledged.texts);
    let pin = ["", "", "12", "24681357"][usize::from(pin) % 4];
    let args = leaving(counter, &view, person % 6, pin);
    let checked: HandOverChecked = counter
        .ask(at, "check_hand_over", args.clone())
        .expect("a hand-over can always be checked");
    super::words::findings("check_hand_over", &checked.findings, &counter.acknowledged.texts);
    let said: Result<HandOverView, _> = counter.ask(at, "hand_over", args);
    held(
        counter,
        &Asked {
            what: "hand_over",
            role: Role::Clerk,
            at,
        },
        &checked.may,
        &said,
    );
}

fn documents(counter: &Counter, at: u8, id: u32) {
    let said: Result<Vec<desk::api::DocumentLine>, _> = counter.ask(at, "documents", json!({ "id": id }));
    let Ok(lines) = said else {
        assert!(counter.who(at).is_none(), "the documents of a case: {said:?}");
        return;
    };
    if let Some(last) = lines.last() {
        let bytes = counter.windows[usize::from(at)]
            .desk
            .bytes("document", json!({ "id": last.id }));
        let (_, bytes) = bytes.expect("a stored document opens");
        assert_eq!(bytes.len(), last.bytes as usize, "{}", last.name);
    }
}

/// Whoever works at a state, as the order of the work has it.
pub fn whose(state: case::CaseState) -> Who {
    match state.next_actor() {
        Some(Role::Reviewer) => Who::Hemin,
        Some(Role::KeyClerk) => Who::Luoyi,
        _ => Who::Linxy,
    }
}
