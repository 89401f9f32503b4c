//! One person's data: found by number or by name wherever it stands, told for a purpose that is on record, and handed out
//! to nobody alone who does not see it whole.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use desk::api::{CaseView, ExportPerson, FindPerson, Leaving, PersonFound, Purpose, Refusal};
use desk::casework::people::PERSONS;
use serde_json::Value;
use store::OutsideKind;

use super::counter::{Counter, YLBX, ZFCG, beside, by_id, done, fields, fresh, given_up, refused};
use super::yesterday;

/// A made-up person of no sample: nobody else at the counter is called so.
const NAME: &str = "欧阳测文";
const NUMBER: &str = "44010519900307468X";

fn asked(name: &str, id_no: &str) -> FindPerson {
    FindPerson {
        name: name.to_owned(),
        id_no: id_no.to_owned(),
        purpose: Purpose::OwnData,
        words: String::new(),
    }
}

fn found(counter: &Counter, name: &str, id_no: &str) -> PersonFound {
    done(counter.commands().find_person(asked(name, id_no)))
}

fn numbers(found: &PersonFound) -> Vec<&str> {
    found.cases.iter().map(|one| one.number.as_str()).collect()
}

fn wanted(papers: bool, agrees: Option<&str>) -> ExportPerson {
    ExportPerson {
        name: String::new(),
        id_no: NUMBER.to_owned(),
        purpose: Purpose::OwnData,
        words: "本人持身份证到窗口申请".to_owned(),
        papers,
        beside: agrees.map(beside),
    }
}

/// The person as the handler of one case, the legal person of another, the holder in an annex, somebody that a reason
/// mentions, who fetched a key for somebody else; and a namesake.
fn world(counter: &Counter) -> (Vec<CaseView>, CaseView) {
    counter.sign_in("linxy");
    let handler = counter.intake(YLBX, "org", "new", 0);
    let handler = counter.save(
        &handler,
        fields([("operator_name", NAME), ("operator_id_no", NUMBER)]),
    );
    let annexed = counter.intake(YLBX, "org_employee", "new", 1);
    let mut rows = annexed.content.employees.clone();
    rows[0].insert("user_name".to_owned(), NAME.to_owned());
    rows[0].insert("user_id_no".to_owned(), NUMBER.to_lowercase());
    let annexed = counter.save(
        &annexed,
        super::counter::changed(|patch| patch.employees = Some(rows.clone())),
    );
    let mentioned = done(counter.commands().open_case(fresh(ZFCG, "org", "new")));
    let why = format!("{NAME} {NUMBER} 来电说不办了");
    done(counter.commands().abandon_case(given_up(&mentioned, &why, None)));
    let namesake = counter.intake(YLBX, "org", "new", 1);
    let namesake = counter.save(
        &namesake,
        fields([("operator_name", NAME), ("operator_id_no", PERSONS[2].id_no)]),
    );
    (vec![handler, annexed, mentioned], namesake)
}

#[test]
fn a_person_is_found_in_every_part_and_a_namesake_is_told_apart() {
    let counter = Counter::new();
    let (cases, namesake) = world(&counter);
    for (name, number) in [("", NUMBER), (NAME, &NUMBER.to_lowercase())] {
        let told = found(&counter, name, number);
        let expected: Vec<&str> = cases.iter().map(|case| case.number.as_str()).collect();
        assert_eq!(numbers(&told), expected, "{name} {number}");
        assert!(told.cases[1].parts[0].contains("第 1 行"), "{:?}", told.cases);
        assert_eq!(told.cases[2].parts, ["只在文字里提到"]);
        assert!(!told.takes_two, "a clerk sees it whole");
        let said = serde_json::to_string(&told).unwrap();
        assert!(!said.contains(NUMBER) && !said.contains(NAME), "{said}");
    }
    let by_name = found(&counter, NAME, "");
    assert!(numbers(&by_name).contains(&namesake.number.as_str()));
    assert_eq!(by_name.numbers.len(), 2, "two people");
    let both = ExportPerson {
        name: NAME.to_owned(),
        id_no: String::new(),
        ..wanted(false, None)
    };
    refused(counter.commands().export_person(both), "person-ambiguous");
    // Part of a name or of a number finds nobody.
    let mentions = |told: &PersonFound| told.cases.iter().all(|one| one.parts == ["只在文字里提到"]);
    assert!(mentions(&found(&counter, "欧阳测", "")) && mentions(&found(&counter, "", &NUMBER[..10])));
    refused(counter.commands().find_person(asked("", "44")), "person-empty");
    let silent = FindPerson {
        purpose: Purpose::Other,
        ..asked("", NUMBER)
    };
    refused(counter.commands().find_person(silent), "purpose-empty");
    let none = ExportPerson {
        id_no: "11010119800101001X".to_owned(),
        ..wanted(false, None)
    };
    refused(counter.commands().export_person(none), "person-none");
}

#[test]
fn what_for_and_who_agreed_are_on_record_and_of_whom_nobody_reads_there() {
    let counter = Counter::new();
    world(&counter);
    counter.sign_in("luoyi");
    assert!(
        found(&counter, "", NUMBER).takes_two,
        "a key clerk sees numbers masked"
    );
    let alone: Refusal = refused(
        counter.commands().export_person(wanted(true, None)),
        "beside-missing",
    );
    assert!(alone.remedy.contains("受理员或复核员"), "{alone}");
    refused(
        counter.commands().export_person(wanted(true, Some("admin"))),
        "beside-sees-less",
    );
    refused(
        counter.commands().export_person(wanted(true, Some("luoyi"))),
        "beside-same-account",
    );
    done(counter.commands().export_person(wanted(true, Some("hemin"))));
    let (books, _) = yesterday::books(&counter);
    let rows = books.read(|tx| tx.audit_tail(20)).unwrap();
    let row = rows.iter().find(|row| row.words.contains("导出")).expect("a row");
    for told in [
        "本人申请查询或更正",
        "本人持身份证到窗口申请",
        "何敏 同意",
        "附扫描件",
    ] {
        assert!(row.words.contains(told), "{told}: {}", row.words);
    }
    let all: String = rows
        .iter()
        .filter(|row| row.case_id.is_none())
        .map(|row| row.words.clone())
        .collect();
    assert!(!all.contains(NUMBER) && !all.contains(NAME), "{all}");
    assert_eq!(books.verify().unwrap().problems, []);
}

#[test]
fn what_is_handed_out_is_private_readable_and_goes_by_rule() {
    let counter = Counter::new();
    let (cases, namesake) = world(&counter);
    let handler = counter.print_and_scan(&cases[0]);
    let exported = done(counter.commands().export_person(wanted(true, None)));
    let folder = Path::new(&exported.folder);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder), 0o700);
    let words = std::fs::read_to_string(folder.join("个人信息.txt")).unwrap();
    for told in [&handler.number, NAME, NUMBER, "经办人", "请遮盖"] {
        assert!(words.contains(told), "{told}: {words}");
    }
    assert!(
        !words.contains(&namesake.number) && !words.contains(PERSONS[2].id_no),
        "{words}"
    );
    let list: Value = serde_json::from_slice(&std::fs::read(folder.join("个人信息.json")).unwrap()).unwrap();
    let listed = list["cases"].as_array().unwrap();
    assert_eq!(listed.len(), 3);
    let values = listed[0]["parts"][0]["values"].as_array().unwrap();
    assert!(values.iter().any(|one| one["value"] == NUMBER), "{values:?}");
    let papers = folder.join(&handler.number);
    assert_eq!(mode(&papers), 0o700);
    let scans = std::fs::read_dir(&papers).unwrap().map(|one| one.unwrap().path());
    let scans: Vec<_> = scans.collect();
    assert!(scans.iter().all(|path| mode(path) == 0o600));
    assert!(
        scans.len() > done(counter.commands().documents(by_id(&handler))).len(),
        "{scans:?}"
    );
    let (books, _) = yesterday::books(&counter);
    let there = books.read(|tx| tx.outside_files()).unwrap();
    let of_person = there
        .iter()
        .filter(|file| file.kind == OutsideKind::Person)
        .count();
    assert_eq!(of_person, usize::try_from(exported.files).unwrap());
}

/// Who fetched a key for somebody else is found too.
#[test]
fn who_fetched_for_another_is_found() {
    let counter = Counter::new();
    let case = counter.approved(YLBX, "org", "new", 0);
    counter.make_keys(&case);
    counter.sign_in("linxy");
    let leaving = Leaving::Other {
        name: NAME.to_owned(),
        id_no: NUMBER.to_owned(),
        authorised_from: "2026-01-01".to_owned(),
        authorised_until: "2999-12-31".to_owned(),
    };
    let handed = counter.leaving(&case, leaving);
    done(counter.commands().hand_over(handed));
    assert_eq!(numbers(&found(&counter, "", NUMBER)), [case.number.as_str()]);
}
