//! An unlock case whose key turns out dead has a way out: given up with the reason, and a replacement with the same
//! data.

use case::{BusinessType, CertKind, Channel};
use desk::api::{CaseState, HitKind, KeyPresence, LookUp, Nothing, OpenCase};

use super::counter::{Counter, Given, YLBX, done, given_up, refused};

const DEAD: &str = "PUK 已用尽，UKey 已失效，改办补办";

#[test]
fn the_unlocking_is_given_up_with_the_reason_and_replaced_with_the_same_data() {
    let counter = Counter::new();
    counter.closed(YLBX, 0, "28461937");
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let give_up = given_up(&unlock, DEAD, Some(0));
    refused(counter.commands().abandon_case(give_up.clone()), "role-missing");
    counter.sign_in("linxy");
    let silent = given_up(&unlock, DEAD, None);
    refused(counter.commands().abandon_case(silent), "refund-missing");
    let void = done(counter.commands().abandon_case(give_up));
    assert_eq!(void.state, CaseState::Void);
    let audit = counter.trail(&unlock);
    assert!(audit.contains(DEAD), "{audit}");
    counter.sign_in("luoyi");
    let queue = done(counter.commands().key_queue(Nothing {}));
    assert!(queue.cases.is_empty(), "it waits at the key desk no more");

    // The replacement begins with the unit's data.
    counter.sign_in("linxy");
    let uscc = unlock.content.fields["uscc"].clone();
    let hits = done(counter.commands().look_up(LookUp {
        text: uscc.to_owned(),
    }));
    let mut hits = hits.iter();
    let customer = hits.find(|hit| hit.kind == HitKind::Customer).unwrap();
    let open = OpenCase {
        project: YLBX.to_owned(),
        kind: CertKind::Org,
        business: BusinessType::Replace,
        channel: Some(Channel::Counter),
        customer: Some(customer.id),
        from_case: None,
        certificate: None,
    };
    let replacement = done(counter.commands().open_case(open));
    assert_eq!(replacement.content.fields["uscc"], uscc);
    assert!(replacement.taken_from.is_some(), "{replacement:#?}");
}

#[test]
fn an_unlocking_whose_new_pin_is_set_is_finished_not_given_up() {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, "28461937");
    let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
    let unlock = counter.approved(YLBX, "org", "unlock", 0);
    let job = counter.job(&unlock);
    let went = counter.go(&job, Given::Key(&serial));
    counter.go(&went.desk.jobs[0], Given::NewPin("50718293"));
    counter.sign_in("linxy");
    let give_up = given_up(&unlock, DEAD, None);
    refused(counter.commands().abandon_case(give_up), "unlock-under-way");
}
