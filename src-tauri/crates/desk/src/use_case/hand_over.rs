//! Hand-over: who fetches, the customer's PIN, the sheet, the end of the case.

use std::collections::BTreeMap;

use case::{Role, Step};
use form::Filling;
use secrecy::{ExposeSecret as _, SecretString};
use store::{AuditEntry, CaseId, NewPrint, Tx};
use token::Token as _;
use zeroize::Zeroizing;

use super::key_secrets::{check_usual_pin, is_named};
use super::paper::documents_of;
use super::{pin_letter, settings};
use crate::api::*;
use crate::key_plan::{Mode, sealed};
use crate::view::Seen;
use crate::{Desk, refusal, sheets};

/// The sheet's form id.
pub const SHEET: &str = "handover";
/// Its title.
pub const SHEET_TITLE: &str = "领取交接单";

/// What will be handed over.
pub fn view(desk: &Desk, args: ById) -> Result<HandOverView, Refusal> {
    desk.read(|open| {
        open.store
            .read(|tx| seen_view(&Seen::load(desk, tx, &open.account, args.id)?, tx))
    })
}

fn seen_view(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<HandOverView, Refusal> {
    let documents = documents_of(seen.desk, tx, seen.row.id)?;
    Ok(HandOverView {
        items: items(seen, tx)?,
        operator: Fetcher::of(seen.content()).name.to_owned(),
        may_hand_over: gate(seen),
        pin_once: None,
        note: None,
        default_pin: default_pin(seen, tx)?,
        sheet: documents.into_iter().rev().find(|d| d.name.contains(SHEET)),
        case: seen.view(tx)?,
    })
}

fn gate(seen: &Seen<'_>) -> Gate {
    if seen.row.state != case::CaseState::Ready {
        return Gate::closed(format!(
            "受理件现为“{}”，制证完成后才能交付",
            seen.row.state.chinese()
        ));
    }
    if !seen.account.roles.has(Role::Clerk) {
        return Gate::closed("只有受理员可以交付");
    }
    Gate::open()
}

/// What to tell the customer of a key that leaves with the PIN which the guide names, and so everybody knows.
fn default_pin(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<String>, Refusal> {
    for job in tx.jobs_of_case(seen.row.id)? {
        let sealed = tx.secret(&sealed::pin(job.id))?;
        if sealed.is_some_and(|pin| is_named(seen.project, pin.expose_secret())) {
            return Ok(Some(
                "UKey 现在是 CA 指南写明的默认 PIN，谁都知道。请客户现在就在这里设自己的 PIN".to_owned(),
            ));
        }
    }
    Ok(None)
}

/// A line for each key: serial, certificate, validity.
fn items(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<String>, Refusal> {
    let certificates = tx.certificates_of_case(seen.row.id)?;
    let jobs = tx.jobs_of_case(seen.row.id)?;
    if jobs.is_empty() {
        let word = seen.project.business_word(seen.content().business);
        return Ok(vec![format!(
            "“{word}”不写 UKey：材料已复核，请按 CA 的流程报送，办妥后在此办结"
        )]);
    }
    let line = |job: &store::KeyJob| {
        let serial = job.token_serial.as_deref().unwrap_or("—");
        let mut own = certificates.iter().filter(|c| c.job_id == job.id);
        match own.next() {
            Some(c) => format!(
                "UKey {serial}：{}，证书 {}，{} 至 {}{}",
                c.subject,
                c.serial,
                c.not_before.format("%Y-%m-%d"),
                c.not_after.format("%Y-%m-%d"),
                // The second one is that of a recovered encryption key.
                own.map(|c| format!("；加密证书 {}", c.serial))
                    .collect::<String>()
            ),
            None => format!("UKey {serial}：已解锁并验证"),
        }
    };
    Ok(jobs.iter().map(line).collect())
}

/// Who may fetch.
#[derive(Default)]
struct Fetcher<'a> {
    /// 经办人 or 申请人.
    role: &'static str,
    name: &'a str,
    id_no: &'a str,
}

impl<'a> Fetcher<'a> {
    /// The 经办人, as far as the case knows that person's number; else the applicant, since some forms for persons name
    /// nobody else.
    fn of(content: &'a case::CaseContent) -> Self {
        let person = |role, name, number| {
            Some(Self {
                role,
                name: content.field(name)?,
                id_no: content.field(number)?,
            })
        };
        person("经办人", "operator_name", "operator_id_no")
            .or_else(|| person("申请人", "applicant_name", "applicant_id_no"))
            .unwrap_or_default()
    }
}

/// Whoever fetches must be that person of the case, by name and identity number.
fn check_person(seen: &Seen<'_>, args: &HandOver) -> Result<(), Refusal> {
    let Fetcher { role, name, id_no } = Fetcher::of(seen.content());
    let same_number = identifiers::normal_code(&args.id_no) == identifiers::normal_code(id_no);
    if !name.is_empty() && args.fetched_by.trim() == name && same_number {
        return Ok(());
    }
    let what = if args.fetched_by.trim() == name {
        "证件号码"
    } else {
        "姓名"
    };
    Err(Refusal::new(
        "not-the-operator",
        format!("领取人的{what}与本案{role}不符"),
        format!("请核对领取人的身份证；换人领取须先退回并变更{role}，或由{role}本人来领"),
    ))
}

/// Sets the customer's PIN, prints the sheet, closes the case. A PIN is told once, in the answer, and nowhere else.
pub fn hand_over(desk: &Desk, args: HandOver) -> Result<HandOverView, Refusal> {
    let pin_typed = !args.new_pin.expose().is_empty();
    if pin_typed {
        check_usual_pin(desk, args.new_pin.expose())?;
        change_pin(desk, &args)?;
    }
    let (told, pdf, name) = desk.write(Some(Role::Clerk), |tx, me| {
        let seen = Seen::load(desk, tx, me, args.id)?;
        check_person(&seen, &args)?;
        let next = seen.row.state.after(Step::HandOver, seen.content().business)?;
        let on_default = !pin_typed && default_pin(&seen, tx)?.is_some();
        let mut told = Zeroizing::new(Vec::new());
        for job in tx.jobs_of_case(seen.row.id)? {
            if Mode::of(&job) == Mode::Fresh
                && !pin_typed
                && let Some(pin) = tx.secret(&sealed::pin(job.id))?
            {
                let serial = job.token_serial.as_deref().unwrap_or_default();
                // What stands in a sealed letter is not shown beside it.
                match pin_letter::times(tx, &job)? {
                    Some(1..) => told.push(format!("UKey {serial} 初始 PIN：见密码信封")),
                    _ => told.push(format!("UKey {serial} 初始 PIN：{}", pin.expose_secret())),
                }
            }
            tx.drop_secret(&sealed::pin(job.id))?;
            tx.drop_secret(&sealed::so_pin_of_job(job.id))?;
        }
        let rendered = sheets::render(desk, SHEET, &seen.row.number, &filling(&seen, tx)?)?;
        let name = format!("{}-{SHEET}", seen.row.number);
        let attachment = tx.add_attachment(
            "application/pdf",
            &format!("{name}.pdf"),
            &rendered.pdf,
            desk.utc(),
        )?;
        let record = NewPrint {
            case_id: seen.row.id,
            form: SHEET.to_owned(),
            version: "2026.1".to_owned(),
            copies: 1,
            content_hash: store::content_hash(seen.content())?,
            page_maps: serde_json::to_value(&rendered.pages).map_err(|e| refusal::wrong_arguments(&e))?,
            attachment,
            by: me.id,
        };
        tx.add_print(&record, desk.utc())?;
        let lapses = tx
            .certificates_of_case(seen.row.id)?
            .iter()
            .map(|c| c.not_after)
            .max();
        tx.close_case(seen.row.id, next, lapses, desk.utc())?;
        tx.remember_customer(seen.row.id, desk.utc())?;
        let warned = match (told.is_empty(), on_default) {
            (true, _) => "",
            (false, true) => "；交付时仍是默认 PIN，已提醒客户马上修改",
            (false, false) => "；初始 PIN 已当面告知，请客户尽快修改",
        };
        let role = Fetcher::of(seen.content()).role;
        let words = format!("交付给{role} {}，已核对身份证{warned}", args.fetched_by.trim());
        tx.audit(&AuditEntry::new(desk.utc(), me, "handed-over", words).case(seen.row.id))?;
        Ok((told, rendered.pdf, name))
    })?;
    let printer = settings::current(desk)?.printer;
    let to = if printer.is_empty() {
        PrintTo::File
    } else {
        PrintTo::Printer
    };
    // The hand-over is recorded and the sheet is stored: a printer that fails must not swallow the PIN told here.
    let sent = super::paper::send(desk, to, &[(name, SHEET_TITLE.to_owned(), pdf)], false);
    let mut view = view(desk, ById { id: args.id })?;
    view.pin_once = (!told.is_empty()).then(|| SecretString::from(told.join("\n")).into());
    view.note = sent
        .err()
        .map(|e| format!("交接单没有打出来：{}。已存入受理件，可从文件里再打", e.message));
    Ok(view)
}

/// The customer's own PIN replaces the transport PIN; only where exactly one freshly made key is handed over.
fn change_pin(desk: &Desk, args: &HandOver) -> Result<(), Refusal> {
    let (serial, old, modules) = desk.read(|open| {
        open.store.read(|tx| {
            let seen = Seen::load(desk, tx, &open.account, args.id)?;
            let gate = gate(&seen);
            if !gate.open {
                return Err(Refusal::new("hand-over-closed", gate.reason, "请先完成制证"));
            }
            check_person(&seen, args)?;
            let jobs = tx.jobs_of_case(CaseId(args.id))?;
            let fresh: Vec<_> = jobs.iter().filter(|j| Mode::of(j) == Mode::Fresh).collect();
            let [job] = fresh.as_slice() else {
                let remedy = "请把新 PIN 一栏留空，逐把告知初始 PIN，由客户自行修改";
                return Err(Refusal::new(
                    "several-keys",
                    "本案不是单独一把新 UKey，不能在这里设 PIN",
                    remedy,
                ));
            };
            let old = tx.secret(&sealed::pin(job.id))?;
            let old = old.ok_or_else(|| {
                Refusal::new(
                    "pin-already-set",
                    "这把 UKey 的 PIN 已经由客户设过",
                    "请把新 PIN 一栏留空",
                )
            })?;
            Ok((
                job.token_serial.clone().unwrap_or_default(),
                old,
                settings::devices(tx)?.modules,
            ))
        })
    })?;
    let workers = desk.workers(&modules);
    let new = args.new_pin.secret();
    match workers.change_pin(&serial, &old, &new) {
        // Interrupted after the key had taken the new PIN: the same PIN opens it already.
        Err(token::TokenError::WrongPin { .. }) => Ok(workers.check_pin(&serial, &new)?),
        other => Ok(other?),
    }
}

/// The sheet with what is known now.
pub fn filling(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Filling, Refusal> {
    let jobs = tx.jobs_of_case(seen.row.id)?;
    let certificates = tx.certificates_of_case(seen.row.id)?;
    let join = |parts: Vec<String>| parts.join("；");
    let first = certificates.first();
    let day = |at: chrono::DateTime<chrono::Utc>| {
        at.with_timezone(seen.desk.now().offset())
            .date_naive()
            .to_string()
    };
    let serials: Vec<String> = jobs.iter().filter_map(|j| j.token_serial.clone()).collect();
    let mut values: BTreeMap<String, String> = seen.content().fields.clone();
    let own = [
        ("case_no", seen.row.number.clone()),
        ("handover_date", seen.desk.today().to_string()),
        ("project_name", seen.project.name().to_owned()),
        ("key_model", seen.project.medium().to_owned()),
        ("key_count", jobs.len().to_string()),
        ("key_serial", join(serials)),
        (
            "cert_subject",
            join(certificates.iter().map(|c| c.subject.clone()).collect()),
        ),
        (
            "cert_serial",
            join(certificates.iter().map(|c| c.serial.clone()).collect()),
        ),
        ("cert_issuer", first.map(|c| c.issuer.clone()).unwrap_or_default()),
        (
            "cert_not_before",
            first.map(|c| day(c.not_before)).unwrap_or_default(),
        ),
        (
            "cert_not_after",
            first.map(|c| day(c.not_after)).unwrap_or_default(),
        ),
    ];
    values.extend(own.into_iter().map(|(k, v)| (k.to_owned(), v)));
    Ok(Filling {
        values,
        ..Filling::default()
    })
}
