//! A backup is tried beside the store, and put in its place: what was there is set aside, and what it gave stays given.

use std::path::{Path, PathBuf};

use store::{AuditAction, AuditEntry, DATABASE, KEYRING, Proven, Restored, Store};

use crate::house::{House, LOGIN, PASSWORD, at, content, files, secret};

const OTHER: &str = "another-Window-8";

/// A house with one case in its backup and another one after it.
fn gone_on() -> (House, PathBuf) {
    let mut house = House::new();
    house.add_case(content());
    let backup = house.store.backup_to(&house.folder.join("b"), at(5)).unwrap();
    let (case, me) = (house.add_case(content()), house.admin());
    house.write(|tx| tx.audit(&AuditEntry::new(at(6), &me, AuditAction::CaseOpened, "另一件").case(case.id)));
    (house, backup.folder)
}

fn proven(backup: &Path, store: &Path) -> Proven {
    Proven::of(backup, store, LOGIN, &secret(PASSWORD)).unwrap()
}

/// The files beside the backups, by name.
fn beside(folder: &Path) -> Vec<(String, u64)> {
    let own = files(folder)
        .into_iter()
        .filter(|file| file.parent() == Some(folder));
    own.map(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::metadata(file).unwrap().len())
    })
    .collect()
}

#[test]
fn a_backup_takes_the_place_of_a_store_that_lies_whole_beside_it_afterwards() {
    let (house, backup) = gone_on();
    let House { _dir, folder, store } = house;
    let rows = i64::from(store.read(|tx| tx.audit_tail(1)).unwrap()[0].seq);
    drop(store);

    let tried = proven(&backup, &folder);
    assert_eq!((tried.cases, tried.practice), (1, false));
    let Restored { set_aside, lost } = tried.put_in_place(&folder, at(9)).unwrap();
    let lost = lost.expect("the second case is missing of it");
    assert_eq!(lost.known, rows);
    assert!(lost.found < rows, "{lost:?}");

    let (mut back, account) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    assert_eq!(back.doubt(), None, "what is missing was told, and is no doubt");
    assert!(back.verify().unwrap().is_sound());
    let words = &back.read(|tx| tx.audit_tail(1)).unwrap()[0].words;
    assert!(
        words.contains("从 2026-11-21") && words.contains("不在库里"),
        "{words}"
    );
    let add = crate::house::new_case(content(), account.id);
    let next = back.write(|tx| tx.add_case(&add, at(10))).unwrap();
    assert_eq!(next.number, "YL-20261121-0003", "the second number was given");
    assert_eq!(back.read(|tx| tx.case_count()).unwrap(), 2);

    let aside = set_aside.expect("where the former store lies");
    let (former, _) = Store::unlock(&aside, LOGIN, &secret(PASSWORD)).unwrap();
    assert!(former.verify().unwrap().is_sound());
    assert_eq!(former.read(|tx| tx.case_count()).unwrap(), 2);
    assert!(!folder.join("restoring.part").exists());
}

#[test]
fn a_drill_and_a_refused_restore_leave_the_store_as_it_was() {
    let (house, backup) = gone_on();
    let House { _dir, folder, store } = house;
    drop(store);
    let before = beside(&folder);
    drop(proven(&backup, &folder));
    assert_eq!(beside(&folder), before);

    let wrong = Proven::of(&backup, &folder, LOGIN, &secret(OTHER)).unwrap_err();
    assert_eq!(wrong.code(), "store-wrong-password");
    let database = backup.join(DATABASE);
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[9000] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let bad = Proven::of(&backup, &folder, LOGIN, &secret(PASSWORD)).unwrap_err();
    assert_eq!(bad.code(), "store-bad-backup");
    assert_eq!(beside(&folder), before);
    assert!(!folder.join("restoring.part").exists());
}

#[test]
fn nobody_restores_under_somebody_who_has_the_store_open() {
    let (mut house, backup) = gone_on();
    let tried = proven(&backup, &house.folder);
    let refused = tried.put_in_place(&house.folder, at(9)).unwrap_err();
    assert_eq!(refused.code(), "store-locked-by-other");
    house.add_case(content());
    assert_eq!(house.store.read(|tx| tx.case_count()).unwrap(), 3);
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn a_store_that_opens_no_more_is_replaced_and_one_that_is_gone_comes_back() {
    let (house, backup) = gone_on();
    let House { _dir, folder, store } = house;
    drop(store);
    for spoil in [DATABASE, KEYRING] {
        std::fs::write(folder.join(spoil), b"not what it was").unwrap();
        assert!(Store::unlock(&folder, LOGIN, &secret(PASSWORD)).is_err());
        let restored = proven(&backup, &folder).put_in_place(&folder, at(9)).unwrap();
        let kept = restored.set_aside.expect("what was there").join(spoil);
        assert_eq!(std::fs::read(kept).unwrap(), b"not what it was");
        assert!(Store::unlock(&folder, LOGIN, &secret(PASSWORD)).is_ok());
    }
    let empty = _dir.path().join("new");
    let restored = proven(&backup, &empty).put_in_place(&empty, at(9)).unwrap();
    assert_eq!((restored.set_aside, restored.lost), (None, None));
    assert!(Store::unlock(&empty, LOGIN, &secret(PASSWORD)).is_ok());
}

#[test]
fn a_backup_of_pipes_and_devices_is_refused_and_not_waited_for() {
    let (house, backup) = gone_on();
    let named: Vec<PathBuf> = files(backup.parent().unwrap());
    assert!(named.iter().any(|file| file.ends_with(KEYRING)));
    for file in named {
        for endless in ["pipe", "/dev/zero"] {
            let aside = file.with_extension("aside");
            std::fs::rename(&file, &aside).unwrap();
            let made = match endless {
                "pipe" => std::process::Command::new("mkfifo")
                    .arg(&file)
                    .status()
                    .is_ok_and(|s| s.success()),
                device => std::os::unix::fs::symlink(device, &file).is_ok(),
            };
            assert!(made);
            // One that is no part of it but lies beside it, or a ledger, is passed over.
            if let Err(refused) = Proven::of(&backup, &house.folder, LOGIN, &secret(PASSWORD)) {
                assert_eq!(refused.code(), "store-bad-backup", "{} {refused}", file.display());
            }
            std::fs::remove_file(&file).unwrap();
            std::fs::rename(&aside, &file).unwrap();
        }
    }
    assert!(Proven::of(&backup, &house.folder, LOGIN, &secret(PASSWORD)).is_ok());
}
