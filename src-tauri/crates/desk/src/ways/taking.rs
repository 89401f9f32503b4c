//! The ways back, taken: each moves the case by one step, takes the approval away where the content may change, and
//! puts down why.

use case::Step;
use store::{AuditAction, CertificateStatus, ReturnReason, ReviewOutcome, Tx};

use crate::case_view::api::CaseView;
use crate::case_view::moving::{get, move_on};
use crate::casework::begun::begun;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::keys::exchange::revocations::ask_to_revoke;
use crate::keys::rewinding::rewind;
use crate::keys::so_pins::agreeing;
use crate::register::crossing;
use crate::rim::api::{ById, Refusal};
use crate::ways::api::{AskAnew, Way, WayTaken};
use crate::ways::offered::check;

/// The reason as typed. Errors: `reason-empty`.
pub(crate) fn reason_of(typed: &str, missing: &str, example: &str) -> Result<String, Refusal> {
    let reason = typed.trim();
    if reason.is_empty() {
        return Err(Refusal::new("reason-empty", missing, example));
    }
    Ok(reason.to_owned())
}

/// The clerk takes a case back to amend it.
pub fn recall(desk: &Desk, args: WayTaken) -> Result<CaseView, Refusal> {
    let reason = reason_of(
        &args.reason,
        "没有写收回的原因",
        "请写明要改什么，例如“客户要改联系电话”",
    )?;
    back(
        desk,
        args.id,
        Way::Recall,
        Step::Recall,
        AuditAction::Recalled,
        "收回修改",
        &reason,
    )
}

/// The key clerk sends a case back to the clerk.
pub fn send_back(desk: &Desk, args: WayTaken) -> Result<CaseView, Refusal> {
    let reason = reason_of(
        &args.reason,
        "没有写退回的原因",
        "请写明哪里要改，例如“姓名与身份证不符”",
    )?;
    back(
        desk,
        args.id,
        Way::SendBack,
        Step::Recall,
        AuditAction::SentBack,
        "制证员退回",
        &reason,
    )
}

/// An approval that holds no more is given anew, on the case as it is.
pub fn recheck(desk: &Desk, args: ById) -> Result<CaseView, Refusal> {
    let role = Way::Recheck.role();
    move_on(
        desk,
        args.id,
        role,
        Step::Recheck,
        AuditAction::SentToRecheck,
        |tx, seen| {
            check(Way::Recheck, seen, tx)?;
            withdraw_approval(tx, seen, "重新复核")?;
            stands_as_before(tx, seen, false)?;
            Ok("复核已过期，送去重新复核".to_owned())
        },
    )
}

/// The CA has refused a case; its words are kept.
pub fn ca_refused(desk: &Desk, args: WayTaken) -> Result<CaseView, Refusal> {
    let reason = reason_of(
        &args.reason,
        "没有写 CA 的答复",
        "请照 CA 的原话写，例如“单位名称与工商登记不一致”",
    )?;
    back(
        desk,
        args.id,
        Way::CaRefused,
        Step::RefuseAtCa,
        AuditAction::CaRefused,
        "CA 退回",
        &reason,
    )
}

/// Back to the clerk, with the reason for whoever amends it.
fn back(
    desk: &Desk,
    id: u32,
    way: Way,
    step: Step,
    action: AuditAction,
    label: &str,
    reason: &str,
) -> Result<CaseView, Refusal> {
    move_on(desk, id, way.role(), step, action, |tx, seen| {
        check(way, seen, tx)?;
        withdraw_approval(tx, seen, label)?;
        for job in begun(tx, seen.row.id)? {
            rewind(desk, tx, job, &format!("{label}：{reason}"))?;
        }
        tx.forget_unbegun_jobs(seen.row.id)?;
        // Amended and approved again it is asked for again.
        stands_as_before(tx, seen, way == Way::CaRefused)?;
        let said = ReturnReason {
            label: label.to_owned(),
            field: None,
            reason: reason.to_owned(),
        };
        tx.keep_return(seen.row.id, &[said])?;
        Ok(format!("{label}：{reason}"))
    })
}

/// What was signed off is signed off no more, and a check that goes on is given up.
pub(crate) fn withdraw_approval(tx: &mut Tx<'_>, seen: &Seen<'_>, why: &str) -> Result<(), Refusal> {
    if let Some(review) = tx.open_review(seen.row.id)? {
        tx.finish_review(review.id, ReviewOutcome::Abandoned, why, seen.desk.utc())?;
    }
    agreeing::agree_no_more(tx, seen)?;
    Ok(tx.set_approval(seen.row.id, None)?)
}

/// What a case has asked for others' certificates or taken the place of stands as it did before: it acts on them again
/// when it gets so far once more, or never.
pub(crate) fn stands_as_before(tx: &mut Tx<'_>, seen: &Seen<'_>, refused: bool) -> Result<(), Refusal> {
    let acted = seen.acted_certificates(tx)?;
    tx.take_back_revocations(seen.row.id, refused)?;
    crossing::count_again(tx, seen.row.id, &acted)
}

/// The certificate that came is wrong: it is to be revoked, and another one is asked for on the same key.
pub fn ask_anew(desk: &Desk, args: AskAnew) -> Result<CaseView, Refusal> {
    let reason = reason_of(
        &args.reason,
        "没有写证书哪里有误",
        "请写明，例如“证书上的姓名少一个字”",
    )?;
    move_on(
        desk,
        args.id,
        Way::AskAnew.role(),
        Step::AskAnew,
        AuditAction::AskedAnew,
        |tx, seen| {
            check(Way::AskAnew, seen, tx)?;
            let jobs = tx.jobs_of_case(seen.row.id)?;
            let wrong: Vec<_> = jobs
                .into_iter()
                .filter(|job| args.jobs.contains(&job.id.0))
                .collect();
            if wrong.is_empty()
                || wrong.len() != args.jobs.len()
                || wrong.iter().any(|job| job.cert.is_none())
            {
                return Err(Refusal::new(
                    "certificate-not-chosen",
                    "没有选定是哪一张证书有误",
                    "请在本件的证书里选出有误的那一张",
                ));
            }
            let mut serials = Vec::new();
            for job in wrong {
                serials.extend(revoke_certificates_of(
                    tx,
                    seen,
                    job.id,
                    &format!("证书有误（{reason}），已重新申请"),
                )?);
                for certificate in tx.certificates_of_case(seen.row.id)? {
                    let is_it = certificate.job_id == Some(job.id);
                    if is_it && certificate.status == CertificateStatus::RevokedPending {
                        tx.set_certificate_status(certificate.id, CertificateStatus::Wrong)?;
                    }
                }
                rewind(desk, tx, job, &format!("证书有误，重新申请：{reason}"))?;
            }
            Ok(format!(
                "证书有误，重新申请：{reason}；原证书 {} 待注销",
                serials.join("、")
            ))
        },
    )?;
    get(desk, ById { id: args.id })
}

/// Queues the certificates in use that a job of the case has brought, to be revoked; their serial numbers.
pub(crate) fn revoke_certificates_of(
    tx: &mut Tx<'_>,
    seen: &Seen<'_>,
    job: store::KeyJobId,
    reason: &str,
) -> Result<Vec<String>, Refusal> {
    let all = tx.certificates_of_case(seen.row.id)?;
    let of_job = all
        .into_iter()
        .filter(|c| c.job_id == Some(job) && c.status == CertificateStatus::Current);
    let mut serials = Vec::new();
    for certificate in of_job {
        ask_to_revoke(tx, seen.row.id, &certificate, reason, seen.desk.utc())?;
        serials.push(certificate.serial);
    }
    Ok(serials)
}
