//! Tampering and damage are named, and nothing panics on them.

use store::{AuditAction, AuditCheck, AuditEntry, Doubt, KEYRING, Store, StoreError};

use crate::house::{House, LOGIN, PASSWORD, at, content, secret};
use crate::raw;

fn with_trail() -> House {
    let mut house = House::new();
    let admin = house.admin();
    let case = house.add_case(content());
    for (minute, words) in [(1, "受理"), (2, "打印申请表"), (3, "送复核")] {
        house.write(|tx| {
            let facts = serde_json::json!({"revision": minute});
            tx.audit(
                &AuditEntry::new(at(minute), &admin, AuditAction::CaseEdited, words)
                    .case(case.id)
                    .facts(facts),
            )
        });
    }
    house
}

#[test]
fn the_first_audit_row_that_does_not_fit_is_named() {
    let unguarded =
        "DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; DROP TRIGGER audit_head_stays;";
    let guarded = "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT 1; END;
                   CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT 1; END;
                   CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN SELECT 1; END;";
    for (tamper, expected) in [
        ("UPDATE audit SET words = '没有受理' WHERE seq = 2", 2),
        (
            "UPDATE audit SET at = '2026-11-21T01:33:00.000000Z' WHERE seq = 3",
            3,
        ),
        ("UPDATE audit SET account_name = '别人' WHERE seq = 4", 4),
        ("UPDATE audit SET case_id = NULL WHERE seq = 3", 3),
        ("UPDATE audit SET facts = '{}' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit", 1),
    ] {
        let house = with_trail();
        assert_eq!(house.store.verify_audit().unwrap(), AuditCheck::Whole { rows: 4 });
        let conn = raw::connection(&house.folder);
        conn.execute_batch(&format!("{unguarded} {tamper}; {guarded}"))
            .unwrap();
        match house.store.verify_audit().unwrap() {
            AuditCheck::Broken { seq, .. } => assert_eq!(seq, expected, "{tamper}"),
            whole => panic!("{tamper} went unnoticed: {whole:?}"),
        }
        let report = house.store.verify().unwrap();
        assert_eq!(report.problems[0].code, "store-audit-broken");
        assert!(
            report.problems[0].words.contains(&format!("第 {expected} 行")),
            "{report:?}"
        );
    }
}

#[test]
fn the_database_itself_refuses_to_change_the_trail() {
    let house = with_trail();
    let conn = raw::connection(&house.folder);
    for tamper in [
        "UPDATE audit SET words = '' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 4",
        "DELETE FROM audit_head",
        "DELETE FROM case_file",
    ] {
        assert!(conn.execute_batch(tamper).is_err(), "{tamper}");
    }
    conn.execute_batch("DROP TRIGGER audit_never_changes").unwrap();
    assert!(matches!(
        house.store.verify_audit().unwrap(),
        AuditCheck::Broken { seq: 0, .. }
    ));
}

#[test]
fn content_that_does_not_read_back_is_an_error_with_its_place() {
    for (column, value) in [
        ("content", "{\"project\":"),
        ("content", "{}"),
        ("state", "lost"),
        ("created", "yesterday"),
    ] {
        let mut house = House::new();
        let case = house.add_case(content());
        let conn = raw::connection(&house.folder);
        conn.execute(&format!("UPDATE case_file SET {column} = ?1"), [value])
            .unwrap();
        match house.store.read(|tx| tx.case(case.id)).unwrap_err() {
            StoreError::CorruptRow {
                table,
                id,
                column: named,
            } => {
                assert_eq!((table, id, named), ("case_file", i64::from(case.id.0), column));
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn changed_bytes_of_an_attachment_are_noticed() {
    let mut house = House::new();
    let id = house.write(|tx| tx.add_attachment("image/png", "页.png", b"scan", at(1)));
    assert_eq!(house.read(|tx| tx.attachment_bytes(id)), b"scan");
    let conn = raw::connection(&house.folder);
    let tamper = "UPDATE attachment_blob SET data = x'00'";
    assert!(conn.execute_batch(tamper).is_err());
    conn.execute_batch(&format!("DROP TRIGGER attachment_blob_never_changes; {tamper}"))
        .unwrap();
    let error = house.store.read(|tx| tx.attachment_bytes(id)).unwrap_err();
    assert_eq!(error.code(), "store-damaged");
    let report = house.store.verify().unwrap();
    assert_eq!(report.problems[0].code, "store-attachment-damaged");
}

#[test]
fn a_damaged_page_of_the_file_is_noticed() {
    let House { _dir, folder, store } = with_trail();
    drop(store);
    let path = folder.join(store::DATABASE);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let sound = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).and_then(|(store, _)| store.verify());
    match sound {
        Ok(report) => assert_eq!(report.problems[0].code, "store-page-tampered", "{report:?}"),
        Err(error) => assert_eq!(error.code(), "store-damaged"),
    }
}

#[test]
fn a_damaged_keyring_is_an_error_and_no_panic() {
    let house = with_trail();
    let path = house.folder.join(KEYRING);
    let good = std::fs::read_to_string(&path).unwrap();
    let huge = "x".repeat(2 * 1024 * 1024);
    for (bad, expected) in [
        (String::new(), "store-damaged"),
        ("{}".to_owned(), "store-damaged"),
        (huge, "store-damaged"),
        (
            good.replace("\"memory_kib\": 8", "\"memory_kib\": 4000000000"),
            "store-damaged",
        ),
        (
            good.replace("\"format\": 4", "\"format\": 5"),
            "store-newer-schema",
        ),
        (
            good.replace("\"wrapped\": \"", "\"wrapped\": \"zz"),
            "store-wrong-password",
        ),
    ] {
        assert_ne!(bad, good);
        std::fs::write(&path, bad).unwrap();
        let error = Store::unlock(&house.folder, LOGIN, &secret(PASSWORD)).unwrap_err();
        assert_eq!(error.code(), expected);
    }
}

/// An older copy of the database is sound in itself; the mark beside it tells that acts are gone, until they are back.
#[test]
fn a_store_that_was_put_back_is_named_and_goes_on_being_named() {
    let House {
        _dir: home,
        folder,
        store,
    } = with_trail();
    let (database, password) = (folder.join(store::DATABASE), secret(PASSWORD));
    let again = || Store::unlock(&folder, LOGIN, &password).unwrap();
    let act = |store: &mut Store, minute: i64, who: &store::Account| {
        store
            .write(|tx| {
                tx.audit(&AuditEntry::new(
                    at(minute),
                    who,
                    AuditAction::CaseEdited,
                    "后来办的",
                ))
            })
            .unwrap();
    };
    drop(store);
    let older = std::fs::read(&database).unwrap();
    let (mut store, admin) = again();
    for minute in 10..13 {
        act(&mut store, minute, &admin);
    }
    drop(store);
    assert!(again().0.verify().unwrap().is_sound());
    std::fs::write(&database, &older).unwrap();
    for minute in 20..30 {
        let (mut store, _) = again();
        let report = store.verify().unwrap();
        assert_eq!(report.problems.len(), 1, "{report:?}");
        assert_eq!(report.problems[0].code, "store-rolled-back");
        assert!(report.problems[0].words.contains("第 7 行"), "{report:?}");
        // Work goes on, past the number that was remembered, and does not hide what is gone.
        act(&mut store, minute, &admin);
    }
    std::fs::write(&database, b"").unwrap();
    let emptied = Store::unlock(&folder, LOGIN, &password).unwrap_err();
    assert_eq!(emptied.code(), "store-damaged");
    drop(home);
}

/// A mark that somebody took away, or that cannot be read, is named and stays so until the store was held against what
/// was kept outside; only a store from before marks may come without.
#[test]
fn a_store_without_its_mark_is_named_until_it_gets_a_new_one() {
    let House { _dir, folder, store } = with_trail();
    let mark = folder.join("counter.mark");
    let good = std::fs::read(&mark).unwrap();
    drop(store);
    let mut torn = good.clone();
    torn[20] ^= 1;
    torn[4116] ^= 1;
    for bad in [None, Some(Vec::new()), Some(torn), Some(good[..4096].to_vec())] {
        match &bad {
            None => std::fs::remove_file(&mark).unwrap(),
            Some(bytes) => std::fs::write(&mark, bytes).unwrap(),
        }
        for minute in 10..12 {
            let (mut store, me) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
            let entry = AuditEntry::new(at(minute), &me, AuditAction::CaseEdited, "后来办的");
            store.write(|tx| tx.audit(&entry)).unwrap();
            assert_eq!(store.doubt(), Some(Doubt::NoMark), "{bad:?}");
            let report = store.verify().unwrap();
            assert_eq!(report.problems.len(), 1, "{report:?}");
            assert_eq!(report.problems[0].code, "store-mark-missing");
            assert_eq!(std::fs::read(&mark).ok(), bad, "the evidence stays");
        }
        let (mut store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
        store.renew_mark().unwrap();
        assert_eq!(store.doubt(), None);
        drop(store);
        let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
        assert!(store.verify().unwrap().is_sound());
    }
    raw::take_acts_away(&folder);
    let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
    assert_eq!(store.doubt(), None);
    assert_eq!(std::fs::metadata(&mark).unwrap().len(), 8192);
}

/// One place of the mark is enough: a write that was torn costs no alarm.
#[test]
fn a_torn_place_of_the_mark_leaves_the_other() {
    let House { _dir, folder, store } = with_trail();
    let mark = folder.join("counter.mark");
    drop(store);
    let good = std::fs::read(&mark).unwrap();
    for place in [20, 4116] {
        let mut torn = good.clone();
        torn[place] ^= 1;
        std::fs::write(&mark, torn).unwrap();
        let (store, _) = Store::unlock(&folder, LOGIN, &secret(PASSWORD)).unwrap();
        assert_eq!(store.doubt(), None);
    }
}
