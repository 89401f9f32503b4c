//! `audit`: rows are chained, told by case, and carry who did it under the name of then.

use case::Roles;
use sha2::{Digest as _, Sha256};
use store::{AuditAction, AuditCheck, AuditEntry};

use crate::house::{House, at, content};
use crate::raw;

#[test]
fn rows_are_chained_and_told_by_case() {
    let mut house = House::new();
    let admin = house.admin();
    let (one, two) = (house.add_case(content()), house.add_case(content()));
    for (minute, case) in [(1, one.id), (2, two.id), (3, one.id)] {
        let facts = serde_json::json!({"b": minute, "a": "名"});
        let entry = AuditEntry::new(
            at(minute),
            &admin,
            AuditAction::CaseEdited,
            format!("第{minute}步"),
        )
        .case(case)
        .facts(facts);
        house.write(|tx| tx.audit(&entry));
    }
    let rows = house.read(|tx| tx.audit_of_case(one.id));
    assert_eq!(
        rows.iter().map(|r| r.words.as_str()).collect::<Vec<_>>(),
        ["第1步", "第3步"]
    );
    assert_eq!(
        (rows[1].seq, rows[1].at, &rows[1].facts["a"]),
        (4, at(3), &"名".into())
    );
    for (case, actions, has) in [
        (one.id, &[AuditAction::Printed, AuditAction::CaseEdited][..], true),
        (one.id, &[AuditAction::Printed], false),
        (one.id, &[], false),
        (store::CaseId(999), &[AuditAction::CaseEdited], false),
    ] {
        assert_eq!(
            house.read(|tx| tx.has_acted(case, admin.id, actions)),
            has,
            "{actions:?}"
        );
    }
    assert!(!house.read(|tx| tx.has_acted(one.id, store::AccountId(999), &[AuditAction::CaseEdited])));
    let tail = house.read(|tx| tx.audit_tail(2));
    assert_eq!(tail[0].prev_hash, tail[1].hash);
    assert_eq!(
        house
            .read(|tx| tx.last_audit(AuditAction::CaseEdited))
            .map(|r| r.seq),
        Some(4)
    );
    assert_eq!(house.store.verify_audit().unwrap(), AuditCheck::Whole { rows: 4 });
}

#[test]
fn a_row_keeps_the_name_of_then() {
    let mut house = House::new();
    let admin = house.admin();
    house.write(|tx| tx.edit_account(admin.id, "周雯（改）", &Roles::default()));
    let first = &house.read(|tx| tx.audit_tail(1))[0];
    assert_eq!(
        (first.account_name.as_str(), first.account_id),
        ("周雯", admin.id)
    );
    assert_eq!(house.store.verify_audit().unwrap(), AuditCheck::Whole { rows: 1 });
}

/// Adds a row as a program of another version would have written it, with a word that this one does not know.
fn write_foreign(house: &House, case: store::CaseId, word: &str) {
    let conn = raw::connection(&house.folder);
    let (last, prev): (i64, String) = conn
        .query_row("SELECT seq, hash FROM audit_head", (), |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .unwrap();
    let (seq, at) = (last + 1, "2026-11-21T01:40:00.000000Z");
    let (account, case) = (house.admin(), case.to_string());
    let id = account.id.to_string();
    let texts = [at, &id, &account.name, &case, word, "从前的事", "{}"];
    let mut hash = Sha256::new();
    hash.update(prev.as_bytes());
    hash.update(seq.to_be_bytes());
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    let row = (
        seq,
        at,
        id,
        &account.name,
        case,
        word,
        "从前的事",
        "{}",
        prev,
        &hash,
    );
    conn.execute(
        "INSERT INTO audit(seq, at, account_id, account_name, case_id, action, words, facts, prev_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        row,
    )
    .unwrap();
    conn.execute("UPDATE audit_head SET seq = ?1, hash = ?2", (seq, &hash))
        .unwrap();
}

#[test]
fn a_word_of_another_version_is_read_as_it_is_and_the_chain_goes_on() {
    let mut house = House::new();
    let (admin, case) = (house.admin(), house.add_case(content()).id);
    write_foreign(&house, case, "case-photographed");
    let entry = AuditEntry::new(at(20), &admin, AuditAction::CaseEdited, "后来办的").case(case);
    house.write(|tx| tx.audit(&entry));
    let rows = house.read(|tx| tx.audit_of_case(case));
    let said: Vec<&str> = rows.iter().map(|row| row.action.word()).collect();
    assert_eq!(said, ["case-photographed", "case-edited"]);
    assert_eq!(rows[1].action, AuditAction::CaseEdited);
    assert!(AuditAction::ALL.iter().all(|known| rows[0].action != *known));
    let told = serde_json::to_value(&rows[0]).unwrap();
    assert_eq!(told["action"], "case-photographed");
    assert_eq!(house.store.verify_audit().unwrap(), AuditCheck::Whole { rows: 3 });
}

#[test]
fn every_action_has_a_word_of_its_own_that_reads_back() {
    let mut house = House::new();
    let admin = house.admin();
    let mut words: Vec<&str> = AuditAction::ALL.iter().map(|action| action.word()).collect();
    for action in AuditAction::ALL {
        house.write(|tx| tx.audit(&AuditEntry::new(at(1), &admin, *action, "记")));
        let last = house.read(|tx| tx.audit_tail(1));
        assert_eq!(last[0].action, *action);
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), AuditAction::ALL.len());
}
