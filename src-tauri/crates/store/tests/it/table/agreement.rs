//! `agreement`: the newest text counts, the older ones stay, and each print names what it carried.

use chrono::NaiveDate;
use store::{Agreement, NewAgreement, NewPrint};

use crate::house::{House, at, content};
use crate::raw;

fn install(house: &mut House, name: &str, version: &str, text: &str, minute: i64) -> Agreement {
    let new = NewAgreement {
        project: "bjca".into(),
        name: name.into(),
        version: version.into(),
        dated: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
        text: text.into(),
        by: house.admin().id,
    };
    house.write(|tx| tx.add_agreement(&new, at(minute)))
}

#[test]
fn the_newest_text_counts_and_the_older_ones_stay() {
    let mut house = House::new();
    let first = install(&mut house, "service", "2025.1", "第一条　甲", 1);
    let other = install(&mut house, "privacy", "1", "第一条　乙", 2);
    let second = install(&mut house, "service", "2026.1", "第一条　丙", 3);
    assert_eq!(first.sha256, store::sha256_hex("第一条　甲".as_bytes()));
    assert_eq!(first.by, house.admin().id);
    let current = house.read(|tx| tx.current_agreement("bjca", "service"));
    assert_eq!(current.as_ref(), Some(&second));
    let versions = house.read(|tx| tx.agreement_versions("bjca", "service"));
    assert_eq!(versions, [second.clone(), first.clone()]);
    assert_eq!(house.read(|tx| tx.current_agreement("szca", "service")), None);
    assert_eq!(house.read(|tx| tx.agreements()), [first, other, second]);
}

#[test]
fn a_print_names_the_texts_it_carried() {
    let mut house = House::new();
    let text = install(&mut house, "service", "2026.1", "第一条　甲", 1);
    let (case, by) = (house.add_case(content()).id, house.admin().id);
    let attachment = house.write(|tx| tx.add_attachment("application/pdf", "表.pdf", b"%PDF", at(1)));
    let new = NewPrint {
        case_id: case,
        form: "f-bjca-2".into(),
        version: "1".into(),
        copies: 2,
        content_hash: "aa".into(),
        paper_hash: None,
        outcome: store::PrintOutcome::Printed,
        page_maps: serde_json::json!([]),
        attachment,
        by,
    };
    let print = house.write(|tx| tx.add_print(&new, at(2))).id;
    assert_eq!(house.read(|tx| tx.agreements_of_print(print)), []);
    house.write(|tx| tx.add_print_agreement(print, text.id));
    assert_eq!(house.read(|tx| tx.agreements_of_print(print)), [text]);
}

#[test]
fn a_changed_text_is_refused_and_told() {
    let mut house = House::new();
    let text = install(&mut house, "service", "2026.1", "第一条　甲", 1);
    let tamper = "UPDATE agreement SET text = '第一条　乙'";
    let conn = raw::connection(&house.folder);
    assert!(conn.execute_batch(tamper).is_err(), "the database itself refuses");
    assert!(conn.execute_batch("DELETE FROM agreement").is_err());
    conn.execute_batch(&format!("DROP TRIGGER agreement_never_changes; {tamper}"))
        .unwrap();
    let refused = house.store.read(|tx| tx.agreement(text.id)).unwrap_err();
    assert_eq!(refused.code(), "store-damaged", "{refused}");
    assert_eq!(
        house.store.verify().unwrap().problems[0].code,
        "store-text-damaged"
    );
}
