//! `audit`: rows are chained, told by case, and carry who did it under the name of then.

use case::Roles;
use store::{AuditCheck, AuditEntry};

use crate::house::{House, at, content};

#[test]
fn rows_are_chained_and_told_by_case() {
    let mut house = House::new();
    let admin = house.admin();
    let (one, two) = (house.add_case(content()), house.add_case(content()));
    for (minute, case) in [(1, one.id), (2, two.id), (3, one.id)] {
        let facts = serde_json::json!({"b": minute, "a": "名"});
        let entry = AuditEntry::new(at(minute), &admin, "step", format!("第{minute}步"))
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
        (one.id, &["other", "step"][..], true),
        (one.id, &["other"], false),
        (one.id, &[], false),
        (store::CaseId(999), &["step"], false),
    ] {
        assert_eq!(
            house.read(|tx| tx.has_acted(case, admin.id, actions)),
            has,
            "{actions:?}"
        );
    }
    assert!(!house.read(|tx| tx.has_acted(one.id, store::AccountId(999), &["step"])));
    let tail = house.read(|tx| tx.audit_tail(2));
    assert_eq!(tail[0].prev_hash, tail[1].hash);
    assert_eq!(house.read(|tx| tx.last_audit("step")).map(|r| r.seq), Some(4));
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
