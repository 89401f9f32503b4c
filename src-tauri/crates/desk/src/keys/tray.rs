//! The tray: every key that is to be made now, in the order in which the cases came, one after the other; what was
//! skipped and why; what came of the day.
//!
//! The tray takes no step itself. Each step goes through `key_steps`, as for a single key.

use case::{CaseState as State, Role};
use store::{AuditAction, AuditEntry, CaseRow, KeyJobId, StepPhase, Tx};
use token::KeyStep;

use crate::casework::begun::SKIPPED;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::who::require;
use crate::keys::api::{KeyTray, SkipJob, TrayLine, TrayState};
use crate::keys::jobs::{holder, make_jobs, wants_jobs};
use crate::keys::place::elsewhere;
use crate::keys::plan::Plan;
use crate::rights::sight::Sight;
use crate::rim::api::{Nothing, Refusal};

/// Cases looked at for one tray; a counter's day has a tenth of it.
const CASES_MAX: u32 = 500;

/// All keys waiting to be made, and what was finished today.
///
/// Jobs that nobody has looked at yet are made first, in a write of their own; as a rule there are none, and then
/// nobody waits for this look.
pub fn tray(desk: &Desk, _: Nothing) -> Result<KeyTray, Refusal> {
    desk.read(|open| require(open, Role::KeyClerk))?;
    let of = |tx: &Tx<'_>| -> Result<Vec<CaseRow>, Refusal> {
        let mut rows = tx.cases_in(&[State::Approved, State::AtCa, State::Ready], CASES_MAX)?;
        rows.sort_by_key(|row| row.id);
        Ok(rows)
    };
    let without = desk.look(|tx, me| {
        let mut without = Vec::new();
        for row in of(tx)? {
            if wants_jobs(&Seen::load(desk, tx, me, row.id.0)?, tx)? {
                without.push(row.id);
            }
        }
        Ok(without)
    })?;
    make_jobs(desk, Some(Role::KeyClerk), &without)?;
    desk.look(|tx, me| {
        let mut tray = KeyTray::default();
        for row in of(tx)? {
            let seen = Seen::load(desk, tx, me, row.id.0)?;
            for job in tx.jobs_of_case(row.id)? {
                let plan = Plan::load(tx, job)?;
                let Some(mut line) = line(desk, &seen, &plan) else {
                    continue;
                };
                if let Some(other) = elsewhere::elsewhere(&seen, tx, &plan)? {
                    line.state = TrayState::Elsewhere;
                    line.note = elsewhere::words(&other);
                }
                tray.count(line);
            }
        }
        Ok(tray)
    })
}

/// A job as a line of the tray. None for one that was finished on another day.
fn line(desk: &Desk, seen: &Seen<'_>, plan: &Plan) -> Option<TrayLine> {
    let last = plan.last_entry();
    let next = plan.next();
    let today = last.is_some_and(|e| e.at.with_timezone(desk.now().offset()).date_naive() == desk.today());
    let (state, note) = match (next, last) {
        (None, _) if !today => return None,
        (None, _) => (TrayState::Done, "已验证".to_owned()),
        (Some(_), Some(e)) if e.step == SKIPPED => (TrayState::Skipped, e.detail.clone()),
        (Some(KeyStep::Import), _) => (TrayState::Waits, "等 CA 回包".to_owned()),
        (Some(step), Some(e)) if e.phase != StepPhase::Done => {
            (TrayState::Stopped, format!("停在“{}”：{}", step.name(), e.detail))
        }
        (Some(step), _) => (TrayState::Ready, format!("下一步：{}", step.name())),
    };
    Some(TrayLine {
        case_id: seen.row.id.0,
        case_number: seen.row.number.clone(),
        job_id: plan.job.id.0,
        holder: holder(seen.content(), &plan.job),
        what: seen.what(),
        serial: plan.job.token_serial.clone(),
        state,
        note: Sight::in_lists().text(&note),
    })
}

impl KeyTray {
    fn count(&mut self, line: TrayLine) {
        match line.state {
            TrayState::Done => self.done += 1,
            TrayState::Waits => self.waits += 1,
            TrayState::Skipped => self.skipped += 1,
            TrayState::Stopped => self.stopped += 1,
            TrayState::Ready => self.ready += 1,
            TrayState::Elsewhere => {}
        }
        self.lines.push(line);
    }
}

/// Leaves a key for later, with the reason. The next step taken on it takes it up again.
pub fn skip(desk: &Desk, args: SkipJob) -> Result<KeyTray, Refusal> {
    let reason = args.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new(
            "reason-missing",
            "没有写跳过的原因",
            "请写明原因，例如 UKey 插不进去",
        ));
    }
    desk.write(Some(Role::KeyClerk), |tx: &mut Tx<'_>, me| {
        let plan = Plan::load(tx, tx.key_job(KeyJobId(args.job_id))?)?;
        if plan.next().is_none() {
            return Err(Refusal::new("key-job-done", "本把已办完", "请办下一把"));
        }
        let job = &plan.job;
        let serial = job.token_serial.as_deref();
        tx.add_key_step(job.id, SKIPPED, StepPhase::Done, serial, &reason, desk.utc())?;
        let words = format!("托盘里跳过一把：{reason}");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::KeySkipped, words).case(job.case_id))?;
        Ok(())
    })?;
    tray(desk, Nothing {})
}
