//! `holder` and `held_key`: two people of one unit are two holders; a newer name stays; keys know whose they are and
//! where.

use case::CertKind;
use store::{HolderKind, KeyPlace};

use crate::house::{House, at, content};

fn person(name: &str, id_no: &str) -> case::FieldMap {
    [("user_name", name), ("user_id_no", id_no)]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into()
}

#[test]
fn people_of_a_unit_are_told_apart_by_number_and_stay_one_under_a_new_name() {
    let mut house = House::new();
    let mut asked = content();
    asked.kind = CertKind::OrgEmployee;
    asked.employees = vec![
        person("黎小满", "441900199212280474"),
        person("柯望舒", "440305198706211181"),
    ];
    let holders = asked.holders();
    let ids: Vec<_> = holders
        .iter()
        .map(|(_, holder)| house.write(|tx| tx.keep_holder(holder)).unwrap())
        .collect();
    assert_ne!(ids[0], ids[1]);
    let unit = house
        .read(|tx| tx.find_holder(&content().holder(None).unwrap()))
        .unwrap();
    let row = house.read(|tx| tx.holder(ids[1]));
    assert_eq!((row.kind, row.unit_id), (HolderKind::Person, Some(unit)));

    asked.employees[1] = person("柯望", " 440305198706211181");
    let again = house.write(|tx| tx.keep_holder(&asked.holders()[1].1));
    assert_eq!(again, Some(ids[1]));
    assert_eq!(house.read(|tx| tx.holder(ids[1])).name, "柯望");
    asked.fields.insert("uscc".into(), "91330100799655058B".into());
    assert_eq!(
        house.read(|tx| tx.find_holder(&asked.holders()[1].1)),
        None,
        "the same person at another unit is another holder"
    );
    assert_eq!(house.read(|tx| tx.holders()).len(), 3);
}

#[test]
fn a_key_keeps_its_model_and_its_holder_and_changes_its_place() {
    let mut house = House::new();
    let unit = house.write(|tx| tx.keep_holder(&content().holder(None).unwrap()));
    house.write(|tx| tx.keep_held_key("K-1", "练习 Key", unit, KeyPlace::Window, at(1)));
    house.write(|tx| tx.keep_held_key("K-1", "", None, KeyPlace::HandedOver, at(2)));
    let key = house.read(|tx| tx.held_key("K-1")).unwrap();
    assert_eq!(
        (key.model.as_str(), key.holder_id, key.place),
        ("练习 Key", unit, KeyPlace::HandedOver)
    );
    assert_eq!(house.read(|tx| tx.keys_of_holder(unit.unwrap())), [key]);
    assert_eq!(house.read(|tx| tx.held_key("K-2")), None);
}
