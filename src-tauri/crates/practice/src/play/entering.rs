//! What was there before a story begins: certificates of another counter, entered into the ledger as from their paper.

use case::CertKind;
use chrono::{Days, NaiveDate};
use desk::Desk;
use desk::api::{EnterCertificate, Refusal};
use store::CertificateId;

use crate::play::meaning::Known;
use crate::play::story::{Before, Story};

/// A year, the usual term.
const TERM: Days = Days::new(365);

/// Enters a certificate from before; `at` numbers it. Errors: `story-…` for what the story names and does not have or
/// a day that is none; those of the command.
pub(crate) fn enter(desk: &Desk, story: &Story, before: &Before, at: usize) -> Result<Known, Refusal> {
    let unknown = |what: &str, id: &str| {
        Refusal::new(
            "story-holder-unknown",
            format!("{what} 里没有“{id}”"),
            format!("请先在 {what} 里写明"),
        )
    };
    let person = match &before.person {
        Some(id) => Some(story.person(id).ok_or_else(|| unknown("people", id))?),
        None => None,
    };
    let unit_id = before.unit.as_ref().or(person.and_then(|p| p.unit.as_ref()));
    let unit = match unit_id {
        Some(id) => Some(story.unit(id).ok_or_else(|| unknown("units", id))?),
        None => None,
    };
    let kind = match (&before.kind, person, unit) {
        (Some(kind), ..) => kind.parse()?,
        (None, Some(_), Some(_)) => CertKind::OrgEmployee,
        (None, Some(_), None) => CertKind::Person,
        (None, None, _) => CertKind::Org,
    };
    let until: NaiveDate = before.not_after.parse().map_err(|_| {
        Refusal::new(
            "story-date",
            format!("“{}”不是日期", before.not_after),
            "请写成 2025-01-31 的样子",
        )
    })?;
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let entered = desk.commands().enter_certificate(EnterCertificate {
        project: before.project.clone(),
        kind: Some(kind),
        unit_name: text(unit.map(|unit| unit.name())),
        unit_code: text(unit.map(|unit| unit.uscc())),
        person_name: text(person.map(|person| person.name())),
        person_code: text(person.map(|person| person.id_no())),
        serial: format!("5EED{:04X}", at + 1),
        issuer: "别处 CA".to_owned(),
        not_before: (until - TERM).to_string(),
        not_after: until.to_string(),
        origin: "剧本开始前就有的证书".to_owned(),
        ..EnterCertificate::default()
    })?;
    let number = entered.line.id.map(CertificateId);
    let missing = || {
        Refusal::new(
            "story-certificate-unknown",
            "台账没有收下这张证书",
            "请核对剧本里的 before",
        )
    };
    let holder = before.person.as_ref().or(unit_id).map_or("", String::as_str);
    Ok(Known {
        id: format!("{}/{holder}", before.id),
        certificate: number.ok_or_else(missing)?,
        project: before.project.clone(),
        kind,
        unit: unit_id.cloned(),
        person: before.person.clone(),
    })
}
