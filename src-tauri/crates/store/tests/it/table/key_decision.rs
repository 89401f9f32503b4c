//! `key_decision`: two accounts, one reason, never changed.

use case::{Role, Roles};
use store::{NewAccount, NewKeyDecision};

use crate::house::{House, PASSWORD, at, content, secret};
use crate::raw;

#[test]
fn a_decision_needs_two_accounts_and_is_never_changed() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let by = house.admin().id;
    let second = NewAccount::new("hemin", "何敏", Roles::new([Role::Reviewer]));
    let beside = house
        .write(|tx| tx.add_account(&second, &secret(PASSWORD), at(1)))
        .id;
    let new = |beside| NewKeyDecision {
        token_serial: "KEY-1".into(),
        contents_sha256: "ab12".into(),
        case_id: case,
        reason: "客户同意清空".into(),
        by,
        beside,
    };
    house.refused(|tx| tx.add_key_decision(&new(by), at(1)));
    house.write(|tx| tx.add_key_decision(&new(beside), at(2)));
    let kept = house.read(|tx| tx.key_decision("KEY-1", case)).unwrap();
    assert_eq!((kept.by, kept.beside, kept.at), (by, beside, at(2)));
    assert_eq!(house.read(|tx| tx.key_decision("KEY-2", case)), None);

    let conn = raw::connection(&house.folder);
    for tamper in ["UPDATE key_decision SET reason = ''", "DELETE FROM key_decision"] {
        assert!(conn.execute_batch(tamper).is_err(), "{tamper}");
    }
}
