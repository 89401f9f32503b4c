//! The key desk as the key clerk sees it: the queue, what is plugged in, the jobs of a case with their journals.

use case::{BusinessType, CaseContent, CaseState as State, Role};
use store::{Account, CaseId, KeyJob as Job, NewKeyJob, Tx};
use token::{KeyStep, Presence, TokenInfo};

use super::paper::documents_of;
use super::settings;
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

/// What is plugged in, told apart for the case on screen.
pub fn tokens(desk: &Desk, args: ById) -> Result<Tokens, Refusal> {
    let devices = settings::current(desk)?;
    let survey = desk.workers(&devices.modules).survey();
    let presence = Presence::judge(&survey, |_| true);
    let lines = desk.read(|open| {
        open.store.read(|tx| {
            survey
                .tokens
                .iter()
                .map(|t| token_line(tx, t, args.id))
                .collect::<Result<Vec<_>, Refusal>>()
        })
    })?;
    let (state, word, remedy) = match (lines.len(), &presence) {
        (0, Presence::NoModule | Presence::ModuleFails(_)) => {
            ("no_module", presence.word().to_owned(), presence.remedy())
        }
        (0, _) => (
            "no_token",
            "没有插 UKey".to_owned(),
            "请插入本案的 UKey，或一把空白 UKey".to_owned(),
        ),
        (1, _) => ("one", "已插 1 把".to_owned(), String::new()),
        (n, _) => (
            "several",
            format!("插了 {n} 把，请选定一把"),
            "请选定一把，或拔下不用的".to_owned(),
        ),
    };
    Ok(Tokens {
        state: state.to_owned(),
        word,
        remedy,
        tokens: lines,
    })
}

fn token_line(tx: &Tx<'_>, token: &TokenInfo, case: u32) -> Result<TokenLine, Refusal> {
    let jobs = tx.jobs_by_token(&token.serial)?;
    let here = jobs.iter().map(|j| j.case_id).find(|id| id.0 == case && case > 0);
    let owner = here.or_else(|| jobs.iter().map(|j| j.case_id).max());
    let number = owner.map(|id| tx.case(id)).transpose()?.map(|row| row.number);
    let (presence, word) = match (owner, token.is_blank()) {
        (Some(_), _) if here.is_some() => ("this_case", "本案 UKey"),
        (Some(_), _) => ("ours", "他案 UKey"),
        (None, true) => ("blank", "空白 UKey"),
        (None, false) => ("foreign", "外来 UKey"),
    };
    let certificates = token
        .certificates
        .iter()
        .map(|c| match pki::Certificate::from_der(&c.der) {
            Ok(c) => format!(
                "{}，有效期至 {}",
                c.subject().common_name,
                c.not_after().format("%Y-%m-%d")
            ),
            Err(_) => "一张读不懂的证书".to_owned(),
        });
    Ok(TokenLine {
        serial: token.serial.clone(),
        label: token.label.clone(),
        model: format!("{} {}", token.manufacturer, token.model)
            .trim()
            .to_owned(),
        module: token.module.clone(),
        presence: presence.to_owned(),
        word: word.to_owned(),
        pin_word: match token.tries_left {
            Some(n) => format!("{}，余 {n} 次", token.user_pin.word()),
            None => token.user_pin.word().to_owned(),
        },
        pin_tries: token.tries_left.map(u32::from),
        certificates: certificates.collect(),
        case_number: number,
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
fn jobs(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Job>, Refusal> {
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
    for job in jobs(desk, tx, &seen)? {
        lines.push(job_line(desk, tx, &seen, &gate, job)?);
    }
    Ok(KeyDesk {
        case: seen.view(tx)?,
        jobs: lines,
        documents: documents_of(desk, tx, seen.row.id)?,
        may_work: gate,
        training_ca: training::is_training(&desk.config.store_dir),
    })
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
            Some(KeyStep::GenerateKeyPair | KeyStep::Request | KeyStep::WriteCertificate | KeyStep::Prove)
        );
    let setting_pin = plan.mode == Mode::Unlock && next == Some(KeyStep::SetUserPin);
    let so_known = match &plan.job.token_serial {
        Some(serial) => tx.secret(&sealed::so_pin(serial))?.is_some(),
        None => true,
    };
    Ok(KeyJob {
        id: plan.job.id.0,
        holder: holder(seen.content(), &plan.job),
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
        asks_so_pin: plan.mode == Mode::Unlock
            && !so_known
            && next != Some(KeyStep::MatchSerial)
            && next.is_some(),
        done: next.is_none(),
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
