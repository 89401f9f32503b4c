//! A backup that is older than a deletion still has the case: the ledger of deletions, which goes with the backups and
//! lies beside them, deletes it again.

use std::path::{Path, PathBuf};

use case::{Role, Roles};
use store::{CaseRow, DELETIONS, NewAccount, Proven, Replayed, Store, Traces, Tx};

use super::{Counter, HE, OWN, all_pages, codes, counter, delete};
use crate::deletion::person::{MARKS, PIECES};
use crate::house::{House, LOGIN, PASSWORD, UNIT, at, content, secret};
use crate::pages;

const NUMBER: &str = "YL-20261121-0001";

/// What is of a case without naming it, in a store that came back.
fn traces(tx: &Tx<'_>, _: &CaseRow) -> store::Result<Traces> {
    let about = tx.audit_tail(100)?.into_iter();
    let audit = about.filter(|row| row.case_id.is_none() && row.words.contains(MARKS[2]));
    Ok(Traces {
        files: Vec::new(),
        audit: audit.map(|row| row.seq).collect(),
    })
}

/// A counter that deleted a case after a backup: the backup lies under the second, with the ledger of the deletion.
fn deleted_after_a_backup(between: impl FnOnce(&mut House)) -> (Counter, PathBuf) {
    let mut counter = counter();
    let backups = counter.house._dir.path().join("backups");
    let backup = counter.house.store.backup_to(&backups, at(15)).unwrap().folder;
    assert!(!backup.join(DELETIONS).exists());
    between(&mut counter.house);
    let admin = counter.house.admin();
    delete(&mut counter.house.store, &admin, counter.case);
    counter
        .house
        .store
        .write_ledger(std::slice::from_ref(&backups))
        .unwrap();
    (counter, backup)
}

/// Puts a backup in the place of the store after the ledgers in some folders were asked.
fn put_back(counter: Counter, backup: &Path, ledgers: &[PathBuf]) -> (Counter, Replayed) {
    let House { _dir, folder, store } = counter.house;
    drop(store);
    let mut proven = Proven::of(backup, &folder, LOGIN, &secret(PASSWORD)).unwrap();
    let replayed = proven.delete_again(ledgers, &traces, at(40)).unwrap();
    proven.put_in_place(&folder, at(40)).unwrap();
    let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    let house = House { _dir, folder, store };
    (Counter { house, ..counter }, replayed)
}

#[test]
fn a_case_does_not_come_back_with_a_backup_that_still_has_it() {
    for with in ["the store's folder", "the backups' folder", "a later backup"] {
        let (counter, backup) = deleted_after_a_backup(|_| {});
        let backups = backup.parent().unwrap().to_owned();
        let later = counter.house.store.backup_to(&backups, at(30)).unwrap().folder;
        assert!(later.join(DELETIONS).exists());
        let from = match with {
            "the store's folder" => counter.house.folder.clone(),
            "the backups' folder" => backups,
            _ => later,
        };
        let (counter, replayed) = put_back(counter, &backup, &[from]);
        assert_eq!(replayed.numbers, [NUMBER], "{with}");
        let Counter { house, case, other } = counter;
        assert_eq!(codes(&house.store), Vec::<&str>::new());
        let everything: Vec<&str> = MARKS.into_iter().chain(PIECES).collect();
        assert_eq!(pages::found(&all_pages(&house), &everything), Vec::<&str>::new());
        assert_eq!(
            house.store.read(|tx| tx.case(case)).unwrap_err().code(),
            "case-deleted"
        );
        assert_eq!(
            house.read(|tx| tx.case(other)).content.field("unit_name"),
            Some(UNIT)
        );
        let listed = house.read(|tx| tx.deletions());
        assert_eq!((listed.len(), listed[0].statement.number.as_str()), (1, NUMBER));
    }
}

/// The roster of the backup is shorter than that of the deletion: who agreed did not work here then.
#[test]
fn a_ledger_brings_the_certificates_of_accounts_that_the_backup_lacks() {
    let (counter, backup) = deleted_after_a_backup(|house| {
        let new = NewAccount::new("qianwei", "钱蔚", Roles::new([Role::Clerk]));
        house.write(|tx| tx.add_account(&new, &secret("another-Password-3"), at(16)));
    });
    let ledger = counter.house.folder.clone();
    let (counter, replayed) = put_back(counter, &backup, &[ledger]);
    assert_eq!(replayed.numbers, [NUMBER]);
    let store = &counter.house.store;
    assert_eq!(codes(store), Vec::<&str>::new());
    // It goes on holding when the roster of the store goes another way, and through a further restore.
    let mut counter = counter;
    let new = NewAccount::new("sunli", "孙丽", Roles::new([Role::Clerk]));
    counter
        .house
        .write(|tx| tx.add_account(&new, &secret("another-Password-4"), at(50)));
    assert_eq!(codes(&counter.house.store), Vec::<&str>::new());
    let ledger = counter.house.folder.clone();
    let (counter, replayed) = put_back(counter, &backup, &[ledger]);
    assert_eq!(replayed.numbers, [NUMBER]);
    assert_eq!(codes(&counter.house.store), Vec::<&str>::new());
}

/// Certificates that prove themselves only are taken in by an administrator, or not at all.
#[test]
fn a_clerk_takes_no_certificates_in() {
    let (counter, backup) = deleted_after_a_backup(|house| {
        let new = NewAccount::new("qianwei", "钱蔚", Roles::new([Role::Clerk]));
        house.write(|tx| tx.add_account(&new, &secret("another-Password-3"), at(16)));
    });
    let he = counter.house.read(|tx| tx.account_by_login(HE)).unwrap();
    assert!(!he.roles.has(Role::Admin));
    let folder = counter.house._dir.path().join("tried");
    let mut proven = Proven::of(&backup, &folder, HE, &secret(OWN)).unwrap();
    let ledger = counter.house.folder.clone();
    proven.delete_again(&[ledger], &traces, at(40)).unwrap();
    let target = counter.house._dir.path().join("target");
    std::fs::create_dir(&target).unwrap();
    proven.put_in_place(&target, at(40)).unwrap();
    let (store, _) = Store::unlock(&target, LOGIN, &secret(PASSWORD)).unwrap();
    assert!(codes(&store).contains(&"deletion-unsigned"));
}

#[test]
fn what_two_have_not_signed_deletes_nothing() {
    let (counter, backup) = deleted_after_a_backup(|_| {});
    let path = counter.house.folder.join(DELETIONS);
    let good = std::fs::read_to_string(&path).unwrap();
    let tried = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let folder = counter.house._dir.path().join("tried");
        let mut proven = Proven::of(&backup, &folder, LOGIN, &secret(PASSWORD)).unwrap();
        let ledger = counter.house.folder.clone();
        proven
            .delete_again(&[ledger], &traces, at(40))
            .unwrap()
            .numbers
            .len()
    };
    assert_eq!(tried(&good), 1);
    let line = |from: &str, to: &str| {
        assert!(good.contains(from), "{good}");
        good.replace(from, to)
    };
    let by = good
        .split("\"by_signature\": \"")
        .nth(1)
        .unwrap()
        .get(..128)
        .unwrap();
    for bad in [
        String::new(),
        "{}".into(),
        line("\\\"case\\\":1", "\\\"case\\\":2"),
        line("-0001", "-0002"),
        line("满 5 年", "满 1 年"),
        line(by, &"0".repeat(128)),
        line("\"roster\": ", "\"roster\": 9"),
        line("\"format\": 1", "\"format\": 2"),
    ] {
        assert_eq!(tried(&bad), 0, "{bad}");
    }
}

/// A backup older than the case itself was put back; a later one that has it comes next.
#[test]
fn a_ledger_keeps_the_lines_of_cases_that_the_store_does_not_have() {
    let mut early = counter();
    let admin = early.house.admin();
    let backups = early.house._dir.path().join("backups");
    let before = early.house.store.backup_to(&backups, at(3)).unwrap().folder;
    let third = early.house.add_case(content()).id;
    let with_it = early.house.store.backup_to(&backups, at(15)).unwrap().folder;
    delete(&mut early.house.store, &admin, third);
    early.house.store.write_ledger(&[]).unwrap();
    let ledger = early.house.folder.clone();
    let (counter, replayed) = put_back(early, &before, std::slice::from_ref(&ledger));
    assert_eq!(replayed.numbers, Vec::<String>::new(), "it never had the case");
    let (counter, replayed) = put_back(counter, &with_it, &[ledger]);
    assert_eq!(replayed.numbers, ["YL-20261121-0003"]);
    assert_eq!(codes(&counter.house.store), Vec::<&str>::new());
}
