//! The list of what the CA is to revoke or suspend: one JSON file, a manifest with its SHA-256, the counter's
//! signature over the manifest. Laid out as the packages of requests are, so that a CA reads both with one program.

use serde::{Deserialize, Serialize};

use super::package::{PackageMeta, seal};
use crate::counter_key::CounterKey;
use crate::error::{PkiError, RequestFailed};

/// What the manifest says it is, so that no list is taken for a package of requests.
const FORMAT: &str = "counterfoil-status";

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusItem {
    /// `revoke` or `suspend`.
    pub action: String,
    /// The case that asks for it.
    pub case_no: String,
    /// Serial number of the certificate, hexadecimal, where the counter knows it.
    pub certificate: Option<String>,
    /// Its issuer's common name.
    pub issuer: Option<String>,
    /// Whose it is.
    pub holder: String,
    /// The holder's unified code, by which the CA finds a certificate that the counter does not know.
    pub uscc: Option<String>,
    /// Why, in words.
    pub reason: String,
}

/// Makes a list signed by the counter's own key.
///
/// # Errors
/// [`PkiError::PackageRefused`] for an empty list.
pub fn export_status(
    items: &[StatusItem],
    meta: &PackageMeta,
    key: &CounterKey,
) -> Result<Vec<u8>, PkiError> {
    if items.is_empty() {
        let reason = "清单是空的".to_owned();
        return Err(PkiError::PackageRefused { reason });
    }
    let list = serde_json::to_vec_pretty(items).map_err(|error| PkiError::PackageRefused {
        reason: error.to_string(),
    })?;
    let cases = items.iter().map(|item| item.case_no.clone()).collect();
    let mut sign = |message: &[u8]| Ok::<_, PkiError>(key.sign(message));
    let files = vec![("revocations.json".to_owned(), list)];
    seal(FORMAT, cases, files, meta, &key.spki_der()?, &mut sign).map_err(|error| match error {
        RequestFailed::Pki(error) | RequestFailed::Signer(error) => error,
    })
}
