//! `review`: one open at a time, verdicts set and taken back, finished once.

use store::{ItemVerdict, ReviewOutcome};

use crate::house::{House, at, content};

#[test]
fn a_review_is_opened_judged_and_finished_once() {
    let mut house = House::new();
    let (case, admin) = (house.add_case(content()).id, house.admin().id);
    let review = house.write(|tx| tx.start_review(case, admin, "hash-1", at(1)));
    assert_eq!(house.read(|tx| tx.open_review(case)), Some(review.clone()));
    assert!(
        house
            .store
            .write(|tx| tx.start_review(case, admin, "hash-1", at(2)))
            .is_err()
    );

    house.write(|tx| {
        tx.set_verdict(
            review.id,
            "field:uscc",
            Some((ItemVerdict::Ok, "saw-1")),
            "",
            at(2),
        )?;
        tx.set_verdict(
            review.id,
            "field:unit_name",
            Some((ItemVerdict::Wrong, "saw-1")),
            "与执照不符",
            at(2),
        )?;
        tx.set_verdict(
            review.id,
            "field:uscc",
            Some((ItemVerdict::Wrong, "saw-2")),
            "第3位",
            at(3),
        )?;
        tx.set_verdict(
            review.id,
            "paper:seal",
            Some((ItemVerdict::Ok, "saw-1")),
            "",
            at(3),
        )?;
        tx.set_verdict(review.id, "paper:seal", None, "", at(3))
    });
    let verdicts = house.read(|tx| tx.verdicts(review.id));
    let told: Vec<_> = verdicts
        .iter()
        .map(|v| (v.item.as_str(), v.verdict, v.reason.as_str()))
        .collect();
    let wrong = ItemVerdict::Wrong;
    assert_eq!(
        told,
        [
            ("field:unit_name", wrong, "与执照不符"),
            ("field:uscc", wrong, "第3位")
        ]
    );

    house.write(|tx| tx.finish_review(review.id, ReviewOutcome::Returned, "请改正", at(4)));
    let error = house.refused(|tx| tx.finish_review(review.id, ReviewOutcome::Approved, "", at(5)));
    assert_eq!(error.code(), "store-not-found");
    house.write(|tx| tx.start_review(case, admin, "hash-2", at(6)));
    let all = house.read(|tx| tx.reviews_of_case(case));
    assert_eq!(
        (all[0].outcome, all[0].finished),
        (Some(ReviewOutcome::Returned), Some(at(4)))
    );
    assert_eq!((all[1].outcome, all[1].bound_hash.as_str()), (None, "hash-2"));
}
