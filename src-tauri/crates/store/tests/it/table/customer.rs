//! `customer`: one row per identity, with the data of the last case.

use case::CaseContent;

use crate::house::{House, UNIT, at, content};

fn with(changes: &[(&str, &str)]) -> CaseContent {
    let mut content = content();
    for (field, value) in changes {
        content.fields.insert((*field).to_owned(), (*value).to_owned());
    }
    content
}

#[test]
fn a_returning_unit_has_one_row_with_its_latest_data() {
    let mut house = House::new();
    let first = house.add_case(content()).id;
    let one = house.write(|tx| tx.remember_customer(first, at(2))).unwrap();
    let moved = with(&[
        ("uscc", " 914403 001922038216 "),
        ("operator_name", "李娜"),
        ("unit_phone", "0755-12345678"),
    ]);
    let second = house.add_case(moved).id;
    assert_eq!(house.write(|tx| tx.remember_customer(second, at(3))), Some(one));
    let row = house.read(|tx| tx.customer(one));
    assert_eq!(
        (row.name.as_str(), row.last_case, row.updated),
        (UNIT, second, at(3))
    );
    assert_eq!(row.fields["operator_name"], "李娜");
    assert_eq!(row.phone.as_deref(), Some("0755-12345678"));
    assert!(
        !row.fields.contains_key("apply_date"),
        "belongs to one application only"
    );
}

#[test]
fn units_are_told_apart_and_the_nameless_are_not_kept() {
    let mut house = House::new();
    let mut remember = |content| {
        let case = house.add_case(content).id;
        house.write(|tx| tx.remember_customer(case, at(2)))
    };
    let one = remember(content());
    let other = remember(with(&[("uscc", "91330100799655058B")]));
    let by_name = remember(with(&[("uscc", "")]));
    assert!(one.is_some() && other.is_some() && by_name.is_some());
    assert!(one != other && other != by_name && one != by_name);
    assert_eq!(remember(with(&[("uscc", " "), ("unit_name", "——")])), None);
}
