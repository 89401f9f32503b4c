//! What is known of a case for telling when its time has come.

use case::CaseState;
use store::{Aging, retention_end};

use crate::deletion::{after, counter};
use crate::house::at;

#[test]
fn what_has_rested_is_listed_with_the_end_of_its_certificate() {
    let counter = counter();
    let over = |before| -> Vec<Aging> {
        counter
            .house
            .read(|tx| tx.aging(&[CaseState::Closed], at(before)))
    };
    // The case was closed at 9; what was changed since is not listed.
    assert_eq!(over(9), []);
    let found = over(10);
    assert_eq!(found.len(), 1, "the draft is no closed case: {found:?}");
    let one = &found[0];
    assert_eq!(one.case, counter.case);
    assert_eq!((one.state, one.since), (CaseState::Closed, at(9)));
    let certificates = counter.house.read(|tx| tx.certificates_of_case(counter.case));
    assert!(!certificates.is_empty());
    assert_eq!(one.lapses, certificates.iter().map(|one| one.not_after).max());
    assert_eq!(one.brought, one.lapses);
    assert_eq!(one.retain_until, Some(retention_end(at(100), 5)));
    let first = counter
        .house
        .read(|tx| tx.aging_first(&[CaseState::Closed, CaseState::Draft], 5));
    assert_eq!(
        first.iter().map(|one| one.case).collect::<Vec<_>>(),
        [counter.other, counter.case]
    );
    assert!(one.has_keys);
    let draft = counter.house.read(|tx| tx.aging_of(counter.other)).unwrap();
    assert_eq!(
        (draft.state, draft.lapses, draft.has_keys),
        (CaseState::Draft, None, false)
    );
}

#[test]
fn a_case_that_was_deleted_ages_no_more() {
    let counter = after();
    assert_eq!(counter.house.read(|tx| tx.aging_of(counter.case)), None);
    let all = counter.house.read(|tx| tx.aging(&CaseState::ALL, at(1_000)));
    assert_eq!(
        all.iter().map(|one| one.case).collect::<Vec<_>>(),
        [counter.other]
    );
}
