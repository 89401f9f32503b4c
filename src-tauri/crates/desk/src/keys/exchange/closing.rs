//! How what was asked of the CA comes to its end: by the CA's signed list of revoked certificates, or by somebody here
//! who says how it is known. What nobody asked for is told and left as it is.

use case::Role;
use chrono::{DateTime, Utc};
use identifiers::chinese_date;
use pki::{RevocationList, Revoked};
use store::{
    Account, AuditAction, AuditEntry, Certificate, CertificateId, CertificateStatus, ClosedBy, Revocation,
    RevocationAction, RevocationId, Tx,
};

use crate::counter::cas;
use crate::counter::desk::Desk;
use crate::counter::making::Stop;
use crate::keys::exchange::api::{CloseRevocation, RecordRevoked, Revocations, RevokedTaken};
use crate::keys::exchange::revocations::{action_word, revocations};
use crate::register::acted_on::{holder_words, state_word, tail};
use crate::rim::api::{Done, Finding, Nothing, Refusal, Severity};
use crate::rim::refusal::finding;
use crate::rim::writing::{Long, not_inside};

/// Somebody here knows that the CA did what it was asked for, and says how.
pub fn close(desk: &Desk, args: CloseRevocation) -> Result<Revocations, Refusal> {
    let reason = known_by(&args.reason)?;
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let asked = tx.revocation(RevocationId(args.id))?;
        if asked.closed_at.is_some() {
            return Err(Refusal::new(
                "revocation-closed",
                "这一条已经办结",
                "请刷新（F5）看现状",
            ));
        }
        if asked.exchange_id.is_none() {
            return Err(Refusal::new(
                "revocation-not-told",
                "这一条还没有报给 CA",
                "请先导出清单交给 CA，办妥后再登记",
            ));
        }
        done(desk, tx, me, &asked, ClosedBy::Hand, &reason)
    })?;
    revocations(desk, Nothing {})
}

/// How something is known, in words. Errors: `reason-empty`.
pub(crate) fn known_by(typed: &str) -> Result<String, Refusal> {
    match typed.trim() {
        "" => Err(Refusal::new(
            "reason-empty",
            "没有写明依据",
            "请写明从哪里得知，例如 CA 回执的日期和编号",
        )),
        reason => Ok(identifiers::shown_text(reason).chars().take(500).collect()),
    }
}

/// What was asked for is done: the certificate's state follows.
fn done(
    desk: &Desk,
    tx: &mut Tx<'_>,
    me: &Account,
    asked: &Revocation,
    by: ClosedBy,
    words: &str,
) -> Result<(), Refusal> {
    tx.close_revocation(asked.id, by, words, desk.utc())?;
    if let Some(id) = asked.certificate_id {
        let next = match (asked.action, tx.certificate(id)?.status) {
            (RevocationAction::Revoke, _) => Some(CertificateStatus::Revoked),
            (RevocationAction::Resume, CertificateStatus::Suspended) => Some(CertificateStatus::Current),
            _ => None,
        };
        if let Some(next) = next {
            tx.set_certificate_status(id, next)?;
        }
    }
    let said = format!("CA 已{}：{words}", action_word(asked.action));
    let entry = AuditEntry::new(desk.utc(), me, AuditAction::RevocationClosed, said);
    tx.audit(&entry.case(asked.case_id))?;
    Ok(())
}

/// The CA revoked a certificate of its own accord: somebody here has asked the CA and says so.
pub fn record_revoked(desk: &Desk, args: RecordRevoked) -> Result<Done, Refusal> {
    let reason = known_by(&args.reason)?;
    desk.write(Some(Role::KeyClerk), |tx, me| {
        let certificate = tx.certificate(CertificateId(args.certificate))?;
        if certificate.status == CertificateStatus::Revoked {
            return Err(Refusal::new(
                "certificate-revoked",
                "这张证书已登记为注销",
                "请刷新（F5）看现状",
            ));
        }
        let open = tx.revocations_of(certificate.id)?.into_iter();
        let asked = open.filter(|one| one.closed_at.is_none() && one.action == RevocationAction::Revoke);
        for one in asked {
            done(desk, tx, me, &one, ClosedBy::Hand, &reason)?;
        }
        tx.set_certificate_status(certificate.id, CertificateStatus::Revoked)?;
        let words = format!("CA 已注销：{reason}");
        tx.note_certificate(certificate.id, me.id, &words, desk.utc())?;
        let said = format!("登记证书 {} {words}", certificate.serial);
        tx.audit(&AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::CertificateRevoked,
            said,
        ))?;
        Ok(Done {
            message: format!("证书 …{} 已登记为注销", tail(&certificate.serial)),
        })
    })
}

/// Takes the CA's list of revoked certificates: what was asked for is closed by it; what nobody here asked for is told
/// and left as it is. Errors: `crl-foreign` for a list that no installed CA has signed, `crl-older`; the list's own.
pub fn import_revoked(desk: &Desk, name: &str, _about: u32, bytes: Vec<u8>) -> Result<RevokedTaken, Refusal> {
    let list = desk.readers().revocations(&bytes)?;
    let issuer = list.issuer().common_name.clone();
    let signed = || {
        // A long list takes its time to be held against each CA.
        let known = desk.look(|tx, _| installed(desk, tx))?;
        let projects = signed_for(&known, &list);
        if projects.is_empty() {
            return Err(Refusal::new(
                "crl-foreign",
                format!("{name}：这份吊销列表不是已装入的 CA 签发的（{issuer}）"),
                "请核对文件；换了新的 CA 证书的，请管理员先在设置里装入",
            ));
        }
        Ok((known, projects))
    };
    let (message, taken, findings) = desk.write_made(Some(Role::KeyClerk), signed, |tx, me, made| {
        let (known, projects) = made;
        if !same(&known, &installed(desk, tx)?) {
            return Err(Stop::Stale);
        }
        newest(desk, tx, &issuer, &list)?;
        tx.add_attachment("application/pkix-crl", name, &bytes, desk.utc())?;
        let day = list.this_update().with_timezone(desk.now().offset()).date_naive();
        let words = format!("吊销列表 {name}（{day}）");
        let following = Following {
            desk,
            me,
            list: &list,
            words: &words,
        };
        let of_list = |c: &Certificate| c.issuer == issuer && projects.contains(&c.project);
        let (mut taken, mut findings) = (Vec::new(), Vec::new());
        for certificate in tx.certificates()?.into_iter().filter(of_list) {
            taken.extend(following.close_asked(tx, &certificate)?);
            findings.extend(following.unasked(tx, &certificate)?);
        }
        let left = match findings.len() {
            0 => String::new(),
            n => format!("；另有 {n} 张与台账不符，台账没有改，请逐张核实"),
        };
        let message = match taken.len() {
            0 => format!("列表共 {} 张证书，没有能办结的申请{left}", list.len()),
            n => format!("列表共 {} 张证书，按列表办结 {n} 项申请{left}", list.len()),
        };
        let audit = AuditEntry::new(
            desk.utc(),
            me,
            AuditAction::CrlImported,
            format!("{words}：{message}"),
        );
        tx.audit(&audit)?;
        Ok((message, taken, findings))
    })?;
    Ok(RevokedTaken {
        message,
        taken,
        findings,
        revocations: revocations(desk, Nothing {})?,
    })
}

/// The projects with their installed CAs.
type Installed = Vec<(String, Vec<pki::Certificate>)>;

fn installed(desk: &Desk, tx: &Tx<'_>) -> Result<Installed, Refusal> {
    let of = |project: &project::Project| Ok((project.id().to_owned(), cas::cas_of(tx, project.id())?));
    desk.projects().iter().map(of).collect()
}

fn same(one: &Installed, other: &Installed) -> bool {
    let texts = |all: &Installed| -> Vec<(String, Vec<Vec<u8>>)> {
        let of = |(project, cas): &(String, Vec<pki::Certificate>)| {
            (project.clone(), cas.iter().map(|ca| ca.der().to_vec()).collect())
        };
        all.iter().map(of).collect()
    };
    texts(one) == texts(other)
}

/// The projects with an installed CA that signed the list.
fn signed_for(installed: &Installed, list: &RevocationList) -> Vec<String> {
    not_inside(Long::Package);
    let signs =
        |(_, cas): &&(String, Vec<pki::Certificate>)| cas.iter().any(|ca| list.verify_signed_by(ca).is_ok());
    installed
        .iter()
        .filter(signs)
        .map(|(project, _)| project.clone())
        .collect()
}

/// A list older than one that was taken says what was, not what is. Parts of one list go by their own days.
fn newest(desk: &Desk, tx: &mut Tx<'_>, issuer: &str, list: &RevocationList) -> Result<(), Refusal> {
    if list.is_part() {
        return Ok(());
    }
    let name = format!("crl:{issuer}");
    let last: Option<DateTime<Utc>> = tx.setting(&name)?;
    if let Some(last) = last.filter(|last| *last > list.this_update()) {
        return Err(Refusal::new(
            "crl-older",
            format!(
                "这份吊销列表是{}的，已经导入过{}的",
                moment(desk, list.this_update()),
                moment(desk, last)
            ),
            "请向 CA 取最新的列表",
        ));
    }
    Ok(tx.put_setting(&name, &list.this_update())?)
}

/// 2026年11月22日 14:05, by this counter's clock.
fn moment(desk: &Desk, at: DateTime<Utc>) -> String {
    let here = at.with_timezone(desk.now().offset());
    format!("{} {}", chinese_date(here.date_naive()), here.format("%H:%M"))
}

/// A list that is gone through.
struct Following<'a> {
    desk: &'a Desk,
    me: &'a Account,
    list: &'a RevocationList,
    words: &'a str,
}

impl Following<'_> {
    /// Closes what was asked for about a certificate and is done by the list; in words what was.
    fn close_asked(&self, tx: &mut Tx<'_>, certificate: &Certificate) -> Result<Vec<String>, Refusal> {
        let entry = self.list.entry(&certificate.serial);
        let mut told = Vec::new();
        for asked in open(tx, certificate)? {
            let is_done = match (asked.action, entry) {
                (RevocationAction::Revoke, Some(entry)) => !entry.on_hold,
                (RevocationAction::Suspend, Some(entry)) => entry.on_hold,
                // That it does not stand there says something only of a whole list from after the asking.
                (RevocationAction::Resume, None) => {
                    !self.list.is_part() && self.list.this_update() > asked.at
                }
                _ => false,
            };
            if is_done {
                done(self.desk, tx, self.me, &asked, ClosedBy::Crl, self.words)?;
                let now = tx.certificate(certificate.id)?;
                told.push(format!(
                    "{}　{}",
                    action_word(asked.action),
                    self.named(tx, &now)?
                ));
            }
        }
        Ok(told)
    }

    /// What the list says of a certificate and nobody here asked for.
    fn unasked(&self, tx: &Tx<'_>, certificate: &Certificate) -> Result<Option<Finding>, Refusal> {
        let now = tx.certificate(certificate.id)?;
        let entry = self.list.entry(&certificate.serial);
        let told = |entry: &Revoked, code: &str, said: &str, remedy: &str| -> Result<_, Refusal> {
            let since = entry.since.with_timezone(self.desk.now().offset()).date_naive();
            let message = format!("{}：列表里自 {since} 起{said}", self.named(tx, &now)?);
            Ok(Some(finding(code, Severity::Warn, message, remedy)))
        };
        let of_record = "请向 CA 核实；确已注销的，由制证员在台账里登记";
        match (entry, now.status) {
            (Some(entry), status) if !entry.on_hold && status != CertificateStatus::Revoked => {
                told(entry, "revoked-unasked", "已注销，本台没有申请过注销", of_record)
            }
            (Some(entry), CertificateStatus::RevokedPending | CertificateStatus::Wrong) if entry.on_hold => {
                let said = "只是挂起，本台申请的是注销";
                told(
                    entry,
                    "held-not-revoked",
                    said,
                    "请催 CA 办理注销，下次再导入列表",
                )
            }
            (Some(entry), CertificateStatus::Current) if entry.on_hold => {
                let remedy = "请向 CA 核实为什么挂起；核实前不要给这张证书办理业务";
                told(entry, "held-unasked", "被挂起，本台没有申请过挂起", remedy)
            }
            (None, CertificateStatus::Suspended) if self.is_over(tx, &now)? => Ok(Some(finding(
                "hold-ended",
                Severity::Note,
                format!("{}：列表里已经没有它，CA 可能已恢复", self.named(tx, &now)?),
                "要恢复使用的，请受理员在台账里申请恢复，再导入列表",
            ))),
            _ => Ok(None),
        }
    }

    /// Whether a whole list from after the CA had put a certificate on hold names it no more.
    fn is_over(&self, tx: &Tx<'_>, certificate: &Certificate) -> Result<bool, Refusal> {
        let all = tx.revocations_of(certificate.id)?;
        let last = all
            .iter()
            .rev()
            .find(|one| one.action == RevocationAction::Suspend);
        let held = last.and_then(|one| one.closed_at);
        Ok(!self.list.is_part() && held.is_some_and(|at| self.list.this_update() > at))
    }

    fn named(&self, tx: &Tx<'_>, certificate: &Certificate) -> Result<String, Refusal> {
        Ok(format!(
            "{}　证书 …{}（{}）",
            holder_words(tx, certificate)?,
            tail(&certificate.serial),
            state_word(certificate, self.desk.utc())
        ))
    }
}

/// What was asked for about a certificate and is not known to be done.
fn open(tx: &Tx<'_>, certificate: &Certificate) -> Result<Vec<Revocation>, Refusal> {
    let all = tx.revocations_of(certificate.id)?;
    Ok(all.into_iter().filter(|one| one.closed_at.is_none()).collect())
}
