//! The exchange with the CA by file: packages out, answers in, and the training CA's answers for practice.

use case::{Role, Step};
use pki::exchange::{Incoming, Limits, PackageMeta, RequestItem};
use pki::{CounterKey, Expected};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::{
    Account, AuditEntry, CaseId, Direction, KeyJob as Job, KeyJobId, NewCertificate, NewExchange, StepPhase,
    Tx,
};
use token::KeyStep;

use super::key_steps::{record, subject_of};
use super::keys::{holder, went};
use super::samples;
use super::settings::{self, hex};
use crate::api::*;
use crate::key_plan::Plan;
use crate::places::{free_name, write_whole};
use crate::view::Seen;
use crate::{Desk, refusal, training};

/// Name under which the counter's own signing key is sealed.
const COUNTER_KEY: &str = "counter-key";

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
    // The authority makes one electronic seal for the case, however many keys it gets: its pictures go with the first.
    let mut pictures = match seen.project.pictures().in_package {
        true => samples::files_of_case(tx, seen, seen.row.id)?,
        false => Vec::new(),
    };
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
            pictures: std::mem::take(&mut pictures),
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

pub(super) fn export(desk: &Desk, case: CaseId, job_id: KeyJobId) -> Result<KeyWent, Refusal> {
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
