//! Several programs on one store: while one of them lays out a long form, the others write; what two do at once is kept
//! of both; and what a power cut leaves half written is mended.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use chrono::Utc;
use desk::api::{CaseView, Nothing, Severity};
use desk::casework::people;
use sha2::{Digest as _, Sha256};
use store::{CaseId, NewOutsideFile, OutsideKind};

use super::counter::{Counter, LN_UKEY, YLBX, changed, desk_over, done, sign_in_as, to_file};
use super::yesterday;

/// A made-up number with its check digit (GB 11643, ISO 7064 MOD 11-2).
fn number(seventeen: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = seventeen.bytes().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.zip(weights).map(|(digit, weight)| digit * weight).sum();
    format!(
        "{seventeen}{}",
        "10X98765432".as_bytes()[sum as usize % 11] as char
    )
}

/// A case of forty employees that may be printed.
fn forty(counter: &Counter) -> CaseView {
    let case = counter.intake(LN_UKEY, "org_employee", "new", 0);
    let rows = (0..40).map(|at| {
        let mut row = people::employee(&people::PERSONS[5]);
        let name = format!(
            "王{}{}",
            ['建', '海', '明', '玉'][at / 10],
            ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"][at % 10]
        );
        row.insert("user_name".to_owned(), name);
        row.insert(
            "user_id_no".to_owned(),
            number(&format!("2101021985031{:02}10", at + 1)[..17]),
        );
        row.insert("user_email".to_owned(), format!("user{at}@example.cn"));
        row
    });
    let rows: Vec<_> = rows.collect();
    let mut case = counter.save(&case, changed(|patch| patch.employees = Some(rows)));
    for finding in case.findings.clone() {
        if finding.severity == Severity::Warn {
            let keep = format!("{}:{}", finding.field.unwrap_or_default(), finding.code);
            case = counter.save(&case, changed(|patch| patch.keep_finding = Some(keep)));
        }
    }
    case
}

/// One print of a long form while another program writes; why that program waited for it, when it did.
fn waited_for_the_print(counter: &Counter, case: &CaseView) -> Result<(), String> {
    let (mut books, _) = yesterday::books(counter);
    let is_printed = AtomicBool::new(false);
    let (took, (longest, writes)) = std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let (mut longest, mut writes) = (Duration::ZERO, 0_u32);
            while !is_printed.load(Ordering::Acquire) {
                let begun = Instant::now();
                books
                    .write(|tx| tx.put_setting("other-window", &writes))
                    .expect("nobody keeps the store from the other program");
                longest = longest.max(begun.elapsed());
                writes += 1;
            }
            (longest, writes)
        });
        let begun = Instant::now();
        let printed = counter.commands().print(to_file(case, &[]));
        is_printed.store(true, Ordering::Release);
        let took = begun.elapsed();
        let waited = other.join().expect("the other program goes on");
        assert!(!done(printed).files.is_empty());
        (took, waited)
    });
    let held = counter.desk.held_writes();
    let held = held.iter().find(|one| one.place.contains("paper/forms.rs"));
    let held = held.expect("the print was recorded").longest;
    println!("print {took:?}, lock held {held:?}, the other waited {longest:?} in {writes} writes");
    match (writes > 1, held * 2 < took, longest * 2 < took) {
        (true, true, true) => Ok(()),
        (false, ..) => Err("the other program never got its turn".to_owned()),
        (_, false, _) => Err(format!("the store was held for {held:?} of {took:?}")),
        (.., false) => Err(format!("the other program waited {longest:?} of {took:?}")),
    }
}

#[test]
fn a_second_program_writes_while_forty_employees_are_printed() {
    // A print that holds the store does so every time; a machine that is busy with something else does not.
    const ROUNDS: usize = 4;
    let round = |_| {
        let counter = Counter::new();
        counter.sign_in("linxy");
        let case = forty(&counter);
        assert_eq!(case.content.employees.len(), 40);
        waited_for_the_print(&counter, &case).err()
    };
    let waited: Vec<String> = (0..ROUNDS).map_while(round).collect();
    assert!(waited.len() < ROUNDS, "in every round: {waited:?}");
}

#[test]
fn two_windows_that_print_one_form_at_once_count_every_copy_once() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let second = desk_over(counter.folder.path().to_owned());
    done(second.commands().sign_in(sign_in_as("linxy")));
    let form = case.forms[0].id.as_str();
    let print = |desk: &desk::Desk| {
        for _ in 0..3 {
            done(desk.commands().print(to_file(&case, &[form])));
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| print(&second));
        print(&counter.desk);
        other.join().expect("both print");
    });
    let (books, _) = yesterday::books(&counter);
    let prints = books.read(|tx| tx.prints_of_case(CaseId(case.id))).unwrap();
    assert_eq!(prints.len(), 6);
    // Each print says on its pages which it is: no two are the same paper.
    let papers: std::collections::BTreeSet<String> = prints
        .iter()
        .map(|print| books.read(|tx| tx.attachment(print.attachment)).unwrap().sha256)
        .collect();
    assert_eq!(papers.len(), 6, "a number was given twice");
    assert_eq!(prints.iter().filter(|print| !print.reprint).count(), 1);
    let files = books.read(|tx| tx.outside_files()).unwrap();
    let names: std::collections::BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(names.len(), 6, "no file took another's name: {files:?}");
    assert!(files.iter().all(|file| Path::new(&file.path).is_file()));
}

/// A file that is on record and whose power failed before it got its name.
fn half_written(counter: &Counter, folder: &Path, name: &str) {
    let bytes = name.as_bytes();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(format!(".{name}.counterfoil-part")), bytes).unwrap();
    let (mut books, me) = yesterday::books(counter);
    let new = NewOutsideFile {
        kind: OutsideKind::Paper,
        case_id: None,
        exchange: None,
        path: folder.join(name).display().to_string(),
        sha256: Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        by: me.id,
    };
    books.write(|tx| tx.add_outside_file(&new, Utc::now())).unwrap();
}

#[test]
fn what_a_power_cut_left_half_written_gets_its_name_or_goes() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let folder = counter
        .folder
        .path()
        .with_file_name("store-papers")
        .join("prints");
    half_written(&counter, &folder, "记下了.pdf");
    // Somebody else's bytes under the part of a file are not that file.
    half_written(&counter, &folder, "换过了.pdf");
    std::fs::write(folder.join(".换过了.pdf.counterfoil-part"), b"other").unwrap();
    let stray = |name: &str, hours: u64| {
        let path = folder.join(name);
        std::fs::write(&path, b"half").unwrap();
        let at = SystemTime::now() - Duration::from_secs(hours * 3600);
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(at).unwrap();
        path
    };
    let old = stray(".没记下.pdf.counterfoil-part", 30);
    let young = stray(".正在写.pdf.counterfoil-part", 1);
    let foreign = stray(".别人的.part", 300);
    done(counter.commands().sweep_outside(Nothing {}));
    assert_eq!(
        std::fs::read(folder.join("记下了.pdf")).unwrap(),
        "记下了.pdf".as_bytes()
    );
    assert!(!folder.join(".记下了.pdf.counterfoil-part").exists());
    assert!(
        !folder.join("换过了.pdf").exists(),
        "other bytes never get its name"
    );
    assert!(!old.exists(), "nothing is on record of it");
    assert!(
        young.exists() && foreign.exists(),
        "another program's are left alone"
    );
}
