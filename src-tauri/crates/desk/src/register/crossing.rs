//! Two cases on one certificate: while another one is under way the clerk is told, and what another case has given up
//! or renewed meanwhile is not worked on any more.

use case::{BusinessType, CaseState as State, Finding, Severity};
use store::{CaseId, CaseRow, Certificate, CertificateStatus, RevocationAction, Tx};

use crate::register::acted_on::{ActedOn, FIELD, tail};
use crate::register::encryption::superseded_beside;
use crate::rim::api::Refusal;

/// The other cases that act on a certificate and have been sent to the second check and are not over, each with the
/// certificate's number.
pub fn under_way(tx: &Tx<'_>, case: CaseId, acted: &ActedOn) -> Result<Vec<Finding>, Refusal> {
    let mut found = Vec::new();
    for certificate in acted.certificates() {
        for other in others(tx, case, certificate)? {
            if matches!(other.state, State::InReview | State::Approved | State::AtCa) {
                found.push(finding(certificate, &other));
            }
        }
    }
    Ok(found)
}

fn others(tx: &Tx<'_>, case: CaseId, certificate: &Certificate) -> Result<Vec<CaseRow>, Refusal> {
    let mut others = tx.cases_acting_on(certificate.id)?;
    others.retain(|row| row.id != case);
    Ok(others)
}

fn finding(certificate: &Certificate, other: &CaseRow) -> Finding {
    Finding {
        code: "certificate-in-another-case".to_owned(),
        severity: Severity::Warn,
        field: Some(FIELD.to_owned()),
        message: format!(
            "证书 …{} 正在受理件 {} 里办{}，现为“{}”",
            tail(&certificate.serial),
            other.number,
            other.content.business.chinese(),
            other.state.chinese()
        ),
        remedy: "请先看那一件：同一张证书先办完一件再办下一件；确要同时办的，核对后保留".to_owned(),
        suggestion: None,
    }
}

/// Whether a case has brought a certificate for the holder of this one: whoever unlocks a key takes nobody's place.
fn has_brought_for(tx: &Tx<'_>, case: CaseId, certificate: &Certificate) -> Result<bool, Refusal> {
    let brought = tx.certificates_of_case(case)?;
    Ok(brought.iter().any(|new| new.holder == certificate.holder))
}

/// The last of the other finished cases that took the place of a certificate.
fn took_its_place(tx: &Tx<'_>, case: CaseId, certificate: &Certificate) -> Result<Option<CaseRow>, Refusal> {
    let mut last = None;
    for row in others(tx, case, certificate)? {
        let is_over = matches!(row.state, State::Ready | State::Closed);
        if is_over && has_brought_for(tx, row.id, certificate)? {
            last = Some(row);
        }
    }
    Ok(last)
}

/// Whether a certificate that a business works on was given up, put on hold or taken the place of by another case: the
/// number of that case, in words. None where it stands as it was, or where the case itself has done it.
pub fn overtaken(
    tx: &Tx<'_>,
    case: CaseId,
    business: BusinessType,
    certificate: &Certificate,
) -> Result<Option<String>, Refusal> {
    if !business.needs_key_desk() {
        return Ok(None);
    }
    let asked = |action: RevocationAction| -> Result<Option<CaseRow>, Refusal> {
        let mut asked = tx.revocations_of(certificate.id)?.into_iter();
        let last = asked.rfind(|one| one.case_id != case && one.action == action);
        Ok(last.map(|one| tx.case(one.case_id)).transpose()?)
    };
    let by = match certificate.status {
        CertificateStatus::Current => None,
        CertificateStatus::Suspended if business == BusinessType::Replace => None,
        CertificateStatus::Suspended => asked(RevocationAction::Suspend)?,
        CertificateStatus::Superseded => took_its_place(tx, case, certificate)?,
        CertificateStatus::RevokedPending | CertificateStatus::Revoked | CertificateStatus::Wrong => {
            asked(RevocationAction::Revoke)?
        }
    };
    Ok(by.map(|row| {
        format!(
            "证书 …{} 已在受理件 {} 里办过，现已不在用",
            tail(&certificate.serial),
            row.number
        )
    }))
}

/// What a case that is given up or goes back had taken the place of counts again: the CA was never told, and its
/// certificates stand as they did. What another finished case has taken the place of stays so.
pub fn count_again(tx: &mut Tx<'_>, case: CaseId, acted: &[Certificate]) -> Result<(), Refusal> {
    for certificate in acted {
        let is_own = certificate.status == CertificateStatus::Superseded
            && has_brought_for(tx, case, certificate)?
            && took_its_place(tx, case, certificate)?.is_none();
        if !is_own {
            continue;
        }
        let beside = superseded_beside(tx, certificate, case)?;
        for one in [certificate].into_iter().chain(&beside) {
            tx.set_certificate_status(one.id, CertificateStatus::Current)?;
        }
    }
    Ok(())
}
