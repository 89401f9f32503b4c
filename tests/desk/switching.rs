//! Another project, kind, business or channel on a draft: everything that follows from it follows at once, and nothing
//! that was typed is lost.

use case::{BusinessType, CertKind, Channel};
use desk::api::{CaseView, Nothing};

use super::counter::{Counter, YLBX, ZFCG, by_id, changed, done};

/// What follows from the choice: fields, checklist, forms, fee.
fn follows(case: &CaseView) -> [Vec<String>; 3] {
    let fields = case.groups.iter().flat_map(|group| &group.fields);
    [
        fields.map(|field| field.id.clone()).collect(),
        case.materials.iter().map(|row| row.id.clone()).collect(),
        case.forms.iter().map(|form| form.id.clone()).collect(),
    ]
}

#[test]
fn each_choice_changes_what_follows_from_it_and_keeps_what_was_typed() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let first = counter.intake(YLBX, "org", "new", 0);
    let first = counter.save(
        &first,
        changed(|patch| {
            patch.years = Some(3);
            patch.fields = Some([("institution_cert_no".to_owned(), "144000000001".to_owned())].into());
        }),
    );
    assert_eq!(first.fee.total_cents, Some(70_000), "{:?}", first.fee);
    let typed = first.content.fields.clone();
    let mut case = first.clone();
    // What is chosen, which of fields, checklist and forms must become others, and the fee in 分 where it is stated.
    for (patch, differs, fee) in [
        // Another business: no medium is paid for; another checklist.
        (
            changed(|patch| patch.business = Some(BusinessType::Renew)),
            [false, true, false],
            Some(60_000),
        ),
        // Another channel of the same business: another checklist.
        (
            changed(|patch| patch.channel = Some(Channel::Mail)),
            [false, true, false],
            Some(60_000),
        ),
        // Another kind: its own fields, papers and forms; the annex decides how many certificates there are.
        (
            changed(|patch| {
                patch.kind = Some(CertKind::OrgEmployee);
                patch.business = Some(BusinessType::New);
                patch.channel = Some(Channel::Counter);
            }),
            [true, true, true],
            None,
        ),
        // Another project: everything; what it does not offer gives way to what it does.
        (
            changed(|patch| patch.project = Some(ZFCG.to_owned())),
            [true, true, true],
            None,
        ),
    ] {
        let next = counter.save(&case, patch.clone());
        let (before, after) = (follows(&case), follows(&next));
        for (what, (differs, pair)) in ["fields", "materials", "forms"]
            .iter()
            .zip(differs.into_iter().zip(before.iter().zip(&after)))
        {
            assert!(
                !differs || pair.0 != pair.1,
                "{patch:?}: the same {what}: {pair:?}"
            );
        }
        if fee.is_some() {
            assert_eq!(next.fee.total_cents, fee, "{patch:?}: {:?}", next.fee);
        }
        for (field, value) in &typed {
            assert_eq!(&next.content.fields[field], value, "{patch:?}: {field} was typed");
        }
        case = next;
    }
    assert_eq!(
        (case.content.kind, case.content.project.as_str()),
        (CertKind::Org, ZFCG)
    );
    assert!(case.project_name.contains("政府采购"), "{}", case.project_name);

    // Back again, everything that was typed stands in its fields.
    let back = changed(|patch| {
        patch.project = Some(YLBX.to_owned());
        patch.kind = Some(CertKind::Org);
        patch.business = Some(BusinessType::New);
        patch.channel = Some(Channel::Counter);
        patch.years = Some(3);
    });
    let back = counter.save(&case, back);
    assert_eq!(follows(&back), follows(&first));
    assert_eq!(back.fee.total_cents, Some(70_000));
    assert_eq!(back.content.fields, typed);
}

#[test]
fn the_slip_tells_what_to_bring_where_when_and_how_to_pay() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let printed = done(counter.commands().print_slip(by_id(&case)));
    let file = printed.files[0].as_str();
    let said = counterfoil_tests::tool("pdftotext", ["-layout", file, "-"]);
    let words: String = said.out.split_whitespace().collect();
    let project = counter.desk.project(YLBX).unwrap();
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let mut wanted: Vec<String> = project.hours().iter().map(|h| bare(h)).collect();
    for account in project.accounts() {
        wanted.extend([&account.holder, &account.bank, &account.number].map(|t| bare(t)));
        wanted.extend(account.remark.as_deref().map(bare));
    }
    let counter = done(counter.commands().settings(Nothing {})).counter;
    wanted.extend([&counter.name, &counter.address, &counter.phone].map(|text| bare(text)));
    for material in &case.materials {
        if !material.needed.is_empty() {
            wanted.push(bare(material.material.as_str()));
        }
    }
    assert!(wanted.len() > 10, "{wanted:?}");
    for piece in wanted {
        // A long cell is broken into lines beside its neighbours: its beginning is enough to know it by.
        let beginning: String = piece.chars().take(6).collect();
        assert!(words.contains(&beginning), "{piece} is not on the slip:\n{words}");
    }
}
