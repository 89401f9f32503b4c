//! The second check: four eyes, every item, bound to what was seen.

use desk::api::{Approve, CaseState, CaseView, ItemKind, NextStep, Nothing, PageRegion, Role, VerdictGiven};

use super::accounts::add_person;
use super::counter::{
    Counter, YLBX, ZFCG, by_id, changed, done, fields, refused, sent_back, signed, signing_in, verdict,
};

#[test]
fn nobody_checks_an_own_case_even_with_both_roles() {
    let counter = Counter::new();
    add_both(&counter);
    as_both(&counter);
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    let case = done(counter.commands().submit(by_id(&case)));
    let view = done(counter.commands().review(by_id(&case)));
    assert!(!view.may_review.open);
    assert!(view.may_review.reason.contains("他人复核"));
    let verdict = verdict(&case, &view.items[0].id, VerdictGiven::Ok, "");
    refused(counter.commands().set_verdict(verdict), "review-closed");
    refused(counter.commands().approve(signed(&view)), "review-closed");
}

#[test]
fn an_unreviewed_item_blocks_the_sign_off_and_a_strange_hash_is_refused() {
    let counter = Counter::new();
    let case = counter.submitted(ZFCG, "org", "new", 1);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    assert!(view.may_approve.open, "{:?}", view.may_approve);
    let back = verdict(&case, &view.items[3].id, VerdictGiven::TakenBack, "");
    let view = done(counter.commands().set_verdict(back));
    assert!(!view.may_approve.open);
    refused(counter.commands().approve(signed(&view)), "approve-closed");
    counter.pass_all(&case);
    refused(
        counter.commands().approve(Approve {
            id: case.id,
            bound_hash: "0".repeat(64),
        }),
        "review-stale",
    );
    let case = done(counter.commands().approve(signed(&view)));
    assert_eq!(case.state, CaseState::Approved);
}

#[test]
fn fields_papers_materials_and_samples_have_their_place_on_the_scan() {
    let counter = Counter::new();
    let case = counter.submitted(ZFCG, "org", "new", 1);
    counter.sign_in("hemin");
    let view = done(counter.commands().review(by_id(&case)));
    let items = &view.items;
    for id in [
        "field:unit_name",
        "field:uscc",
        "field:operator_id_no",
        "paper:sign.seal",
        "sample:seal.org.3",
    ] {
        let known = items.iter().map(|i| i.id.as_str()).collect::<Vec<_>>();
        let item = items
            .iter()
            .find(|i| i.id == id)
            .unwrap_or_else(|| panic!("{id} in {known:?}"));
        let rect = item.rect.as_ref().unwrap_or_else(|| panic!("{item:?}"));
        let region = PageRegion {
            id: item.page_id.unwrap(),
            x: rect.x,
            y: rect.y,
            w: rect.w,
            h: rect.h,
            px_per_mm: 8.0,
        };
        assert!(!counter.commands().page_region(region).unwrap().1.is_empty());
    }
    assert!(items.iter().any(|i| i.kind == ItemKind::Material));
}

#[test]
fn a_returned_case_comes_back_with_reasons_and_goes_the_way_again() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "new", 0);
    counter.sign_in("hemin");
    counter.pass_all(&case);
    let without_reason = verdict(&case, "field:unit_postcode", VerdictGiven::Wrong, " ");
    refused(counter.commands().set_verdict(without_reason), "reason-empty");
    let wrong = verdict(&case, "field:unit_postcode", VerdictGiven::Wrong, "表上为510221");
    let view = done(counter.commands().set_verdict(wrong));
    refused(counter.commands().approve(signed(&view)), "approve-closed");
    let case = done(counter.commands().return_case(sent_back(&case)));
    assert_eq!(case.state, CaseState::Returned);
    assert_eq!(case.returned[0].field.as_deref(), Some("unit_postcode"));

    counter.sign_in("linxy");
    let mine = done(counter.commands().board(Nothing {})).mine;
    assert!(mine[0].note.contains("表上为510221"), "{mine:?}");
    let case = counter.get(&case);
    let case = counter.save(&case, fields([("unit_postcode", "510221")]));
    let case = counter.print_and_scan(&case);
    let case = done(counter.commands().submit(by_id(&case)));
    counter.sign_in("hemin");
    let view = done(counter.commands().review(by_id(&case)));
    let items = &view.items;
    let of = |id: &str| items.iter().find(|i| i.id == id).unwrap();
    assert!(
        of("field:unit_postcode").verdict.is_none(),
        "what was wrong is checked again"
    );
    assert!(
        of("paper:sign.seal").verdict.is_none(),
        "so is what stands on the new sheet by hand"
    );
    assert!(
        of("field:unit_name").carried,
        "what was agreed and has not changed stays"
    );
    let case = counter.pass(&case);
    assert_eq!(case.state, CaseState::Approved);
    let audit = done(counter.commands().audit_of_case(by_id(&case)));
    let words: Vec<_> = audit.iter().map(|l| l.words.as_str()).collect();
    assert!(
        words
            .iter()
            .any(|w| w.starts_with("退回：") && w.contains("表上为510221")),
        "{words:?}"
    );
}

/// After a return only what has changed is checked again, and it comes first; what was agreed stays agreed, and can
/// be taken back.
#[test]
fn after_a_return_only_what_changed_is_checked_again() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "new", 0);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let all = view.items.len();
    assert!(view.items.iter().all(|i| !i.carried && !i.changed));
    let phone = verdict(&case, "field:unit_phone", VerdictGiven::Wrong, "应为座机");
    done(counter.commands().set_verdict(phone));
    done(counter.commands().return_case(sent_back(&case)));
    counter.sign_in("linxy");
    counter.save(&counter.get(&case), fields([("unit_phone", "020-33334444")]));
    let again = counter.print_and_scan(&counter.get(&case));
    done(counter.commands().submit(by_id(&again)));
    counter.sign_in("hemin");
    let view = done(counter.commands().review(by_id(&case)));
    let items = &view.items;
    assert_eq!(items.len(), all);
    let open: Vec<&str> = items
        .iter()
        .filter(|i| i.verdict.is_none())
        .map(|i| i.id.as_str())
        .collect();
    assert!(open.contains(&"field:unit_phone"), "{open:?}");
    let only_paper = open
        .iter()
        .all(|id| *id == "field:unit_phone" || id.starts_with("paper:") || id.starts_with("material:"));
    assert!(
        only_paper && open.len() * 2 < all,
        "stamps are new, typed values are not: {open:?} of {all}"
    );
    let first: Vec<bool> = items.iter().map(|i| i.changed).collect();
    assert!(
        first.is_sorted_by(|a, b| a >= b),
        "what changed comes first: {first:?}"
    );
    for item in &open {
        let verdict = verdict(&case, item, VerdictGiven::Ok, "");
        done(counter.commands().set_verdict(verdict));
    }
    // What was carried over can be taken back, and stays back.
    let carried = &items.iter().find(|i| i.carried).unwrap().id;
    let back = verdict(&case, carried, VerdictGiven::TakenBack, "");
    let view = done(counter.commands().set_verdict(back));
    assert!(!view.may_approve.open);
    let ok = verdict(&case, carried, VerdictGiven::Ok, "");
    let view = done(counter.commands().set_verdict(ok));
    assert!(view.may_approve.open, "{:?}", view.may_approve);
    let approved = signed(&view);
    assert_eq!(
        done(counter.commands().approve(approved)).state,
        CaseState::Approved
    );
}

/// A made-up password that the desk takes.
const PASSWORD: &str = "榕树 铁锤 1947 晒谷场";

/// Somebody who takes in and checks.
fn add_both(counter: &Counter) {
    add_person(counter, "both", "程双", &[Role::Clerk, Role::Reviewer], PASSWORD);
}

fn as_both(counter: &Counter) {
    done(counter.commands().sign_in(signing_in("both", PASSWORD)));
}

/// A way to have a hand in a case.
type Hand = fn(&Counter, &CaseView) -> CaseView;

/// Everything that makes somebody a party to a case, each by a second person who may check besides.
#[test]
fn whoever_had_a_hand_in_a_case_may_not_sign_it_off() {
    let hands: [(&str, Hand); 4] = [
        ("edits", |counter, case| {
            counter.save(case, fields([("unit_department", "教务处")]));
            counter.sign_in("linxy");
            counter.print_and_scan(&counter.get(case))
        }),
        ("ticks a paper", |counter, case| {
            let material = case.materials[0].id.as_str().to_owned();
            let needed = case.materials[0].needed.clone();
            let without = counter.save(
                case,
                changed(|patch| patch.materials = Some([(material.clone(), Vec::new())].into())),
            );
            counter.save(
                &without,
                changed(|patch| patch.materials = Some([(material, needed)].into())),
            );
            counter.sign_in("linxy");
            counter.print_and_scan(&counter.get(case))
        }),
        ("prints and scans", |counter, case| counter.print_and_scan(case)),
        ("submits", |counter, case| {
            counter.sign_in("linxy");
            let back = counter.print_and_scan(case);
            as_both(counter);
            done(counter.commands().submit(by_id(&back)))
        }),
    ];
    let counter = Counter::new();
    add_both(&counter);
    for (at, (what, hand)) in hands.into_iter().enumerate() {
        counter.sign_in("linxy");
        let case = counter.intake(YLBX, "org", "new", at);
        as_both(&counter);
        hand(&counter, &case);
        if counter.get(&case).state != CaseState::InReview {
            counter.sign_in("linxy");
            done(counter.commands().submit(by_id(&case)));
        }
        as_both(&counter);
        let view = done(counter.commands().review(by_id(&case)));
        assert!(!view.may_review.open, "{what}: {:?}", view.may_review);
        assert!(
            view.may_review.reason.contains("须由他人复核"),
            "{what}: {:?}",
            view.may_review
        );
        assert_eq!(counter.get(&case).next, NextStep::Nothing, "{what}");
        let verdict = verdict(&case, "field:unit_name", VerdictGiven::Ok, "");
        refused(counter.commands().set_verdict(verdict), "review-closed");
        counter.sign_in("hemin");
        let view = done(counter.commands().review(by_id(&case)));
        assert!(view.may_review.open, "{what}: {:?}", view.may_review);
    }
}
