//! What comes back from the CA, one file or a folder of mixed ones: each certificate is matched by its public key,
//! then checked against its case field by field. What is foreign, expired, of another subject or an unknown issuer is
//! told one by one, and nothing of it is kept.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use case::{CaseState as State, Role};
use identifiers::chinese_date;
use pki::Expected;
use pki::exchange::{Found, Imported, Incoming, Limits};
use sha2::{Digest as _, Sha256};
use store::{
    Account, AttachmentId, AuditAction, AuditEntry, CaseId, Direction, KeyJob as Job, KeyJobId,
    NewCertificate, NewExchange, StepPhase, Tx,
};
use token::KeyStep;

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::making::Stop;
use crate::counter::places::shown_name;
use crate::counter::{cas, devices};
use crate::keys::api::KeyWent;
use crate::keys::desk::went;
use crate::keys::exchange::api::{Answers, ImportFolder};
use crate::keys::exchange::checks::{As, Awaited, Checks};
use crate::keys::exchange::recovered::{self, Claimed, Parts};
use crate::keys::exchange::revocations::ask_to_revoke;
use crate::keys::exchange::term;
use crate::keys::jobs::subject_of;
use crate::keys::journal::record;
use crate::keys::plan::Plan;
use crate::rights::sight::Sight;
use crate::rim::api::{Finding, Refusal, Severity};
use crate::rim::hex::hex;
use crate::rim::refusal;

/// Takes the CA's answer for the case of a job.
pub fn import_answer(desk: &Desk, name: &str, about: u32, bytes: Vec<u8>) -> Result<KeyWent, Refusal> {
    let case = desk.read(|open| {
        open.store
            .read(|tx| -> Result<_, Refusal> { Ok(tx.key_job(KeyJobId(about))?.case_id) })
    })?;
    let files = [Incoming {
        name: name.to_owned(),
        bytes,
    }];
    let (taken, findings) = take_in(desk, &files, Some(case))?;
    let mut went = went(desk, case, &words(taken))?;
    went.findings = findings;
    Ok(went)
}

/// Takes all answers that lie in a folder, whatever cases they are for.
pub fn import_folder(desk: &Desk, args: ImportFolder) -> Result<Answers, Refusal> {
    let folder = match args.folder.trim() {
        "" => devices::folder(desk, &devices::current(desk)?.exchange_folder, "exchange").join("answers"),
        named => named.into(),
    };
    let (files, mut findings) = answers_in(&folder)?;
    let (taken, told) = take_in(desk, &files, None)?;
    findings.extend(told);
    Ok(Answers {
        message: format!("{}：{} 个文件，{}", folder.display(), files.len(), words(taken)),
        taken: u32::try_from(taken).unwrap_or(u32::MAX),
        findings,
    })
}

fn words(taken: usize) -> String {
    match taken {
        0 => "没有导入任何证书".to_owned(),
        n => format!("已导入 {n} 张证书"),
    }
}

/// The files of a folder by name, within the limits of one answer, and what there is to say of those that are beyond
/// them: one that is too large keeps no other from being taken. What is no regular file is left alone.
fn answers_in(folder: &Path) -> Result<(Vec<Incoming>, Vec<Finding>), Refusal> {
    let limits = Limits::default();
    let mut paths: Vec<_> = std::fs::read_dir(folder)?
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| std::fs::symlink_metadata(path).is_ok_and(|about| about.is_file()))
        .collect();
    paths.sort();
    let mut left = limits.total_bytes as u64;
    let (mut files, mut findings) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path
            .file_name()
            .map(|name| shown_name(&name.to_string_lossy()))
            .unwrap_or_default();
        let most = left.min(limits.file_bytes as u64);
        let read = match files.len() < limits.files {
            true => fence::read_regular(&path, most),
            false => Err(ErrorKind::FileTooLarge.into()),
        };
        match read {
            Ok(bytes) => {
                left -= bytes.len() as u64;
                files.push(Incoming { name, bytes });
            }
            Err(error) if error.kind() == ErrorKind::FileTooLarge && findings.len() < limits.files => {
                findings.push(refusal::finding(
                    "answers-too-many",
                    Severity::Warn,
                    format!("{name}：文件太大，或者一次放得太多，这次没有读"),
                    "请只把 CA 发回的证书文件放进这个目录，分几次导入",
                ));
            }
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {}
            Err(error) => return Err(error.into()),
        }
    }
    match files.is_empty() && !findings.is_empty() {
        true => Err(Refusal::new(
            "answers-too-many",
            format!("{} 里的文件太多或太大", folder.display()),
            "请只把 CA 发回的证书文件放进这个目录，分几次导入",
        )),
        false => Ok((files, findings)),
    }
}

/// Matches, checks and keeps what fits. `only`: nothing but certificates of this case. Gives how many were kept, and
/// what there is to say of the others.
fn take_in(desk: &Desk, files: &[Incoming], only: Option<CaseId>) -> Result<(usize, Vec<Finding>), Refusal> {
    let imported = desk.readers().certificates(files)?;
    let mut findings: Vec<Finding> = imported.findings.iter().map(pki_finding).collect();
    let files_named = Sight::in_lists();
    for finding in &mut findings {
        finding.message = files_named.text(&finding.message);
    }
    let check = || {
        let now = desk.utc();
        let awaited = desk.look(|tx, me| awaited(desk, tx, me, &imported, only))?;
        Checks::of(&imported, &awaited, now)
    };
    let (taken, mut findings) = desk.write_made(Some(Role::KeyClerk), check, |tx, me, checks| {
        let mut findings = findings.clone();
        if let Some(case) = only {
            // A project without CA certificates is told even when the file holds nothing of use.
            roots_of(tx, &Seen::load(desk, tx, me, case.0)?)?;
        }
        let mut answer = Answer {
            imported: &imported,
            intermediates: imported.intermediates(),
            checks,
            only,
            claimed: Claimed::default(),
        };
        let mut cases = BTreeSet::new();
        let mut taken = 0;
        for found in imported.issued() {
            if let Some(job) = answer.job_of(tx, &found.certificate)? {
                let kept = answer.take(desk, tx, me, found, job, &mut findings)?;
                taken += kept.map_or(0, |(_, certificates)| certificates);
                cases.extend(kept.map(|(case, _)| case));
            }
        }
        answer.tell_nobodys(tx, &mut findings)?;
        for case in &cases {
            for file in files {
                let attachment =
                    tx.add_attachment("application/octet-stream", &file.name, &file.bytes, desk.utc())?;
                let exchange = NewExchange {
                    direction: Direction::In,
                    case_id: Some(*case),
                    attachment,
                    by: me.id,
                    manifest: serde_json::json!({ "taken": taken }),
                };
                tx.add_exchange(&exchange, desk.utc())?;
            }
        }
        if let (Some(case), 0) = (only, taken) {
            let name = files
                .iter()
                .map(|file| file.name.as_str())
                .collect::<Vec<_>>()
                .join("、");
            let words = format!("回包 {name} 没有可用的证书，未写入任何内容");
            tx.audit(&AuditEntry::new(desk.utc(), me, AuditAction::AnswerRefused, words).case(case))?;
        }
        Ok((taken, findings))
    })?;
    if taken == 0 && findings.is_empty() {
        findings.push(refusal::finding(
            "certificate-not-found",
            Severity::Refuse,
            "文件里没有证书",
            "请选 CA 发回的证书文件（PEM、DER、P7B 或 ZIP）",
        ));
    }
    Ok((taken, findings))
}

/// The certificates that came for jobs which wait for them, each with what is expected of it.
fn awaited(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    imported: &Imported,
    only: Option<CaseId>,
) -> Result<Vec<(pki::Certificate, Awaited)>, Refusal> {
    let beside = imported.intermediates();
    let mut all = Vec::new();
    for found in imported.issued() {
        let Some(job) = job_of(tx, &found.certificate, only)? else {
            continue;
        };
        let plan = Plan::load(tx, job)?;
        let is_void = tx.case(plan.job.case_id)?.state == State::Void;
        if is_void || plan.next() != Some(KeyStep::Import) {
            continue;
        }
        let seen = Seen::load(desk, tx, me, plan.job.case_id.0)?;
        let chain = chain_of(tx, &seen, &beside)?;
        let subject = subject_of(&seen, &plan.job);
        let recovers = plan.is_recovery();
        let awaited = Awaited::of(tx, &plan.job, subject, chain, recovers)?;
        all.push((found.certificate.clone(), awaited));
    }
    Ok(all)
}

/// The job whose key pair a certificate is for; of one case where that is asked for.
fn job_of(tx: &Tx<'_>, certificate: &pki::Certificate, only: Option<CaseId>) -> Result<Option<Job>, Refusal> {
    let print = hex(&Sha256::digest(certificate.spki_der()));
    let mut jobs = tx.jobs_by_key(&print)?.into_iter();
    Ok(jobs.find(|job| only.is_none_or(|case| job.case_id == case)))
}

/// The CA's certificates for a case: its roots, and those between, installed or found beside the certificate.
fn chain_of(
    tx: &Tx<'_>,
    seen: &Seen<'_>,
    beside: &[pki::Certificate],
) -> Result<(Vec<pki::Certificate>, Vec<pki::Certificate>), Refusal> {
    let roots = roots_of(tx, seen)?;
    let mut intermediates = beside.to_vec();
    intermediates.extend(roots.iter().filter(|c| !c.is_self_issued()).cloned());
    Ok((roots, intermediates))
}

fn roots_of(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<pki::Certificate>, Refusal> {
    let roots = cas::cas_of(tx, seen.project.id())?;
    if roots.is_empty() {
        let remedy = "请管理员在设置的“CA 证书”里装入该 CA 的根证书与中级证书";
        return Err(Refusal::new(
            "ca-not-installed",
            format!("{}还没有装 CA 证书，不能核对证书链", seen.project.short_name()),
            remedy,
        ));
    }
    Ok(roots)
}

/// What came from the CA, while it is matched to the jobs that wait.
struct Answer<'a> {
    imported: &'a Imported,
    intermediates: Vec<pki::Certificate>,
    /// What was worked out before of the certificates.
    checks: Checks,
    /// Nothing but certificates of this case.
    only: Option<CaseId>,
    /// What was looked at beside a signing certificate.
    claimed: Claimed,
}

impl Answer<'_> {
    /// The job whose key pair a certificate is for.
    fn job_of(&self, tx: &Tx<'_>, certificate: &pki::Certificate) -> Result<Option<Job>, Refusal> {
        job_of(tx, certificate, self.only)
    }

    /// The certificate of a job: whether it is what was asked for. Gives the case and how many certificates were kept.
    fn take(
        &mut self,
        desk: &Desk,
        tx: &mut Tx<'_>,
        me: &Account,
        found: &Found,
        job: Job,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<(CaseId, usize)>, Stop> {
        let certificate = &found.certificate;
        let case = job.case_id;
        if let Some(finding) = unwanted(desk, tx, found, &job)? {
            findings.push(finding);
            return Ok(None);
        }
        let plan = Plan::load(tx, job)?;
        if plan.next() != Some(KeyStep::Import) {
            findings.push(refusal::finding(
                "certificate-not-awaited",
                Severity::Note,
                format!("{}：这一把不在等证书", found.origin),
                "无须再导入",
            ));
            return Ok(None);
        }
        let seen = Seen::load(desk, tx, me, case.0)?;
        let (roots, intermediates) = chain_of(tx, &seen, &self.intermediates)?;
        let subject = subject_of(&seen, &plan.job);
        let expected = Expected {
            spki: self.checks.spki(&plan.job)?,
            subject: &subject,
            roots: &roots,
            intermediates: &intermediates,
            now: self.checks.now,
        };
        let mut said = self.checks.said(As::Issued, certificate, &expected)?;
        said.extend(term::findings(&seen, tx, &plan.job, certificate)?);
        let recovers = plan.is_recovery();
        let parts = match recovers {
            true => recovered::claim(
                self.imported,
                certificate,
                (&self.checks, &expected),
                &mut self.claimed,
                &mut said,
            )?,
            false => None,
        };
        let refused = said.iter().any(|f| f.severity == pki::Severity::Refuse);
        for one in &said {
            let mut finding = pki_finding(one);
            finding.message = match self.only {
                Some(_) => seen.told(&finding.message),
                // In a folder of many answers each finding names its file and its case.
                None => {
                    let words = format!("{}（{}）：{}", found.origin, seen.row.number, finding.message);
                    Sight::in_lists().text_of(seen.known(), &words)
                }
            };
            findings.push(finding);
        }
        if refused {
            return Ok(None);
        }
        keep(desk, tx, me, &seen, plan.job, certificate, parts)?;
        Ok(Some((case, if recovers { 2 } else { 1 })))
    }

    /// What nobody here has asked for: certificates and envelopes of other keys.
    fn tell_nobodys(&self, tx: &Tx<'_>, findings: &mut Vec<Finding>) -> Result<(), Refusal> {
        let (whose, remedy) = match self.only {
            Some(_) => ("本案", "请核对是否拿错了回包；别的受理件的证书请在那一件里导入"),
            None => (
                "本受理点",
                "请核对是否拿错了回包；确是别处的证书，请从目录里取走，交还 CA",
            ),
        };
        for found in self.imported.issued() {
            if self.claimed.has(&found.certificate) || self.job_of(tx, &found.certificate)?.is_some() {
                continue;
            }
            let message = format!(
                "{}：证书的公钥不是{whose}任何一把 UKey 的（主题 {}）",
                found.origin,
                found.certificate.subject().common_name
            );
            findings.push(refusal::finding(
                "certificate-foreign-key",
                Severity::Refuse,
                message,
                remedy,
            ));
        }
        let envelopes = self.imported.envelopes.iter();
        for found in envelopes.filter(|found| !self.claimed.has_envelope(found)) {
            let message = format!(
                "{}：加密私钥的信封不是给{whose}要恢复密钥的 UKey 的（{}）",
                found.origin,
                found.envelope.recipients_words()
            );
            findings.push(refusal::finding(
                "envelope-foreign",
                Severity::Refuse,
                message,
                "请核对是否拿错了回包；是本案的请 CA 按本案签名证书重新加封",
            ));
        }
        Ok(())
    }
}

/// A certificate that nobody will use: one that was found wrong and came again, or one for a case that was given up
/// meanwhile, which is kept in the books to be revoked.
fn unwanted(desk: &Desk, tx: &mut Tx<'_>, found: &Found, job: &Job) -> Result<Option<Finding>, Refusal> {
    let certificate = &found.certificate;
    let row = tx.case(job.case_id)?;
    let serial = certificate.serial_hex();
    let known = tx.certificates_of_case(row.id)?;
    if known
        .iter()
        .any(|c| c.serial == serial && c.attachment != job.cert)
    {
        return Ok(Some(refusal::finding(
            "certificate-known-wrong",
            Severity::Refuse,
            format!(
                "{}：{} 的证书 {serial} 已收过，登记为有误、待注销",
                found.origin, row.number
            ),
            "请向 CA 索取重新签发的那一张",
        )));
    }
    if row.state != State::Void {
        return Ok(None);
    }
    if known.iter().all(|c| c.serial != serial) {
        keep_to_be_revoked(desk, tx, job, certificate, &row.number)?;
    }
    Ok(Some(refusal::finding(
        "certificate-of-given-up-case",
        Severity::Refuse,
        format!(
            "{}：受理件 {} 已作废，证书 {serial} 不写入 UKey",
            found.origin, row.number
        ),
        "这张证书已列入注销清单，请报 CA 注销",
    )))
}

/// Keeps a certificate in the books that is to be revoked at once.
fn keep_to_be_revoked(
    desk: &Desk,
    tx: &mut Tx<'_>,
    job: &Job,
    certificate: &pki::Certificate,
    number: &str,
) -> Result<(), Refusal> {
    let kept = keep_certificate(desk, tx, job, certificate, &format!("{number}-{}.cer", job.id))?;
    let own = tx.certificates_of_case(job.case_id)?;
    for one in own.iter().filter(|c| c.attachment == Some(kept)) {
        ask_to_revoke(tx, job.case_id, one, "申请已作废，仍签发的证书请注销", desk.utc())?;
    }
    Ok(())
}

fn pki_finding(f: &pki::Finding) -> Finding {
    let severity = match f.severity {
        pki::Severity::Refuse => Severity::Refuse,
        _ => Severity::Warn,
    };
    refusal::finding(&f.code, severity, &f.message, &f.remedy)
}

/// How the file of an encryption certificate ends.
pub const ENCRYPTION: &str = "-enc.cer";

/// Keeps an accepted certificate, and the recovered key that came with it: the job's, and the register's.
fn keep(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    seen: &Seen<'_>,
    mut job: Job,
    certificate: &pki::Certificate,
    recovered: Option<Parts<'_>>,
) -> Result<(), Refusal> {
    let name = format!("{}-{}", seen.row.number, job.id);
    let attachment = keep_certificate(desk, tx, &job, certificate, &format!("{name}.cer"))?;
    job.cert = Some(attachment);
    tx.save_key_job(&job, desk.utc())?;
    let mut words = format!(
        "证书 {}，有效期至 {}",
        certificate.serial_hex(),
        chinese_date(
            certificate
                .not_after()
                .with_timezone(desk.now().offset())
                .date_naive()
        )
    );
    if let Some(parts) = recovered {
        let certificate =
            keep_certificate(desk, tx, &job, parts.certificate, &format!("{name}{ENCRYPTION}"))?;
        let envelope = tx.add_attachment(
            "application/pkcs7-mime",
            &format!("{name}-enc.p7m"),
            &parts.envelope.der,
            desk.utc(),
        )?;
        tx.add_recovered_key(&store::RecoveredKey {
            job_id: job.id,
            certificate,
            envelope,
        })?;
        let serial = parts.certificate.serial_hex();
        words.push_str(&format!("；加密证书 {serial} 和加密私钥的信封"));
    }
    record(desk, tx, me, &job, KeyStep::Import, StepPhase::Done, &words)
}

fn keep_certificate(
    desk: &Desk,
    tx: &mut Tx<'_>,
    job: &Job,
    certificate: &pki::Certificate,
    name: &str,
) -> Result<AttachmentId, Refusal> {
    let now = desk.utc();
    let content = tx.case(job.case_id)?.content;
    let attachment = tx.add_attachment("application/pkix-cert", name, certificate.der(), now)?;
    let holder = match content.holder(job.row()) {
        Some(holder) => tx.keep_holder(&holder)?,
        None => None,
    };
    tx.add_certificate(&NewCertificate {
        holder,
        project: content.project,
        kind: content.kind,
        case_id: Some(job.case_id),
        job_id: Some(job.id),
        serial: certificate.serial_hex().to_owned(),
        subject: certificate.subject().common_name.clone(),
        issuer: certificate.issuer().common_name.clone(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        spki_sha256: Some(hex(&Sha256::digest(certificate.spki_der()))),
        attachment: Some(attachment),
        token_serial: job.token_serial.clone(),
    })?;
    Ok(attachment)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
    use super::*;

    #[test]
    fn an_answer_that_is_too_large_keeps_no_other_from_being_taken() {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits::default();
        let put =
            |name: &str, bytes: usize| std::fs::write(folder.path().join(name), vec![0; bytes]).unwrap();
        put("a.cer", limits.file_bytes + 1);
        assert_eq!(answers_in(folder.path()).err().unwrap().code, "answers-too-many");
        put("b.cer", 7);
        put("c.p7b", limits.file_bytes);
        let (files, findings) = answers_in(folder.path()).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!((names, findings.len()), (vec!["b.cer", "c.p7b"], 1));
        assert!(findings[0].message.starts_with("a.cer"));
        for more in 0..limits.files {
            put(&format!("d{more}.cer"), 1);
        }
        let (files, findings) = answers_in(folder.path()).unwrap();
        assert_eq!((files.len(), findings.len()), (limits.files, 3));
    }
}
