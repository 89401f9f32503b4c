//! Backups are proven, tell when they are not sound, and come back whole.

use store::{DATABASE, KEYRING, MANIFEST, Store, Watch, read_manifest, restore, thin};

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
    assert_eq!(
        back.read(|tx| tx.look_up("南山", 5, store::Numbers::InPart))
            .unwrap()
            .len(),
        2
    );
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

#[test]
fn a_backup_holds_one_moment_however_much_is_written_meanwhile() {
    let mut house = House::new();
    for n in 0..40 {
        house.add_case(content());
        house.write(|tx| tx.add_attachment("image/png", &format!("{n}.png"), &vec![n; 200_000], at(2)));
    }
    let copier = house.store.copier().unwrap().unwrap();
    let to = house.folder.join("backups");
    let watch = Watch::default();
    let made = std::thread::scope(|scope| {
        let (to, watch) = (&to, &watch);
        let copying = scope.spawn(move || copier.backup_to(to, at(5), watch));
        // The desk goes on, by other openings of the store too.
        let mut others = 0_u32;
        while !copying.is_finished() || others < 3 {
            let (mut store, who) = Store::unlock(&house.folder, LOGIN, &secret(PASSWORD)).unwrap();
            store
                .write(|tx| tx.add_case(&crate::house::new_case(content(), who.id), at(6)))
                .unwrap();
            others += 1;
        }
        copying.join().unwrap().unwrap()
    });
    assert_eq!(watch.percent(), 100);
    let restored = house.folder.join("restored");
    restore(&made.folder, &restored).unwrap();
    let (store, _) = Store::unlock(&restored, LOGIN, &secret(PASSWORD)).unwrap();
    let report = store.verify().unwrap();
    assert!(report.is_sound() && report.attachments == 40, "{report:?}");
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn a_cancelled_backup_leaves_nothing() {
    let house = House::new();
    let copier = || house.store.copier().unwrap().unwrap();
    let to = house.folder.join("backups");
    let watch = Watch::default();
    watch.cancel();
    let error = copier().backup_to(&to, at(5), &watch).unwrap_err();
    assert_eq!(error.code(), "backup-cancelled");
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 0);
    assert!(copier().backup_to(&to, at(5), &Watch::default()).is_ok());
}

#[test]
fn old_backups_of_this_store_go_and_nothing_else() {
    let (house, other) = (House::new(), House::new());
    let to = house.folder.join("backups");
    let days_ago = |days: i64| at(0) - chrono::Duration::days(days);
    let mut made = Vec::new();
    for days in [18, 17, 2, 1] {
        made.push(house.store.backup_to(&to, days_ago(days)).unwrap().folder);
    }
    let strangers = other.store.backup_to(&to, days_ago(19)).unwrap().folder;
    let torn = to.join("torn");
    std::fs::create_dir(&torn).unwrap();
    std::fs::write(torn.join(MANIFEST), b"{").unwrap();
    // Beside its own files somebody has put a note.
    std::fs::write(made[0].join("note.txt"), b"keep").unwrap();
    let all: Vec<_> = made
        .iter()
        .cloned()
        .chain([strangers.clone(), torn.clone()])
        .collect();
    let gone = thin(&house.folder, &all, at(0)).unwrap();
    assert_eq!(gone, [made[0].clone()]);
    assert_eq!(
        std::fs::read_dir(&made[0]).unwrap().count(),
        1,
        "the note is left"
    );
    for kept in [&made[1], &made[2], &made[3], &strangers] {
        read_manifest(kept).unwrap();
    }
    assert!(torn.join(MANIFEST).exists());
    assert!(thin(&house.folder, &all, at(0)).unwrap().is_empty());
}
