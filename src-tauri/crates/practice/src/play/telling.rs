//! What stands at the end of a story, asked of the register and the list for the CA, in the story's own names.

use case::CaseState;
use chrono::{DateTime, Utc};
use desk::Desk;
use desk::api::Refusal;
use store::{CaseId, Certificate, CertificateStatus, KeyJob, Store, Tx};

use crate::play::api::{Played, PlayedCase, PlayedCertificate, PlayedRevocation, RefusedAct, value};
use crate::play::meaning::{Acted, Known};

/// The certificates from before and those that the acts brought, by their names in the story. Errors: the store's.
pub(crate) fn known(books: &Store, before: &[Known], acted: &[Acted]) -> Result<Vec<Known>, Refusal> {
    if acted.is_empty() {
        return Ok(before.to_vec());
    }
    books.read(|tx| all_known(tx, before, acted))
}

fn all_known(tx: &Tx<'_>, before: &[Known], acted: &[Acted]) -> Result<Vec<Known>, Refusal> {
    let mut known: Vec<Known> = before.to_vec();
    for one in acted {
        let jobs = tx.jobs_of_case(CaseId(one.case))?;
        for certificate in tx.certificates_of_case(CaseId(one.case))? {
            let job = jobs.iter().find(|job| Some(job.id) == certificate.job_id);
            let person = job.and_then(|job| person(one, job));
            let name = name(one, person.as_deref());
            let same = known
                .iter()
                .filter(|k| k.id == name || k.id.starts_with(&format!("{name}#")))
                .count();
            known.push(Known {
                id: numbered(&name, same),
                certificate: certificate.id,
                project: certificate.project.clone(),
                kind: certificate.kind,
                unit: one.meaning.unit.as_ref().map(|unit| unit.id.clone()),
                person,
            });
        }
    }
    Ok(known)
}

/// The person that a job is for, by the id in the story.
fn person(acted: &Acted, job: &KeyJob) -> Option<String> {
    let at = job.row().unwrap_or_default();
    let person = acted.meaning.people.get(at);
    person
        .filter(|_| acted.meaning.kind != case::CertKind::Org)
        .map(|person| person.id.clone())
}

/// Act and holder: `a1/p1`.
fn name(acted: &Acted, person: Option<&str>) -> String {
    let unit = acted.meaning.unit.as_ref().map(|unit| unit.id.as_str());
    format!("{}/{}", acted.act, person.or(unit).unwrap_or_default())
}

/// Further certificates of one holder in one act are numbered: `a1/u1#2`.
fn numbered(name: &str, before: usize) -> String {
    match before {
        0 => name.to_owned(),
        n => format!("{name}#{}", n + 1),
    }
}

/// What stands at the end. Errors: the store's.
pub(crate) fn tell(
    desk: &Desk,
    books: &Store,
    before: &[Known],
    acted: &[Acted],
    refused: Vec<RefusedAct>,
) -> Result<Played, Refusal> {
    books.read(|tx| {
        let known = all_known(tx, before, acted)?;
        let named = |id| known.iter().find(|k| k.certificate == id).map(|k| k.id.clone());
        let mut certificates = Vec::new();
        for one in &known {
            let certificate = tx.certificate(one.certificate)?;
            certificates.push(line(desk, &one.id, &certificate));
        }
        let mut cases = Vec::new();
        for one in acted {
            let row = tx.case(CaseId(one.case))?;
            if row.state == CaseState::AtCa {
                certificates.extend(requested(tx, one)?);
            }
            cases.push(PlayedCase {
                id: one.act.clone(),
                state: value(&row.state),
                number: row.number,
            });
        }
        let revocations = tx.revocations()?.into_iter().map(|asked| PlayedRevocation {
            certificate: asked.certificate_id.and_then(named),
            action: value(&asked.action),
            state: match (asked.closed_at, asked.exchange_id) {
                (Some(_), _) => "done",
                (None, Some(_)) => "told",
                (None, None) => "queued",
            }
            .to_owned(),
            act: acted
                .iter()
                .find(|a| CaseId(a.case) == asked.case_id)
                .map(|a| a.act.clone()),
        });
        Ok(Played {
            certificates,
            revocations: revocations.collect(),
            cases,
            refused,
        })
    })
}

/// What the CA was asked for and has not answered.
fn requested(tx: &Tx<'_>, acted: &Acted) -> Result<Vec<PlayedCertificate>, Refusal> {
    let jobs = tx.jobs_of_case(CaseId(acted.case))?;
    let waiting = jobs.iter().filter(|job| job.csr.is_some() && job.cert.is_none());
    Ok(waiting
        .map(|job| PlayedCertificate {
            id: name(acted, person(acted, job).as_deref()),
            state: "requested".to_owned(),
            key: job.token_serial.clone(),
            not_after: None,
            serial: None,
        })
        .collect())
}

fn line(desk: &Desk, id: &str, certificate: &Certificate) -> PlayedCertificate {
    let until = certificate.last_day(*desk.now().offset());
    PlayedCertificate {
        id: id.to_owned(),
        state: state(certificate, Utc::now()),
        key: certificate.token_serial.clone(),
        not_after: Some(until.to_string()),
        serial: Some(certificate.serial.clone()),
    }
}

/// The word of a certificate's state; that one has expired follows from its last day.
fn state(certificate: &Certificate, now: DateTime<Utc>) -> String {
    match certificate.status {
        CertificateStatus::Current if certificate.is_expired(now) => "expired".to_owned(),
        status => value(&status),
    }
}
