//! The words every driver speaks: what a token is, what state its PINs are in, what can be asked of it.
//!
//! Never here: how a driver reaches the token. The types are `Serialize` because they cross the pipe between the
//! program and its worker process, which belongs to this crate; screens have their own counterparts in `desk`.
//!
//! Facts: PKCS #11 v2.40 §3.2 (`CK_TOKEN_INFO` and its flags) and ../shared/design/TOKENS.md.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::encode::{self, hex_bytes};
use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::TokenError;
use crate::readers::Reader;

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
        Self::new(&encode::from_hex(text).ok_or(TokenError::BadKeyId)?)
    }

    /// The customary id of a key: 20 bytes of the hash (here SHA-256) of its public key, so that a token that "lost"
    /// its label or serial can still be matched (TOKENS.md, XCA #115).
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
        f.write_str(&encode::to_hex(&self.0))
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
    /// The maker's serial number; `blank:MODULE:SLOT` for a token that has none yet (SoftHSM2 before it is initialised),
    /// `unreadable:MODULE:SLOT` for one that the module cannot describe.
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

/// A driver. Every call names the token by its serial number; a driver never picks one by itself.
///
/// Every method may fail with [`TokenError::NoSuchToken`] when no such token is plugged in, [`TokenError::KeyPulled`]
/// when it went away in between, and, through [`crate::Workers`], with [`TokenError::WorkerHung`] and
/// [`TokenError::WorkerDied`]. After one of the last three the state of the token is unknown: look again before acting.
pub trait Token {
    /// The tokens plugged in now.
    ///
    /// # Errors
    /// [`TokenError::ModuleMissing`], [`TokenError::ModuleBroken`].
    fn list(&self) -> Result<Vec<TokenInfo>, TokenError>;

    /// The card readers, for a driver over PC/SC; no other driver knows any.
    ///
    /// # Errors
    /// [`TokenError::ReaderService`].
    fn readers(&self) -> Result<Vec<Reader>, TokenError> {
        Ok(Vec::new())
    }

    /// One token by its serial number.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn find(&self, serial: &str) -> Result<TokenInfo, TokenError> {
        let tokens = self.list()?;
        tokens
            .into_iter()
            .find(|token| token.serial == serial)
            .ok_or_else(|| TokenError::NoSuchToken {
                serial: serial.to_owned(),
            })
    }

    /// Initialises a token (C_InitToken, PKCS #11 §5.5) and gives its new record: the serial number may have changed.
    /// A token that was initialised before asks for its present SO PIN.
    ///
    /// # Errors
    /// [`TokenError::NotBlank`] with [`Wipe::Refuse`]; [`TokenError::WrongPin`]; [`TokenError::BadLabel`].
    fn initialise(
        &self,
        serial: &str,
        so_pin: &SecretString,
        label: &str,
        wipe: Wipe,
    ) -> Result<TokenInfo, TokenError>;

    /// Sets the holder's PIN for the first time, by the SO PIN (C_InitPIN), and proves it by signing in with it.
    ///
    /// # Errors
    /// [`TokenError::WrongPin`] for the SO PIN, [`TokenError::PinRefused`] for the new one.
    fn set_user_pin(
        &self,
        serial: &str,
        so_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError>;

    /// Gives a locked or forgotten token a new PIN by the SO PIN (or PUK), and proves it by signing in with it.
    ///
    /// # Errors
    /// As [`Token::set_user_pin`].
    fn unlock(&self, serial: &str, so_pin: &SecretString, new_pin: &SecretString) -> Result<(), TokenError>;

    /// The holder changes the PIN (C_SetPIN).
    ///
    /// # Errors
    /// [`TokenError::WrongPin`], [`TokenError::PinLocked`], [`TokenError::PinRefused`].
    fn change_pin(
        &self,
        serial: &str,
        old_pin: &SecretString,
        new_pin: &SecretString,
    ) -> Result<(), TokenError>;

    /// The state of the PINs, without trying one.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn pin_state(&self, serial: &str) -> Result<PinStatus, TokenError>;

    /// Signs in and out again: is this the PIN?
    ///
    /// # Errors
    /// [`TokenError::WrongPin`], [`TokenError::PinLocked`], [`TokenError::PinNotSet`].
    fn check_pin(&self, serial: &str, pin: &SecretString) -> Result<(), TokenError>;

    /// Makes a key pair on the token, sensitive and never extractable, and gives its public key as
    /// SubjectPublicKeyInfo DER.
    ///
    /// A pair of this id that signs answers [`TokenError::KeyExists`] and stays; a torn one, which an interruption left,
    /// is removed and made anew. Not to be asked again once a request was signed with the pair.
    ///
    /// # Errors
    /// [`TokenError::KeyExists`] when the id is taken, so that a resumed job never makes a second pair;
    /// [`TokenError::KeyNotProtected`] when the module made a key that could leave the token;
    /// [`TokenError::AlgorithmUnknown`].
    fn generate_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<Vec<u8>, TokenError>;

    /// Makes the key pair or takes over the whole one that is there: what a job does that may have been interrupted at
    /// this step. Gives the public key, and whether the pair was made now.
    ///
    /// # Errors
    /// As [`Token::generate_key_pair`], but for [`TokenError::KeyExists`].
    fn ensure_key_pair(
        &self,
        serial: &str,
        pin: &SecretString,
        algorithm: Algorithm,
        key_id: &KeyId,
    ) -> Result<(Vec<u8>, bool), TokenError> {
        match self.generate_key_pair(serial, pin, algorithm, key_id) {
            Ok(spki) => Ok((spki, true)),
            Err(exists @ TokenError::KeyExists { .. }) => {
                let keys = self.public_keys(serial)?;
                let held = keys
                    .into_iter()
                    .find(|key| key.key_id == *key_id && key.algorithm == algorithm);
                held.map(|key| (key.spki_der, false)).ok_or(exists)
            }
            Err(other) => Err(other),
        }
    }

    /// The public keys on the token.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn public_keys(&self, serial: &str) -> Result<Vec<PublicKey>, TokenError>;

    /// Gives a key pair, and the certificates with it, another id (commonly [`KeyId::of_public_key`]).
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`], [`TokenError::KeyExists`].
    fn rename_key(
        &self,
        serial: &str,
        pin: &SecretString,
        from: &KeyId,
        to: &KeyId,
    ) -> Result<(), TokenError>;

    /// Signs a message (not a digest); the signature is as X.509 wants it: PKCS #1 v1.5 with SHA-256 for RSA, the DER
    /// of ECDSA with SHA-256 for P-256.
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`], [`TokenError::WrongPin`], [`TokenError::PinLocked`].
    fn sign(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, TokenError>;

    /// Writes a certificate beside the key pair `key_id`. Writing the same certificate twice leaves one.
    ///
    /// # Errors
    /// [`TokenError::CertificateUnreadable`], [`TokenError::TokenFull`], [`TokenError::WrongPin`].
    fn write_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        label: &str,
        der: &[u8],
    ) -> Result<(), TokenError>;

    /// The certificates on the token.
    ///
    /// # Errors
    /// [`TokenError::NoSuchToken`].
    fn read_certificates(&self, serial: &str) -> Result<Vec<StoredCertificate>, TokenError>;

    /// Removes a key pair and its certificates (renewal, once the new one is proven). Gives the number of objects.
    ///
    /// # Errors
    /// [`TokenError::WrongPin`].
    fn delete_objects(&self, serial: &str, pin: &SecretString, key_id: &KeyId) -> Result<usize, TokenError>;

    /// Removes one certificate and leaves the key pair. Gives whether it was there.
    ///
    /// # Errors
    /// [`TokenError::WrongPin`].
    fn delete_certificate(&self, serial: &str, pin: &SecretString, der: &[u8]) -> Result<bool, TokenError>;

    /// Imports an encryption key pair that the CA made and enveloped for the signing key `signing_key`: the second half of
    /// dual certificates, and what key recovery brings back. `spki` is the public key of its certificate
    /// (SubjectPublicKeyInfo, DER); the private key must be the other half of it. The pair lies on the token under
    /// [`KeyId::of_public_key`] of it, sensitive and not extractable. Asked again after an interruption it leaves one pair.
    ///
    /// A driver over GM/T 0016 has both pairs in one container, which the vocabulary names by the signing pair's id
    /// (`SKF_ImportECCKeyPair`).
    ///
    /// # Errors
    /// [`TokenError::EnvelopeUnreadable`] when the signing key does not open it, [`TokenError::EnvelopeDiffers`] when
    /// another key is inside; [`TokenError::KeyNotProtected`]; [`TokenError::AlgorithmUnknown`];
    /// [`TokenError::NotSupported`] from drivers that take no private key (PIV has no standard command for it).
    fn import_enveloped_key(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        spki: &[u8],
        enveloped: &EnvelopedKey,
    ) -> Result<ImportWay, TokenError> {
        let _ = (serial, pin, signing_key, spki, enveloped);
        Err(TokenError::NotSupported {
            what: "导入加密密钥对".to_owned(),
        })
    }

    /// Writes the certificate of the encryption pair beside it (`SKF_ImportCertificate` with its sign flag off, in the
    /// container of `signing_key`); the signing pair's own goes by [`Token::write_certificate`].
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`] while the pair is not there, [`TokenError::NotSupported`], and those of
    /// [`Token::write_certificate`].
    fn write_encryption_certificate(
        &self,
        serial: &str,
        pin: &SecretString,
        signing_key: &KeyId,
        der: &[u8],
    ) -> Result<(), TokenError> {
        let _ = (serial, pin, signing_key, der);
        Err(TokenError::NotSupported {
            what: "写入加密证书".to_owned(),
        })
    }

    /// Decrypts a challenge with an encryption pair (RSAES-PKCS1-v1_5): the proof that the private key on the token is the
    /// other half of the certificate. Not for secrets: the answer crosses the pipe as it is.
    ///
    /// # Errors
    /// [`TokenError::KeyUnknown`], [`TokenError::WrongPin`], [`TokenError::NotSupported`].
    fn decrypt(
        &self,
        serial: &str,
        pin: &SecretString,
        key_id: &KeyId,
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let _ = (serial, pin, key_id, ciphertext);
        Err(TokenError::NotSupported {
            what: "解密".to_owned(),
        })
    }
}
