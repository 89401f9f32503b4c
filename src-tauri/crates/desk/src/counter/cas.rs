//! The CA certificates that the counter trusts, by project; what stands there was installed by an administrator.

use serde::{Deserialize, Serialize};
use store::Tx;

use crate::rim::api::Refusal;
use crate::rim::hex::{from_hex, hex};

pub(crate) const CAS: &str = "ca-certificates";

/// A CA certificate as the store keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredCa {
    /// Project it counts for.
    pub project: String,
    /// The certificate, DER in hexadecimal.
    pub der: String,
}

/// CA certificates that count for a project.
pub fn cas_of(tx: &Tx<'_>, project: &str) -> Result<Vec<pki::Certificate>, Refusal> {
    let stored: Vec<StoredCa> = tx.setting(CAS)?.unwrap_or_default();
    let of = stored.iter().filter(|ca| ca.project == project);
    of.map(|ca| Ok(pki::Certificate::from_der(&from_hex(&ca.der)?)?))
        .collect()
}

/// Adds CA certificates for a project; one that is there already is not doubled.
pub fn add_cas(tx: &mut Tx<'_>, project: &str, ders: &[Vec<u8>]) -> Result<(), Refusal> {
    let mut stored: Vec<StoredCa> = tx.setting(CAS)?.unwrap_or_default();
    for der in ders {
        let der = hex(der);
        if !stored.iter().any(|ca| ca.project == project && ca.der == der) {
            stored.push(StoredCa {
                project: project.to_owned(),
                der,
            });
        }
    }
    Ok(tx.put_setting(CAS, &stored)?)
}

const ENCRYPTION: &str = "ca-encryption";

/// The certificates that packages are encrypted for, one for each project at most.
pub(crate) fn encryption(tx: &Tx<'_>) -> Result<Vec<(String, pki::Certificate)>, Refusal> {
    let stored: Vec<StoredCa> = tx.setting(ENCRYPTION)?.unwrap_or_default();
    let read = |one: StoredCa| {
        let certificate = pki::Certificate::from_der(&from_hex(&one.der)?)?;
        Ok((one.project, certificate))
    };
    stored.into_iter().map(read).collect()
}

/// The certificate that packages of a project are encrypted for; none where they leave as they are.
pub(crate) fn encryption_of(tx: &Tx<'_>, project: &str) -> Result<Option<pki::Certificate>, Refusal> {
    let all = encryption(tx)?.into_iter();
    Ok(all
        .filter(|(of, _)| of == project)
        .map(|(_, certificate)| certificate)
        .next())
}

/// Has packages of a project encrypted for a certificate from now on, or for none.
pub(crate) fn put_encryption(tx: &mut Tx<'_>, project: &str, der: Option<&[u8]>) -> Result<(), Refusal> {
    let mut stored: Vec<StoredCa> = tx.setting(ENCRYPTION)?.unwrap_or_default();
    stored.retain(|one| one.project != project);
    stored.extend(der.map(|der| StoredCa {
        project: project.to_owned(),
        der: hex(der),
    }));
    Ok(tx.put_setting(ENCRYPTION, &stored)?)
}
