//! A key job belongs to the window where its key is plugged in: at any other its next step is refused, and says where
//! the key is and who works on it. Whoever has the key in hand elsewhere takes the job over with a reason, on record.
//!
//! The work is bound to its window while it goes on. It is free again once the request has left for the CA, for the key
//! lies in the tray then, and when nobody has touched it for half an hour: a window that died holds nothing for ever.

use case::Role;
use chrono::{DateTime, TimeDelta, Utc};
use store::{AuditAction, AuditEntry, KeyJobId, StepPhase, Tx, Working};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::keys::api::{JobElsewhere, KeyWent, TakeOverJob};
use crate::keys::desk::went;
use crate::keys::jobs::may_work;
use crate::keys::plan::Plan;
use crate::keys::presence::survey;
use crate::rim::api::Refusal;

/// How long a job stays at the window where it was worked on last.
const STAYS: TimeDelta = TimeDelta::minutes(30);
/// How long a step that was begun may still be under way there.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(10);

/// The window where a job is worked on, when that is another than this and its next step is one on the key.
pub(crate) fn elsewhere(seen: &Seen<'_>, tx: &Tx<'_>, plan: &Plan) -> Result<Option<JobElsewhere>, Refusal> {
    let now = seen.desk.utc();
    let Some(last) = bound_to(tx, plan, now)? else {
        return Ok(None);
    };
    Ok(Some(JobElsewhere {
        name: tx.account(last.account)?.name,
        at: seen.local(last.at),
        under_way: is_under_way(plan, now),
        window: last.window,
    }))
}

/// The other window that a job belongs to.
fn bound_to(tx: &Tx<'_>, plan: &Plan, now: DateTime<Utc>) -> Result<Option<Working>, Refusal> {
    if !plan.next().is_some_and(token::KeyStep::needs_key) {
        return Ok(None);
    }
    let last = tx.worked_elsewhere(plan.job.case_id, Some(plan.job.id))?;
    Ok(last.filter(|last| now - last.at < STAYS))
}

/// Whether a step was begun and may still be going on.
fn is_under_way(plan: &Plan, now: DateTime<Utc>) -> bool {
    let last = plan.last_entry();
    last.is_some_and(|entry| entry.phase == StepPhase::Started && now - entry.at < UNDER_WAY)
}

/// What is said of a job that belongs to another window.
pub(crate) fn words(job: &JobElsewhere) -> String {
    let doing = match job.under_way {
        true => "正在做一步",
        false => "在制作",
    };
    format!("这一把由{}在“{}”{doing}（{}）", job.name, job.window, job.at)
}

/// Refuses a step on a key that is worked on at another window. Errors: `key-job-elsewhere`.
pub(crate) fn require_here(seen: &Seen<'_>, tx: &Tx<'_>, plan: &Plan) -> Result<(), Refusal> {
    match elsewhere(seen, tx, plan)? {
        None => Ok(()),
        Some(job) => Err(Refusal::new(
            "key-job-elsewhere",
            words(&job),
            "请到那个窗口接着办；UKey 已拿到这里的，请写明原因接手",
        )),
    }
}

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
