//! The certificates of CAs that packages are encrypted for, as the settings show them.

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use store::Tx;

use crate::counter::cas::{cas_of, encryption};
use crate::counter::desk::Desk;
use crate::rim::api::{Gate, Refusal};
use crate::rim::hex::hex;
use crate::settings::api::CaEncryption;

/// What is installed, as the settings show it.
pub(super) fn lines(desk: &Desk, tx: &Tx<'_>) -> Result<Vec<CaEncryption>, Refusal> {
    let all = encryption(tx)?;
    all.iter()
        .map(|(project, certificate)| {
            let roots = cas_of(tx, project)?;
            let mut signs = roots
                .iter()
                .map(|root| certificate.verify_signed_by(root.spki_der()).is_ok());
            Ok(CaEncryption {
                project: project.clone(),
                subject: certificate.subject().common_name.clone(),
                issuer: certificate.issuer().common_name.clone(),
                is_signed_by_installed: signs.any(|signs| signs),
                not_before: day(desk, certificate.not_before()),
                not_after: day(desk, certificate.not_after()),
                fingerprint: hex(&Sha256::digest(certificate.der())),
                may: match out_of_time(desk, certificate) {
                    Some(why) => Gate::closed(why),
                    None => Gate::open(),
                },
            })
        })
        .collect()
}

/// A day as the counter reads it.
pub(super) fn day(desk: &Desk, at: DateTime<Utc>) -> String {
    at.with_timezone(desk.now().offset()).date_naive().to_string()
}

/// Why a certificate does not hold today; none where it does.
pub(super) fn out_of_time(desk: &Desk, certificate: &pki::Certificate) -> Option<String> {
    let now = desk.utc();
    if now < certificate.not_before() {
        return Some(format!("{} 才生效", day(desk, certificate.not_before())));
    }
    (now > certificate.not_after()).then(|| format!("已于 {} 过期", day(desk, certificate.not_after())))
}
