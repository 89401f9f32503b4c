//! `key_stock` and `key_move`: what is in which box, and how it came and went.

use store::{NewMove, StockState};

use crate::house::{House, at, content};
use crate::raw;

#[test]
fn a_key_is_registered_once_and_every_move_is_kept() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let by = house.admin().id;
    let moved = |state, case_id| NewMove {
        state,
        case_id,
        reason: "制证",
        by,
    };
    let added = house.write(|tx| {
        Ok((
            tx.add_stock_key("A-2", "箱 1", "示范 Key", by, at(1))?,
            tx.add_stock_key("A-1", "箱 1", "示范 Key", by, at(1))?,
            tx.add_stock_key("A-2", "箱 9", "示范 Key", by, at(2))?,
        ))
    });
    assert_eq!(added, (true, true, false));
    house.write(|tx| tx.move_stock_key("A-1", &moved(StockState::Issued, Some(case)), at(3)));
    let keys = house.read(|tx| tx.stock_keys());
    let states: Vec<_> = keys
        .iter()
        .map(|k| (k.serial.as_str(), k.box_no.as_str(), k.state))
        .collect();
    assert_eq!(
        states,
        [
            ("A-1", "箱 1", StockState::Issued),
            ("A-2", "箱 1", StockState::In)
        ]
    );
    let moves = house.read(|tx| tx.stock_moves_since(at(2)));
    assert_eq!((moves.len(), moves[0].case_id), (1, Some(case)));

    // A destroyed key stays destroyed, an unknown one is no key of the register.
    house.write(|tx| tx.move_stock_key("A-1", &moved(StockState::Destroyed, None), at(4)));
    for (serial, state) in [
        ("A-1", StockState::In),
        ("A-3", StockState::Damaged),
        ("A-2", StockState::In),
    ] {
        let refused = house.refused(|tx| tx.move_stock_key(serial, &moved(state, None), at(5)));
        assert_eq!(refused.code(), "store-invalid", "{serial}");
    }
    let conn = raw::connection(&house.folder);
    for tamper in ["UPDATE key_move SET reason = ''", "DELETE FROM key_move"] {
        assert!(conn.execute_batch(tamper).is_err(), "{tamper}");
    }
}
