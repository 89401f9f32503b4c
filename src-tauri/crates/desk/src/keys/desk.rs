//! The key desk as the key clerk sees it: the queue, and the jobs of a case with their journals.

use case::{CaseContent, CaseState as State};
use store::{Account, CaseId, KeyJob as Job, Tx};
use token::KeyStep;

use crate::case_view::api::Kept;
use crate::case_view::row::case_row;
use crate::casework::seen::{Seen, asked_for};
use crate::counter::desk::Desk;
use crate::counter::practice;
use crate::keys::api::{KeyDesk, KeyJob, KeyQueue, KeyWent};
use crate::keys::exchange::term;
use crate::keys::jobs::{business_of, holder, link, make_jobs, may_work, wants_jobs};
use crate::keys::letters;
use crate::keys::place::elsewhere;
use crate::keys::plan::{Mode, Plan, sealed};
use crate::paper::documents::documents_of;
use crate::rim::api::{ById, Gate, Nothing, Refusal};

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

/// A case at the key desk.
pub fn desk(desk: &Desk, args: ById) -> Result<KeyDesk, Refusal> {
    let without = desk.look(|tx, me| wants_jobs(&Seen::load(desk, tx, me, args.id)?, tx))?;
    if without {
        make_jobs(desk, None, &[CaseId(args.id)])?;
    }
    desk.look(|tx, me| view(desk, tx, me, args.id))
}

fn view(desk: &Desk, tx: &Tx<'_>, me: &Account, id: u32) -> Result<KeyDesk, Refusal> {
    let seen = Seen::load(desk, tx, me, id)?;
    desk.shown.tell(&seen.row);
    let gate = may_work(&seen, tx)?;
    let mut lines = Vec::new();
    let all = tx.jobs_of_case(seen.row.id)?;
    for job in all.clone() {
        let link = link(&seen, &all, &job);
        let mut line = job_line(desk, tx, &seen, &gate, job)?;
        line.link = link;
        lines.push(line);
    }
    Ok(KeyDesk {
        case: seen.view(tx)?,
        jobs: lines,
        documents: documents_of(desk, tx, me, seen.row.id)?,
        may_work: gate,
        training_ca: practice::is_training(&desk.config.store_dir),
    })
}

fn job_line(desk: &Desk, tx: &Tx<'_>, seen: &Seen<'_>, gate: &Gate, job: Job) -> Result<KeyJob, Refusal> {
    let plan = Plan::load(tx, job)?;
    let next = plan.next();
    let waits_for_file = next == Some(KeyStep::Import);
    let term_to_confirm = term::to_confirm(seen, tx, &plan)?;
    let other = elsewhere::elsewhere(seen, tx, &plan)?;
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
        Some(serial) => tx.has_secret_of_two(&sealed::so_pin(serial))?,
        None => true,
    };
    let needs_so_pin = match plan.mode {
        Mode::Unlock => next.is_some_and(|step| step != KeyStep::MatchSerial),
        // A key that is wiped by decision is asked for the SO PIN that it has now.
        Mode::Fresh => next == Some(KeyStep::Initialise) && is_wiped(tx, &plan.job)?,
        Mode::SameKey => false,
    };
    let asks_beside = match &plan.job.token_serial {
        Some(serial) if needs_so_pin => tx.wants_another_for(&sealed::so_pin(serial))?,
        _ => false,
    };
    let may_go_on = match next {
        None => Gate::closed("本把已办完"),
        Some(_) if !gate.open => gate.clone(),
        Some(_) if let Some(other) = &other => Gate::closed(elsewhere::words(other)),
        Some(_) if term_to_confirm.is_some() => Gate::closed("证书有效期还没有核对确认"),
        Some(_) if asks_beside => Gate::closed("管理员口令由两人共同封存，请另一位同事在旁输入口令"),
        Some(KeyStep::Import) => Gate::closed("等 CA 回包；收到后拖入或选取证书文件"),
        Some(_) => Gate::open(),
    };
    Ok(KeyJob {
        id: plan.job.id.0,
        holder: holder(seen.content(), &plan.job),
        business: business_of(seen, &plan.job),
        what: asked_for(
            seen.project,
            &CaseContent {
                count: 1,
                ..seen.content().part_of(plan.job.row())
            },
        ),
        link: None,
        serial: plan.job.token_serial.clone(),
        steps: plan.lines(seen),
        next: next.map(Into::into),
        next_word: next.map_or_else(|| "已办完".to_owned(), |s| format!("下一步：{}", s.name())),
        may_go_on,
        waits_for_file,
        asks_new_pin: setting_pin
            || (plan.mode == Mode::Unlock
                && next == Some(KeyStep::ProveUnlock)
                && desk.pins.get(plan.job.id.0).is_none()),
        asks_pin: wants_own_pin && desk.pins.get(plan.job.id.0).is_none(),
        asks_so_pin: !so_known && needs_so_pin,
        asks_beside,
        term_to_confirm,
        letters: letters::times(tx, &plan.job)?,
        elsewhere: other,
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

pub(crate) fn went(desk: &Desk, case: CaseId, message: &str) -> Result<KeyWent, Refusal> {
    Ok(KeyWent {
        desk: self::desk(desk, ById { id: case.0 })?,
        message: message.to_owned(),
        kept: Kept::Books,
        pin_once: None,
        file: None,
        findings: Vec::new(),
    })
}
