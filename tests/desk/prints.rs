//! What is on the paper decides: whether a print holds, what a page of it is worth, and what is asked for next.

use desk::api::{
    ById, CaseState, CaseView, FormLine, NextStep, Nothing, PageState, PaymentGiven, PrintState, VerdictGiven,
};
use desk::counter::practice;
use secrecy::SecretString;
use serde_json::json;
use store::{CaseId, NewPrint, PrintOutcome, Store};

use super::counter::{
    Counter, LN_UKEY, YLBX, ZFCG, by_id, changed, done, fields, filed, refused, sent_back, verdict,
};

fn form<'a>(case: &'a CaseView, id: &str) -> &'a FormLine {
    let mut forms = case.forms.iter();
    forms
        .find(|f| f.id == id)
        .unwrap_or_else(|| panic!("{id} in {case:#?}"))
}

fn pages(counter: &Counter, case: &CaseView) -> Vec<PageState> {
    let pages = done(counter.commands().pages_of_case(by_id(case)));
    let states = pages.iter();
    states.map(|p| p.state).collect()
}

#[test]
fn ticks_payments_and_kept_findings_are_no_paper() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    assert_eq!((case.next, case.state), (NextStep::Submit, CaseState::Scanning));
    let material = case.materials[0].id.as_str().to_owned();
    let unticked = counter.save(
        &case,
        changed(|patch| patch.materials = Some([(material.clone(), Vec::new())].into())),
    );
    assert!(unticked.printed_with_this_content, "a tick is no paper");
    assert_eq!(
        (unticked.next, unticked.may_submit.open),
        (NextStep::Materials, false)
    );
    let ticked = counter.save(
        &unticked,
        changed(|patch| patch.materials = Some([(material, case.materials[0].needed.clone())].into())),
    );
    let paid = counter.save(
        &ticked,
        changed(|patch| {
            patch.payment = Some(PaymentGiven::Remittance);
            patch.keep_finding = Some("uscc:anything".to_owned());
        }),
    );
    assert!(paid.printed_with_this_content, "a payment is no paper");
    let seen = paid
        .materials
        .iter()
        .map(|m| (m.id.clone(), m.needed.clone()))
        .collect();
    let paid = counter.save(&paid, changed(|patch| patch.materials = Some(seen)));
    assert!(paid.may_submit.open, "{:?}", paid.may_submit);
    assert_eq!(
        done(counter.commands().submit(by_id(&case))).state,
        CaseState::InReview
    );
}

#[test]
fn a_value_put_back_makes_the_old_paper_and_its_pages_good_again() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let case = counter.print_and_scan(&case);
    let name = case.content.fields["unit_name"].as_str();
    let on_paper = &case.on_paper;
    assert!(
        on_paper.iter().any(|field| field == "unit_name"),
        "said before: {on_paper:?}"
    );
    let changed = counter.save(&case, fields([("unit_name", "别的单位")]));
    assert_eq!((changed.state, changed.next), (CaseState::Draft, NextStep::Print));
    assert_eq!(form(&changed, "f-zfcg-1").state, PrintState::Stale);
    assert!(
        changed.on_paper.is_empty(),
        "nothing holds that a change could void"
    );
    assert_eq!(
        pages(&counter, &case),
        [PageState::Stale],
        "its page is not 已归页 any more"
    );
    let samples = done(counter.commands().samples(by_id(&case)));
    assert!(samples.is_empty(), "samples of a stale page are stale too");
    // Printed as it is now, and put back: of all prints the one that shows the content holds.
    counter.print(&case, &[]);
    let back = counter.save(&counter.get(&case), fields([("unit_name", name)]));
    assert_eq!(form(&back, "f-zfcg-1").state, PrintState::Saved);
    assert_eq!(pages(&counter, &case), [PageState::Filed]);
    assert!(back.may_submit.open, "{:?}", back.may_submit);
    assert_eq!(
        back.state,
        CaseState::Scanning,
        "where it stands follows its papers"
    );
    assert_eq!(
        done(counter.commands().submit(by_id(&case))).state,
        CaseState::InReview
    );
}

#[test]
fn a_field_on_one_form_voids_that_form_only() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org_employee", "new", 0);
    let case = counter.print_and_scan(&case);
    let of = |id| -> Vec<String> { form(&case, id).fields.clone() };
    let (main, annex) = (of("f-ylbx-2"), of("f-ylbx-2a"));
    let typed = &case.content.fields;
    let only = main
        .iter()
        .find(|f| typed.contains_key(*f) && !annex.contains(f) && f.ends_with("_name"));
    let only = only.unwrap_or_else(|| panic!("{main:?} {annex:?}"));
    let changed = counter.save(&case, fields([(only, "欧阳文静")]));
    assert!(!form(&changed, "f-ylbx-2").printed);
    assert!(form(&changed, "f-ylbx-2a").printed, "nothing on it changed");
    assert!(
        changed.may_submit.reason.contains("《"),
        "{:?}",
        changed.may_submit
    );
}

#[test]
fn after_a_return_and_a_reprint_the_old_scan_is_asked_for_again() {
    let counter = Counter::new();
    let case = counter.submitted(YLBX, "org", "new", 0);
    counter.sign_in("hemin");
    let view = counter.pass_all(&case);
    let wrong = verdict(&case, &view.items[2].id, VerdictGiven::Wrong, "与证件不符");
    done(counter.commands().set_verdict(wrong));
    done(counter.commands().return_case(sent_back(&case)));
    counter.sign_in("linxy");
    let old = counter.get(&case);
    let changed = counter.save(&old, fields([("unit_phone", "020-33334444")]));
    assert_eq!(
        (changed.state, changed.next),
        (CaseState::Returned, NextStep::Print)
    );
    counter.print(&case, &[]);
    let printed = counter.get(&case);
    assert_eq!(
        printed.next,
        NextStep::Scan,
        "the gate says what is missing: {:?}",
        printed.may_submit
    );
    assert!(printed.may_submit.reason.contains("未扫描"));
    assert!(
        !printed.returned.is_empty(),
        "what it came back for stays on the screen"
    );
    assert!(
        pages(&counter, &case)
            .iter()
            .all(|state| *state == PageState::Stale)
    );
    let refused = refused(counter.commands().submit(by_id(&case)), "submit-closed");
    assert_eq!(refused.message, printed.may_submit.reason.as_str());
    let scanned = counter.print_and_scan(&printed);
    assert_eq!(scanned.next, NextStep::Submit, "{:?}", scanned.may_submit);
    assert!(
        pages(&counter, &case)
            .iter()
            .all(|state| *state == PageState::Filed)
    );
    assert_eq!(
        done(counter.commands().submit(by_id(&case))).state,
        CaseState::InReview
    );
}

#[test]
fn an_old_sheet_scanned_late_is_stale_and_takes_no_ones_place() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(ZFCG, "org", "new", 1);
    let first = counter.print(&case, &[]);
    let old = counter.scanned(&case, &first, "f-zfcg-1");
    let case = counter.save(&counter.get(&case), fields([("unit_name", "别的单位")]));
    let case = counter.print_and_scan(&case);
    let good = done(counter.commands().pages_of_case(by_id(&case)))[0].id;
    let bytes = std::fs::read(&old[0]).unwrap();
    let late = counter.commands().import_scan("old.jpg", 0, bytes).unwrap();
    assert_eq!(late.pages[0].state, PageState::Stale, "{late:#?}");
    let told = late.pages[0].findings.iter();
    assert_eq!(told.filter(|f| f.code == "page-stale").count(), 1);
    assert_eq!(done(counter.commands().pages_of_case(by_id(&case)))[0].id, good);
    // Its mark says of which print it is: filing it by hand makes it no better.
    let page = late.pages[0].id;
    done(counter.commands().unfile_page(ById { id: page }));
    let by_hand = filed(page, &case, "f-zfcg-1");
    assert_eq!(
        done(counter.commands().file_page(by_hand)).state,
        PageState::Stale
    );
    assert_eq!(
        counter.get(&case).next,
        NextStep::Submit,
        "the good page still counts"
    );
}

#[test]
fn the_authoritys_number_stands_on_every_form() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    counter.print(&case, &[]);
    let case = counter.get(&case);
    for form in &case.forms {
        let fields = &form.fields;
        assert!(fields.iter().any(|field| field == "ca_case_no"), "{}", form.id);
    }
    let case = counter.save(&case, fields([("ca_case_no", "00202009200000604")]));
    for form in &case.forms {
        assert!(!form.printed, "{}", form.id);
    }
}

#[test]
fn a_print_whose_record_cannot_be_read_closes_the_way_on_and_a_new_print_opens_it() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.print_and_scan(&case);
    assert!(case.may_submit.open, "{:?}", case.may_submit);
    done(counter.commands().sign_out(Nothing {}));
    // The same paper once more, and what stands where on it is lost.
    let password = SecretString::from(practice::PASSWORD);
    let (mut store, _) = Store::unlock(counter.folder.path(), "linxy", &password).unwrap();
    let id = CaseId(case.id);
    store
        .write(|tx| -> store::Result<()> {
            let print = tx.prints_of_case(id)?.pop().expect("a print");
            let damaged = NewPrint {
                case_id: id,
                form: print.form,
                version: print.version,
                copies: print.copies,
                content_hash: print.content_hash,
                paper_hash: print.paper_hash,
                page_maps: json!({ "pages": "lost" }),
                attachment: print.attachment,
                by: print.by,
                outcome: PrintOutcome::Printed,
            };
            tx.add_print(&damaged, chrono::Utc::now())?;
            Ok(())
        })
        .unwrap();
    drop(store);
    counter.sign_in("linxy");
    let closed = counter.get(&case);
    let reason = closed.may_submit.reason.as_str();
    assert!(reason.contains("打印记录读不出，请重新打印"), "{reason}");
    refused(counter.commands().submit(by_id(&case)), "submit-closed");
    let again = counter.print_and_scan(&closed);
    assert!(again.may_submit.open, "{:?}", again.may_submit);
}
