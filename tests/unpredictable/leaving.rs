//! Doing the hand-over: the usual way of a case filled in, whole or with a slip, checked and done.

use case::Role;
use desk::api::{ById, Gate, HandOver, HandOverView, KeyPin, Leaving, LeavingWay, Postage};

use super::counter::Counter;
use super::doing::{Asked, held};

/// The person who may fetch a case, by name and number, as it was entered.
fn fetcher(counter: &Counter, id: u32) -> (String, String) {
    let content = counter.row(id).content;
    let pair = |name, number| Some((content.field(name)?.to_owned(), content.field(number)?.to_owned()));
    pair("operator_name", "operator_id_no")
        .or_else(|| pair("applicant_name", "applicant_id_no"))
        .unwrap_or_default()
}

/// A hand-over in the usual way of the case, everything seen but what `slip` leaves out: 0 another name, 1 another
/// number, 2 a check that was not ticked.
pub fn leaving(counter: &Counter, view: &HandOverView, slip: u8, pin: &str) -> HandOver {
    let id = view.case.id;
    let Some(way) = view.plan.ways.first() else {
        return HandOver {
            id,
            leaving: Leaving::Nothing,
            pins: Vec::new(),
            seen: Vec::new(),
        };
    };
    let (mut name, mut number) = fetcher(counter, id);
    match slip {
        0 => name.push('甲'),
        1 => number = "440105199003072511".to_owned(),
        _ => {}
    }
    let post = &view.plan.posting;
    let leaving = match way.way {
        LeavingWay::Applicant => Leaving::Applicant { name, id_no: number },
        LeavingWay::Posted => Leaving::Posted {
            recipient: post.recipient.clone(),
            phone: post.phone.clone(),
            address: post.address.clone(),
            courier: post.couriers.first().map_or("顺丰", String::as_str).to_owned(),
            tracking: "SF1234567890123".to_owned(),
            postage: Some(post.postage.unwrap_or(Postage::Collect)),
        },
        LeavingWay::Other => Leaving::Other {
            name,
            id_no: number,
            authorised_from: String::new(),
            authorised_until: String::new(),
        },
        LeavingWay::Nothing => Leaving::Nothing,
    };
    let ticks = way
        .ticks
        .iter()
        .skip(usize::from(slip == 2))
        .map(|tick| tick.id.clone());
    let typed = way.pins_of.iter().filter(|_| !pin.is_empty());
    let pin_of = |job: &u32| KeyPin {
        job_id: *job,
        new_pin: pin.into(),
    };
    HandOver {
        id,
        leaving,
        pins: typed.map(pin_of).collect(),
        seen: ticks.collect(),
    }
}

pub fn hand_over(counter: &mut Counter, at: u8, id: u32, person: u8, pin: u8) {
    if counter.who(at).is_none() {
        return;
    }
    let view = counter
        .ask(at, "hand_over_view", |to| to.hand_over_view(ById { id }))
        .expect("anybody may look on");
    super::words::gate("hand_over", &view.may_hand_over, &counter.acknowledged.texts);
    let pin = ["", "", "12", "24681357"][usize::from(pin) % 4];
    let args = leaving(counter, &view, person % 6, pin);
    let checked = counter
        .ask(at, "check_hand_over", |to| to.check_hand_over(args.clone()))
        .expect("a hand-over can always be checked");
    super::words::findings("check_hand_over", &checked.findings, &counter.acknowledged.texts);
    signed(counter, at, args, &checked.may);
}

/// The hand-over itself, held against what the screen said of it.
pub fn signed(counter: &Counter, at: u8, args: HandOver, may: &Gate) {
    let said = counter.ask(at, "hand_over", |to| to.hand_over(args));
    let asked = Asked {
        what: "hand_over",
        role: Role::Clerk,
        at,
    };
    held(counter, &asked, may, &said);
}
