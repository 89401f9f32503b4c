//! What a token is and holds: key pairs, certificates, what state its PINs are in.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::TokenError;
use crate::hex::{self, hex_bytes};

/// Longest key id accepted, in bytes.
const KEY_ID_MAX: usize = 64;

/// What key pair to make on the token and how it signs. The algorithm is data: a case names it by [`Algorithm::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSA with a modulus of 2048 bits; signs with PKCS #1 v1.5 over SHA-256 (RFC 8017 §8.2).
    Rsa2048,
    /// ECDSA on NIST P-256 over SHA-256; signatures are the DER of RFC 3279 §2.2.3.
    P256,
}

impl Algorithm {
    /// The stable word for files and the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa-2048",
            Self::P256 => "p-256",
        }
    }

    /// The algorithm that [`Algorithm::name`] calls `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Rsa2048, Self::P256]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }
}

/// The name of a key pair on a token (CKA_ID): it ties private key, public key and certificate together.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyId(#[serde(with = "hex_bytes")] Vec<u8>);

impl KeyId {
    /// A key id of 1 to 64 bytes.
    ///
    /// # Errors
    /// [`TokenError::BadKeyId`] when it is empty or longer.
    pub fn new(bytes: &[u8]) -> Result<Self, TokenError> {
        if bytes.is_empty() || bytes.len() > KEY_ID_MAX {
            return Err(TokenError::BadKeyId);
        }
        Ok(Self(bytes.to_vec()))
    }

    /// The key id written as hexadecimal digits, as [`KeyId`]'s Display writes it.
    ///
    /// # Errors
    /// [`TokenError::BadKeyId`] when it is not hexadecimal or has a wrong length.
    pub fn from_hex(text: &str) -> Result<Self, TokenError> {
        Self::new(&hex::from_hex(text).ok_or(TokenError::BadKeyId)?)
    }

    /// The customary id of a key: 20 bytes of the hash (here SHA-256) of its public key, so that a token that "lost"
    /// its label or serial can still be matched.
    pub fn of_public_key(spki_der: &[u8]) -> Self {
        Self(Sha256::digest(spki_der)[..20].to_vec())
    }

    /// The bytes as they stand in CKA_ID.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// An id read from a token, which may be empty or of any length there.
    pub(crate) fn found(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::to_hex(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// What is known about one PIN of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinState {
    /// Set, and no wrong try since the last right one, as far as the token tells.
    Set,
    /// Never set: the token is blank or was initialised without a user PIN.
    NotSet,
    /// At least one wrong try since the last right one (CKF_USER_PIN_COUNT_LOW).
    CountLow,
    /// The next wrong try locks it (CKF_USER_PIN_FINAL_TRY).
    FinalTry,
    /// Locked: only the SO PIN (or PUK) helps (CKF_USER_PIN_LOCKED).
    Locked,
}

impl PinState {
    /// The state in words for the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "正常",
            Self::NotSet => "未设置",
            Self::CountLow => "输错过",
            Self::FinalTry => "只剩最后一次",
            Self::Locked => "已锁死",
        }
    }
}

/// Both PINs of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinStatus {
    /// The holder's PIN.
    pub user: PinState,
    /// The security officer's PIN (管理员口令) or PUK.
    pub officer: PinState,
    /// Tries left for the holder's PIN, where the token tells (PKCS #11 only ever tells 1 and 0).
    pub tries_left: Option<u8>,
    /// Tries left for the SO PIN or PUK, where the token tells.
    pub officer_tries_left: Option<u8>,
}

/// A certificate that lies on a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCertificate {
    /// The key pair it belongs to.
    pub key_id: KeyId,
    /// CKA_LABEL.
    pub label: String,
    /// The certificate, DER.
    #[serde(with = "hex_bytes")]
    pub der: Vec<u8>,
}

/// A public key that lies on a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// The key pair it belongs to.
    pub key_id: KeyId,
    /// CKA_LABEL.
    pub label: String,
    /// What the pair signs with.
    pub algorithm: Algorithm,
    /// SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7).
    #[serde(with = "hex_bytes")]
    pub spki_der: Vec<u8>,
}

/// One plugged-in token as far as it can be seen without a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenInfo {
    /// The maker's serial number; `blank:MODULE:SLOT` for a token that has none yet (SoftHSM2 before it is
    /// initialised), `unreadable:MODULE:SLOT` for one that the module cannot describe.
    pub serial: String,
    /// The label given at initialisation.
    pub label: String,
    /// Who made it.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// The name of the module (driver) it was found through.
    pub module: String,
    /// The driver's number of the place it sits in; changes when it is plugged elsewhere.
    pub slot: u64,
    /// Whether it was ever initialised.
    pub initialised: bool,
    /// The holder's PIN.
    pub user_pin: PinState,
    /// The security officer's PIN.
    pub officer_pin: PinState,
    /// Tries left for the holder's PIN, where the token tells.
    pub tries_left: Option<u8>,
    /// Tries left for the SO PIN or PUK, where the token tells.
    pub officer_tries_left: Option<u8>,
    /// Shortest PIN the token takes, in bytes.
    pub pin_min: usize,
    /// Longest PIN the token takes, in bytes.
    pub pin_max: usize,
    /// Shortest SO PIN the token is initialised with, in bytes.
    pub officer_min: usize,
    /// Longest SO PIN the token is initialised with, in bytes.
    pub officer_max: usize,
    /// The certificates on it.
    pub certificates: Vec<StoredCertificate>,
    /// The public keys on it.
    pub public_keys: Vec<PublicKey>,
    /// Whether what lies on it could be read at all. When not, nobody may take it for blank.
    pub contents_known: bool,
    /// Whether it holds a key pair, judged by what shows without a PIN (a public key or a certificate).
    pub has_private_key: bool,
}

impl TokenInfo {
    /// Nothing on it that anybody could miss: no key pair, no certificate.
    pub fn is_blank(&self) -> bool {
        self.contents_known && !self.has_private_key && self.certificates.is_empty()
    }
}

/// Whether a serial number is the key's own, and not the name of the place in which a key without one is plugged.
pub fn is_numbered(serial: &str) -> bool {
    !serial.starts_with("blank:") && !serial.starts_with("unreadable:")
}

/// A label is 1 to 32 bytes without control characters (PKCS #11 §3.2, `CK_TOKEN_INFO`).
pub(crate) fn check_label(label: &str) -> Result<(), TokenError> {
    if (1..=32).contains(&label.len()) && !label.chars().any(char::is_control) {
        Ok(())
    } else {
        Err(TokenError::BadLabel)
    }
}

/// Whether [`Token::initialise`] may destroy what lies on the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wipe {
    /// Refuse with [`TokenError::NotBlank`] when there is a key pair or a certificate on it.
    Refuse,
    /// Destroy it: the caller has an explicit, recorded decision.
    Allow,
}
