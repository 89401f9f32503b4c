//! `revocation`: queued once, told once.

use case::CertKind;
use store::{CertificateStatus, Direction, NewCertificate, NewExchange, NewRevocation, RevocationAction};

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

#[test]
fn a_case_that_is_taken_back_leaves_on_hold_what_the_ca_has_on_hold() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let id = house.write(|tx| {
        let id = tx.add_certificate(&NewCertificate {
            holder: None,
            project: "netca-gd-ylbx".into(),
            kind: CertKind::Org,
            case_id: None,
            job_id: None,
            serial: "5a".into(),
            subject: "甲".into(),
            issuer: "CA".into(),
            not_before: at(1),
            not_after: at(9),
            spki_sha256: None,
            attachment: None,
            token_serial: None,
        })?;
        tx.set_certificate_status(id, CertificateStatus::Suspended)?;
        let resume = NewRevocation {
            action: RevocationAction::Resume,
            case_id: case,
            certificate_id: Some(id),
            reason: "找回".into(),
        };
        tx.queue_revocation(&resume, at(2))?;
        tx.take_back_revocations(case, true)?;
        Ok(id)
    });
    assert_eq!(
        house.read(|tx| tx.certificate(id)).status,
        CertificateStatus::Suspended
    );
    assert_eq!(house.read(|tx| tx.waiting_revocations()).len(), 1);
}
