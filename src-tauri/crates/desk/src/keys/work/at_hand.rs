//! What a step on a key needs to know, read from the store before the key is touched, and what it leaves behind.

use pki::Subject;
use secrecy::SecretString;
use token::{Algorithm, KeyId, TokenError, TokenInfo, Wipe, Workers};

use crate::keys::work::recovered::RecoveredKey;

/// What a step needs to know, read from the store before the key is touched.
pub struct Work<'a> {
    /// The key drivers.
    pub workers: &'a Workers,
    /// Serial of the key.
    pub serial: String,
    /// The job's label on the key.
    pub label: String,
    /// The key pair's number.
    pub key_id: KeyId,
    /// The key pair's algorithm, data of the project.
    pub algorithm: Algorithm,
    /// User PIN, where the step needs it.
    pub pin: Option<SecretString>,
    /// SO PIN, where the step needs it.
    pub so_pin: Option<SecretString>,
    /// Subject of the request.
    pub subject: Subject,
    /// The certificate that came back, DER.
    pub certificate: Option<Vec<u8>>,
    /// The encryption key that came back with it, where one is to be recovered.
    pub recovered: Option<RecoveredKey>,
    /// Whether what lies on the key may be destroyed: only by a recorded decision.
    pub wipe: Wipe,
}

/// What a step leaves behind.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Left {
    /// In words, for the journal.
    pub detail: String,
    /// The key's serial, when it has changed.
    pub serial: Option<String>,
    /// A request that was signed, DER.
    pub csr: Option<Vec<u8>>,
    /// The public key, SubjectPublicKeyInfo DER.
    pub spki: Option<Vec<u8>>,
}

impl Left {
    pub(crate) fn words(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..Self::default()
        }
    }
}

/// The chosen key among those plugged in. Errors: none, several and none chosen, not there.
pub fn choose(tokens: &[TokenInfo], serial: &str) -> Result<TokenInfo, TokenError> {
    token::choose(tokens, Some(serial).filter(|s| !s.is_empty())).cloned()
}
