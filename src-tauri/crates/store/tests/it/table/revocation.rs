//! `revocation`: queued once, told once.

use store::{Direction, NewExchange, NewRevocation, RevocationAction};

use crate::house::{House, at, content};

#[test]
fn what_the_ca_is_asked_for_waits_until_it_was_told_once() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let by = house.admin().id;
    let new = |action| NewRevocation {
        action,
        case_id: case,
        certificate_id: None,
        reason: "补办".into(),
    };
    house.write(|tx| {
        tx.queue_revocation(&new(RevocationAction::Revoke), at(1))?;
        tx.queue_revocation(&new(RevocationAction::Revoke), at(2))?;
        tx.queue_revocation(&new(RevocationAction::Suspend), at(3))
    });
    let waiting = house.read(|tx| tx.waiting_revocations());
    let actions: Vec<_> = waiting.iter().map(|one| (one.action, one.at)).collect();
    assert_eq!(
        actions,
        [
            (RevocationAction::Revoke, at(1)),
            (RevocationAction::Suspend, at(3))
        ]
    );
    house.write(|tx| {
        let attachment = tx.add_attachment("application/zip", "list.zip", b"list", at(4))?;
        let exchange = NewExchange {
            direction: Direction::Out,
            case_id: None,
            attachment,
            by,
            manifest: serde_json::json!({}),
        };
        let exchange = tx.add_exchange(&exchange, at(4))?;
        tx.revocation_told(waiting[0].id, exchange)
    });
    assert_eq!(house.read(|tx| tx.waiting_revocations()).len(), 1);
}
