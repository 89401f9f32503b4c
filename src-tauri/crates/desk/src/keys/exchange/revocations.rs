//! What the CA is to revoke, suspend or resume: what approved applications name, the old certificates of replaced
//! keys, and acts from the register. It leaves as a list, signed by the counter's own key; only the CA revokes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use case::{BusinessType, Role};
use chrono::{DateTime, Utc};
use pki::exchange::StatusItem;
use project::ActsOn;
use sha2::{Digest as _, Sha256};
use store::{
    Account, AuditAction, AuditEntry, CaseId, Certificate, CertificateStatus, KeyJob, NewRevocation,
    Revocation, RevocationAction, Tx,
};

use crate::casework::seen::Seen;
use crate::counter::desk::Desk;
use crate::counter::making::Stop;
use crate::counter::outside;
use crate::counter::who::require;
use crate::keys::exchange::api::{AskedOfCa, RevocationLine, Revocations};
use crate::keys::exchange::package::{Addressee, Outgoing, counter_key, folder};
use crate::keys::plan::Mode;
use crate::register::acted_on::{Subject, holder_words};
use crate::register::encryption::with_encryption;
use crate::rights::sight::Sight;
use crate::rim::api::{Gate, Nothing, Refusal};
use crate::rim::hex::hex;

/// What waits to be told to the CA, and what it was told and is not known to have done.
pub fn revocations(desk: &Desk, _: Nothing) -> Result<Revocations, Refusal> {
    ask_of_before(desk)?;
    desk.look(|tx, me| view(desk, tx, me))
}

fn view(desk: &Desk, tx: &Tx<'_>, me: &Account) -> Result<Revocations, Refusal> {
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
        action: match one.action {
            RevocationAction::Revoke => AskedOfCa::Revoke,
            RevocationAction::Suspend => AskedOfCa::Suspend,
            RevocationAction::Resume => AskedOfCa::Resume,
        },
        word: action_word(one.action).to_owned(),
        case_number: row.number,
        holder: match &certificate {
            Some(certificate) => holder_words(tx, certificate)?,
            None => unnamed(&Seen::load(desk, tx, me, one.case_id.0)?),
        },
        certificate: certificate.as_ref().map(|c| c.serial.clone()),
        issuer: certificate.map(|c| c.issuer),
        reason: Sight::in_lists().text(&one.reason),
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
        .filter(|subject| asked_by(subject.business).is_some() && !named(subject))
        .map(|subject| subject.holder.name())
        .collect();
    let title = seen.content().title();
    match names.as_slice() {
        [] => title.to_owned(),
        [one] if *one == title => title.to_owned(),
        names => format!("{}（{title}）", names.join("、")),
    }
}

/// What an application asks of the CA about a certificate that is there, and how that stands from then on.
fn asked_by(business: BusinessType) -> Option<(RevocationAction, CertificateStatus)> {
    match business {
        BusinessType::Revoke => Some((RevocationAction::Revoke, CertificateStatus::RevokedPending)),
        BusinessType::Suspend => Some((RevocationAction::Suspend, CertificateStatus::Suspended)),
        _ => None,
    }
}

/// An approved application to give certificates up or to put them on hold comes onto the list: those that it names and
/// no other, of an annex those of the rows that ask for it. Where the register knows none of a holder the CA finds it
/// by the code.
pub(crate) fn ask(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), Refusal> {
    if seen.acted.what == ActsOn::Nothing {
        return Ok(());
    }
    let mut businesses: Vec<BusinessType> = seen.acted.subjects.iter().map(|s| s.business).collect();
    if businesses.is_empty() {
        businesses.push(seen.content().business);
    }
    businesses.dedup();
    let acted = seen.acted_certificates(tx)?;
    for business in [BusinessType::Revoke, BusinessType::Suspend] {
        let Some((action, status)) = asked_by(business).filter(|_| businesses.contains(&business)) else {
            continue;
        };
        let is_of = |c: &Certificate| seen.acted.business_of(c, seen.content()) == business;
        let own: Vec<Certificate> = acted.iter().filter(|c| is_of(c)).cloned().collect();
        let all = with_encryption(tx, &own, seen.row.id)?;
        let mut asked: Vec<_> = all.iter().map(|c| Some(c.id)).collect();
        let is_known = |subject: &Subject| {
            let mut held = subject.fit.iter().chain(&subject.idle);
            held.any(|c| own.contains(c))
        };
        let mut subjects = seen.acted.subjects.iter().filter(|s| s.business == business);
        if asked.is_empty() || !subjects.all(is_known) {
            asked.push(None);
        }
        for certificate_id in asked {
            let new = NewRevocation {
                action,
                case_id: seen.row.id,
                certificate_id,
                reason: format!("{}申请，已复核", seen.project.business_word(business)),
            };
            tx.queue_revocation(&new, desk.utc())?;
        }
        for certificate in &all {
            tx.set_certificate_status(certificate.id, status)?;
        }
    }
    Ok(())
}

/// Applications that were approved before the register was kept come onto the list when somebody looks. As a rule there
/// are none, and nothing is written.
fn ask_of_before(desk: &Desk) -> Result<(), Refusal> {
    let before = |tx: &Tx<'_>| -> Result<Vec<CaseId>, Refusal> {
        let mut all = Vec::new();
        for business in [BusinessType::Revoke, BusinessType::Suspend] {
            all.extend(tx.unasked_applications(business.word())?.iter().map(|row| row.id));
        }
        Ok(all)
    };
    let wanting = desk.look(|tx, me| {
        let mut wanting = false;
        for id in before(tx)? {
            wanting |= Seen::load(desk, tx, me, id.0)?.acted.what != ActsOn::Nothing;
        }
        Ok(wanting)
    })?;
    if !wanting {
        return Ok(());
    }
    desk.write(None, |tx, me| {
        for id in before(tx)? {
            let seen = Seen::load(desk, tx, me, id.0)?;
            ask(desk, tx, &seen)?;
        }
        Ok(())
    })
}

/// What becomes of the certificates that a finished case takes the place of: after a renewal on the same key they
/// count no more, after a replacement they wait to be revoked. Of a recovery no guide says it (001:221 is a box only):
/// it brings a new signing certificate, which takes the old one's place like a renewal on the key that the old one is
/// on, and like a replacement where it came onto another key. Called once the new one is proven, never before.
pub(crate) fn follow(desk: &Desk, tx: &mut Tx<'_>, seen: &Seen<'_>) -> Result<(), Refusal> {
    let jobs = tx.jobs_of_case(seen.row.id)?;
    for old in seen.acted_certificates(tx)? {
        let counts = matches!(
            old.status,
            CertificateStatus::Current | CertificateStatus::Suspended
        );
        if !counts {
            continue;
        }
        let business = seen.acted.business_of(&old, seen.content());
        let reason = match business {
            BusinessType::Renew | BusinessType::Change => None,
            BusinessType::Replace => Some("已补办，原证书待注销"),
            BusinessType::KeyRecovery if is_on_own_key(&jobs, &old) => None,
            BusinessType::KeyRecovery => Some("密钥已恢复到另一把 UKey，原证书待注销"),
            _ => continue,
        };
        // What a renewed or changed signing certificate had beside it for encryption stays of use.
        let stays = matches!(business, BusinessType::Renew | BusinessType::Change);
        let old = std::slice::from_ref(&old);
        let all = match stays {
            true => old.to_vec(),
            false => with_encryption(tx, old, seen.row.id)?,
        };
        for one in all {
            match reason {
                Some(reason) => ask_to_revoke(tx, seen.row.id, &one, reason, desk.utc())?,
                None => tx.set_certificate_status(one.id, CertificateStatus::Superseded)?,
            }
        }
    }
    Ok(())
}

/// Whether a case worked on the key that a certificate is on; where the books do not know its key, on the customer's
/// own.
fn is_on_own_key(jobs: &[KeyJob], old: &Certificate) -> bool {
    let mut own = jobs.iter().filter(|job| Mode::of(job) == Mode::SameKey);
    own.any(|job| old.token_serial.is_none() || old.token_serial == job.token_serial)
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

/// What a list for the CA is made from. As long as it stands, so does the list.
#[derive(Debug, Clone, PartialEq)]
struct Source {
    to: Addressee,
    told: Vec<Revocation>,
    items: Vec<StatusItem>,
}

/// What waits, for each project. Errors: `nothing-to-export`.
fn sources(desk: &Desk, tx: &Tx<'_>, me: &Account) -> Result<Vec<Source>, Refusal> {
    let waiting = tx.waiting_revocations()?;
    if waiting.is_empty() {
        return Err(Refusal::new(
            "nothing-to-export",
            "没有要报 CA 注销、挂起或恢复的证书",
            "有新的申请通过复核后再导出",
        ));
    }
    let mut projects: BTreeMap<String, Vec<Revocation>> = Default::default();
    for one in waiting {
        let project = tx.case(one.case_id)?.content.project;
        projects.entry(project).or_default().push(one);
    }
    let of = |(project, told): (String, Vec<Revocation>)| {
        let items = told.iter().map(|one| item(desk, tx, me, one));
        Ok(Source {
            to: Addressee::of(tx, &project)?,
            items: items.collect::<Result<_, Refusal>>()?,
            told,
        })
    };
    projects.into_iter().map(of).collect()
}

/// Makes a list, and writes it into the exchange folder, still without its name.
fn listed(desk: &Desk, folder: &Path, source: Source) -> Result<Outgoing<Source>, Refusal> {
    let zip = pki::exchange::export_status(&source.items, &source.to.meta(desk), &counter_key(desk)?)?;
    let at = desk.now().format("%Y%m%d-%H%M%S");
    let name = format!("{}-revocations-{at}", source.to.project);
    let cases: BTreeSet<u32> = source.told.iter().map(|one| one.case_id.0).collect();
    let manifest = serde_json::json!({
        "revocations": source.items.len(), "sha256": hex(&Sha256::digest(&zip)), "cases": cases,
    });
    let to = source.to.clone();
    Outgoing::beside(desk, (folder, &name), source, &to, zip, None, manifest)
}

/// Writes what waits as lists for the CA, one for each project, and takes it off the queue.
pub fn export(desk: &Desk, _: Nothing) -> Result<Revocations, Refusal> {
    desk.read(|open| require(open, Role::KeyClerk))?;
    ask_of_before(desk)?;
    let all = desk.write_made(
        Some(Role::KeyClerk),
        || {
            let (folder, sources) = desk.look(|tx, me| Ok((folder(desk, tx)?, sources(desk, tx, me)?)))?;
            let lists = sources.into_iter().map(|source| listed(desk, &folder, source));
            lists.collect::<Result<Vec<_>, Refusal>>()
        },
        |tx, me, mut all| {
            if !sources(desk, tx, me)?
                .iter()
                .eq(all.iter().map(|out| &out.source))
            {
                return Err(Stop::Stale);
            }
            for out in &mut all {
                let exchange = out.keep(desk, tx, me)?;
                for one in &out.source.told {
                    tx.revocation_told(one.id, exchange)?;
                    let words = format!("{}清单 {}", action_word(one.action), out.path().display());
                    let entry = AuditEntry::new(desk.utc(), me, AuditAction::RevocationExported, words);
                    tx.audit(&entry.case(one.case_id))?;
                }
            }
            Ok(all)
        },
    )?;
    let files = all.iter().map(|out| {
        let count = out.source.told.len();
        format!("{}（{count} 条）{}", out.path().display(), out.how())
    });
    let files = files.collect();
    outside::name(desk, all.into_iter().map(Outgoing::into_file).collect())?;
    Ok(Revocations {
        files,
        ..revocations(desk, Nothing {})?
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
