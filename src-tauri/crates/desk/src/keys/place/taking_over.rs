//! Taking a key job over from the window where it was worked on.

use case::Role;
use store::{AuditAction, AuditEntry, KeyJobId};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::keys::api::{KeyWent, TakeOverJob};
use crate::keys::desk::went;
use crate::keys::jobs::may_work;
use crate::keys::place::elsewhere::{elsewhere, words};
use crate::keys::plan::Plan;
use crate::keys::presence::survey;
use crate::rim::api::Refusal;

/// Takes a job over from another window. A step that may still be under way there is taken over only with the key of
/// the job in a reader here: then it is not in a reader there.
///
/// # Errors
/// `reason-missing`; `key-job-here` where there is nothing to take over; `key-step-under-way`; `key-desk-closed`.
pub fn take_over(desk: &Desk, args: TakeOverJob) -> Result<KeyWent, Refusal> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new(
            "reason-missing",
            "没有写明为什么接手",
            "请写明原因，例如：那台电脑坏了，UKey 拿到这边办",
        ));
    }
    let job = KeyJobId(args.job_id);
    let plugged_in = plugged_in(desk)?;
    let case = desk.write(Some(Role::KeyClerk), |tx, me| {
        let plan = Plan::load(tx, tx.key_job(job)?)?;
        let seen = Seen::load(desk, tx, me, plan.job.case_id.0)?;
        let gate = may_work(&seen, tx)?;
        if !gate.open {
            return Err(Refusal::new("key-desk-closed", gate.reason, "请先完成复核"));
        }
        let Some(from) = elsewhere(&seen, tx, &plan)? else {
            return Err(Refusal::new(
                "key-job-here",
                "这一把没有在别的窗口制作",
                "不用接手，请刷新（F5）后按屏幕上的下一步办",
            ));
        };
        let serial = plan.job.token_serial.as_deref();
        let is_here = serial.is_some_and(|serial| plugged_in.iter().any(|one| one == serial));
        if from.under_way && !is_here {
            return Err(Refusal::new(
                "key-step-under-way",
                words(&from),
                "请等那一步做完；UKey 已拿到这里的，请先插上再接手",
            ));
        }
        let said = format!("接手制证：原由{}在“{}”制作：{reason}", from.name, from.window);
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::KeyTakenOver, said).case(seen.row.id))?;
        tx.work_here(seen.row.id, Some(job), me.id, desk.utc())?;
        Ok(seen.row.id)
    })?;
    went(desk, case, "已接手，可以在这里接着办")
}

/// Serials of the keys in this PC's readers.
fn plugged_in(desk: &Desk) -> Result<Vec<String>, Refusal> {
    let devices = devices::current(desk)?;
    let found = survey(desk, &desk.workers(&devices.modules));
    Ok(found.tokens.into_iter().map(|token| token.serial).collect())
}
