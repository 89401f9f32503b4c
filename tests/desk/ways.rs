//! The ways beside the straight one: back to the clerk, refused by the CA, asked for anew, given up, gone on in a
//! linked case.

use desk::api::{
    Abandon, AskAnew, ById, CaseState, CaseView, KeyFate, KeyPresence, KeySettled, KeyStepName, Nothing,
    OpenCase, Way, WayLine, WayTaken,
};
use desk::casework::people;

use super::counter::{Counter, YLBX, by_id, done, fields, fresh, given_up, refused, waiting_for_answer};

/// The open ways of a case for whoever is signed in.
fn open_ways(counter: &Counter, case: &CaseView) -> Vec<Way> {
    let ways = done(counter.commands().ways(by_id(case)));
    let open = ways.ways.iter().filter(|line| line.may.open);
    open.map(|line| line.way).collect()
}

fn way(counter: &Counter, case: &CaseView, way: Way) -> WayLine {
    let ways = done(counter.commands().ways(by_id(case)));
    let mut lines = ways.ways.iter();
    lines
        .find(|line| line.way == way)
        .unwrap_or_else(|| panic!("no {way:?}: {ways:#?}"))
        .clone()
}

/// Amends a field, sends the case again and has it approved again; luoyi is signed in afterwards.
fn amended(counter: &Counter, case: &CaseView, phone: &str) -> CaseView {
    counter.sign_in("linxy");
    let case = counter.save(&counter.get(case), fields([("unit_phone", phone)]));
    let case = counter.print_and_scan(&case);
    approved_again(counter, &case)
}

/// Sends a case as it is and has it approved again; luoyi is signed in afterwards.
fn approved_again(counter: &Counter, case: &CaseView) -> CaseView {
    counter.sign_in("linxy");
    let case = done(counter.commands().submit(by_id(case)));
    counter.sign_in("hemin");
    let case = counter.pass(&case);
    counter.sign_in("luoyi");
    case
}

fn next_step(counter: &Counter, case: &CaseView) -> Option<KeyStepName> {
    counter.job(case).next
}

/// One case takes every way back there is, and still ends with a certificate that is right.
#[test]
fn a_case_goes_back_from_everywhere_and_ends_well() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    let id = case.id;
    let because = |reason: &str| WayTaken {
        id,
        reason: reason.to_owned(),
    };

    // Approved, no key touched: the clerk takes it back, and the approval is gone.
    done(counter.commands().key_desk(ById { id }));
    refused(
        counter.commands().recall_case(because("客户要改电话")),
        "role-missing",
    );
    counter.sign_in("linxy");
    assert_eq!(open_ways(&counter, &case), [Way::Recall, Way::GiveUp]);
    refused(counter.commands().recall_case(because(" ")), "reason-empty");
    let back = done(counter.commands().recall_case(because("客户要改电话")));
    assert_eq!((back.state, back.editable.open), (CaseState::Returned, true));
    assert_eq!(back.returned[0].reason, "客户要改电话");
    let case = approved_again(&counter, &case);
    assert_eq!(case.state, CaseState::Approved);

    // At the CA: its words come back to the clerk; the key stays, the request is made anew.
    waiting_for_answer(&counter, &case);
    counter.sign_in("linxy");
    refused(
        counter.commands().recall_case(because("太晚了")),
        "case-wrong-state",
    );
    counter.sign_in("luoyi");
    let words = "单位电话与登记不一致，请核实后重报";
    let back = done(counter.commands().ca_refused(because(words)));
    assert_eq!(back.state, CaseState::Returned);
    let reason = &back.returned[0];
    assert_eq!(
        (reason.label.as_str(), &reason.field, reason.reason.as_str()),
        ("CA 退回", &None, words)
    );
    let case = amended(&counter, &case, "020-33335555");
    assert_eq!(
        next_step(&counter, &case),
        Some(KeyStepName::Request),
        "the key is not made a second time"
    );
    counter.make_keys(&case);

    // Ready, and the certificate is wrong: it is to be revoked, another one takes its place on the key.
    counter.sign_in("linxy");
    let anew = way(&counter, &case, Way::AskAnew);
    let wrong = anew.certificates[0].clone();
    let ask = AskAnew {
        id,
        reason: "证书上的单位名称少一个字".to_owned(),
        jobs: vec![wrong.job_id],
    };
    let nobody = AskAnew {
        id,
        reason: "有误".to_owned(),
        jobs: Vec::new(),
    };
    refused(counter.commands().ask_anew(nobody), "certificate-not-chosen");
    assert_eq!(done(counter.commands().ask_anew(ask)).state, CaseState::Approved);
    let list = done(counter.commands().revocations(Nothing {})).lines;
    assert_eq!(list[0].certificate.as_ref(), Some(&wrong.serial), "{list:#?}");
    counter.sign_in("luoyi");
    assert_eq!(next_step(&counter, &case), Some(KeyStepName::Request));
    let certificates = |counter: &Counter| -> Vec<u32> {
        let documents = done(counter.commands().documents(ById { id }));
        let all = documents.iter();
        all.filter(|d| d.name.ends_with(".cer")).map(|d| d.id).collect()
    };
    let id_of_first = certificates(&counter)[0];
    let (_, first) = done(counter.commands().document(ById { id: id_of_first }));
    waiting_for_answer(&counter, &case);
    let again = done(counter.commands().import_answer("old.cer", wrong.job_id, first));
    assert_eq!(again.findings[0].code, "certificate-known-wrong", "{again:#?}");

    // The CA refuses the second request: the wrong certificate stays on the list to be revoked all the same.
    done(counter.commands().ca_refused(because("单位名称与证照不符")));
    let list = done(counter.commands().revocations(Nothing {})).lines;
    assert_eq!(list[0].certificate.as_ref(), Some(&wrong.serial), "{list:#?}");
    let case = amended(&counter, &case, "020-33336666");
    counter.make_keys(&case);

    // Handed over with the right one alone; what comes later goes on in a linked case.
    counter.sign_in("linxy");
    let view = done(counter.commands().hand_over_view(ById { id }));
    let on_key = &view.plan.keys[0].certificates;
    assert_eq!(on_key.len(), 1, "{view:#?}");
    assert_ne!(on_key[0].serial, wrong.serial);
    let goes_on = OpenCase {
        from_case: Some(id),
        ..fresh(YLBX, "org", "change")
    };
    refused(counter.commands().open_case(goes_on.clone()), "case-not-over");
    let person = &people::PERSONS[0];
    let args = counter.fetched(&case, person.name, person.id_no, "28461937");
    let closed = done(counter.commands().hand_over(args)).case;
    assert_eq!(open_ways(&counter, &closed), [Way::Linked]);
    let onward = done(counter.commands().open_case(goes_on.clone()));
    assert_eq!(onward.linked[0].number, closed.number);
    assert_eq!(onward.content.fields["uscc"], closed.content.fields["uscc"]);
    assert_eq!(counter.get(&closed).linked[0].number, onward.number);
}

/// Given up while the CA works on it: what is paid back and what becomes of the key have to be said, and a
/// certificate that comes all the same is revoked and never written.
#[test]
fn a_case_given_up_at_the_ca_settles_money_key_and_certificate() {
    let counter = Counter::new();
    counter.sign_in("luoyi");
    let case = counter.approved(YLBX, "org", "new", 1);
    let blank = counter.keys(&case, KeyPresence::Blank).remove(0);
    let (job, _) = waiting_for_answer(&counter, &case);
    let desk = done(counter.commands().key_desk(by_id(&case)));
    let serial = desk.jobs[0].serial.clone();
    assert_ne!(
        serial.as_ref(),
        Some(&blank),
        "a blank key has another number before it is initialised"
    );
    counter.sign_in("linxy");
    let line = way(&counter, &case, Way::GiveUp);
    assert_eq!(Some(&line.keys[0].serial), serial.as_ref(), "{line:#?}");
    let most = line.refund_up_to.unwrap();
    let give_up = |refund_cents: Option<u32>, fate: Option<KeyFate>| {
        let keys = fate.map(|fate| KeySettled { job_id: job, fate });
        counter.commands().abandon_case(Abandon {
            id: case.id,
            reason: "单位撤销".to_owned(),
            refund_cents,
            keys: keys.into_iter().collect(),
            beside: None,
        })
    };
    refused(give_up(None, Some(KeyFate::Stock)), "refund-missing");
    refused(give_up(Some(most + 1), Some(KeyFate::Stock)), "refund-too-much");
    refused(give_up(Some(most), None), "key-fate-missing");
    refused(give_up(Some(most), Some(KeyFate::Customer)), "key-fate-wrong");
    refused(give_up(Some(most), Some(KeyFate::Destroyed)), "beside-missing");
    assert_eq!(
        counter.get(&case).state,
        CaseState::AtCa,
        "a refused way does nothing"
    );
    let void = done(give_up(Some(most), Some(KeyFate::Stock)));
    assert_eq!(void.state, CaseState::Void);
    let trail = counter.trail(&case);
    for words in ["退款", "退回库存", "请通知 CA 撤回"] {
        assert!(trail.contains(words), "{words}: {trail:?}");
    }
    counter.sign_in("luoyi");
    let late = done(counter.commands().training_issue(ById { id: job }));
    assert_eq!(late.findings[0].code, "certificate-of-given-up-case", "{late:#?}");
    let again = done(counter.commands().training_issue(ById { id: job }));
    assert_eq!(again.findings[0].code, "certificate-of-given-up-case");
    let list = done(counter.commands().revocations(Nothing {})).lines;
    assert_eq!(list.len(), 2, "each certificate that came: {list:#?}");
    assert_eq!(counter.get(&case).state, CaseState::Void);
}

/// What is only reported to the CA is with the CA as soon as it is approved: refused there, told again, and not unsaid.
#[test]
fn an_application_to_revoke_is_refused_told_again_and_not_unsaid() {
    let counter = Counter::new();
    counter.closed(YLBX, 0, "28461937");
    let case = counter.approved(YLBX, "org", "revoke", 0);
    assert_eq!(case.state, CaseState::Ready);
    done(counter.commands().export_revocations(Nothing {}));
    counter.sign_in("linxy");
    let give_up = given_up(&case, "不注销了", Some(0));
    refused(
        counter.commands().abandon_case(give_up.clone()),
        "revocation-told",
    );
    counter.sign_in("luoyi");
    let words = WayTaken {
        id: case.id,
        reason: "缺公章".to_owned(),
    };
    assert_eq!(
        done(counter.commands().ca_refused(words)).state,
        CaseState::Returned
    );
    let case = approved_again(&counter, &case);
    let list = done(counter.commands().revocations(Nothing {})).lines;
    assert_eq!(list.len(), 1, "asked for again: {list:#?}");
    counter.sign_in("linxy");
    assert_eq!(
        done(counter.commands().abandon_case(give_up)).state,
        CaseState::Void
    );
    let list = done(counter.commands().revocations(Nothing {})).lines;
    assert!(list.is_empty(), "{case:#?}");
}
