//! One step of a key job at a time: which key, which secrets, recorded before and after.
//!
//! The work on the key itself is in `key_work`; nothing of the store is locked while it goes on.

use case::{BusinessType, Role};
use store::{Account, AuditAction, AuditEntry, CaseId, KeyJob as Job, KeyJobId, StepPhase, Tx};
use token::{Algorithm, KeyId, KeyStep, TokenInfo, Wipe};

use crate::case_view::api::Kept;
use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::devices;
use crate::keys::api::{KeyGo, KeyWent};
use crate::keys::desk::went;
use crate::keys::ending::{self, at_the_window};
use crate::keys::exchange::outgoing::export;
use crate::keys::exchange::term;
use crate::keys::jobs::{business_of, may_work, subject_of};
use crate::keys::journal::{numbered, record};
use crate::keys::place::elsewhere;
use crate::keys::plan::{Mode, Plan, TERM_SEEN};
use crate::keys::presence::{decided, survey};
use crate::keys::secrets::{Due, Secrets};
use crate::keys::stock::books;
use crate::keys::whose::{Whose, of_another, whose_key};
use crate::keys::work::at_hand::{self, Work};
use crate::keys::work::recovered::{RecoveredKey, check_takes_a_recovered_key};
use crate::keys::work::refusing::wrong_key;
use crate::keys::work::taking;
use crate::rim::api::{ById, Refusal};
use crate::rim::hex::hex;
use crate::rim::random;
use crate::rim::secret::SecretText;

/// Takes the next step of a key job. The step named must be the one that is next, so that nothing is done unseen.
pub fn go(desk: &Desk, args: KeyGo) -> Result<KeyWent, Refusal> {
    let job_id = KeyJobId(args.job_id);
    let (case, step, mode) = desk.write(Some(Role::KeyClerk), |tx, me| {
        let (seen, plan) = workable(desk, tx, me, job_id)?;
        let next = plan
            .next()
            .ok_or_else(|| Refusal::new("key-job-done", "本把已办完", "请办下一把或交付"))?;
        if args.step != Some(next.into()) {
            return Err(Refusal::new(
                "step-not-next",
                format!("下一步是“{}”", next.name()),
                "请刷新（F5）后按屏幕上的下一步办",
            ));
        }
        elsewhere::require_here(&seen, tx, &plan)?;
        if let Some(words) = term::to_confirm(&seen, tx, &plan)? {
            return Err(Refusal::new(
                "term-not-confirmed",
                words,
                "核对后请先确认有效期，再写入",
            ));
        }
        Ok((seen.row.id, next, plan.mode))
    })?;
    match step {
        KeyStep::Export => export(desk, case, job_id),
        KeyStep::Import => Err(Refusal::new(
            "answer-needed",
            "等 CA 回包",
            "收到证书文件后拖入或选取",
        )),
        KeyStep::MatchSerial => match_serial(desk, &args, case, job_id),
        _ => on_key(desk, &args, case, job_id, step, mode),
    }
}

/// A job with its case, when it may be worked on. Errors: `key-desk-closed`, those of the books.
fn workable<'a>(
    desk: &'a Desk,
    tx: &Tx<'_>,
    me: &'a Account,
    job: KeyJobId,
) -> Result<(Seen<'a>, Plan), Refusal> {
    let plan = Plan::load(tx, tx.key_job(job)?)?;
    let seen = Seen::load(desk, tx, me, plan.job.case_id.0)?;
    let gate = may_work(&seen, tx)?;
    match gate.open {
        true => Ok((seen, plan)),
        false => Err(Refusal::new("key-desk-closed", gate.reason, "请先完成复核")),
    }
}

/// The key clerk has looked at the term of the certificate that came, and it may be written. Errors: `term-as-asked`
/// where there is nothing to confirm, those of the gate.
pub fn confirm_term(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    let case = desk.write(Some(Role::KeyClerk), |tx, me| {
        let (seen, plan) = workable(desk, tx, me, KeyJobId(args.id))?;
        let words = term::to_confirm(&seen, tx, &plan)?.ok_or_else(|| {
            Refusal::new(
                "term-as-asked",
                "这一把没有要确认的有效期",
                "请刷新（F5）后按下一步办",
            )
        })?;
        let (job, serial) = (&plan.job, plan.job.token_serial.as_deref());
        tx.add_key_step(job.id, TERM_SEEN, StepPhase::Done, serial, &words, desk.utc())?;
        let said = format!("已核对确认证书有效期：{words}");
        tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::KeyStep, said).case(job.case_id))?;
        Ok(seen.row.id)
    })?;
    went(desk, case, "有效期已核对确认，可以写入证书")
}

fn plugged(desk: &Desk) -> Result<(std::sync::Arc<token::Workers>, Vec<TokenInfo>), Refusal> {
    let devices = devices::current(desk)?;
    let workers = desk.workers(&devices.modules);
    let survey = survey(desk, &workers);
    if survey.tokens.is_empty()
        && let Some(failure) = survey.failures.into_iter().next()
    {
        return Err(failure.into());
    }
    Ok((workers, survey.tokens))
}

fn match_serial(desk: &Desk, args: &KeyGo, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
    let (workers, tokens) = plugged(desk)?;
    let token = at_hand::choose(&tokens, &args.serial)?;
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let mut job = tx.key_job(job_id)?;
        let seen = Seen::load(desk, tx, me, case.0)?;
        if seen.content().business == BusinessType::KeyRecovery {
            check_takes_a_recovered_key(seen.project, workers.profile_of(&token))?;
        }
        let mode = mode_for(tx, &seen, &job, &token)?;
        let words = match mode {
            Mode::Fresh => {
                let stock = books::check(tx, &token.serial)?;
                match decided(tx, case, &token)? {
                    Some(_) => format!("UKey {} 已决定清空改用，可以初始化{stock}", token.serial),
                    None => format!("空白 UKey{}，可以初始化{stock}", numbered(&token.serial)),
                }
            }
            Mode::SameKey => format!("本单位的 UKey {}，原证书保留到新证书验证之后", token.serial),
            Mode::Unlock => format!("本单位的 UKey {}，可以解锁", token.serial),
        };
        job.token_serial = Some(token.serial.clone());
        job.state = mode.word().to_owned();
        tx.save_key_job(&job, desk.utc())?;
        if mode != Mode::Fresh {
            at_the_window(tx, &seen, &job)?;
        }
        record(desk, tx, me, &job, KeyStep::MatchSerial, StepPhase::Done, &words)
    })?;
    went(desk, case, "序列号已与受理件对上")
}

/// How a job may use the plugged-in key, or why not.
fn mode_for(tx: &Tx<'_>, seen: &Seen<'_>, job: &Job, token: &TokenInfo) -> Result<Mode, Refusal> {
    let taken = tx
        .jobs_by_token(&token.serial)?
        .into_iter()
        .any(|j| j.id != job.id && j.case_id == seen.row.id);
    if taken {
        return Err(wrong_key(
            "key-taken",
            "这把 UKey 已用于本案的另一张证书",
            "请换一把 UKey",
        ));
    }
    let (whose, blank) = (whose_key(tx, seen, job, token)?, token.is_blank());
    let may_wipe = blank || decided(tx, seen.row.id, token)?.is_some();
    match (business_of(seen, job), whose) {
        (BusinessType::Unlock, Whose::Own) => Ok(Mode::Unlock),
        (BusinessType::Unlock, Whose::Another(name)) => Err(of_another(seen, job, &name)),
        (BusinessType::Unlock, Whose::Unknown) => Err(wrong_key(
            "key-not-of-case",
            "这把 UKey 不是本案单位的",
            "请核对序列号，插入申请解锁的那一把；别的 UKey 不会被改动",
        )),
        (BusinessType::Renew | BusinessType::Change | BusinessType::KeyRecovery, Whose::Own) if !blank => {
            Ok(Mode::SameKey)
        }
        _ if may_wipe => Ok(Mode::Fresh),
        (BusinessType::Renew | BusinessType::Change | BusinessType::KeyRecovery, Whose::Another(name)) => {
            Err(of_another(seen, job, &name))
        }
        _ => Err(wrong_key(
            "key-foreign",
            "这把 UKey 上已有密钥或证书",
            "请换一把空白 UKey；续期和变更请插入本单位原来的 UKey。确要清空改用的，须先写明理由并由复核员在旁同意",
        )),
    }
}

/// The job's label on the key: case number and running number, ASCII, 32 characters at most (PKCS #11 §3.2).
fn label_of(seen: &Seen<'_>, job: &Job) -> String {
    let label = match job.subject_index {
        Some(at) => format!("{}.{}", seen.row.number, at + 1),
        None => format!("{}-{}", seen.row.number, job.id),
    };
    label.chars().take(32).collect()
}

/// A step that works on the key: recorded before, done outside any transaction, recorded after.
fn on_key(
    desk: &Desk,
    args: &KeyGo,
    case: CaseId,
    job_id: KeyJobId,
    step: KeyStep,
    mode: Mode,
) -> Result<KeyWent, Refusal> {
    let (workers, tokens) = plugged(desk)?;
    let (work, drawn) = desk.write(Some(Role::KeyClerk), |tx, me| {
        prepare(desk, tx, me, args, job_id, step, mode, &workers, &tokens)
    })?;
    let outcome = taking::take(step, &work);
    drop(work);
    let finished = ending::put_down(
        desk,
        case,
        job_id,
        step,
        &outcome,
        !args.so_pin.expose().is_empty(),
    );
    let left = outcome.inspect_err(|refused| {
        // A PIN that was refused is asked for again, never tried twice.
        if refused.code.contains("pin") {
            desk.pins.forget(job_id.0);
        }
    })?;
    let kept = finished?;
    let words = match kept {
        Kept::Books => format!("{}：{}", step.name(), left.detail),
        Kept::Spool => format!(
            "{}：{}。大厅服务器还没有收下，这一步已暂存在本窗口，连上后自动交入，不用重做",
            step.name(),
            left.detail
        ),
    };
    let mut went = went(desk, case, &words)?;
    went.kept = kept;
    went.pin_once = drawn.map(Into::into);
    if went.desk.jobs.iter().any(|j| j.id == job_id.0 && j.done) {
        desk.pins.forget(job_id.0);
    }
    Ok(went)
}

/// Reads what the step needs, draws secrets where they are due, records that the step begins.
#[allow(clippy::too_many_arguments)]
fn prepare<'w>(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    args: &KeyGo,
    job_id: KeyJobId,
    step: KeyStep,
    mode: Mode,
    workers: &'w token::Workers,
    tokens: &[TokenInfo],
) -> Result<(Work<'w>, Option<SecretText>), Refusal> {
    let mut job = tx.key_job(job_id)?;
    let seen = Seen::load(desk, tx, me, job.case_id.0)?;
    let label = label_of(&seen, &job);
    let serial = job.token_serial.clone().unwrap_or_default();
    let there = tokens
        .iter()
        .find(|t| t.serial == serial || (step == KeyStep::Initialise && t.label == label));
    let Some(token) = there else {
        return Err(wrong_key(
            "key-not-plugged-in",
            &format!("没有插本案的 UKey（序列号 {serial}）"),
            "请插回同一把 UKey 再继续；别的 UKey 不会被改动",
        ));
    };
    let key_id = match &job.key_id {
        Some(id) => KeyId::from_hex(id)?,
        None => {
            let mut bytes = [0_u8; 20];
            random::random(&mut bytes)?;
            job.key_id = Some(hex(&bytes));
            KeyId::new(&bytes)?
        }
    };
    let wipe = match decided(tx, seen.row.id, token)? {
        Some(_) => Wipe::Allow,
        None => Wipe::Refuse,
    };
    let due = Due {
        desk,
        args,
        job: &job,
        step,
        mode,
        token,
        profile: workers.profile_of(token),
        initial: seen.project.pin_policy().initial.as_deref(),
        wipe,
    };
    let Secrets { pin, so_pin, drawn } = due.secrets(tx)?;
    let certificate = job.cert.map(|id| tx.attachment_bytes(id)).transpose()?;
    let recovered = match (tx.recovered_key(job.id)?, &certificate) {
        (Some(kept), Some(signing)) => Some(RecoveredKey::read(
            &tx.attachment_bytes(kept.certificate)?,
            &tx.attachment_bytes(kept.envelope)?,
            signing,
        )?),
        _ => None,
    };
    tx.save_key_job(&job, desk.utc())?;
    record(desk, tx, me, &job, step, StepPhase::Started, "")?;
    let algorithm = match seen.project.algorithm() {
        case::Algorithm::P256 => Algorithm::P256,
        case::Algorithm::Rsa2048 => Algorithm::Rsa2048,
    };
    let subject = subject_of(&seen, &job);
    Ok((
        Work {
            workers,
            serial,
            label,
            key_id,
            algorithm,
            pin,
            so_pin,
            subject,
            certificate,
            recovered,
            wipe,
        },
        drawn,
    ))
}
