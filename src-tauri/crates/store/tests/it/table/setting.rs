//! `setting`: values come back in their own type; a value of another shape is an error.

use crate::house::House;

#[test]
fn settings_read_back_and_are_overwritten() {
    let mut house = House::new();
    assert_eq!(house.read(|tx| tx.setting::<Vec<String>>("modules")), None);
    for modules in [vec!["/usr/lib/a.so".to_owned()], vec![]] {
        house.write(|tx| tx.put_setting("modules", &modules));
        assert_eq!(house.read(|tx| tx.setting("modules")), Some(modules));
    }
    let error = house.store.read(|tx| tx.setting::<u32>("modules")).unwrap_err();
    assert_eq!(error.code(), "store-damaged");
}
