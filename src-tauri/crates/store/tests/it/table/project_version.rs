//! `project_version`: one row a version, packed, checked when read, kept for good.

use crate::house::{House, at, content};
use crate::raw;

#[test]
fn cases_of_one_version_share_one_row_and_read_it_back() {
    let mut house = House::new();
    let cases: Vec<_> = (0..3).map(|_| house.add_case(content()).id).collect();
    assert_eq!(house.read(|tx| tx.case(cases[0])).project_hash, None);
    let first = "一".repeat(5000);
    for case in &cases[..2] {
        house.write(|tx| tx.set_project_version(*case, ("netca-gd-ylbx", "2025.1"), &first, at(2)));
    }
    house.write(|tx| tx.set_project_version(cases[2], ("netca-gd-ylbx", "2025.1"), "二", at(3)));
    let hashes: Vec<_> = cases
        .iter()
        .map(|case| house.read(|tx| tx.case(*case)).project_hash.unwrap())
        .collect();
    assert_eq!(hashes[0], hashes[1]);
    assert_ne!(
        hashes[0], hashes[2],
        "the same number with another text is another version"
    );
    assert_eq!(hashes[0], store::sha256_hex(first.as_bytes()));
    assert_eq!(house.read(|tx| tx.project_versions()).len(), 2);
    assert_eq!(house.read(|tx| tx.project_version(&hashes[0])), Some(first));
    assert_eq!(
        house.read(|tx| tx.project_version(&hashes[2])),
        Some("二".to_owned())
    );
    assert_eq!(house.read(|tx| tx.project_version("00")), None);
}

#[test]
fn a_damaged_text_is_told() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    house.write(|tx| tx.set_project_version(case, ("netca-gd-ylbx", "2025.1"), "一", at(2)));
    let hash = store::sha256_hex("一".as_bytes());
    let tamper = "UPDATE project_version SET packed = x'00'";
    let conn = raw::connection(&house.folder);
    assert!(conn.execute_batch(tamper).is_err(), "the database itself refuses");
    conn.execute_batch(&format!("DROP TRIGGER project_version_never_changes; {tamper}"))
        .unwrap();
    let refused = house.store.read(|tx| tx.project_version(&hash)).unwrap_err();
    assert_eq!(refused.code(), "store-damaged", "{refused}");
    let report = house.store.verify().unwrap();
    assert_eq!(report.problems[0].code, "store-text-damaged", "{report:?}");
}
