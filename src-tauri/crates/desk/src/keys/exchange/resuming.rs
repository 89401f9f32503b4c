//! A certificate on hold is to count again: the clerk says why, a reviewer stands beside, and it comes onto the list
//! for the CA. It counts again only when the CA has done it.

use case::{BusinessType, Role};
use store::{
    Account, AuditAction, AuditEntry, CaseId, Certificate, CertificateId, CertificateStatus, NewRevocation,
    RevocationAction, Tx,
};

use crate::counter::beside::beside;
use crate::counter::desk::Desk;
use crate::keys::exchange::api::{AskResumption, Revocations};
use crate::keys::exchange::revocations::revocations;
use crate::register::acted_on::state_word;
use crate::rim::api::{Gate, Nothing, Refusal};

/// Whether a certificate may be asked for to count again: it is on hold, its project knows holds, nobody has asked yet.
pub(crate) fn may_resume(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    certificate: &Certificate,
) -> Result<Gate, Refusal> {
    if certificate.status != CertificateStatus::Suspended {
        let state = state_word(certificate, desk.utc());
        return Ok(Gate::closed(format!("这张证书现为“{state}”，没有挂起")));
    }
    let project = desk.projects().get(&certificate.project);
    if !project.is_some_and(|project| project.offers(BusinessType::Suspend, certificate.kind)) {
        return Ok(Gate::closed("这个项目没有挂起和恢复的业务，请按 CA 的流程办"));
    }
    let asked = tx.revocations_of(certificate.id)?;
    let is_open = |one: &&store::Revocation| one.closed_at.is_none();
    if asked
        .iter()
        .filter(is_open)
        .any(|one| one.action == RevocationAction::Resume)
    {
        return Ok(Gate::closed("已经申请恢复，等 CA 办理"));
    }
    if !me.roles.has(Role::Clerk) {
        return Ok(Gate::closed("由受理员申请恢复"));
    }
    if asking_case(tx, certificate)?.is_none() {
        return Ok(Gate::closed("台账里没有这张证书的受理件，请按 CA 的流程办理恢复"));
    }
    Ok(Gate::open())
}

/// The case under which the CA is asked: the one that put the certificate on hold, else the last that acted on it, else
/// the one that brought it.
fn asking_case(tx: &Tx<'_>, certificate: &Certificate) -> Result<Option<CaseId>, Refusal> {
    let asked = tx.revocations_of(certificate.id)?;
    let held = asked
        .iter()
        .rev()
        .find(|one| one.action == RevocationAction::Suspend);
    if let Some(held) = held {
        return Ok(Some(held.case_id));
    }
    let acting = tx.cases_acting_on(certificate.id)?;
    Ok(acting.last().map(|row| row.id).or(certificate.case_id))
}

/// Asks for a certificate on hold to count again. Errors: `certificate-not-suspended`, those of the second person.
pub fn ask(desk: &Desk, args: AskResumption) -> Result<Revocations, Refusal> {
    let reason = match args.reason.trim() {
        "" => {
            return Err(Refusal::new(
                "reason-empty",
                "没有写明为什么恢复",
                "请写明原因，例如“申请人已找回 UKey”",
            ));
        }
        reason => identifiers::shown_text(reason)
            .chars()
            .take(500)
            .collect::<String>(),
    };
    let beside = beside(desk, &args.beside, Role::Reviewer)?;
    desk.write(Some(Role::Clerk), |tx, me| {
        tx.agreed_by(&beside);
        let certificate = tx.certificate(CertificateId(args.certificate))?;
        let gate = may_resume(desk, tx, me, &certificate)?;
        let case_id = asking_case(tx, &certificate)?
            .filter(|_| gate.open)
            .ok_or_else(|| {
                Refusal::new(
                    "certificate-not-suspended",
                    gate.reason.clone(),
                    "只有挂起的证书才能恢复；请刷新（F5）看现状",
                )
            })?;
        let new = NewRevocation {
            action: RevocationAction::Resume,
            case_id,
            certificate_id: Some(certificate.id),
            reason: reason.clone(),
        };
        tx.queue_revocation(&new, desk.utc())?;
        let words = format!(
            "申请恢复证书 {}，{} 在旁同意：{reason}",
            certificate.serial, beside.account.name
        );
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::ResumptionAsked, words).case(case_id))?;
        Ok(())
    })?;
    revocations(desk, Nothing {})
}
