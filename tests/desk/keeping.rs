//! The end of cases: each project's own rule says when, two people say that, and nothing of the case is left but what
//! they signed.

use std::path::{Path, PathBuf};

use ::practice::guest::{Guest, Wish, take_in};
use case::CaseState as State;
use chrono::{DateTime, Months, Utc};
use counterfoil_tests::{copy_folder, root, words_of_pdf};
use desk::api::{
    BackUp, CaseView, CasesDeleted, DeleteCases, FindBackups, Keeping, KeepingAsked, KeepingState, Leaving,
    Nothing, OfBackup, PrintDeletions, Role, VerifyStore,
};
use desk::casework::people::PERSONS;
use desk::counter::practice;
use store::CaseId;

use super::accounts::add_person;
use super::ca::up_to_the_ca;
use super::counter::{
    Counter, YLBX, ZFCG, beside, beside_with, by_id, desk_over, done, fields, filed, fresh, refused,
};
use super::hand_over::ready;
use super::{key, on_disk, yesterday};

const OWN: &str = "lavendel-9-brunnen-x";

/// So many months ago.
fn ago(months: u32) -> DateTime<Utc> {
    Utc::now() - Months::new(months)
}

/// As if a case had been given up then.
pub fn given_up_then(counter: &Counter, case: u32, at: DateTime<Utc>) {
    let (mut books, _) = yesterday::books(counter);
    books
        .write(|tx| tx.set_case_state(CaseId(case), State::Void, at))
        .expect("a case given up");
}

/// As if a draft had been handed over then, and were kept until a day.
fn closed_then(counter: &Counter, case: u32, until: DateTime<Utc>, at: DateTime<Utc>) {
    let (mut books, _) = yesterday::books(counter);
    books
        .write(|tx| tx.close_case(CaseId(case), State::Closed, until, at))
        .expect("a closed case");
}

fn asked(counter: &Counter, text: &str) -> Keeping {
    done(counter.commands().keeping(KeepingAsked {
        text: text.to_owned(),
    }))
}

fn order(ids: &[u32], login: &str) -> DeleteCases {
    DeleteCases {
        ids: ids.to_vec(),
        beside: beside(login),
    }
}

fn due(counter: &Counter) -> Vec<u32> {
    asked(counter, "").due.iter().map(|line| line.id).collect()
}

/// A case that went through every hand up to the CA, alone and in a package with another, was given up and rested. A
/// page of it came in a file that is named after its person, when nobody knew yet whose it was.
fn worked(counter: &Counter) -> CaseView {
    counter.sign_in("linxy");
    let case = counter.print_and_scan(&counter.intake(YLBX, "org", "new", 0));
    let name = format!("{}的身份证{}.png", PERSONS[0].name, PERSONS[0].id_no);
    let blank = image::RgbImage::from_pixel(700, 990, image::Rgb([250, 250, 250]));
    let page = done(counter.commands().import_scan(&name, 0, scan::encode_png(&blank)))
        .pages
        .remove(0);
    done(
        counter
            .commands()
            .file_page(filed(page.id, &case, &case.materials[0].id)),
    );
    done(counter.commands().submit(by_id(&case)));
    counter.sign_in("hemin");
    counter.pass(&case);
    counter.sign_in("luoyi");
    up_to_the_ca(counter, &case);
    let other = counter.approved(YLBX, "org", "new", 1);
    up_to_the_ca(counter, &other);
    done(counter.commands().export_all(Nothing {}));
    counter.sign_in("linxy");
    let papers = done(counter.commands().documents(by_id(&case)));
    done(counter.commands().save_document(by_id(&papers[0])));
    given_up_then(counter, case.id, ago(13));
    case
}

/// What is of the person and of the unit of a case.
fn marks(case: &CaseView) -> Vec<String> {
    let names = [
        "unit_name",
        "uscc",
        "operator_name",
        "operator_id_no",
        "operator_phone",
    ];
    let values = names.iter().filter_map(|name| case.content.fields.get(*name));
    let marks: Vec<String> = values.filter(|value| !value.is_empty()).cloned().collect();
    assert!(marks.len() >= 4, "{marks:?}");
    marks
}

fn on_the_disk(counter: &Counter, words: &[String]) -> Vec<String> {
    let hex = key::database_key(counter.folder.path(), "admin", practice::PASSWORD);
    let key: [u8; 32] = key::unhex(&hex).try_into().unwrap();
    let pages = on_disk::of(counter.folder.path(), &key);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let found = on_disk::found(&pages, &words);
    found.into_iter().map(str::to_owned).collect()
}

/// Every file of a folder and of those below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

fn papers(counter: &Counter) -> PathBuf {
    counter.folder.path().with_file_name("store-papers")
}

#[test]
fn two_delete_a_case_that_went_through_every_hand_and_nothing_of_it_is_left() {
    let counter = Counter::new();
    let case = worked(&counter);
    let marks = marks(&case);
    counter.sign_in("admin");
    assert_eq!(on_the_disk(&counter, &marks), marks, "the test can see");
    let found = asked(&counter, "");
    let line = &found.due[0];
    assert_eq!((line.id, line.standing), (case.id, KeepingState::Due));
    assert!(line.why.contains("12 个月"), "{line:?}");
    let outside = files(&papers(&counter));
    assert!(
        outside
            .iter()
            .any(|file| file.display().to_string().contains(&case.number))
    );

    let deleted: CasesDeleted = done(counter.commands().delete_cases(order(&[case.id], "hemin")));
    assert!(
        deleted.troubles.is_empty() && deleted.left.is_empty(),
        "{deleted:#?}"
    );
    assert_eq!(on_the_disk(&counter, &marks), Vec::<String>::new());
    refused(counter.commands().get_case(by_id(&case)), "case-deleted");
    refused(
        counter.commands().delete_cases(order(&[case.id], "hemin")),
        "case-deleted",
    );
    let line = &asked(&counter, &case.number).deleted[0];
    assert_eq!((line.by.as_str(), line.beside.as_str()), ("周启明", "何敏"));

    // Outside the store nothing is left of it either; the other case's papers stay.
    let left = files(&papers(&counter));
    let certificate = PathBuf::from(&deleted.certificate.expect("a certificate").files[0]);
    for file in left.iter().filter(|file| **file != certificate) {
        assert!(
            !file.display().to_string().contains(&case.number),
            "{}",
            file.display()
        );
    }
    assert!(left.len() > 1 && left.len() < outside.len(), "{left:#?}");
    let words = words_of_pdf(&certificate);
    for told in [case.number.as_str(), "周启明", "何敏", "满12个", "扫描"] {
        assert!(words.contains(told), "{told}: {words}");
    }
    assert!(marks.iter().all(|mark| !words.contains(mark)), "{words}");
    let again = done(
        counter
            .commands()
            .print_deletions(PrintDeletions { ids: vec![line.id] }),
    );
    assert_eq!(again.files.len(), 1);

    let sound = done(counter.commands().verify_store(VerifyStore::default()));
    assert!(sound.message.contains("按期删除的 1 件各有两人签字"), "{sound:?}");
}

#[test]
fn one_person_deletes_nothing_and_neither_does_a_clerk() {
    let counter = Counter::new();
    add_person(&counter, "second", "程双", &[Role::Admin], OWN);
    counter.sign_in("linxy");
    let case = done(counter.commands().open_case(fresh(YLBX, "org", "new")));
    given_up_then(&counter, case.id, ago(13));
    refused(
        counter.commands().delete_cases(order(&[case.id], "hemin")),
        "role-missing",
    );
    refused(
        counter.commands().keeping(KeepingAsked::default()),
        "role-missing",
    );
    counter.sign_in("admin");
    refused(
        counter.commands().delete_cases(order(&[case.id], "admin")),
        "beside-same-account",
    );
    refused(
        counter.commands().delete_cases(order(&[case.id], " ADMIN ")),
        "beside-same-account",
    );
    refused(
        counter.commands().delete_cases(order(&[case.id], "")),
        "beside-missing",
    );
    refused(
        counter.commands().delete_cases(order(&[], "hemin")),
        "nothing-to-delete",
    );
    let wrong = DeleteCases {
        ids: vec![case.id],
        beside: beside_with("hemin", "not-the-password"),
    };
    refused(counter.commands().delete_cases(wrong), "store-wrong-password");
    assert_eq!(due(&counter), [case.id], "it is all there");
    let two = DeleteCases {
        ids: vec![case.id, case.id],
        beside: beside_with("second", OWN),
    };
    assert_eq!(done(counter.commands().delete_cases(two)).deleted.len(), 1);
}

#[test]
fn what_is_not_due_is_refused_with_its_day_and_keeps_back_what_is_beside_it() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let open = |project| done(counter.commands().open_case(fresh(project, "org", "new")));
    let [old, young, draft, rested, longer] = [YLBX, YLBX, ZFCG, YLBX, YLBX].map(open);
    closed_then(&counter, old.id, ago(12), ago(72));
    // Handed over four years and eleven months ago.
    closed_then(&counter, young.id, ago(59) + Months::new(60), ago(59));
    // The promise of its closing is longer than the rule.
    closed_then(&counter, longer.id, Utc::now() + Months::new(1), ago(72));
    let (mut books, _) = yesterday::books(&counter);
    books
        .write(|tx| tx.set_case_state(CaseId(rested.id), State::Scanning, ago(13)))
        .expect("a draft that rests");
    drop(books);
    let underway = ready(&counter, YLBX, "org", "revoke");
    counter.sign_in("admin");
    assert_eq!(due(&counter), [old.id, rested.id]);
    let found = asked(&counter, "");
    let waits = |id: u32| found.waits.iter().find(|line| line.id == id).cloned();
    let day = (ago(59) + Months::new(60))
        .with_timezone(counter.desk.now().offset())
        .date_naive();
    assert_eq!(waits(young.id).expect("it waits").day, day.to_string());
    assert!(
        waits(longer.id).is_some() && waits(draft.id).is_some(),
        "{:#?}",
        found.waits
    );
    let early = refused(
        counter
            .commands()
            .delete_cases(order(&[old.id, young.id], "hemin")),
        "case-not-due",
    );
    assert!(early.message.contains(&day.to_string()), "{early}");
    assert_eq!(due(&counter), [old.id, rested.id], "all of them, or none");
    refused(
        counter.commands().delete_cases(order(&[underway.id], "hemin")),
        "case-kept",
    );
    let told = &asked(&counter, &underway.number).waits[0];
    assert_eq!((told.standing, told.day.as_str()), (KeepingState::Kept, ""));
    let deleted = done(
        counter
            .commands()
            .delete_cases(order(&[old.id, rested.id], "hemin")),
    );
    assert_eq!(deleted.deleted.len(), 2);
    assert!(deleted.keeping.due.is_empty());
}

/// A counter with a project of its own that says how long it keeps its cases.
fn with_a_project(id: &str, retention: &str) -> Counter {
    let mut counter = Counter::new();
    let own = counter.folder.path().join("projects").join(id);
    copy_folder(&root().join("forms/nmgca"), &own);
    let file = own.join("project.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replacen("id = \"nmgca\"", &format!("id = \"{id}\""), 1);
    let asked_for = format!("[retention]\n{retention}\n\n[posting]\n");
    std::fs::write(&file, text.replacen("[posting]\n", &asked_for, 1)).unwrap();
    counter.desk = desk_over(counter.folder.path().to_owned());
    counter
}

/// How many months what came to nothing is kept is data of the project.
#[test]
fn each_project_keeps_what_came_to_nothing_for_its_own_months() {
    let counter = with_a_project("kurz", "years = 10\nabandoned_months = 3");
    counter.sign_in("linxy");
    let [short, long] =
        ["kurz", YLBX].map(|project| done(counter.commands().open_case(fresh(project, "org", "new"))));
    for case in [&short, &long] {
        given_up_then(&counter, case.id, ago(4));
    }
    let closed = done(counter.commands().open_case(fresh("kurz", "org", "new")));
    closed_then(&counter, closed.id, ago(12), ago(72));
    counter.sign_in("admin");
    let found = asked(&counter, "");
    let lines = |lines: &[desk::api::KeepingLine]| lines.iter().map(|line| line.id).collect::<Vec<_>>();
    assert_eq!(lines(&found.due), [short.id]);
    assert!(found.due[0].why.contains("3 个月"), "{:?}", found.due);
    assert_eq!(lines(&found.waits), [long.id, closed.id]);
    assert!(found.waits[1].why.contains("10 年"), "{:?}", found.waits);
}

/// A file that somebody has changed is told, and what is not there any more is no trouble.
#[test]
fn files_that_were_changed_since_are_told_and_left() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    for _ in 0..2 {
        done(counter.commands().print_slip(by_id(&case)));
    }
    let mut written = files(&papers(&counter));
    written.sort();
    std::fs::write(&written[0], b"notes of somebody").unwrap();
    std::fs::remove_file(&written[1]).unwrap();
    given_up_then(&counter, case.id, ago(13));
    counter.sign_in("admin");
    let deleted = done(counter.commands().delete_cases(order(&[case.id], "hemin")));
    assert_eq!(deleted.left.len(), 1, "{:?}", deleted.left);
    assert!(deleted.left[0].contains(&written[0].display().to_string()));
    assert!(written[0].is_file());
}

#[test]
fn a_backup_from_before_does_not_bring_a_deleted_case_back() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let kept = done(counter.commands().open_case(fresh(ZFCG, "org", "new")));
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.save(&case, fields([("unit_department", "教务处")]));
    given_up_then(&counter, case.id, ago(13));
    let marks = marks(&case);
    let folder = counter.folder.path().join("backups").display().to_string();
    counter.sign_in("admin");
    let args = BackUp {
        folder: folder.clone(),
        ..BackUp::default()
    };
    done(counter.commands().back_up(args));
    done(counter.commands().delete_cases(order(&[case.id], "hemin")));
    let backup = || OfBackup {
        folder: done(counter.commands().backups(FindBackups {
            folder: folder.clone(),
        }))[0]
            .folder
            .clone(),
        login: "admin".to_owned(),
        password: practice::PASSWORD.into(),
    };
    let tried = done(counter.commands().try_backup(backup()));
    assert!(tried.message.contains("1 件在备份以后已按期删除"), "{tried:?}");
    done(counter.commands().sign_out(Nothing {}));
    let back = done(counter.commands().restore_backup(backup()));
    assert!(
        back.message.contains("受理件 1 件") && back.message.contains(&case.number),
        "{}",
        back.message
    );
    counter.sign_in("admin");
    assert_eq!(on_the_disk(&counter, &marks), Vec::<String>::new());
    refused(counter.commands().get_case(by_id(&case)), "case-deleted");
    assert_eq!(counter.get(&kept).number, kept.number);
    assert!(asked(&counter, &case.number).deleted[0].repeated);
    let sound = done(counter.commands().verify_store(VerifyStore::default()));
    assert!(sound.message.contains("按期删除的 1 件"), "{sound:?}");
}

/// What a project says of its years is what a hand-over promises.
#[test]
fn a_hand_over_keeps_the_case_for_the_years_of_its_own_project() {
    let counter = with_a_project("lang", "years = 9");
    for (project, years) in [("lang", 9), ("nmgca", 5)] {
        counter.sign_in("linxy");
        let wish = Wish {
            project: project.to_owned(),
            business: Some(case::BusinessType::Revoke),
            ..Wish::default()
        };
        let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
        let case = done(counter.commands().submit(by_id(&case)));
        counter.sign_in("hemin");
        counter.pass(&case);
        counter.sign_in("linxy");
        let handed = counter.leaving(&case, Leaving::Nothing);
        let before = Utc::now();
        done(counter.commands().hand_over(handed));
        let after = Utc::now();
        let (books, _) = yesterday::books(&counter);
        let row = books.read(|tx| tx.case(CaseId(case.id))).unwrap();
        let until = row.retain_until.expect("a day");
        let kept = |from| store::retention_end(from, years);
        assert!(
            (kept(before)..=kept(after)).contains(&until),
            "{project}: {until}"
        );
    }
}
