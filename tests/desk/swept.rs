//! Files outside the store go after their use; what somebody has changed is told and stays.

use std::path::PathBuf;

use chrono::{Duration, Utc};
use desk::api::{Nothing, OutsideDays, Refusal};
use sha2::{Digest as _, Sha256};
use store::{NewOutsideFile, OutsideKind};

use super::counter::{Counter, done, refused};
use super::yesterday;

/// Writes a file of so many days ago, as the desk would have.
fn written(counter: &Counter, kind: OutsideKind, name: &str, days: i64) -> PathBuf {
    let folder = counter
        .folder
        .path()
        .with_file_name("store-papers")
        .join("prints");
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, name.as_bytes()).unwrap();
    let (mut books, me) = yesterday::books(counter);
    let hash = Sha256::digest(name.as_bytes());
    let new = NewOutsideFile {
        kind,
        case_id: None,
        exchange: None,
        path: path.display().to_string(),
        sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        by: me.id,
    };
    let at = Utc::now() - Duration::days(days);
    books.write(|tx| tx.add_outside_file(&new, at)).unwrap();
    path
}

fn choose(counter: &Counter, days: u32) -> Result<desk::api::OutsideFiles, Refusal> {
    counter.commands().choose_outside_days(OutsideDays { days })
}

#[test]
fn what_is_due_goes_and_what_was_changed_or_moved_is_told() {
    let counter = Counter::new();
    counter.sign_in("admin");
    let old = written(&counter, OutsideKind::Paper, "alt.pdf", 31);
    let new = written(&counter, OutsideKind::Paper, "neu.pdf", 29);
    let changed = written(&counter, OutsideKind::Copy, "anders.pdf", 40);
    let moved = written(&counter, OutsideKind::Package, "weg.zip", 40);
    let inside = written(&counter, OutsideKind::Person, "person-1/YL-1/seite.png", 40);
    let link = written(&counter, OutsideKind::Paper, "link.pdf", 40);
    std::fs::write(&changed, b"notes").unwrap();
    std::fs::remove_file(&moved).unwrap();
    // A link in the place of a file is not that file, whatever it leads to.
    std::fs::rename(&link, counter.folder.path().join("kept.pdf")).unwrap();
    std::os::unix::fs::symlink(counter.folder.path().join("kept.pdf"), &link).unwrap();
    let listed = done(counter.commands().outside_files(Nothing {}));
    assert_eq!((listed.days, listed.count, listed.due), (30, 6, 5));

    counter.sign_in("linxy");
    let swept = done(counter.commands().sweep_outside(Nothing {}));
    assert_eq!(swept.removed, 2, "{swept:?}");
    assert!(!old.exists() && new.exists() && !inside.exists());
    assert!(
        !inside.parent().unwrap().exists(),
        "a folder made for it goes with it"
    );
    assert!(new.parent().unwrap().is_dir());
    assert!(changed.exists() && link.is_symlink());
    let told: String = swept.left.join("\n");
    assert_eq!(swept.left.len(), 2, "{told}");
    assert!(told.contains("anders.pdf") && told.contains("link.pdf"), "{told}");
    let board = done(counter.commands().board(Nothing {}));
    let line = board
        .devices
        .iter()
        .find(|device| device.name == "库外文件")
        .expect("told on the board");
    assert!(!line.ready && line.word.contains("2 个"), "{line:?}");

    // Somebody looked after them: nothing is told any more.
    std::fs::remove_file(&changed).unwrap();
    std::fs::remove_file(&link).unwrap();
    assert!(done(counter.commands().sweep_outside(Nothing {})).left.is_empty());
    let board = done(counter.commands().board(Nothing {}));
    assert!(board.devices.iter().all(|device| device.name != "库外文件"));
    let (books, _) = yesterday::books(&counter);
    assert_eq!(books.read(|tx| tx.outside_files()).unwrap().len(), 1);
    let row = books.read(|tx| tx.audit_tail(2)).unwrap();
    assert!(row.iter().any(|row| row.words.contains("已不在原处")), "{row:?}");
    assert_eq!(books.verify().unwrap().problems, []);
}

#[test]
fn the_days_are_the_counters_choice_and_what_is_of_a_person_goes_always() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    refused(choose(&counter, 7), "role-missing");
    refused(counter.commands().outside_files(Nothing {}), "role-missing");
    counter.sign_in("admin");
    refused(choose(&counter, 4_000), "outside-days");
    assert_eq!(done(choose(&counter, 7)).days, 7);
    let paper = written(&counter, OutsideKind::Paper, "alt.pdf", 8);
    assert_eq!(done(counter.commands().outside_files(Nothing {})).due, 1);
    assert_eq!(done(choose(&counter, 0)).due, 0, "never");
    let person = written(&counter, OutsideKind::Person, "person-2/alles.json", 31);
    let swept = done(counter.commands().sweep_outside(Nothing {}));
    assert_eq!(swept.removed, 1);
    assert!(paper.exists() && !person.exists());
}
