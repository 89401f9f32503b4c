//! The key desk: what is plugged in, the jobs of a case, one step at a time, the exchange with the CA.

use case::{BusinessType, CaseContent, CaseState as State, Role, Step};
use pki::exchange::{Incoming, Limits, PackageMeta, RequestItem};
use pki::{CounterKey, Expected, Subject};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::{
    Account, AuditEntry, CaseId, Direction, KeyJob as Job, KeyJobId, NewCertificate, NewExchange, NewKeyJob,
    StepPhase, Tx,
};
use token::{Algorithm, KeyId, KeyStep, Presence, TokenInfo};

use super::paper::documents_of;
use super::settings::{self, hex};
use crate::api::*;
use crate::key_plan::{Mode, Plan, sealed};
use crate::key_work::{self, Left, Work, wrong_key};
use crate::places::{free_name, write_whole};
use crate::view::{Seen, case_row};
use crate::{Desk, refusal, training};

/// Digits of a drawn PIN and of a drawn SO PIN.
const PIN_DIGITS: usize = 8;
const SO_PIN_DIGITS: usize = 16;
const COUNTER_KEY: &str = "counter-key";

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
    let devices = desk.read(|open| open.store.read(|tx| settings::devices(tx)))?;
    let survey = desk.workers(&devices.modules).survey();
    let presence = Presence::judge(&survey, |_| true);
    let lines = desk.read(|open| {
        open.store.read(|tx| {
            survey
                .tokens
                .iter()
                .filter(|t| !is_spare(t, &survey.tokens))
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

/// SoftHSM always shows one more free slot; beside an initialised token it is no key that somebody plugged in.
fn is_spare(_: &TokenInfo, _: &[TokenInfo]) -> bool {
    false
}

fn token_line(tx: &Tx<'_>, token: &TokenInfo, case: u32) -> Result<TokenLine, Refusal> {
    let jobs = tx.jobs_by_token(&token.serial)?;
    let owner = jobs.iter().map(|j| j.case_id).next_back();
    let number = owner.map(|id| tx.case(id)).transpose()?.map(|row| row.number);
    let (presence, word) = match (owner, token.is_blank()) {
        (Some(id), _) if id.0 == case && case > 0 => ("this_case", "本案 UKey"),
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
fn may_work(seen: &Seen<'_>) -> Gate {
    let business = seen.row.content.business;
    match seen.row.state {
        State::Approved | State::AtCa if !seen.account.roles.has(Role::KeyClerk) => {
            Gate::closed("只有制证员可以制证")
        }
        State::Approved | State::AtCa
            if business.writes_certificate() || business == BusinessType::Unlock =>
        {
            Gate::open()
        }
        State::Approved | State::AtCa => Gate::closed(format!(
            "“{}”不在制证台办理，请按 CA 的流程报送",
            business.chinese()
        )),
        state => Gate::closed(format!("受理件现为“{}”，复核通过后才能制证", state.chinese())),
    }
}

/// The jobs of a case, made on first sight: one per certificate, or one per key to unlock.
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
    for at in 0..content.certificates() {
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

fn holder(content: &CaseContent, job: &Job) -> String {
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

/// Whether a key belongs to the case's unit: by our own books, or by the certificate on it.
fn belongs(tx: &Tx<'_>, content: &CaseContent, token: &TokenInfo) -> Result<bool, Refusal> {
    let uscc = content.field("uscc");
    for job in tx.jobs_by_token(&token.serial)? {
        let other = tx.case(job.case_id)?;
        if uscc.is_some() && other.content.field("uscc") == uscc {
            return Ok(true);
        }
    }
    let unit = content.field("unit_name");
    let subjects = token
        .certificates
        .iter()
        .filter_map(|c| pki::Certificate::from_der(&c.der).ok());
    Ok(subjects.into_iter().any(|c| {
        let subject = c.subject();
        let same_unit = unit.is_some()
            && (subject.organisation.as_deref() == unit || Some(subject.common_name.as_str()) == unit);
        let same_code = uscc.is_some() && subject.serial_number.as_deref() == uscc;
        same_unit || same_code
    }))
}

/// How a job may use the plugged-in key, or why not.
fn mode_for(tx: &Tx<'_>, seen: &Seen<'_>, job: &Job, token: &TokenInfo) -> Result<Mode, Refusal> {
    let content = seen.content();
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
    let (own, blank) = (belongs(tx, content, token)?, token.is_blank());
    match content.business {
        BusinessType::Unlock if own => Ok(Mode::Unlock),
        BusinessType::Unlock => Err(wrong_key(
            "key-not-of-case",
            "这把 UKey 不是本案单位的",
            "请核对序列号，插入申请解锁的那一把；别的 UKey 不会被改动",
        )),
        BusinessType::Renew | BusinessType::Change if own && !blank => Ok(Mode::SameKey),
        _ if blank => Ok(Mode::Fresh),
        _ => Err(wrong_key(
            "key-foreign",
            "这把 UKey 上已有密钥或证书",
            "请换一把空白 UKey；续期和变更请插入本单位原来的 UKey",
        )),
    }
}

fn subject_of(seen: &Seen<'_>, job: &Job) -> Subject {
    let employee = job.subject_index.map(|at| at as usize);
    let mut subject = Subject::named("");
    for (attribute, value) in seen.project.subject(seen.content(), employee) {
        match attribute.as_str() {
            "CN" => subject.common_name = value,
            "O" => subject.organisation = Some(value),
            "OU" => subject.organisational_unit = Some(value),
            "C" => subject.country = Some(value),
            "ST" => subject.province = Some(value),
            "L" => subject.locality = Some(value),
            "serialNumber" => subject.serial_number = Some(value),
            "E" => subject.email = Some(value),
            _ => {}
        }
    }
    subject
}

/// The job's label on the key: case number and running number, ASCII, 32 characters at most (PKCS #11 §3.2).
fn label_of(seen: &Seen<'_>, job: &Job) -> String {
    let label = match job.subject_index {
        Some(at) => format!("{}.{}", seen.row.number, at + 1),
        None => format!("{}-{}", seen.row.number, job.id),
    };
    label.chars().take(32).collect()
}

/// Takes the next step of a key job. The step named must be the one that is next, so that nothing is done unseen.
pub fn go(desk: &Desk, args: KeyGo) -> Result<KeyWent, Refusal> {
    let job_id = KeyJobId(args.job_id);
    let (case, step, mode) = desk.write(Some(Role::KeyClerk), |tx, me| {
        let job = tx.key_job(job_id)?;
        let seen = Seen::load(desk, tx, me, job.case_id.0)?;
        let gate = may_work(&seen);
        if !gate.open {
            return Err(Refusal::new("key-desk-closed", gate.reason, "请先完成复核"));
        }
        let plan = Plan::load(tx, job)?;
        let next = plan
            .next()
            .ok_or_else(|| Refusal::new("key-job-done", "本把已办完", "请办下一把或交付"))?;
        if next.code() != args.step {
            return Err(Refusal::new(
                "step-not-next",
                format!("下一步是“{}”", next.name()),
                "请刷新（F5）后按屏幕上的下一步办",
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

fn survey(desk: &Desk) -> Result<(std::sync::Arc<token::Workers>, Vec<TokenInfo>), Refusal> {
    let devices = desk.read(|open| open.store.read(|tx| settings::devices(tx)))?;
    let workers = desk.workers(&devices.modules);
    let survey = workers.survey();
    if survey.tokens.is_empty() {
        if let Some(failure) = survey.failures.into_iter().next() {
            return Err(failure.into());
        }
    }
    Ok((workers, survey.tokens))
}

fn match_serial(desk: &Desk, args: &KeyGo, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
    let (_, tokens) = survey(desk)?;
    let token = key_work::choose(&tokens, &args.serial)?;
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let mut job = tx.key_job(job_id)?;
        let seen = Seen::load(desk, tx, me, case.0)?;
        let mode = mode_for(tx, &seen, &job, &token)?;
        let words = match mode {
            Mode::Fresh => format!("空白 UKey {}，可以初始化", token.serial),
            Mode::SameKey => format!("本单位的 UKey {}，原证书保留到新证书验证之后", token.serial),
            Mode::Unlock => format!("本单位的 UKey {}，可以解锁", token.serial),
        };
        job.token_serial = Some(token.serial.clone());
        job.state = mode.word().to_owned();
        tx.save_key_job(&job, desk.utc())?;
        record(desk, tx, me, &job, KeyStep::MatchSerial, StepPhase::Done, &words)
    })?;
    went(desk, case, "序列号已与受理件对上")
}

/// One line of the journal, and of the audit when a step has ended.
fn record(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    job: &Job,
    step: KeyStep,
    phase: StepPhase,
    words: &str,
) -> Result<(), Refusal> {
    let serial = job.token_serial.as_deref();
    tx.add_key_step(job.id, step.code(), phase, serial, words, desk.utc())?;
    if phase == StepPhase::Started {
        return Ok(());
    }
    let end = if phase == StepPhase::Done {
        ""
    } else {
        "没有成功"
    };
    let key = serial.map(|s| format!("（UKey {s}）")).unwrap_or_default();
    let sentence = format!("制证 {}{end}{key}：{words}", step.name());
    tx.audit(&AuditEntry::new(desk.utc(), me, "key-step", sentence).case(job.case_id))?;
    Ok(())
}

fn went(desk: &Desk, case: CaseId, message: &str) -> Result<KeyWent, Refusal> {
    Ok(KeyWent {
        desk: self::desk(desk, ById { id: case.0 })?,
        message: message.to_owned(),
        pin_once: None,
        file: None,
        findings: Vec::new(),
    })
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
    let (workers, tokens) = survey(desk)?;
    let (work, drawn) = desk.write(Some(Role::KeyClerk), |tx, me| {
        prepare(desk, tx, me, args, job_id, step, mode, &workers, &tokens)
    })?;
    let outcome = key_work::take(step, &work);
    drop(work);
    let finished = desk.write(Some(Role::KeyClerk), |tx, me| {
        let job = tx.key_job(job_id)?;
        match &outcome {
            Ok(left) => finish(desk, tx, me, job, step, left),
            Err(refused) => {
                record(desk, tx, me, &job, step, StepPhase::Failed, &refused.message)?;
                Ok(())
            }
        }
    });
    let left = outcome.inspect_err(|refused| {
        // A PIN that was refused is asked for again, never tried twice.
        if refused.code.contains("pin") {
            desk.pins.forget(job_id.0);
        }
    })?;
    finished?;
    let mut went = went(desk, case, &format!("{}：{}", step.name(), left.detail))?;
    went.pin_once = drawn.map(|pin| pin.expose().to_owned());
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
) -> Result<(Work<'w>, Option<secrecy_text::SecretText>), Refusal> {
    let mut job = tx.key_job(job_id)?;
    let seen = Seen::load(desk, tx, me, job.case_id.0)?;
    let label = label_of(&seen, &job);
    let serial = job.token_serial.clone().unwrap_or_default();
    let there = tokens
        .iter()
        .any(|t| t.serial == serial || (step == KeyStep::Initialise && t.label == label));
    if !there {
        return Err(wrong_key(
            "key-not-plugged-in",
            &format!("没有插本案的 UKey（序列号 {serial}）"),
            "请插回同一把 UKey 再继续；别的 UKey 不会被改动",
        ));
    }
    let key_id = match &job.key_id {
        Some(id) => KeyId::from_hex(id)?,
        None => {
            let mut bytes = [0_u8; 20];
            key_work::random(&mut bytes)?;
            job.key_id = Some(hex(&bytes));
            KeyId::new(&bytes)?
        }
    };
    let (pin, so_pin, drawn) = secrets(desk, tx, args, &job, step, mode)?;
    let certificate = job.cert.map(|id| tx.attachment_bytes(id)).transpose()?;
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
        },
        drawn,
    ))
}

type Secrets = (
    Option<SecretString>,
    Option<SecretString>,
    Option<secrecy_text::SecretText>,
);

/// The PINs of a step: sealed ones of a fresh key, typed ones of the customer's own key, a drawn one for unlocking.
fn secrets(
    desk: &Desk,
    tx: &mut Tx<'_>,
    args: &KeyGo,
    job: &Job,
    step: KeyStep,
    mode: Mode,
) -> Result<Secrets, Refusal> {
    let now = desk.utc();
    let typed = |text: &secrecy_text::SecretText| (!text.expose().is_empty()).then(|| text.secret());
    match mode {
        Mode::Fresh => {
            let so_pin = match tx.secret(&sealed::so_pin_of_job(job.id))? {
                Some(pin) => pin,
                None => {
                    let pin = key_work::digits(SO_PIN_DIGITS)?.secret();
                    tx.put_secret(&sealed::so_pin_of_job(job.id), &pin, now)?;
                    pin
                }
            };
            let pin = match tx.secret(&sealed::pin(job.id))? {
                Some(pin) => pin,
                None => {
                    let pin = key_work::digits(PIN_DIGITS)?.secret();
                    tx.put_secret(&sealed::pin(job.id), &pin, now)?;
                    pin
                }
            };
            Ok((Some(pin), Some(so_pin), None))
        }
        Mode::SameKey => {
            if let Some(pin) = typed(&args.pin) {
                desk.pins.keep(job.id.0, pin);
            }
            Ok((desk.pins.get(job.id.0), None, None))
        }
        Mode::Unlock => {
            let serial = job.token_serial.clone().unwrap_or_default();
            let so_pin = match typed(&args.so_pin) {
                Some(pin) => Some(pin),
                None => tx.secret(&sealed::so_pin(&serial))?,
            };
            let asked_anew = step == KeyStep::SetUserPin || desk.pins.get(job.id.0).is_none();
            let mut drawn = None;
            if asked_anew {
                let pin = match typed(&args.new_pin) {
                    Some(pin) => {
                        check_new_pin(pin.expose_secret())?;
                        pin
                    }
                    None => {
                        let pin = key_work::digits(PIN_DIGITS)?;
                        drawn = Some(pin.clone());
                        pin.secret()
                    }
                };
                desk.pins.keep(job.id.0, pin);
            }
            Ok((desk.pins.get(job.id.0), so_pin, drawn))
        }
    }
}

/// PINs that the guides or everybody knows are refused; so are those too short or too long for the usual keys.
pub fn check_new_pin(pin: &str) -> Result<(), Refusal> {
    const KNOWN: [&str; 4] = ["12345678", "111111", "123456", "88888888"];
    let length = pin.chars().count();
    let same = pin.chars().collect::<std::collections::BTreeSet<_>>().len() == 1;
    if !(6..=16).contains(&length) || !pin.is_ascii() {
        return Err(Refusal::new(
            "new-pin-length",
            "新 PIN 应为 6 到 16 位数字或字母",
            "请客户另设一个",
        ));
    }
    if KNOWN.contains(&pin) || same {
        return Err(Refusal::new(
            "new-pin-weak",
            "新 PIN 太容易猜到",
            "请客户另设一个，不要用默认 PIN 或同一个数字",
        ));
    }
    Ok(())
}

/// What a finished step leaves: the job's new facts, the journal's line, the case's next state.
fn finish(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    mut job: Job,
    step: KeyStep,
    left: &Left,
) -> Result<(), Refusal> {
    let now = desk.utc();
    if let Some(serial) = &left.serial {
        job.token_serial = Some(serial.clone());
        if let Some(so_pin) = tx.secret(&sealed::so_pin_of_job(job.id))? {
            tx.put_secret(&sealed::so_pin(serial), &so_pin, now)?;
        }
    }
    if let Some(spki) = &left.spki {
        job.spki_sha256 = Some(hex(&Sha256::digest(spki)));
    }
    if let Some(csr) = &left.csr {
        let number = tx.case(job.case_id)?.number;
        let pem = pki::to_pem(pki::PemLabel::Request, csr);
        job.csr = Some(tx.add_attachment(
            "application/pkcs10",
            &format!("{number}-{}.csr", job.id),
            pem.as_bytes(),
            now,
        )?);
    }
    tx.save_key_job(&job, now)?;
    record(desk, tx, me, &job, step, StepPhase::Done, &left.detail)?;
    let case = job.case_id;
    let plans: Vec<Plan> = tx
        .jobs_of_case(case)?
        .into_iter()
        .map(|j| Plan::load(tx, j))
        .collect::<Result<_, _>>()?;
    if plans.iter().all(|p| p.next().is_none()) {
        let row = tx.case(case)?;
        let next = row.state.after(Step::ProveKey, row.content.business)?;
        tx.set_case_state(case, next, now)?;
        let words = format!("制证完成，{} 把均已验证", plans.len());
        tx.audit(&AuditEntry::new(now, me, "key-proven", words).case(case))?;
    }
    Ok(())
}

/// The counter's own signing key for packages, made on first use and sealed.
fn counter_key(tx: &mut Tx<'_>, now: chrono::DateTime<chrono::Utc>) -> Result<CounterKey, Refusal> {
    if let Some(stored) = tx.secret(COUNTER_KEY)? {
        let der: Vec<u8> = settings::from_hex(stored.expose_secret());
        return Ok(CounterKey::from_pkcs8_der(&der)?);
    }
    let key = CounterKey::generate(&mut rand::rng());
    tx.put_secret(COUNTER_KEY, &SecretString::from(hex(&key.to_pkcs8_der()?)), now)?;
    Ok(key)
}

fn csr_der(tx: &Tx<'_>, job: &Job) -> Result<Vec<u8>, Refusal> {
    let id = job
        .csr
        .ok_or_else(|| Refusal::new("request-missing", "还没有证书请求", "请先生成证书请求"))?;
    Ok(pki::verify_request(&tx.attachment_bytes(id)?)?.der)
}

/// Writes a package with the given jobs' requests into the exchange folder and keeps it in the store.
fn package(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    seen: &Seen<'_>,
    jobs: &[Job],
) -> Result<(std::path::PathBuf, Vec<u8>), Refusal> {
    let now = desk.utc();
    let mut items = Vec::new();
    for job in jobs {
        let number = match job.subject_index {
            Some(at) => format!("{}-{}", seen.row.number, at + 1),
            None => seen.row.number.clone(),
        };
        let data = serde_json::json!({
            "case": seen.row.number,
            "business": seen.content().business.word(),
            "kind": seen.content().kind.word(),
            "years": seen.content().years,
            "holder": holder(seen.content(), job),
            "fields": seen.content().fields,
        });
        items.push(RequestItem {
            case_no: number,
            csr_der: csr_der(tx, job)?,
            data,
        });
    }
    let meta = PackageMeta {
        counter: tx.counter()?.name,
        project: seen.project.id().to_owned(),
        created: now,
    };
    let key = counter_key(tx, now)?;
    let zip = pki::exchange::export(&items, &meta, &key)?;
    let name = format!("{}-request", seen.row.number);
    let attachment = tx.add_attachment("application/zip", &format!("{name}.zip"), &zip, now)?;
    let manifest = serde_json::json!({ "requests": items.len(), "sha256": hex(&Sha256::digest(&zip)) });
    let exchange = NewExchange {
        direction: Direction::Out,
        case_id: Some(seen.row.id),
        attachment,
        by: me.id,
        manifest,
    };
    tx.add_exchange(&exchange, now)?;
    let folder = settings::folder(desk, &settings::devices(tx)?.exchange_folder, "exchange");
    Ok((free_name(&folder, &name, "zip"), zip))
}

fn export(desk: &Desk, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
    let path = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, case.0)?;
        let job = tx.key_job(job_id)?;
        let next = seen
            .row
            .state
            .after(Step::ExportRequest, seen.content().business)?;
        let (path, zip) = package(desk, tx, me, &seen, std::slice::from_ref(&job))?;
        tx.set_case_state(case, next, desk.utc())?;
        record(
            desk,
            tx,
            me,
            &job,
            KeyStep::Export,
            StepPhase::Done,
            &format!("交换包 {}", path.display()),
        )?;
        // The file last: when it cannot be written, nothing is recorded as exported.
        write_whole(&path, &zip)?;
        Ok(path)
    })?;
    let mut went = went(desk, case, &format!("已导出 {}，请交给 CA", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// Writes one package with the requests of all waiting jobs of a case again.
pub fn export_again(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    let case = CaseId(args.id);
    let path = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        let mut waiting = Vec::new();
        for job in tx.jobs_of_case(case)? {
            if Plan::load(tx, job.clone())?.next() == Some(KeyStep::Import) {
                waiting.push(job);
            }
        }
        if waiting.is_empty() {
            return Err(Refusal::new(
                "nothing-to-export",
                "没有等 CA 回包的请求",
                "请先生成并导出证书请求",
            ));
        }
        let (path, zip) = package(desk, tx, me, &seen, &waiting)?;
        let words = format!("再次导出交换包 {}，{} 个请求", path.display(), waiting.len());
        tx.audit(&AuditEntry::new(desk.utc(), me, "exported-again", words).case(case))?;
        write_whole(&path, &zip)?;
        Ok(path)
    })?;
    let mut went = went(desk, case, &format!("已导出 {}", path.display()))?;
    went.file = Some(path.display().to_string());
    Ok(went)
}

/// Takes the CA's answer: each certificate is matched by its public key, then checked against the case field by
/// field. What is foreign, expired, of another subject or an unknown issuer is told one by one; nothing of it is kept.
pub fn import_answer(desk: &Desk, name: &str, about: u32, bytes: Vec<u8>) -> Result<KeyWent, Refusal> {
    let case = desk.read(|open| {
        open.store
            .read(|tx| -> Result<_, Refusal> { Ok(tx.key_job(KeyJobId(about))?.case_id) })
    })?;
    let files = [Incoming {
        name: name.to_owned(),
        bytes: bytes.clone(),
    }];
    let imported = pki::exchange::import(&files, &Limits::default());
    let mut findings: Vec<Finding> = imported.findings.iter().map(pki_finding).collect();
    let taken = desk.write(Some(Role::KeyClerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, case.0)?;
        let roots = settings::cas_of(tx, seen.project.id())?;
        if roots.is_empty() {
            let remedy = "请管理员在设置的“CA 证书”里装入该 CA 的根证书与中级证书";
            return Err(Refusal::new(
                "ca-not-installed",
                format!("{}还没有装 CA 证书，不能核对证书链", seen.project.short_name()),
                remedy,
            ));
        }
        let mut intermediates = imported.intermediates();
        intermediates.extend(roots.iter().filter(|c| !c.is_self_issued()).cloned());
        let mut taken = 0;
        for found in imported.issued() {
            let certificate = &found.certificate;
            let print = hex(&Sha256::digest(certificate.spki_der()));
            let job = tx.jobs_by_key(&print)?.into_iter().find(|j| j.case_id == case);
            let Some(job) = job else {
                let message = format!(
                    "{}：证书的公钥不是本案任何一把 UKey 的（主题 {}）",
                    found.origin,
                    certificate.subject().common_name
                );
                findings.push(refusal::finding(
                    "certificate-foreign-key",
                    Severity::Refuse,
                    message,
                    "请核对是否拿错了回包；别的受理件的证书请在那一件里导入",
                ));
                continue;
            };
            let plan = Plan::load(tx, job)?;
            if plan.next() != Some(KeyStep::Import) {
                findings.push(refusal::finding(
                    "certificate-not-awaited",
                    Severity::Note,
                    format!("{}：这一把不在等证书", found.origin),
                    "无须再导入",
                ));
                continue;
            }
            let csr = pki::verify_request(&csr_der(tx, &plan.job)?)?;
            let subject = subject_of(&seen, &plan.job);
            let expected = Expected {
                spki: &csr.spki_der,
                subject: &subject,
                roots: &roots,
                intermediates: &intermediates,
                now: desk.utc(),
            };
            let said = pki::check_issued(certificate, &expected);
            let refused = said.iter().any(|f| f.severity == pki::Severity::Refuse);
            findings.extend(said.iter().map(pki_finding));
            if !refused {
                keep(desk, tx, me, &seen, plan.job, certificate)?;
                taken += 1;
            }
        }
        if taken > 0 {
            let attachment = tx.add_attachment("application/octet-stream", name, &bytes, desk.utc())?;
            let manifest = serde_json::json!({ "taken": taken });
            let exchange = NewExchange {
                direction: Direction::In,
                case_id: Some(case),
                attachment,
                by: me.id,
                manifest,
            };
            tx.add_exchange(&exchange, desk.utc())?;
        } else {
            let words = format!("回包 {name} 没有可用的证书，未写入任何内容");
            tx.audit(&AuditEntry::new(desk.utc(), me, "answer-refused", words).case(case))?;
        }
        Ok(taken)
    })?;
    if taken == 0 && findings.is_empty() {
        findings.push(refusal::finding(
            "certificate-not-found",
            Severity::Refuse,
            "文件里没有证书",
            "请选 CA 发回的证书文件（PEM、DER、P7B 或 ZIP）",
        ));
    }
    let message = if taken == 0 {
        "没有导入任何证书".to_owned()
    } else {
        format!("已导入 {taken} 张证书")
    };
    let mut went = went(desk, case, &message)?;
    went.findings = findings;
    Ok(went)
}

fn pki_finding(f: &pki::Finding) -> Finding {
    let severity = match f.severity {
        pki::Severity::Refuse => Severity::Refuse,
        _ => Severity::Warn,
    };
    refusal::finding(f.code, severity, &f.message, &f.remedy)
}

/// Keeps an accepted certificate: the job's, and the register's.
fn keep(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    seen: &Seen<'_>,
    mut job: Job,
    certificate: &pki::Certificate,
) -> Result<(), Refusal> {
    let name = format!("{}-{}.cer", seen.row.number, job.id);
    let attachment = tx.add_attachment("application/pkix-cert", &name, certificate.der(), desk.utc())?;
    job.cert = Some(attachment);
    tx.save_key_job(&job, desk.utc())?;
    tx.add_certificate(&NewCertificate {
        case_id: seen.row.id,
        job_id: job.id,
        serial: certificate.serial_hex().to_owned(),
        subject: certificate.subject().common_name.clone(),
        issuer: certificate.issuer().common_name.clone(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        spki_sha256: hex(&Sha256::digest(certificate.spki_der())),
        attachment,
        token_serial: job.token_serial.clone(),
    })?;
    let words = format!(
        "证书 {}，有效期至 {}",
        certificate.serial_hex(),
        certificate.not_after().format("%Y-%m-%d")
    );
    record(desk, tx, me, &job, KeyStep::Import, StepPhase::Done, &words)
}

/// Practice store only: the training CA answers the request of a job.
pub fn training_issue(desk: &Desk, args: ById) -> Result<KeyWent, Refusal> {
    if !training::is_training(&desk.config.store_dir) {
        return Err(Refusal::new(
            "not-training",
            "训练用 CA 只能在练习环境里使用",
            "正式件请把交换包交给 CA，收到回包后导入",
        ));
    }
    let (csr, years) = desk.read(|open| {
        open.store.read(|tx| -> Result<_, Refusal> {
            let job = tx.key_job(KeyJobId(args.id))?;
            Ok((
                csr_der(tx, &job)?,
                tx.case(job.case_id)?.content.years.unwrap_or(1),
            ))
        })
    })?;
    let certificate = training::ca(&desk.config.store_dir)?.issue(&csr, years * 365, desk.utc())?;
    let pem = pki::to_pem(pki::PemLabel::Certificate, &certificate);
    import_answer(desk, "训练CA回包.pem", args.id, pem.into_bytes())
}
