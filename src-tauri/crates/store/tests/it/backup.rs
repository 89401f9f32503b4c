//! Backups are proven, tell when they are not sound, and come back whole.

use store::{DATABASE, KEYRING, MANIFEST, Store, read_manifest, restore};

use crate::house::{House, LOGIN, PASSWORD, UNIT, at, content, files, secret};

fn filled() -> House {
    let mut house = House::new();
    let case = house.add_case(content());
    house.write(|tx| {
        tx.remember_customer(case.id, at(2))?;
        tx.add_attachment("image/png", "页.png", &vec![7; 300_000], at(2))
    });
    house
}

#[test]
fn a_backup_comes_back_whole() {
    let mut house = filled();
    let backup = house.store.backup_to(&house.folder.join("b"), at(5)).unwrap();
    assert!(backup.report.is_sound() && backup.report.attachments == 1);
    let mut names: Vec<_> = files(&backup.folder)
        .into_iter()
        .map(|f| f.file_name().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, [DATABASE, "counter.mark", KEYRING, MANIFEST]);
    // What comes later is not in it.
    house.add_case(content());

    let to = house.folder.join("restored");
    assert_eq!(restore(&backup.folder, &to).unwrap(), backup.manifest);
    let (back, account) = Store::unlock(&to, LOGIN, &secret(PASSWORD)).unwrap();
    assert_eq!(account, house.admin());
    assert!(back.verify().unwrap().is_sound());
    let cases = back.read(|tx| tx.cases_in(&[], 10)).unwrap();
    assert_eq!((cases.len(), cases[0].title.as_str()), (1, UNIT));
    assert_eq!(back.read(|tx| tx.look_up("南山", 5)).unwrap().len(), 2);
    assert_eq!(restore(&backup.folder, &to).unwrap_err().code(), "store-exists");
}

#[test]
fn a_backup_that_was_changed_is_refused() {
    let house = filled();
    let backup = house
        .store
        .backup_to(&house.folder.join("b"), at(5))
        .unwrap()
        .folder;
    assert!(read_manifest(&backup).is_ok());
    let to = house.folder.join("restored");
    let database = backup.join(DATABASE);
    let good = std::fs::read(&database).unwrap();
    let mut bad = good.clone();
    bad[5000] ^= 1;
    for bytes in [bad, good[..good.len() - 4096].to_vec(), Vec::new()] {
        std::fs::write(&database, bytes).unwrap();
        assert_eq!(restore(&backup, &to).unwrap_err().code(), "store-bad-backup");
        assert!(!Store::exists(&to));
    }
    std::fs::write(&database, &good).unwrap();
    std::fs::write(backup.join(MANIFEST), "[]").unwrap();
    assert_eq!(restore(&backup, &to).unwrap_err().code(), "store-bad-backup");
    std::fs::remove_file(backup.join(MANIFEST)).unwrap();
    assert_eq!(restore(&backup, &to).unwrap_err().code(), "store-bad-backup");
}

#[test]
fn a_damaged_store_is_not_backed_up_as_sound() {
    let house = filled();
    let tamper = "DROP TRIGGER attachment_blob_never_changes; UPDATE attachment_blob SET data = x'00'";
    crate::raw::connection(&house.folder)
        .execute_batch(tamper)
        .unwrap();
    let folder = house.folder.join("b");
    let error = house.store.backup_to(&folder, at(5)).unwrap_err();
    assert_eq!(error.code(), "store-bad-backup");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn two_backups_stand_side_by_side() {
    let house = filled();
    let folder = house.folder.join("b");
    let first = house.store.backup_to(&folder, at(5)).unwrap().folder;
    let second = house.store.backup_to(&folder, at(6)).unwrap().folder;
    assert!(first != second && read_manifest(&first).is_ok() && read_manifest(&second).is_ok());
    assert_eq!(
        house.store.backup_to(&folder, at(6)).unwrap_err().code(),
        "store-exists"
    );
}
