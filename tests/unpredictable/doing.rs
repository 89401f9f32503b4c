//! Doing an act: the command that the window would send, and whether its outcome is the one that the gate told just
//! before.
//!
//! An open gate's command must succeed. A closed gate's must be refused for the reason that the gate gave, or because
//! the account has not the role. Entering stands in `entering`, paper in `sheets`, the second check in `reviewing`, the
//! key desk in `making`, the hand-over in `leaving`, the diligent next step in `diligent`.

use case::Role;
use desk::api::{ById, Gate, LookUp, Nothing, Refusal};
use desk::casework::people;

use super::acts::{Act, Who};
use super::counter::Counter;
use super::sheets::Out;
use super::{diligent, entering, leaving, making, reviewing, sheets};

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
            let said = counter.ask(window, "sign_out", |to| to.sign_out(Nothing {}));
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
                let said = counter.ask(window, "print_slip", |to| to.print_slip(ById { id }));
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
        Act::Unfile { window, page } => sheets::take_out(counter, window, page, Out::Unfile),
        Act::Discard { window, page } => sheets::take_out(counter, window, page, Out::Discard),
        Act::Read { window, page } => sheets::take_out(counter, window, page, Out::Read),
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
                reviewing::verdict_on(counter, window, id, item, verdict);
            }
        }
        Act::PassAll { window, case } => {
            if let Some(id) = of(case) {
                reviewing::pass_all(counter, window, id);
            }
        }
        Act::Approve {
            window,
            case,
            seen_before,
        } => {
            if let Some(id) = of(case) {
                reviewing::approve(counter, window, id, seen_before);
            }
        }
        Act::Return { window, case } => {
            if let Some(id) = of(case) {
                reviewing::send_back(counter, window, id);
            }
        }
        Act::KeyDesk { window, case } => {
            if let Some(id) = of(case) {
                making::key_desk(counter, window, id);
            }
        }
        Act::KeyStep {
            window,
            case,
            other_step,
        } => {
            if let Some(id) = of(case) {
                making::key_step(counter, window, id, other_step);
            }
        }
        Act::HandOver {
            window,
            case,
            person,
            pin,
        } => {
            if let Some(id) = of(case) {
                leaving::hand_over(counter, window, id, person, pin);
            }
        }
        Act::Uploads { window, case } => {
            if let Some(id) = of(case) {
                let said = counter.ask(window, "export_uploads", |to| to.export_uploads(ById { id }));
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
    let said = counter.ask(at, "look_up", |to| {
        to.look_up(LookUp {
            text: text.to_owned(),
        })
    });
    assert_eq!(
        said.is_ok(),
        counter.who(at).is_some(),
        "looking up is open to all who are there: {said:?}"
    );
}

fn submit(counter: &mut Counter, at: u8, id: u32) {
    let Some(now) = counter.peek(at, id) else { return };
    let said = counter.ask(at, "submit", |to| to.submit(ById { id }));
    let asked = Asked {
        what: "submit",
        role: Role::Clerk,
        at,
    };
    held(counter, &asked, &now.may_submit, &said);
}

fn documents(counter: &Counter, at: u8, id: u32) {
    let said = counter.ask(at, "documents", |to| to.documents(ById { id }));
    let Ok(lines) = said else {
        assert!(counter.who(at).is_none(), "the documents of a case: {said:?}");
        return;
    };
    if let Some(last) = lines.last() {
        let bytes = counter.windows[usize::from(at)]
            .desk
            .commands()
            .document(ById { id: last.id });
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
