//! Four eyes that hold: whoever had a hand in a case never signs it off, an approval is bound to what was seen and lapses, and
//! a project may ask for two.

use ::practice::guest::{Guest, Wish, take_in};
use counterfoil_tests::{copy_folder, root};
use desk::api::{CaseState, CaseView, Mark, PaymentGiven, Role, VerdictGiven, WayTaken};
use desk::counter::practice;
use secrecy::SecretString;
use store::ReviewOutcome;

use super::accounts::add_person;
use super::counter::{
    Counter, ZFCG, by_id, changed, desk_over, done, fields, refused, signed, signing_in, verdict,
};

/// A made-up password that the desk takes.
const PASSWORD: &str = "lavendel-9-brunnen-x";

/// Accounts that may do everything, one for each act.
fn everybody(counter: &Counter, acts: &[&str]) {
    let roles = [Role::Clerk, Role::Reviewer, Role::KeyClerk];
    for act in acts {
        add_person(counter, act, &format!("做{act}的"), &roles, PASSWORD);
    }
}

fn as_who(counter: &Counter, login: &str) {
    done(counter.commands().sign_in(signing_in(login, PASSWORD)));
}

/// One case, each act of it by another account that holds every role: none of them may sign it off, and somebody else may.
#[test]
fn nobody_who_had_a_hand_in_a_case_signs_it_off_whatever_roles_they_have() {
    let acts = [
        "opened",
        "edited",
        "ticked",
        "paid",
        "printed",
        "scanned",
        "judged",
        "submitted",
    ];
    let counter = Counter::new();
    everybody(&counter, &acts);
    as_who(&counter, "opened");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let materials = case.materials[0].clone();
    as_who(&counter, "edited");
    let case = counter.save(&case, fields([("unit_phone", "020-33334444")]));
    as_who(&counter, "ticked");
    let ticks =
        |marks: Vec<Mark>| changed(|patch| patch.materials = Some([(materials.id.clone(), marks)].into()));
    let case = counter.save(&case, ticks(Vec::new()));
    let case = counter.save(&case, ticks(materials.needed.clone()));
    as_who(&counter, "paid");
    let case = counter.save(
        &case,
        changed(|patch| patch.payment = Some(PaymentGiven::Remittance)),
    );
    let case = counter.save(&case, changed(|patch| patch.payment = Some(PaymentGiven::Card)));
    as_who(&counter, "printed");
    let printed = counter.print(&case, &[]);
    as_who(&counter, "scanned");
    let about = case.id;
    for form in &case.forms {
        for scan in counter.scanned(&case, &printed, &form.id) {
            let bytes = std::fs::read(&scan).unwrap();
            counter.commands().import_scan("scan.jpg", about, bytes).unwrap();
        }
    }
    as_who(&counter, "judged");
    counter.choose_suggested(&case);
    as_who(&counter, "submitted");
    done(counter.commands().submit(by_id(&case)));

    for act in acts {
        as_who(&counter, act);
        let view = done(counter.commands().review(by_id(&case)));
        assert!(!view.may_review.open, "{act}");
        let verdict = verdict(&case, &view.items[0].id, VerdictGiven::Ok, "");
        refused(counter.commands().set_verdict(verdict), "review-closed");
        let approve = signed(&view);
        refused(counter.commands().approve(approve), "review-closed");
    }
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    assert!(view.may_approve.open, "{:?}", view.may_approve);
}

/// A project that asks for two approvers, of a business that prints no form.
fn asking_for_two() -> (Counter, CaseView) {
    let mut counter = Counter::new();
    let own = counter.folder.path().join("projects").join("zwei");
    copy_folder(&root().join("forms/nmgca"), &own);
    let file = own.join("project.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replacen("id = \"nmgca\"", "id = \"zwei\"", 1);
    let asked = "[approval]\napprovers = 2\ndays = 5\n\n[posting]\n";
    std::fs::write(&file, text.replacen("[posting]\n", asked, 1)).unwrap();
    counter.desk = desk_over(counter.folder.path().to_owned());
    counter.sign_in("linxy");
    let wish = Wish {
        project: "zwei".to_owned(),
        business: Some(case::BusinessType::Renew),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    let case = done(counter.commands().submit(by_id(&case)));
    (counter, case)
}

/// Two people sign off, each on their own; an approval that is taken back or lapses is given anew by both.
#[test]
fn two_sign_off_where_the_project_asks_for_two_and_an_approval_lapses() {
    let (counter, case) = asking_for_two();
    everybody(&counter, &["second"]);
    counter.sign_in("hemin");
    assert_eq!(counter.pass(&case).state, CaseState::InReview, "one is not two");
    let view = done(counter.commands().review(by_id(&case)));
    assert_eq!((view.approvers, view.signed.len()), (2, 1));
    let again = signed(&view);
    refused(counter.commands().approve(again), "review-closed");
    as_who(&counter, "second");
    assert_eq!(counter.pass(&case).state, CaseState::Approved);

    // Taken back and changed: both approvals are gone, and what changed is told field by field.
    counter.sign_in("linxy");
    let back = done(counter.commands().recall_case(WayTaken {
        id: case.id,
        reason: "电话要改".to_owned(),
    }));
    let was = back.content.fields.get("unit_phone").cloned().unwrap_or_default();
    counter.save(&back, fields([("unit_phone", "0471-3334444")]));
    done(counter.commands().submit(by_id(&case)));
    counter.sign_in("hemin");
    let view = done(counter.commands().review(by_id(&case)));
    assert!(view.signed.is_empty(), "{:?}", view.signed);
    let change = view.changes[0].clone();
    assert_eq!(
        (change.before.as_str(), change.now.as_str()),
        (was.as_str(), "0471-3334444"),
        "{change:?}"
    );
    assert_eq!(view.changes.len(), 1, "{:#?}", view.changes);
    counter.pass(&case);
    as_who(&counter, "second");
    assert_eq!(counter.pass(&case).state, CaseState::Approved);

    // Six days later it holds no more: nothing is made of it before it was checked once more.
    backdate(&counter, &case, 6);
    counter.sign_in("luoyi");
    let desk = done(counter.commands().key_desk(by_id(&case)));
    assert!(!desk.may_work.open);
    assert!(desk.may_work.reason.contains("5 天"), "{:?}", desk.may_work);
    assert_eq!(
        done(counter.commands().recheck_case(by_id(&case))).state,
        CaseState::InReview
    );
    counter.sign_in("hemin");
    counter.pass(&case);
    as_who(&counter, "second");
    assert_eq!(counter.pass(&case).state, CaseState::Approved);
    counter.sign_in("luoyi");
    let desk = done(counter.commands().key_desk(by_id(&case)));
    assert!(desk.may_work.open, "{:?}", desk.may_work);
    refused(counter.commands().recheck_case(by_id(&case)), "approval-holds");
}

/// As if the approval of a case had been given some days ago.
fn backdate(counter: &Counter, case: &CaseView, days: i64) {
    let password = SecretString::from(practice::PASSWORD);
    let (mut store, account) = store::Store::unlock(counter.folder.path(), "hemin", &password).unwrap();
    let at = chrono::Utc::now() - chrono::Duration::days(days);
    let id = store::CaseId(case.id);
    let written: Result<(), store::StoreError> = store.write(|tx| {
        let hash = tx.case(id)?.approved_hash.unwrap_or_default();
        let review = tx.start_review(id, account.id, &hash, at)?;
        tx.finish_review(review.id, ReviewOutcome::Approved, "", at)
    });
    written.unwrap();
}
