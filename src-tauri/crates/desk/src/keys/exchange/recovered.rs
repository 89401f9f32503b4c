//! The second half of a CA's answer to a key recovery: which envelope and which encryption certificate belong to a
//! signing certificate that has just been accepted. What is missing, foreign or ambiguous is told one by one, and
//! then nothing of the answer is kept.

use pki::exchange::{Found, FoundEnvelope, Imported};
use pki::{Certificate, Expected, Finding, Severity};

use crate::counter::making::Stop;
use crate::keys::exchange::checks::{As, Checks};

/// The parts that belong to a signing certificate.
pub(crate) struct Parts<'a> {
    /// The private key in its envelope.
    pub envelope: &'a FoundEnvelope,
    /// Its certificate.
    pub certificate: &'a Certificate,
}

/// What was looked at for one signing certificate, so that it is not told again as nobody's.
#[derive(Default)]
pub(crate) struct Claimed {
    certificates: Vec<String>,
    envelopes: Vec<Vec<u8>>,
}

impl Claimed {
    /// Whether a certificate has been looked at.
    pub fn has(&self, certificate: &Certificate) -> bool {
        self.certificates.contains(&certificate.fingerprint())
    }

    /// Whether an envelope has been looked at.
    pub fn has_envelope(&self, found: &FoundEnvelope) -> bool {
        self.envelopes.contains(&found.der)
    }
}

/// Finds the parts for the signing certificate `signing`. Nothing when something stands in the way, which is then among
/// the findings.
pub(crate) fn claim<'a>(
    imported: &'a Imported,
    signing: &Certificate,
    (checks, expected): (&Checks, &Expected<'_>),
    claimed: &mut Claimed,
    findings: &mut Vec<Finding>,
) -> Result<Option<Parts<'a>>, Stop> {
    let envelope = envelope_for(imported, signing, claimed, findings);
    let certificate = certificate_for(imported, (checks, expected), claimed, findings)?;
    Ok(envelope.zip(certificate).map(|(envelope, found)| Parts {
        envelope,
        certificate: &found.certificate,
    }))
}

fn envelope_for<'a>(
    imported: &'a Imported,
    signing: &Certificate,
    claimed: &mut Claimed,
    findings: &mut Vec<Finding>,
) -> Option<&'a FoundEnvelope> {
    let all = imported.envelopes.iter();
    let own: Vec<_> = all
        .filter(|found| found.envelope.recipient(signing).is_some())
        .collect();
    claimed
        .envelopes
        .extend(own.iter().map(|found| found.der.clone()));
    match own.as_slice() {
        [only] => return Some(*only),
        [] => findings.push(refuse(
            "envelope-missing",
            format!("回包里没有给本案签名证书 {} 的加密私钥信封", signing.serial_hex()),
            "请把 CA 发回的加密私钥信封和证书放在一起导入；没有的请向 CA 索取",
        )),
        several => findings.push(refuse(
            "envelope-several",
            format!(
                "给本案签名证书的加密私钥信封有 {} 个，不知用哪一个",
                several.len()
            ),
            "请只留下 CA 最近发来的那一个，再导入",
        )),
    }
    None
}

/// The encryption certificate of the case: of the same subject, with a key of its own, for encryption.
fn certificate_for<'a>(
    imported: &'a Imported,
    (checks, expected): (&Checks, &Expected<'_>),
    claimed: &mut Claimed,
    findings: &mut Vec<Finding>,
) -> Result<Option<&'a Found>, Stop> {
    let others = imported
        .issued()
        .filter(|found| !found.certificate.has_key(expected.spki));
    let checked: Vec<(&Found, Vec<Finding>)> = others
        .map(|found| {
            let said = checks.said(As::Encryption, &found.certificate, expected)?;
            Ok((found, said))
        })
        .collect::<Result<_, Stop>>()?;
    let refused = |said: &[Finding], code: &str| {
        said.iter()
            .any(|f| f.severity == Severity::Refuse && (code.is_empty() || f.code == code))
    };
    let good: Vec<_> = checked.iter().filter(|(_, said)| !refused(said, "")).collect();
    // One of another subject is another case's; alone in the answer it is told what is wrong with it.
    let near: Vec<_> = checked
        .iter()
        .filter(|(_, said)| checked.len() == 1 || !refused(said, "certificate-subject-differs"))
        .collect();
    claimed
        .certificates
        .extend(near.iter().map(|(found, _)| found.certificate.fingerprint()));
    match (good.as_slice(), near.as_slice()) {
        ([(only, said)], _) => {
            findings.extend(said.iter().cloned());
            return Ok(Some(only));
        }
        ([], []) => findings.push(refuse(
            "encryption-certificate-missing",
            "回包里没有与本案主体相同的加密证书".to_owned(),
            "请把 CA 发回的加密证书一起导入；没有的请向 CA 索取",
        )),
        ([], near) => findings.extend(near.iter().flat_map(|(found, said)| {
            said.iter().map(|one| Finding {
                message: format!("{}（加密证书）：{}", found.origin, one.message),
                ..one.clone()
            })
        })),
        (several, _) => findings.push(refuse(
            "encryption-certificate-several",
            format!("与本案主体相同的加密证书有 {} 张，不知用哪一张", several.len()),
            "请只留下与加密私钥信封一起发来的那一张，再导入",
        )),
    }
    Ok(None)
}

fn refuse(code: &'static str, message: String, remedy: &str) -> Finding {
    Finding {
        code: code.into(),
        severity: Severity::Refuse,
        message,
        remedy: remedy.to_owned(),
    }
}
