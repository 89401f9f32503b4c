//! The key desk as the key clerk sees it: the queue, and the jobs of a case with their journals.

use case::{BusinessType, CaseContent, CaseState as State, Role};
use store::{Account, CaseId, KeyJob as Job, NewKeyJob, Tx};
use token::KeyStep;

use super::paper::documents_of;
use super::pin_letter;
use crate::api::*;
use crate::key_plan::{Mode, Plan, sealed};
use crate::view::{Seen, case_row};
use crate::{Desk, training};

/// Cases waiting at the key desk.
pub fn queue(desk: &Desk, _: Nothing) -> Result<KeyQueue, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let mut cases = Vec::new();
            for row in tx.cases_in(&[State::Approved, State::AtCa], 500)? {
                let mut line = case_row(desk, tx, &open.account, &row)?;
                for job in tx.jobs_of_case(row.id)? {
                    let plan = Plan::load(tx, job)?;
                    if let Some(next) = plan.next() {
                        line.note = format!("下一步：{}", next.name());
                        break;
                    }
                }
                cases.push(line);
            }
            Ok(KeyQueue { cases })
        })
    })
}

/// Whether this account may work on the case's keys.
pub(super) fn may_work(seen: &Seen<'_>) -> Gate {
    let business = seen.row.content.business;
    match seen.row.state {
        State::Approved | State::AtCa if !seen.account.roles.has(Role::KeyClerk) => {
            Gate::closed("只有制证员可以制证")
        }
        State::Approved | State::AtCa if business.needs_key_desk() => Gate::open(),
        State::Approved | State::AtCa => Gate::closed(format!(
            "“{}”不在制证台办理，请按 CA 的流程报送",
            business.chinese()
        )),
        state => Gate::closed(format!("受理件现为“{}”，复核通过后才能制证", state.chinese())),
    }
}

/// The jobs of a case, made on first sight: one per certificate with those that belong to it (副证, 副锁), or one per key
/// to unlock.
pub(super) fn jobs(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Job>, Refusal> {
    let there = tx.jobs_of_case(seen.row.id)?;
    if !there.is_empty() || !may_work(seen).open {
        return Ok(there);
    }
    let content = &seen.row.content;
    let employees = content.kind == case::CertKind::OrgEmployee && !content.employees.is_empty();
    let state = if content.business == BusinessType::Unlock {
        Mode::Unlock.word()
    } else {
        ""
    };
    // What was typed is a number by now: without one the case had no fee and was never approved.
    let further = seen.project.sub_count(content).unwrap_or_default();
    for at in 0..content.certificates() + further {
        let new = NewKeyJob {
            case_id: seen.row.id,
            subject_index: employees.then_some(at),
            kind: content.business.word().to_owned(),
            state: state.to_owned(),
        };
        tx.add_key_job(&new, desk.utc())?;
    }
    Ok(tx.jobs_of_case(seen.row.id)?)
}

/// A case at the key desk.
pub fn desk(desk: &Desk, args: ById) -> Result<KeyDesk, Refusal> {
    desk.write(None, |tx, me| view(desk, tx, me, args.id))
}

fn view(desk: &Desk, tx: &mut Tx<'_>, me: &Account, id: u32) -> Result<KeyDesk, Refusal> {
    let seen = Seen::load(desk, tx, me, id)?;
    let gate = may_work(&seen);
    let mut lines = Vec::new();
    let all = jobs(desk, tx, &seen)?;
    for job in all.clone() {
        let link = link(&seen, &all, &job);
        let mut line = job_line(desk, tx, &seen, &gate, job)?;
        line.link = link;
        lines.push(line);
    }
    Ok(KeyDesk {
        case: seen.view(tx)?,
        jobs: lines,
        documents: documents_of(desk, tx, seen.row.id)?,
        may_work: gate,
        training_ca: training::is_training(&desk.config.store_dir),
    })
}

/// How a further key of a case hangs on the first: 副证 and 副锁 carry the same holder and are handed over together.
pub(super) fn link(seen: &Seen<'_>, all: &[Job], job: &Job) -> Option<String> {
    let main = seen.content().certificates() as usize;
    let at = all.iter().position(|one| one.id == job.id)?;
    let serial = all.first().and_then(|first| first.token_serial.as_deref());
    let of = serial
        .map(|serial| format!("，主锁 …{}", tail(serial)))
        .unwrap_or_default();
    (at >= main).then(|| format!("副锁 {}{of}", at - main + 1))
}

/// The last four characters of a serial number, by which people tell keys apart.
fn tail(serial: &str) -> &str {
    serial
        .char_indices()
        .rev()
        .nth(3)
        .map_or(serial, |(at, _)| &serial[at..])
}

pub(super) fn holder(content: &CaseContent, job: &Job) -> String {
    let employee = job
        .subject_index
        .and_then(|at| content.employees.get(at as usize));
    employee
        .and_then(|e| e.get("user_name"))
        .map_or_else(|| content.title().to_owned(), Clone::clone)
}

fn job_line(desk: &Desk, tx: &Tx<'_>, seen: &Seen<'_>, gate: &Gate, job: Job) -> Result<KeyJob, Refusal> {
    let plan = Plan::load(tx, job)?;
    let next = plan.next();
    let waits_for_file = next == Some(KeyStep::Import);
    let may_go_on = match next {
        None => Gate::closed("本把已办完"),
        Some(_) if !gate.open => gate.clone(),
        Some(KeyStep::Import) => Gate::closed("等 CA 回包；收到后拖入或选取证书文件"),
        Some(_) => Gate::open(),
    };
    let wants_own_pin = plan.mode == Mode::SameKey
        && matches!(
            next,
            Some(
                KeyStep::GenerateKeyPair
                    | KeyStep::Request
                    | KeyStep::WriteCertificate
                    | KeyStep::Prove
                    | KeyStep::ImportEncryptionKey
                    | KeyStep::WriteEncryptionCertificate
                    | KeyStep::ProveEncryption
            )
        );
    let setting_pin = plan.mode == Mode::Unlock && next == Some(KeyStep::SetUserPin);
    let so_known = match &plan.job.token_serial {
        Some(serial) => tx.secret(&sealed::so_pin(serial))?.is_some(),
        None => true,
    };
    Ok(KeyJob {
        id: plan.job.id.0,
        holder: holder(seen.content(), &plan.job),
        link: None,
        serial: plan.job.token_serial.clone(),
        steps: plan.lines(seen),
        next: next.map(|s| s.code().to_owned()),
        next_word: next.map_or_else(|| "已办完".to_owned(), |s| format!("下一步：{}", s.name())),
        may_go_on,
        waits_for_file,
        asks_new_pin: setting_pin
            || (plan.mode == Mode::Unlock
                && next == Some(KeyStep::ProveUnlock)
                && desk.pins.get(plan.job.id.0).is_none()),
        asks_pin: wants_own_pin && desk.pins.get(plan.job.id.0).is_none(),
        asks_so_pin: !so_known
            && match plan.mode {
                Mode::Unlock => next.is_some_and(|step| step != KeyStep::MatchSerial),
                // A key that is wiped by decision is asked for the SO PIN that it has now.
                Mode::Fresh => next == Some(KeyStep::Initialise) && is_wiped(tx, &plan.job)?,
                Mode::SameKey => false,
            },
        letters: pin_letter::times(tx, &plan.job)?,
        done: next.is_none(),
    })
}

/// Whether it was decided that the key of a job is wiped for it.
fn is_wiped(tx: &Tx<'_>, job: &Job) -> Result<bool, Refusal> {
    Ok(match &job.token_serial {
        Some(serial) => tx.key_decision(serial, job.case_id)?.is_some(),
        None => false,
    })
}

pub(super) fn went(desk: &Desk, case: CaseId, message: &str) -> Result<KeyWent, Refusal> {
    Ok(KeyWent {
        desk: self::desk(desk, ById { id: case.0 })?,
        message: message.to_owned(),
        pin_once: None,
        file: None,
        findings: Vec::new(),
    })
}
