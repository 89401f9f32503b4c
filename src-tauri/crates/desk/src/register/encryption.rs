//! The encryption certificates that came with recovered keys. Each belongs to the signing certificate on the same key:
//! nobody chooses it by itself, and when the signing certificate is given up it goes along.

use store::{CaseId, Certificate, CertificateStatus, Tx};

use crate::rim::api::Refusal;

/// Whether a certificate is one for encryption that came with a recovered key.
pub fn is_encryption(tx: &Tx<'_>, certificate: &Certificate) -> Result<bool, Refusal> {
    let Some(job) = certificate.job_id else {
        return Ok(false);
    };
    // One that was sent again took the first one's place; by its key it differs from the job's own all the same.
    let kept = tx.recovered_key(job)?.map(|kept| kept.certificate);
    let signing = tx.key_job(job)?.spki_sha256;
    let is_other = signing.is_some() && certificate.spki_sha256 != signing;
    Ok(kept.is_some() && (certificate.attachment == kept || is_other))
}

/// The encryption certificates on the key of a signing certificate, of the same holder and project; the last one first.
/// Those that a case has just brought are left out.
fn beside(tx: &Tx<'_>, signing: &Certificate, brought_by: CaseId) -> Result<Vec<Certificate>, Refusal> {
    let Some(key) = signing.token_serial.as_deref() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for other in tx.certificates_by_token(key)? {
        let is_own =
            other.holder == signing.holder && other.project == signing.project && other.kind == signing.kind;
        if is_own && other.case_id != Some(brought_by) && is_encryption(tx, &other)? {
            found.push(other);
        }
    }
    Ok(found)
}

fn counts(certificate: &Certificate) -> bool {
    matches!(
        certificate.status,
        CertificateStatus::Current | CertificateStatus::Suspended
    )
}

/// Certificates with the encryption certificates that still count beside them.
pub fn with_encryption(
    tx: &Tx<'_>,
    signing: &[Certificate],
    brought_by: CaseId,
) -> Result<Vec<Certificate>, Refusal> {
    let mut all = signing.to_vec();
    for one in signing {
        let mut found = beside(tx, one, brought_by)?;
        found.retain(|other| counts(other) && !all.contains(other));
        all.append(&mut found);
    }
    Ok(all)
}

/// The encryption certificate beside a signing one that counted until a case took its place: the last one that nobody
/// has given up, where none counts now.
pub fn superseded_beside(
    tx: &Tx<'_>,
    signing: &Certificate,
    case: CaseId,
) -> Result<Option<Certificate>, Refusal> {
    let superseded = |one: &Certificate| one.status == CertificateStatus::Superseded;
    let found = beside(tx, signing, case)?.into_iter();
    let last = found.into_iter().find(|one| counts(one) || superseded(one));
    Ok(last.filter(superseded))
}
