//! `exchange`: packages out and in, with what was in them.

use store::{Direction, NewExchange};

use crate::house::{House, at, content};

#[test]
fn packages_are_kept_both_ways() {
    let mut house = House::new();
    let (case, by) = (house.add_case(content()).id, house.admin().id);
    for (direction, minute) in [(Direction::Out, 2), (Direction::In, 3)] {
        house.write(|tx| {
            let new = NewExchange {
                direction,
                case_id: Some(case),
                attachment: tx.add_attachment("application/zip", "请求.zip", b"zip", at(minute))?,
                by,
                manifest: serde_json::json!({"requests": 1}),
            };
            tx.add_exchange(&new, at(minute))
        });
    }
    let rows = house.read(|tx| tx.exchanges_of_case(case));
    assert_eq!(
        rows.iter().map(|r| (r.direction, r.at)).collect::<Vec<_>>(),
        [(Direction::Out, at(2)), (Direction::In, at(3))]
    );
    assert_eq!((rows[0].by, &rows[0].manifest["requests"]), (by, &1.into()));
}
