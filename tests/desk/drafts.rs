//! Drafts: nothing typed is lost, nothing is overwritten unseen, everything follows from the content at once.

use case::{BusinessType, CertKind, Channel};
use desk::api::{CaseView, HitKind, LookUp, Nothing, OpenCase, SaveCase};
use desk::casework::people;

use super::counter::{
    Counter, YLBX, ZFCG, by_id, changed, done, fields, fresh, given_up, refused, sign_in_as, to_file,
};

#[test]
fn a_draft_survives_signing_out_and_a_new_desk() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.save(&case, fields([("unit_department", "教务处")]));
    done(counter.commands().sign_out(Nothing {}));
    let again = super::counter::desk_over(counter.folder.path().to_owned());
    again.commands().sign_in(sign_in_as("linxy")).unwrap();
    let read = again.commands().get_case(by_id(&case)).unwrap();
    assert_eq!(read.content.fields["unit_department"], "教务处");
    assert_eq!(read.revision, case.revision);
}

#[test]
fn an_older_revision_never_overwrites_a_newer_one() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let old = counter.intake(YLBX, "org", "new", 0);
    counter.save(&old, fields([("unit_phone", "020-11112222")]));
    let stale = SaveCase {
        id: old.id,
        revision: old.revision,
        patch: changed(|patch| patch.fields = Some([("unit_phone".to_owned(), "x".to_owned())].into())),
    };
    refused(counter.commands().save_case(stale), "case-changed-elsewhere");
    assert_eq!(counter.get(&old).content.fields["unit_phone"], "020-11112222");
}

#[test]
fn a_wrong_digit_is_told_with_the_right_one_and_blocks_printing_only() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    assert!(case.may_print.open, "{:?}", case.may_print);
    let case = counter.save(&case, fields([("uscc", "124401054550257068")]));
    let finding = case
        .findings
        .iter()
        .find(|f| f.field.as_deref() == Some("uscc"))
        .unwrap()
        .clone();
    assert!(finding.message.contains("第18位应为6"), "{finding:?}");
    assert_eq!(finding.suggestion.as_deref(), Some(people::UNITS[0].uscc));
    assert!(!case.may_print.open);
    refused(counter.commands().print(to_file(&case, &[])), "print-closed");
    assert_eq!(
        case.content.fields["uscc"], "124401054550257068",
        "what was typed stays"
    );
}

#[test]
fn a_corrected_code_brings_its_organisation_code_along() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let open = fresh(YLBX, "org", "new");
    let case = done(counter.commands().open_case(open));
    let code = |case: &CaseView| case.content.fields["org_code"].clone();
    let case = counter.save(&case, fields([("uscc", people::UNITS[0].uscc)]));
    assert_eq!(code(&case), "45502570-6");
    let case = counter.save(&case, fields([("uscc", people::UNITS[3].uscc)]));
    assert_eq!(code(&case), "MB2C0417-X");
    let case = counter.save(&case, fields([("org_code", "19220382-1")]));
    let case = counter.save(&case, fields([("uscc", people::UNITS[0].uscc)]));
    assert_eq!(code(&case), "19220382-1", "what was typed is never derived away");
}

/// Two windows, or a paste: the same organisation code is typed with a unified code that cannot be right.
#[test]
fn what_is_typed_with_a_change_stays_where_it_says_the_same_again() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let known = case.content.fields["org_code"].clone();
    let both = fields([("uscc", "no code at all"), ("org_code", &known)]);
    let case = counter.save(&case, both);
    assert_eq!(case.content.fields.get("org_code"), Some(&known));
}

#[test]
fn switching_the_project_keeps_the_fields_and_changes_what_follows() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    assert_eq!(case.fee.total_cents, Some(30_000));
    let case = counter.save(&case, changed(|patch| patch.project = Some(ZFCG.to_owned())));
    assert_eq!(case.content.fields["unit_name"], people::UNITS[0].name);
    assert!(!case.fee.stated);
    assert_eq!(case.forms[0].id, "f-zfcg-1");
    assert!(case.wants_samples);
}

#[test]
fn a_returning_unit_is_found_by_initials_and_its_data_taken_over() {
    let counter = Counter::new();
    counter.submitted(YLBX, "org", "new", 0);
    let hits = done(counter.commands().look_up(LookUp {
        text: "mmw".to_owned(),
    }));
    let unit = hits
        .iter()
        .find(|h| h.kind == HitKind::Customer)
        .expect("the unit")
        .clone();
    let open = OpenCase {
        project: ZFCG.to_owned(),
        kind: CertKind::Org,
        business: BusinessType::New,
        channel: Some(Channel::Counter),
        customer: Some(unit.id),
        from_case: None,
        certificate: None,
    };
    let case = done(counter.commands().open_case(open));
    assert_eq!(case.content.fields["uscc"], people::UNITS[0].uscc);
    assert!(case.taken_from.as_deref().unwrap().starts_with("YL-"));
}

#[test]
fn a_damaged_project_folder_is_told_and_the_others_work() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("more-forms/broken");
    std::fs::create_dir_all(&broken).unwrap();
    std::fs::write(broken.join("project.toml"), "id = \"broken\nname = 1").unwrap();
    let desk = super::counter::desk_over(folder.path().to_owned());
    let status = desk.commands().status(Nothing {}).unwrap();
    let problem = &status.problems[0];
    assert_eq!(problem.code, "project-damaged");
    assert!(problem.message.contains("broken"), "{problem:?}");
    assert!(!problem.remedy.is_empty());
    let shipped = Counter::new().desk.projects().len();
    let loaded = desk.commands().projects(Nothing {}).unwrap().len();
    assert_eq!(loaded, shipped, "the others work");
}

/// Two windows on one store: what the other one has changed is seen before it is printed, sent or given up.
#[test]
fn an_act_on_what_another_window_has_changed_is_refused_with_who_and_what() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let other = super::counter::desk_over(counter.folder.path().to_owned());
    let hands = sign_in_as("linxy");
    other.commands().sign_in(hands).unwrap();
    let print = to_file(&case, &[]);
    let changed = |phone: &str| {
        let there = other.commands().get_case(by_id(&case)).unwrap();
        let patch = fields([("unit_phone", phone)]);
        let save = SaveCase {
            id: case.id,
            revision: there.revision,
            patch,
        };
        other.commands().save_case(save).unwrap()
    };
    let told = |refused: &desk::api::Refusal| {
        assert_eq!(refused.code, "case-changed-elsewhere");
        assert!(refused.message.contains("林晓芸"), "{refused}");
        assert!(refused.message.contains("改为“020-"), "{refused}");
    };

    changed("020-11112222");
    told(&refused(
        counter.commands().print(print.clone()),
        "case-changed-elsewhere",
    ));
    assert!(done(counter.commands().documents(by_id(&case))).is_empty());
    let case = counter.get(&case);
    let case = counter.print_and_scan(&case);

    changed("020-33334444");
    told(&refused(
        counter.commands().submit(by_id(&case)),
        "case-changed-elsewhere",
    ));
    let give_up = given_up(&case, "客户改日再来", Some(0));
    told(&refused(
        counter.commands().abandon_case(give_up),
        "case-changed-elsewhere",
    ));
    // An older save brings its own revision, and is told the same.
    let patch = fields([("unit_phone", "020-55556666")]);
    let save = SaveCase {
        id: case.id,
        revision: case.revision,
        patch,
    };
    told(&refused(
        counter.commands().save_case(save),
        "case-changed-elsewhere",
    ));
    // Seen, the print no longer holds, and that is the reason now.
    counter.get(&case);
    refused(counter.commands().submit(by_id(&case)), "submit-closed");
    // What this window changes itself is no change elsewhere.
    let case = counter.save(&counter.get(&case), fields([("unit_phone", "020-77778888")]));
    counter.print_and_scan(&case);
}
