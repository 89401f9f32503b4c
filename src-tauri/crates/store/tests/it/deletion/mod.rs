//! A case whose time has come goes, by two: nothing of the person is left on the disk, what is left proves itself, and
//! what somebody takes away beside the program is named as ever.

mod aging;
mod person;
mod replaying;

use case::{Role, Roles};
use store::{
    Account, AuditAction, AuditEntry, CaseId, Deletion, DeletionOrder, NewAccount, Store, Traces, Witness,
};

use crate::deletion::person::{MARKS, PIECES, whole_case};
use crate::house::{House, LOGIN, PASSWORD, UNIT, at, content, secret};
use crate::key::unhex;
use crate::{pages, raw};

const HE: &str = "hemin";
const OWN: &str = "own-Password-22";

/// A counter with somebody to agree, the case of a person and one of somebody else.
struct Counter {
    house: House,
    case: CaseId,
    other: CaseId,
}

fn counter() -> Counter {
    let mut house = House::new();
    let admin = house.admin();
    let he = NewAccount::new(HE, "何敏", Roles::new([Role::Reviewer]));
    let he = house.write(|tx| tx.add_account(&he, &secret(OWN), at(1)));
    let case = whole_case(&mut house, he.id);
    let other = house.add_case(content()).id;
    house.write(|tx| {
        tx.remember_customer(other, at(2))?;
        tx.audit(&AuditEntry::new(at(2), &admin, AuditAction::CaseOpened, "受理另一件").case(other))
    });
    // He has a key of his own from his first sign-in on.
    drop(Store::unlock(&house.folder, HE, &secret(OWN)).unwrap());
    Counter { house, case, other }
}

fn he(store: &Store) -> Witness {
    store.witness(HE, &secret(OWN)).unwrap()
}

/// What is of the case without naming it.
fn traces(store: &Store) -> Traces {
    let unlinked = store.read(|tx| tx.audit_tail(100)).unwrap();
    let about = unlinked.iter().filter(|row| row.words.contains(MARKS[2]));
    Traces {
        files: Vec::new(),
        audit: about.map(|row| row.seq).collect(),
    }
}

fn delete(store: &mut Store, me: &Account, case: CaseId) -> Deletion {
    let (beside, traces) = (he(store), traces(store));
    let order = DeletionOrder {
        case,
        rule: "certificate-years".into(),
        rule_words: "证书到期满 5 年".into(),
        due: at(8),
        traces,
    };
    let deleted = store
        .write(|tx| {
            let deleted = tx.delete_case(&order, me, &beside, at(20))?;
            tx.audit(&AuditEntry::new(at(20), me, AuditAction::CaseDeleted, "删除受理件").case(case))?;
            Ok::<_, store::StoreError>(deleted)
        })
        .unwrap();
    assert!(store.forget_deleted().unwrap(), "nobody else reads the store");
    deleted
}

fn codes(store: &Store) -> Vec<&'static str> {
    let problems = store.verify().unwrap().problems;
    let mut codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A store with the case deleted.
fn after() -> Counter {
    let mut counter = counter();
    let admin = counter.house.admin();
    delete(&mut counter.house.store, &admin, counter.case);
    counter
}

fn all_pages(house: &House) -> Vec<Vec<u8>> {
    let key = raw::database_key(&house.folder, LOGIN, PASSWORD);
    pages::of(&house.folder, &unhex(&key).try_into().unwrap())
}

#[test]
fn nothing_of_the_person_is_left_on_any_page_of_the_store_or_its_log() {
    let mut counter = counter();
    let everything: Vec<&str> = MARKS.into_iter().chain(PIECES).collect();
    let before = all_pages(&counter.house);
    assert_eq!(pages::found(&before, &everything), everything, "the test can see");
    let admin = counter.house.admin();
    let deleted = delete(&mut counter.house.store, &admin, counter.case);
    assert_eq!(deleted.statement.counts["page"], 2, "{deleted:?}");
    let left = all_pages(&counter.house);
    assert_eq!(pages::found(&left, &everything), Vec::<&str>::new());
    // The other case is there whole.
    assert_eq!(pages::found(&left, &[UNIT]), [UNIT]);
    let copy = counter
        .house
        .store
        .backup_to(&counter.house.folder.join("b"), at(30))
        .unwrap();
    let House { _dir, store, .. } = counter.house;
    drop(store);
    let copied = House {
        _dir,
        store: Store::unlock(&copy.folder, LOGIN, &secret(PASSWORD)).unwrap().0,
        folder: copy.folder,
    };
    assert_eq!(pages::found(&all_pages(&copied), &everything), Vec::<&str>::new());
}

#[test]
fn the_store_proves_itself_without_the_case_and_goes_on() {
    let Counter {
        mut house,
        case,
        other,
    } = after();
    assert_eq!(codes(&house.store), Vec::<&str>::new());
    let gone = house.store.read(|tx| tx.case(case)).unwrap_err();
    assert_eq!(gone.code(), "case-deleted");
    let number = "YL-20261121-0001";
    assert!(gone.to_string().contains(number), "{gone}");
    assert_eq!(house.read(|tx| tx.case_by_number(number)), None);
    let listed = house.read(|tx| tx.deletions());
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (listed[0].statement.number.as_str(), listed[0].repeated),
        (number, false)
    );
    let said = serde_json::to_string(&listed[0].statement).unwrap();
    assert!(MARKS.iter().all(|mark| !said.contains(mark)), "{said}");
    // Who did what when stays, what was said of it does not.
    let trail = house.read(|tx| tx.audit_of_case(case));
    let words: Vec<&str> = trail.iter().map(|row| row.words.as_str()).collect();
    assert_eq!(words, ["", "删除受理件"]);
    // The work goes on, and its numbers.
    assert_eq!(house.read(|tx| tx.case(other)).number, "YL-20261121-0002");
    assert_eq!(house.add_case(content()).number, "YL-20261121-0003");
    assert!(house.store.verify().unwrap().is_sound());
    let again = house.refused(|tx| tx.save_content(case, 1, &content(), at(40)));
    assert_eq!(again.code(), "case-deleted");
}

#[test]
fn what_goes_beside_the_program_is_named_also_where_something_was_deleted() {
    let house = after().house;
    let whole = house.store.backup_to(&house.folder.join("copy"), at(50)).unwrap();
    for (tamper, expected) in [
        (
            "UPDATE deletion SET statement = replace(statement, '满 5 年', '满 1 年')",
            "act-row-differs",
        ),
        (
            "UPDATE deletion SET statement = replace(statement, '满 5 年', '满 1 年')",
            "deletion-unsigned",
        ),
        (
            "UPDATE deletion SET beside_signature = by_signature",
            "deletion-unsigned",
        ),
        ("UPDATE deletion SET beside = 3", "deletion-unsigned"),
        ("DELETE FROM deletion", "act-row-gone"),
        ("UPDATE deletion SET case_id = 2", "deletion-unsigned"),
        (
            "UPDATE deletion SET gone = json_set(gone, '$.review', json('[1,2,3,4]'))",
            "deletion-unsigned",
        ),
        (
            "UPDATE case_file SET state = 'draft' WHERE id = 1",
            "deletion-unsigned",
        ),
        (
            "UPDATE case_file SET title = '又有了' WHERE id = 1",
            "act-row-differs",
        ),
        (
            "INSERT INTO audit_erased SELECT seq, 1 FROM audit WHERE case_id = 2;
             UPDATE audit SET words = '', facts = '{}', salt = NULL WHERE case_id = 2",
            "act-audit",
        ),
        ("DELETE FROM customer", "act-row-gone"),
        (
            "INSERT INTO certificate_note(certificate_id, by, words, at) VALUES (1, 1, '又有了', '2026')",
            "act-row-foreign",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for name in [store::DATABASE, store::KEYRING] {
            std::fs::copy(whole.folder.join(name), folder.path().join(name)).unwrap();
        }
        let conn = raw::connection(folder.path());
        raw::without_triggers(&conn, |conn| conn.execute_batch(tamper)).unwrap();
        drop(conn);
        let (store, _) = Store::unlock(folder.path(), LOGIN, &secret(PASSWORD)).unwrap();
        let codes = codes(&store);
        assert!(codes.contains(&expected), "{tamper}: {codes:?}");
    }
}

#[test]
fn nothing_goes_without_two_who_may() {
    let Counter { mut house, case, .. } = counter();
    let admin = house.admin();
    let order = DeletionOrder {
        case,
        rule: "certificate-years".into(),
        rule_words: "证书到期满 5 年".into(),
        due: at(8),
        traces: Traces::default(),
    };
    // The same person beside.
    let myself = house.store.witness(LOGIN, &secret(PASSWORD)).unwrap();
    let refused = house.refused(|tx| tx.delete_case(&order, &admin, &myself, at(20)));
    assert_eq!(refused.code(), "store-invalid");
    // Whoever is no administrator: it is done by nobody who is asked, and proves nothing.
    let (mut store, reviewer) = Store::unlock(&house.folder, HE, &secret(OWN)).unwrap();
    let beside = store.witness(LOGIN, &secret(PASSWORD)).unwrap();
    store
        .write(|tx| tx.delete_case(&order, &reviewer, &beside, at(20)))
        .unwrap();
    assert_eq!(codes(&store), ["act-audit", "act-row-gone", "deletion-unsigned"]);
}

#[test]
fn the_tables_let_go_of_nothing_whose_case_was_not_deleted() {
    let Counter { house, .. } = counter();
    let conn = raw::connection(&house.folder);
    for sql in [
        "DELETE FROM page",
        "DELETE FROM case_past",
        "DELETE FROM key_step",
        "DELETE FROM key_decision",
        "UPDATE key_move SET case_id = NULL, reason = '' WHERE case_id IS NOT NULL",
        "UPDATE audit SET words = '', facts = '{}', salt = NULL",
        "DELETE FROM case_file",
        "UPDATE case_file SET title = 'x' WHERE id = 1",
        "UPDATE case_file SET content = '{}' WHERE id = 1",
        "UPDATE case_file SET state = 'draft' WHERE id = 1",
        "UPDATE page SET state = 'tray', case_id = NULL WHERE id = 1",
        "UPDATE sample SET picture = 1 WHERE case_id = 1",
        "UPDATE review SET outcome = 'returned' WHERE case_id = 1",
        "UPDATE print_record SET page_maps = '{}' WHERE case_id = 1",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn a_case_that_is_over_is_locked() {
    let Counter { mut house, case, .. } = counter();
    let before = house.read(|tx| tx.case(case));
    let mut other = before.content.clone();
    other.fields.insert("operator_name".into(), "别人".into());
    let refused = house.refused(|tx| tx.save_content(case, before.revision, &other, at(20)));
    assert_eq!(refused.code(), "case-locked");
    assert_eq!(house.read(|tx| tx.case(case)), before);
}
