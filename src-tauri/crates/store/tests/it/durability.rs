//! What was acknowledged stays, what was not leaves no trace: killed programs, full disks, busy files.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use store::{AuditAction, AuditCheck, AuditEntry, Result, Store, StoreError};

use crate::house::{House, LOGIN, PASSWORD, at, content, day, new_case, secret};
use crate::raw;

const CHILD: &str = "COUNTERFOIL_TEST_STORE";

/// The child of [`killed_programs_lose_nothing_that_was_acknowledged`]: opens cases and says each number once it is
/// committed, until it is killed. Without its variable it is no test of its own.
#[test]
fn child_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD) else {
        return;
    };
    let (mut store, account) = Store::unlock(folder.as_ref(), LOGIN, &secret(PASSWORD)).unwrap();
    // Whoever goes on after a kill does so later than what was done before.
    let begun = store.read(|tx| tx.cases_in(&[], 100_000)).unwrap().len();
    for minute in i64::try_from(begun).unwrap().. {
        let number = store.write(|tx| -> Result<String> {
            let case = tx.add_case(&new_case(content(), account.id), at(minute))?;
            tx.add_attachment("image/png", "页.png", &[7; 60_000], at(minute))?;
            tx.audit(&AuditEntry::new(at(minute), &account, AuditAction::CaseOpened, "受理").case(case.id))?;
            Ok(case.number)
        });
        println!("\nacknowledged {}", number.unwrap());
    }
}

#[test]
fn killed_programs_lose_nothing_that_was_acknowledged() {
    let House { _dir, folder, store } = House::new();
    drop(store);
    let mut acknowledged: Vec<String> = Vec::new();
    for _ in 0..3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "durability::child_that_is_killed", "--nocapture"])
            .env(CHILD, &folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut numbers = lines
            .map(Result::<_, std::io::Error>::unwrap)
            .filter_map(|line| line.strip_prefix("acknowledged ").map(str::to_owned));
        acknowledged.extend(numbers.by_ref().take(4));
        // SIGKILL, in the middle of the next transaction; what it still managed to say counts as well.
        child.kill().unwrap();
        acknowledged.extend(numbers);
        child.wait().unwrap();
    }
    let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert!(acknowledged.len() >= 12);
    let kept = store.read(|tx| tx.cases_in(&[], 100_000)).unwrap();
    for number in &acknowledged {
        assert!(kept.iter().any(|c| c.number == *number), "{number} is lost");
    }
    // A case that was committed but not yet acknowledged is whole as well.
    assert_eq!(report.audit_rows as usize, kept.len() + 1);
    assert_eq!(report.attachments as usize, kept.len());
}

#[test]
fn a_full_disk_keeps_everything_before_and_nothing_of_the_failed_step() {
    let mut house = House::new();
    let case = house.add_case(content());
    house.store.limit_pages(1).unwrap();
    let error = house.refused(|tx| {
        tx.save_content(case.id, 1, &content(), at(2))?;
        tx.add_attachment("image/png", "页.png", &vec![7; 4_000_000], at(2))
    });
    assert_eq!(error.code(), "store-disk-full");
    assert_eq!(house.read(|tx| tx.case(case.id)), case);
    house.store.limit_pages(1_000_000).unwrap();
    house.write(|tx| tx.add_attachment("image/png", "页.png", &vec![7; 4_000_000], at(3)));
    assert!(house.store.verify().unwrap().is_sound());
}

#[test]
fn a_failed_use_case_leaves_no_trace() {
    let mut house = House::new();
    let clerk = house.admin();
    let failed = house.store.write(|tx| -> Result<()> {
        let case = tx.add_case(&new_case(content(), clerk.id), at(1))?;
        tx.audit(&AuditEntry::new(at(1), &clerk, AuditAction::CaseOpened, "受理").case(case.id))?;
        Err(StoreError::WrongPassword)
    });
    assert!(failed.is_err());
    assert!(house.read(|tx| tx.cases_in(&[], 10)).is_empty());
    assert_eq!(house.store.verify_audit().unwrap(), AuditCheck::Whole { rows: 1 });
    // The number was not used up.
    assert_eq!(house.write(|tx| tx.next_number("YL", day())), "YL-20261121-0001");
}

#[test]
fn another_program_that_holds_the_lock_is_named() {
    let mut house = House::new();
    house.store.set_patience(Duration::from_millis(1)).unwrap();
    let other = raw::connection(&house.folder);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = house.refused(|tx| tx.next_number("YL", day()));
    assert_eq!(error.code(), "store-locked-by-other");
    // Reading goes on meanwhile.
    assert_eq!(house.read(|tx| tx.accounts()).len(), 1);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(house.write(|tx| tx.next_number("YL", day())), "YL-20261121-0001");
}

#[test]
fn an_interrupted_password_change_locks_nobody_out() {
    let mut house = House::new();
    let admin = house.admin().id;
    house.store.set_patience(Duration::from_millis(1)).unwrap();
    let failed = house.store.write(|tx| -> Result<()> {
        tx.set_password(admin, &secret("another-Password-1"))?;
        Err(StoreError::DiskFull)
    });
    assert!(failed.is_err());
    assert!(Store::unlock(&house.folder, LOGIN, &secret(PASSWORD)).is_ok());
    assert!(Store::unlock(&house.folder, LOGIN, &secret("another-Password-1")).is_err());
}

#[test]
fn two_windows_on_one_store_never_give_the_same_number() {
    let house = House::new();
    let (windows, each) = (2, 25);
    let threads: Vec<_> = (0..windows)
        .map(|_| {
            let folder = house.folder.clone();
            std::thread::spawn(move || -> Vec<String> {
                let (mut store, account) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
                let mut open = |minute| {
                    store.write(|tx| -> Result<String> {
                        let case = tx.add_case(&new_case(content(), account.id), at(minute))?;
                        tx.audit(
                            &AuditEntry::new(at(minute), &account, AuditAction::CaseOpened, "受理")
                                .case(case.id),
                        )?;
                        Ok(case.number)
                    })
                };
                (0..each).map(|minute| open(minute).unwrap()).collect()
            })
        })
        .collect();
    let mut given: Vec<String> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
    given.sort();
    let expected: Vec<String> = (1..=windows * each)
        .map(|n| format!("YL-20261121-{n:04}"))
        .collect();
    assert_eq!(given, expected);
    let rows = u32::try_from(windows * each + 1).unwrap();
    assert_eq!(house.store.verify_audit().unwrap(), AuditCheck::Whole { rows });
}
