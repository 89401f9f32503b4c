//! `case_file`: numbers without gaps, saves that overwrite nobody, states, and the retention clock.

use case::{CaseContent, CaseState};
use chrono::{Datelike as _, TimeZone as _, Utc};
use store::{CaseId, content_hash, retention_end};

use crate::house::{House, UNIT, at, content, day, new_case};

#[test]
fn a_case_comes_back_whole() {
    let mut house = House::new();
    let case = house.add_case(content());
    assert_eq!(
        (case.number.as_str(), case.title.as_str(), case.revision),
        ("YL-20261121-0001", UNIT, 1)
    );
    assert_eq!(
        (case.state, case.content.clone(), case.created),
        (CaseState::Draft, content(), at(1))
    );
    assert_eq!(case.content_hash, content_hash(&content()).unwrap());
    assert_eq!(house.read(|tx| tx.case(case.id)), case);
    assert_eq!(
        house.read(|tx| tx.case_by_number(" yl-20261121-0001 ")),
        Some(case)
    );
}

#[test]
fn numbers_run_by_project_and_day_without_gaps() {
    let mut house = House::new();
    let tomorrow = day().succ_opt().unwrap();
    let given = house.write(|tx| {
        [
            ("YL", day()),
            ("YL", day()),
            ("ZF", day()),
            ("YL", tomorrow),
            ("YL", day()),
        ]
        .into_iter()
        .map(|(prefix, day)| tx.next_number(prefix, day))
        .collect::<store::Result<Vec<_>>>()
    });
    assert_eq!(
        given,
        [
            "YL-20261121-0001",
            "YL-20261121-0002",
            "ZF-20261121-0001",
            "YL-20261122-0001",
            "YL-20261121-0003"
        ]
    );
    for prefix in ["", "yl", "YL-", "养老", "TOOLONGXX"] {
        let error = house.refused(|tx| tx.next_number(prefix, day()));
        assert_eq!(error.code(), "store-invalid", "{prefix}");
    }
}

#[test]
fn a_save_over_a_newer_revision_is_refused() {
    let mut house = House::new();
    let case = house.add_case(content());
    let mut changed = content();
    changed
        .fields
        .insert("unit_name".into(), "广州样例贸易有限公司".into());
    let saved = house.write(|tx| tx.save_content(case.id, 1, &changed, at(2)));
    assert_eq!(
        (saved.revision, saved.title.as_str(), saved.updated),
        (2, "广州样例贸易有限公司", at(2))
    );
    assert_ne!(saved.content_hash, case.content_hash);
    let error = house.refused(|tx| tx.save_content(case.id, 1, &content(), at(3)));
    assert_eq!(error.code(), "case-changed-elsewhere");
    assert_eq!(house.read(|tx| tx.case(case.id)), saved);
    let error = house.refused(|tx| tx.save_content(CaseId(99), 1, &content(), at(3)));
    assert_eq!(error.code(), "store-not-found");
}

#[test]
fn lists_are_by_state_and_newest_first() {
    let mut house = House::new();
    let ids: Vec<CaseId> = (0..3).map(|_| house.add_case(content()).id).collect();
    house.write(|tx| tx.set_case_state(ids[1], CaseState::InReview, at(5)));
    house.write(|tx| tx.set_case_state(ids[1], CaseState::InReview, at(9)));
    let listed = |states: &[CaseState], limit| -> Vec<CaseId> {
        house
            .read(|tx| tx.cases_in(states, limit))
            .into_iter()
            .map(|c| c.id)
            .collect()
    };
    assert_eq!(listed(&[CaseState::Draft], 9), [ids[2], ids[0]]);
    assert_eq!(
        listed(&[CaseState::Draft, CaseState::InReview], 2),
        [ids[2], ids[1]]
    );
    assert_eq!(listed(&[], 9).len(), 3);
    assert_eq!(listed(&[CaseState::Closed], 9), []);
    assert_eq!(house.read(|tx| tx.case(ids[1])).state_since, at(5));
    assert_eq!(house.read(|tx| tx.cases_opened_since(at(1))).len(), 3);
    assert_eq!(house.read(|tx| tx.cases_opened_since(at(2))).len(), 0);
}

#[test]
fn an_approval_is_recorded_and_taken_back() {
    let mut house = House::new();
    let (case, admin) = (house.add_case(content()), house.admin());
    house.write(|tx| tx.set_approval(case.id, Some((admin.id, "abc"))));
    let row = house.read(|tx| tx.case(case.id));
    assert_eq!(
        (row.reviewer, row.approved_hash.as_deref()),
        (Some(admin.id), Some("abc"))
    );
    house.write(|tx| tx.set_approval(case.id, None));
    assert_eq!(house.read(|tx| tx.case(case.id)).reviewer, None);
}

#[test]
fn the_retention_clock_runs_the_years_of_the_project_beyond_the_certificate() {
    let mut house = House::new();
    let case = house.add_case(content());
    let lapses = Utc.with_ymd_and_hms(2029, 11, 21, 0, 0, 0).unwrap();
    house.write(|tx| tx.close_case(case.id, CaseState::Closed, retention_end(lapses, 5), at(60)));
    let row = house.read(|tx| tx.case(case.id));
    assert_eq!((row.state, row.closed_at), (CaseState::Closed, Some(at(60))));
    assert_eq!(row.retain_until.map(|t| t.year()), Some(2034));
    assert_eq!(house.read(|tx| tx.cases_closed_since(at(60))).len(), 1);
    // A leap day's certificate, and more years than the law asks for.
    let leap = Utc.with_ymd_and_hms(2028, 2, 29, 0, 0, 0).unwrap();
    assert_eq!(
        retention_end(leap, 5),
        Utc.with_ymd_and_hms(2033, 2, 28, 0, 0, 0).unwrap()
    );
    assert_eq!(
        retention_end(leap, 20),
        Utc.with_ymd_and_hms(2048, 2, 29, 0, 0, 0).unwrap()
    );
}

#[test]
fn a_draft_with_nothing_in_it_is_kept_too() {
    let mut house = House::new();
    let empty = CaseContent {
        fields: Default::default(),
        ..content()
    };
    let case = house.add_case(empty.clone());
    assert_eq!((case.title.as_str(), case.content), ("（未填名称）", empty));
    let clerk = house.admin().id;
    let typed = CaseContent {
        fields: [(
            "unit_name".to_owned(),
            "'; DROP TABLE case_file; --\0\u{1f600}".to_owned(),
        )]
        .into(),
        ..content()
    };
    let case = house.write(|tx| tx.add_case(&new_case(typed.clone(), clerk), at(2)));
    assert_eq!(house.read(|tx| tx.case(case.id)).content, typed);
}
