//! Whose a plugged-in key is, seen from a job: this holder's, another's by name, or nobody's that these books know.
//! Two people of one unit have two keys, and the wrong one is told before anything on it is changed.
//!
//! Nothing here changes a key.

use case::CertKind;
use identifiers::normal_code;
use sha2::{Digest as _, Sha256};
use store::{Certificate, KeyJob as Job, Tx};
use token::TokenInfo;

use crate::casework::seen::Seen;
use crate::keys::jobs::{business_of, holder, subject_of, whose};
use crate::keys::work::refusing::wrong_key;
use crate::register::acted_on::{Subject, holder_words};
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// Whose a key is.
#[derive(Debug, PartialEq, Eq)]
pub enum Whose {
    /// The one that the job is about.
    Own,
    /// Somebody else's, by name.
    Another(String),
    /// Nobody's of whom the books or the key itself tell.
    Unknown,
}

/// Whose a key is, seen from a job: by the certificate that the case acts on, else by the register, else by what lies
/// on the key.
pub(crate) fn whose_key(
    tx: &Tx<'_>,
    seen: &Seen<'_>,
    job: &Job,
    token: &TokenInfo,
) -> Result<Whose, Refusal> {
    let prints = prints(token);
    let known = known_on(tx, token, &prints)?;
    let acted = acted_by(tx, seen, job)?;
    let placed: Vec<&Certificate> = acted
        .iter()
        .filter(|c| c.token_serial.is_some() || c.spki_sha256.is_some())
        .collect();
    if !placed.is_empty() {
        if placed.iter().any(|c| lies_on(c, token, &prints)) {
            return Ok(Whose::Own);
        }
        return Ok(match (known.first(), name_on(token)) {
            (Some(other), _) => Whose::Another(holder_words(tx, other)?),
            (None, Some(name)) => Whose::Another(name),
            (None, None) => Whose::Unknown,
        });
    }
    let own = whose(seen, job)
        .map(|holder| tx.find_holder(&holder))
        .transpose()?
        .flatten();
    let of_kind = |c: &&Certificate| c.kind == seen.content().kind;
    if known
        .iter()
        .filter(of_kind)
        .any(|c| own.is_some() && c.holder == own)
    {
        return Ok(Whose::Own);
    }
    match known.first() {
        Some(other) => Ok(Whose::Another(holder_words(tx, other)?)),
        None => Ok(by_contents(seen, job, token)),
    }
}

/// The certificates that the case acts on for the holder of a job.
pub(crate) fn acted_by(tx: &Tx<'_>, seen: &Seen<'_>, job: &Job) -> Result<Vec<Certificate>, Refusal> {
    let acted = seen.acted_certificates(tx)?;
    let Some(at) = job.subject_index else {
        return Ok(acted);
    };
    let row = |s: &&Subject| s.row == Some(at as usize);
    let Some(subject) = seen.acted.subjects.iter().find(row) else {
        return Ok(Vec::new());
    };
    let own = |c: &Certificate| {
        subject
            .fit
            .iter()
            .chain(&subject.idle)
            .any(|held| held.id == c.id)
    };
    Ok(acted.into_iter().filter(own).collect())
}

/// Certificates of the register that lie on a key, by its serial number or, since drivers change serial numbers, by
/// its public keys; newest first.
fn known_on(tx: &Tx<'_>, token: &TokenInfo, prints: &[String]) -> Result<Vec<Certificate>, Refusal> {
    let mut known = tx.certificates_by_token(&token.serial)?;
    for print in prints {
        for certificate in tx.certificates_by_public_key(print)? {
            if !known.contains(&certificate) {
                known.push(certificate);
            }
        }
    }
    Ok(known)
}

/// The same of a key that belongs to no job.
pub(crate) fn on_key(tx: &Tx<'_>, token: &TokenInfo) -> Result<Vec<Certificate>, Refusal> {
    known_on(tx, token, &prints(token))
}

/// The certificates on a key that can be read.
fn readable(token: &TokenInfo) -> impl Iterator<Item = pki::Certificate> {
    let all = token.certificates.iter();
    all.filter_map(|c| pki::Certificate::from_der(&c.der).ok())
}

/// The public keys on a key, hashed as the register keeps them.
fn prints(token: &TokenInfo) -> Vec<String> {
    let own = token.public_keys.iter().map(|key| key.spki_der.clone());
    own.chain(readable(token).map(|c| c.spki_der().to_vec()))
        .map(|spki| hex(&Sha256::digest(spki)))
        .collect()
}

fn lies_on(certificate: &Certificate, token: &TokenInfo, prints: &[String]) -> bool {
    certificate.token_serial.as_deref() == Some(&token.serial)
        || certificate
            .spki_sha256
            .as_ref()
            .is_some_and(|print| prints.contains(print))
}

/// The name in the first certificate on a key.
fn name_on(token: &TokenInfo) -> Option<String> {
    readable(token).next().map(|c| c.subject().common_name.clone())
}

/// By the certificates on the key against the subject that the job asks for.
fn by_contents(seen: &Seen<'_>, job: &Job, token: &TokenInfo) -> Whose {
    let expected = subject_of(seen, job);
    let unit = seen.content().field("unit_name");
    let code = seen.content().field("uscc").map(normal_code);
    let mut other = None;
    for certificate in readable(token) {
        let subject = certificate.subject();
        let name = subject.common_name.as_str();
        let same_name = name == expected.common_name;
        let same_unit = unit.is_some() && subject.organisation.as_deref() == unit;
        let same_code = code.is_some() && subject.serial_number.as_deref().map(normal_code) == code;
        let own = match seen.content().kind {
            CertKind::Org => same_code || Some(name) == unit || (same_unit && same_name),
            CertKind::OrgEmployee => same_unit && same_name,
            CertKind::Person => same_name,
        };
        match own {
            true => return Whose::Own,
            false => other = other.or(Some(name.to_owned())),
        }
    }
    other.map_or(Whose::Unknown, Whose::Another)
}

/// The refusal of a key that is somebody else's, with both names.
pub(crate) fn of_another(seen: &Seen<'_>, job: &Job, name: &str) -> Refusal {
    let content = seen.content();
    let business = seen.project.business_word(business_of(seen, job));
    let of_unit = match content.kind {
        CertKind::OrgEmployee => "（另一位持有人）",
        _ => "",
    };
    wrong_key(
        "key-of-another",
        &format!(
            "这是{name}{of_unit}的 UKey，本件{business}的是{}的",
            holder(content, job)
        ),
        "请核对序列号，插入本件要办的那一把；这一把不会被改动",
    )
}
