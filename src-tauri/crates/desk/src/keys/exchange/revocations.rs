//! What the CA is to revoke, suspend or resume: what approved applications name, the old certificates of replaced
//! keys, and acts from the register. It leaves as a list, signed by the counter's own key; only the CA revokes.

use case::{BusinessType, Role};
use chrono::{DateTime, Utc};
use pki::exchange::{PackageMeta, StatusItem};
use project::ActsOn;
use sha2::{Digest as _, Sha256};
use store::{
    Account, AuditAction, AuditEntry, CaseId, Certificate, CertificateStatus, NewRevocation, Revocation,
    RevocationAction, Tx,
};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::places::write_whole;
use crate::keys::exchange::api::{RevocationLine, Revocations};
use crate::keys::exchange::package::{counter_key, keep_outgoing};
use crate::register::acted_on::{Asked, Subject, holder_words};
use crate::rim::api::{Gate, Nothing, Refusal};
use crate::rim::hex::hex;

/// What waits to be told to the CA, and what it was told and is not known to have done.
pub fn revocations(desk: &Desk, _: Nothing) -> Result<Revocations, Refusal> {
    desk.write(None, |tx, me| view(desk, tx, me))
}

pub(crate) fn view(desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<Revocations, Refusal> {
    ask_of_before(desk, tx, me)?;
    let lines = |list: Vec<Revocation>| -> Result<Vec<RevocationLine>, Refusal> {
        list.iter().map(|one| line(desk, tx, me, one)).collect()
    };
    let (told, waiting) = tx
        .open_revocations()?
        .into_iter()
        .partition(|one| one.exchange_id.is_some());
    Ok(Revocations {
        lines: lines(waiting)?,
        told: lines(told)?,
        may_export: match me.roles.has(Role::KeyClerk) {
            true => Gate::open(),
            false => Gate::closed("由制证员报送 CA"),
        },
        files: Vec::new(),
    })
}

pub(crate) fn action_word(action: RevocationAction) -> &'static str {
    match action {
        RevocationAction::Revoke => "注销",
        RevocationAction::Suspend => "挂起",
        RevocationAction::Resume => "恢复",
    }
}

fn line(desk: &Desk, tx: &Tx<'_>, me: &Account, one: &Revocation) -> Result<RevocationLine, Refusal> {
    let row = tx.case(one.case_id)?;
    let certificate = one.certificate_id.map(|id| tx.certificate(id)).transpose()?;
    Ok(RevocationLine {
        id: one.id.0,
        action: action_word(one.action).to_owned(),
        case_number: row.number,
        holder: match &certificate {
            Some(certificate) => holder_words(tx, certificate)?,
            None => unnamed(&Seen::load(desk, tx, me, one.case_id.0)?),
        },
        certificate: certificate.as_ref().map(|c| c.serial.clone()),
        issuer: certificate.map(|c| c.issuer),
        reason: one.reason.clone(),
        since: one.at.with_timezone(desk.now().offset()).to_rfc3339(),
    })
}

/// The holders of a case of whom it names no certificate: the CA finds theirs by name and code.
fn unnamed(seen: &Seen<'_>) -> String {
    let named = |subject: &Subject| {
        let mut own = subject.fit.iter().chain(&subject.idle);
        own.any(|c| seen.content().acts_on.contains(&c.id.0))
    };
    let names: Vec<&str> = seen
        .acted
        .subjects
        .iter()
        .filter(|subject| !named(subject))
        .map(|subject| subject.holder.name())
        .collect();
    let title = seen.content().title();
    match names.as_slice() {
        [] => title.to_owned(),
        [one] if *one == title => title.to_owned(),
        names => format!("{}（{title}）", names.join("、")),
    }
}

/// An approved application to give certificates up or to put them on hold comes onto the list: those that it names and
/// no other. Where the register knows none of a holder the CA finds it by the code.
pub(crate) fn ask(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), Refusal> {
    let (action, status) = match seen.content().business {
        BusinessType::Revoke => (RevocationAction::Revoke, CertificateStatus::RevokedPending),
        BusinessType::Suspend => (RevocationAction::Suspend, CertificateStatus::Suspended),
        _ => return Ok(()),
    };
    if seen.acted.what == ActsOn::Nothing {
        return Ok(());
    }
    let reason = format!(
        "{}申请，已复核",
        seen.project.business_word(seen.content().business)
    );
    let acted = acted(desk, tx, seen)?;
    let mut asked: Vec<_> = acted.iter().map(|c| Some(c.id)).collect();
    let is_known = |subject: &Subject| {
        let mut own = subject.fit.iter().chain(&subject.idle);
        own.any(|c| acted.contains(c))
    };
    if asked.is_empty() || !seen.acted.subjects.iter().all(is_known) {
        asked.push(None);
    }
    for certificate_id in asked {
        let new = NewRevocation {
            action,
            case_id: seen.row.id,
            certificate_id,
            reason: reason.clone(),
        };
        tx.queue_revocation(&new, desk.utc())?;
    }
    for certificate in &acted {
        tx.set_certificate_status(certificate.id, status)?;
    }
    Ok(())
}

/// Applications that were approved before the register was kept come onto the list when somebody looks.
fn ask_of_before(desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<(), Refusal> {
    for business in [BusinessType::Revoke, BusinessType::Suspend] {
        for row in tx.unasked_applications(business.word())? {
            let seen = Seen::load(desk, tx, me, row.id.0)?;
            ask(desk, tx, &seen)?;
        }
    }
    Ok(())
}

/// The certificates that a case acts on: those that it names. A case from before the register was kept names none; of
/// it the only one that fitted when it was opened is meant, and none where there were several.
pub(crate) fn acted(desk: &Desk, tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Certificate>, Refusal> {
    let content = seen.content();
    let asked = |content| Asked {
        tx,
        project: seen.project,
        case: Some(seen.row.id),
        content,
        now: desk.utc(),
    };
    if !content.acts_on.is_empty() {
        return asked(content).named();
    }
    let likely = case::CaseContent {
        acts_on: asked(content).settled()?,
        ..content.clone()
    };
    let mut found = asked(&likely).named()?;
    found.retain(|c| c.not_before < seen.row.created);
    Ok(found)
}

/// What becomes of the certificates that a finished case takes the place of: after a renewal on the same key they
/// count no more, after a replacement they wait to be revoked. Called once the new one is proven, never before.
pub(crate) fn follow(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), Refusal> {
    for old in acted(desk, tx, seen)? {
        let revokes = match seen.acted.business_of(&old, seen.content()) {
            BusinessType::Renew | BusinessType::Change => false,
            BusinessType::Replace => true,
            _ => continue,
        };
        let counts = matches!(
            old.status,
            CertificateStatus::Current | CertificateStatus::Suspended
        );
        if !counts {
            continue;
        }
        if revokes {
            ask_to_revoke(tx, seen.row.id, &old, "已补办，原证书待注销", desk.utc())?;
        } else {
            tx.set_certificate_status(old.id, CertificateStatus::Superseded)?;
        }
    }
    Ok(())
}

/// Puts a certificate on the list to be revoked, for a case; from then on it counts no more.
pub(crate) fn ask_to_revoke(
    tx: &mut Tx<'_>,
    case: CaseId,
    certificate: &Certificate,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    tx.set_certificate_status(certificate.id, CertificateStatus::RevokedPending)?;
    let new = NewRevocation {
        action: RevocationAction::Revoke,
        case_id: case,
        certificate_id: Some(certificate.id),
        reason: reason.to_owned(),
    };
    Ok(tx.queue_revocation(&new, now)?)
}

/// Writes what waits as lists for the CA, one for each project, and takes it off the queue.
pub fn export(desk: &Desk, _: Nothing) -> Result<Revocations, Refusal> {
    desk.write(Some(Role::KeyClerk), |tx, me| {
        ask_of_before(desk, tx, me)?;
        let waiting = tx.waiting_revocations()?;
        if waiting.is_empty() {
            return Err(Refusal::new(
                "nothing-to-export",
                "没有要报 CA 注销、挂起或恢复的证书",
                "有新的申请通过复核后再导出",
            ));
        }
        let mut projects: std::collections::BTreeMap<String, Vec<Revocation>> = Default::default();
        for one in waiting {
            let project = tx.case(one.case_id)?.content.project;
            projects.entry(project).or_default().push(one);
        }
        let mut files = Vec::new();
        for (project, told) in projects {
            let meta = PackageMeta {
                counter: tx.counter()?.name,
                project: project.clone(),
                created: desk.utc(),
            };
            let items = told
                .iter()
                .map(|one| item(desk, tx, me, one))
                .collect::<Result<Vec<_>, Refusal>>()?;
            let zip = pki::exchange::export_status(&items, &meta, &counter_key(tx, desk.utc())?)?;
            let name = format!("{project}-revocations-{}", desk.now().format("%Y%m%d-%H%M%S"));
            let manifest =
                serde_json::json!({ "revocations": items.len(), "sha256": hex(&Sha256::digest(&zip)) });
            let (path, exchange) = keep_outgoing(desk, tx, me, &name, &zip, None, manifest)?;
            for one in &told {
                tx.revocation_told(one.id, exchange)?;
                let words = format!("{}清单 {}", action_word(one.action), path.display());
                let entry = AuditEntry::new(desk.utc(), me, AuditAction::RevocationExported, words);
                tx.audit(&entry.case(one.case_id))?;
            }
            // The file last: when it cannot be written, nothing is recorded as told.
            write_whole(&path, &zip)?;
            files.push(format!("{}（{} 条）", path.display(), told.len()));
        }
        let mut left = view(desk, tx, me)?;
        left.files = files;
        Ok(left)
    })
}

fn item(desk: &Desk, tx: &Tx<'_>, me: &Account, one: &Revocation) -> Result<StatusItem, Refusal> {
    let row = tx.case(one.case_id)?;
    let told = line(desk, tx, me, one)?;
    Ok(StatusItem {
        action: match one.action {
            RevocationAction::Revoke => "revoke".to_owned(),
            RevocationAction::Suspend => "suspend".to_owned(),
            RevocationAction::Resume => "resume".to_owned(),
        },
        case_no: told.case_number,
        certificate: told.certificate,
        issuer: told.issuer,
        holder: told.holder,
        uscc: row.content.field("uscc").map(str::to_owned),
        reason: told.reason,
    })
}
