//! `secret`: sealed, replaced, forgotten. What stands on disk is tested in `secrecy_on_disk.rs`.

use secrecy::ExposeSecret as _;
use store::Circle;

use crate::house::{House, at, secret};

#[test]
fn secrets_are_replaced_and_forgotten() {
    let mut house = House::new();
    let told = |house: &House| {
        house
            .read(|tx| tx.secret(Circle::Keys, "puk:KEY-1"))
            .map(|s| s.expose_secret().to_owned())
    };
    assert_eq!(told(&house), None);
    for value in ["12345678", "87654321"] {
        house.write(|tx| tx.put_secret(Circle::Keys, "puk:KEY-1", &secret(value), at(1)));
        assert_eq!(told(&house).as_deref(), Some(value));
    }
    house.write(|tx| tx.drop_secret("puk:KEY-1"));
    assert_eq!(told(&house), None);
}
