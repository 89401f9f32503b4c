//! What the CA is to revoke or suspend: approved applications to give a certificate up or to put it on hold, and the
//! old certificates of replaced keys. It leaves as a list, signed by the counter's own key; only the CA revokes.

use case::{BusinessType, CaseState as State, Role};
use pki::exchange::{PackageMeta, StatusItem};
use sha2::{Digest as _, Sha256};
use store::{
    Account, AuditEntry, Certificate, CertificateStatus, NewRevocation, Revocation, RevocationAction, Tx,
};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::places::write_whole;
use crate::keys::exchange::api::{RevocationLine, Revocations};
use crate::keys::exchange::package::{counter_key, keep_outgoing};
use crate::rim::api::{Gate, Nothing, Refusal};
use crate::rim::hex::hex;

/// What waits to be told to the CA.
pub fn revocations(desk: &Desk, _: Nothing) -> Result<Revocations, Refusal> {
    desk.write(None, |tx, me| view(desk, tx, me))
}

fn view(desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<Revocations, Refusal> {
    queue_applications(desk, tx, me)?;
    let waiting = tx.waiting_revocations()?;
    let lines = waiting
        .iter()
        .map(|one| line(desk, tx, one))
        .collect::<Result<_, _>>()?;
    Ok(Revocations {
        lines,
        may_export: match me.roles.has(Role::KeyClerk) {
            true => Gate::open(),
            false => Gate::closed("由制证员报送 CA"),
        },
        files: Vec::new(),
    })
}

fn action_word(action: RevocationAction) -> &'static str {
    match action {
        RevocationAction::Revoke => "注销",
        RevocationAction::Suspend => "挂起",
    }
}

fn line(desk: &Desk, tx: &Tx<'_>, one: &Revocation) -> Result<RevocationLine, Refusal> {
    let row = tx.case(one.case_id)?;
    let certificate = one.certificate_id.map(|id| tx.certificate(id)).transpose()?;
    Ok(RevocationLine {
        action: action_word(one.action).to_owned(),
        case_number: row.number,
        holder: row.content.title().to_owned(),
        certificate: certificate.as_ref().map(|c| c.serial.clone()),
        issuer: certificate.map(|c| c.issuer),
        reason: one.reason.clone(),
        since: one.at.with_timezone(desk.now().offset()).to_rfc3339(),
    })
}

/// Approved applications to revoke or suspend come onto the list by themselves, each with the certificates that these
/// books know of; where they know of none the CA finds them by the unit's code.
fn queue_applications(desk: &Desk, tx: &mut Tx<'_>, me: &Account) -> Result<(), Refusal> {
    for row in tx.cases_in(&[State::Ready, State::Closed], 500)? {
        let action = match row.content.business {
            BusinessType::Revoke => RevocationAction::Revoke,
            BusinessType::Suspend => RevocationAction::Suspend,
            _ => continue,
        };
        let seen = Seen::load(desk, tx, me, row.id.0)?;
        let held = held_before(tx, &seen)?;
        let known: Vec<_> = held.iter().map(|c| Some(c.id)).collect();
        let reason = format!("{}申请，已复核", seen.project.business_word(row.content.business));
        for certificate_id in if known.is_empty() { vec![None] } else { known } {
            let new = NewRevocation {
                action,
                case_id: row.id,
                certificate_id,
                reason: reason.clone(),
            };
            tx.queue_revocation(&new, desk.utc())?;
        }
    }
    Ok(())
}

/// The certificates in use that the case's unit got by other cases of the same project and kind.
fn held_before(tx: &Tx<'_>, seen: &Seen<'_>) -> Result<Vec<Certificate>, Refusal> {
    let content = seen.content();
    let Some(uscc) = content.field("uscc") else {
        return Ok(Vec::new());
    };
    let held = tx.certificates_of_unit(seen.project.id(), content.kind.word(), uscc)?;
    Ok(held.into_iter().filter(|c| c.case_id != seen.row.id).collect())
}

/// What becomes of the certificates that a finished case takes the place of: after a renewal on the same key they
/// count no more, after a replacement they wait to be revoked. Called once the new one is proven, never before.
pub(crate) fn follow(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), Refusal> {
    let revokes = match seen.content().business {
        BusinessType::Renew | BusinessType::Change => false,
        BusinessType::Replace => true,
        _ => return Ok(()),
    };
    for old in held_before(tx, seen)? {
        if revokes {
            tx.set_certificate_status(old.id, CertificateStatus::RevokedPending)?;
            let new = NewRevocation {
                action: RevocationAction::Revoke,
                case_id: seen.row.id,
                certificate_id: Some(old.id),
                reason: "已补办，原证书待注销".to_owned(),
            };
            tx.queue_revocation(&new, desk.utc())?;
        } else {
            tx.set_certificate_status(old.id, CertificateStatus::Superseded)?;
        }
    }
    Ok(())
}

/// Writes what waits as lists for the CA, one for each project, and takes it off the queue.
pub fn export(desk: &Desk, _: Nothing) -> Result<Revocations, Refusal> {
    desk.write(Some(Role::KeyClerk), |tx, me| {
        queue_applications(desk, tx, me)?;
        let waiting = tx.waiting_revocations()?;
        if waiting.is_empty() {
            return Err(Refusal::new(
                "nothing-to-export",
                "没有要报 CA 注销或挂起的证书",
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
                .map(|one| item(desk, tx, one))
                .collect::<Result<Vec<_>, Refusal>>()?;
            let zip = pki::exchange::export_status(&items, &meta, &counter_key(tx, desk.utc())?)?;
            let name = format!("{project}-revocations-{}", desk.now().format("%Y%m%d-%H%M%S"));
            let manifest =
                serde_json::json!({ "revocations": items.len(), "sha256": hex(&Sha256::digest(&zip)) });
            let (path, exchange) = keep_outgoing(desk, tx, me, &name, &zip, None, manifest)?;
            for one in &told {
                tx.revocation_told(one.id, exchange)?;
                let words = format!("{}清单 {}", action_word(one.action), path.display());
                let entry = AuditEntry::new(desk.utc(), me, "revocation-exported", words);
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

fn item(desk: &Desk, tx: &Tx<'_>, one: &Revocation) -> Result<StatusItem, Refusal> {
    let row = tx.case(one.case_id)?;
    let told = line(desk, tx, one)?;
    Ok(StatusItem {
        action: match one.action {
            RevocationAction::Revoke => "revoke".to_owned(),
            RevocationAction::Suspend => "suspend".to_owned(),
        },
        case_no: told.case_number,
        certificate: told.certificate,
        issuer: told.issuer,
        holder: told.holder,
        uscc: row.content.field("uscc").map(str::to_owned),
        reason: told.reason,
    })
}
