//! One certificate of the ledger, opened: what it says, where its key is, what may be begun from it and why not.

use case::{BusinessType, Role};
use project::ActsOn;
use store::{Account, Certificate, CertificateId, CertificateStatus, HolderKind, Tx};

use crate::counter::desk::Desk;
use crate::keys::exchange::resuming::may_resume;
use crate::ledger::api::{LedgerAct, LedgerEntry};
use crate::ledger::life;
use crate::ledger::listing::{line, place, place_word, shown_code};
use crate::ledger::placing::places;
use crate::register::acted_on::{fits, state_word};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Gate, Refusal};

/// A certificate with everything that the books know of it. Errors: `not-found`.
pub fn entry(desk: &Desk, args: ById) -> Result<LedgerEntry, Refusal> {
    desk.read(|open| {
        open.store.read(|tx| {
            let certificate = tx.certificate(CertificateId(args.id))?;
            whole(desk, tx, &open.account, &certificate)
        })
    })
}

/// The same inside a transaction.
pub(crate) fn whole(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    certificate: &Certificate,
) -> Result<LedgerEntry, Refusal> {
    let holder = certificate.holder.map(|id| tx.holder(id)).transpose()?;
    let unit = holder.as_ref().and_then(|row| row.unit_id);
    let key = match &certificate.token_serial {
        Some(serial) => tx.held_key(serial)?,
        None => None,
    };
    Ok(LedgerEntry {
        line: line(desk, certificate),
        project: certificate.project.clone(),
        kind: certificate.kind,
        holder: holder
            .as_ref()
            .map_or_else(|| certificate.subject.clone(), |row| row.name.clone()),
        holder_code: holder.as_ref().map(shown_code).unwrap_or_default(),
        holder_covered: holder
            .as_ref()
            .filter(|row| row.kind == HolderKind::Person && row.code.is_some())
            .map(|row| row.id.0),
        unit: unit.map(|id| tx.holder(id)).transpose()?.map(|row| row.name),
        subject: Sight::in_lists().text(&certificate.subject),
        issuer: certificate.issuer.clone(),
        key: certificate.token_serial.clone(),
        key_model: key.as_ref().map(|key| key.model.clone()).unwrap_or_default(),
        key_place: key.as_ref().map(|key| place(key.place)),
        key_place_word: key.as_ref().map_or("", |key| place_word(key.place)).to_owned(),
        key_places: key.as_ref().map(|key| places(me, key.place)).unwrap_or_default(),
        acts: acts(desk, me, certificate),
        may_resume: may_resume(desk, tx, me, certificate)?,
        may_record_revoked: may_record_revoked(me, certificate),
        life: life::lines(desk, tx, certificate)?,
    })
}

fn may_record_revoked(me: &Account, certificate: &Certificate) -> Gate {
    match certificate.status {
        CertificateStatus::Revoked => Gate::closed("已登记为注销"),
        _ if !me.roles.has(Role::KeyClerk) => Gate::closed("由制证员登记"),
        _ => Gate::open(),
    }
}

/// What the project offers for a certificate that is there; each with whether it may be begun now.
fn acts(desk: &Desk, me: &Account, certificate: &Certificate) -> Vec<LedgerAct> {
    let Some(project) = desk.projects().get(&certificate.project) else {
        return Vec::new();
    };
    let kind = certificate.kind;
    let offered = project.businesses(kind).into_iter();
    let acting = offered.filter(|offer| project.acts_on(offer.business, kind) != ActsOn::Nothing);
    acting
        .map(|offer| LedgerAct {
            business: offer.business,
            may: may_begin(desk, me, certificate, offer.business, &offer.word),
            word: offer.word,
        })
        .collect()
}

/// Whether a business may be begun for a certificate as it stands.
fn may_begin(
    desk: &Desk,
    me: &Account,
    certificate: &Certificate,
    business: BusinessType,
    word: &str,
) -> Gate {
    let project = desk.projects().get(&certificate.project);
    let is_fit = project.is_some_and(|p| fits(p, business, certificate, desk.utc()));
    if !is_fit {
        let state = state_word(certificate, desk.utc());
        return Gate::closed(format!("这张证书现为“{state}”，不能办{word}"));
    }
    match me.roles.has(Role::Clerk) {
        true => Gate::open(),
        false => Gate::closed("由受理员办理"),
    }
}
