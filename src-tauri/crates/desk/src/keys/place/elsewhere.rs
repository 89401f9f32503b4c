//! A key job belongs to the window where its key is plugged in: at any other its next step is refused, and says where
//! the key is and who works on it. Whoever has the key in hand elsewhere takes the job over with a reason, on record.
//!
//! The work is bound to its window while it goes on. It is free again once the request has left for the CA, for the key
//! lies in the tray then, and when nobody has touched it for half an hour: a window that died holds nothing for ever.

use chrono::{DateTime, TimeDelta, Utc};
use store::{StepPhase, Tx, Working};

use crate::casework::seen::Seen;
use crate::keys::api::JobElsewhere;
use crate::keys::plan::Plan;
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
        at: last
            .at
            .with_timezone(seen.desk.now().offset())
            .format("%H:%M")
            .to_string(),
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
