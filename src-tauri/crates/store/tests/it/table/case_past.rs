//! `case_past`: each of its columns is kept without touching the others, and never deleted.

use store::{GivenUp, HandOver, HandOverLine, KeyFate, NewKeyJob, ReturnReason};

use crate::house::{House, at, content};
use crate::raw;

#[test]
fn what_a_case_keeps_of_its_way_is_kept_apart() {
    let mut house = House::new();
    let (straight, other) = (house.add_case(content()).id, house.add_case(content()).id);
    let reason = ReturnReason {
        label: "单位名称".into(),
        field: Some("unit_name".into()),
        reason: "与公章不符".into(),
    };
    let given_up = GivenUp {
        reason: "客户改日再来".into(),
        refund_cents: Some(35_000),
    };
    let handed_over = HandOver {
        title: "已交付 1 把 UKey".into(),
        lines: vec![HandOverLine {
            what: "领取人".into(),
            words: "王伟".into(),
        }],
        day: "2026-11-21".into(),
        at: "2026-11-21T09:30:00+08:00".into(),
    };
    house.write(|tx| tx.keep_return(other, std::slice::from_ref(&reason)));
    house.write(|tx| tx.keep_approved_content(other, &content()));
    house.write(|tx| tx.keep_given_up(other, &given_up));
    house.write(|tx| tx.keep_hand_over(other, &handed_over));
    let past = house.read(|tx| tx.case_past(other));
    assert_eq!(past.returned, [reason]);
    assert_eq!(past.approved_content, Some(content()));
    assert_eq!(past.given_up, Some(given_up));
    assert_eq!(past.handed_over, Some(handed_over));
    house.write(|tx| tx.keep_return(other, &[]));
    let on = house.read(|tx| tx.case_past(other));
    assert_eq!((on.returned.len(), on.approved_content), (0, Some(content())));
    assert_eq!(
        house.read(|tx| tx.case_past(straight)),
        store::CasePast::default()
    );

    let refused = raw::connection(&house.folder).execute("DELETE FROM case_past", ());
    assert!(refused.unwrap_err().to_string().contains("cases are kept"));
}

#[test]
fn a_case_knows_where_it_came_from_and_where_it_went_on() {
    let mut house = House::new();
    let ids: Vec<_> = (0..3).map(|_| house.add_case(content()).id).collect();
    house.write(|tx| tx.set_origin(ids[1], Some(ids[0]), Some(ids[0])));
    house.write(|tx| tx.set_origin(ids[2], None, Some(ids[0])));
    let row = house.read(|tx| tx.case(ids[1]));
    assert_eq!((row.taken_from, row.linked_from), (Some(ids[0]), Some(ids[0])));
    let onward = house.read(|tx| tx.cases_linked_from(ids[0]));
    assert_eq!(onward.iter().map(|c| c.id).collect::<Vec<_>>(), ids[1..]);
    let error = house.refused(|tx| tx.set_origin(ids[2], Some(store::CaseId(99)), None));
    assert_eq!(error.code(), "store-database");
}

#[test]
fn letters_and_fate_of_a_key_outlast_a_save_of_its_job() {
    let mut house = House::new();
    let new = NewKeyJob {
        case_id: house.add_case(content()).id,
        subject_index: None,
        kind: "issue".into(),
        state: "initialise".into(),
    };
    let job = house.write(|tx| tx.add_key_job(&new, at(1)));
    assert_eq!((job.letters, job.fate), (0, None));
    house.write(|tx| tx.set_letters(job.id, 2));
    house.write(|tx| tx.set_fate(job.id, KeyFate::Destroyed));
    house.write(|tx| tx.save_key_job(&job, at(2)));
    let job = house.read(|tx| tx.key_job(job.id));
    assert_eq!((job.letters, job.fate), (2, Some(KeyFate::Destroyed)));
}
