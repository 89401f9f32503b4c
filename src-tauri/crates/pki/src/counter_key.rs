//! The counter's own key: it signs export packages, so that the CA can tell which counter sent them.
//!
//! P-256, software, kept by the store in its encrypted form. Never here: where it is kept; never in a `Debug` text.

use std::fmt;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::rand_core::CryptoRng;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use zeroize::Zeroizing;

use crate::error::PkiError;

/// The counter's own signing key.
#[derive(Clone)]
pub struct CounterKey(SigningKey);

impl fmt::Debug for CounterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CounterKey")
    }
}

impl CounterKey {
    /// A new key.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        Self(SigningKey::generate_from_rng(rng))
    }

    /// The key of [`CounterKey::to_pkcs8_der`].
    ///
    /// # Errors
    /// [`PkiError::Unreadable`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, PkiError> {
        SigningKey::from_pkcs8_der(der)
            .map(Self)
            .map_err(|_| PkiError::unreadable("受理点密钥", "不是 P-256 私钥"))
    }

    /// The private key as PKCS #8 DER, for the store to encrypt.
    ///
    /// # Errors
    /// [`PkiError::Encoding`].
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, PkiError> {
        let document = self.0.to_pkcs8_der().map_err(|error| PkiError::Encoding {
            reason: error.to_string(),
        })?;
        Ok(Zeroizing::new(document.as_bytes().to_vec()))
    }

    /// The public key, SubjectPublicKeyInfo DER.
    ///
    /// # Errors
    /// [`PkiError::Encoding`].
    pub fn spki_der(&self) -> Result<Vec<u8>, PkiError> {
        let document = self.0.verifying_key().to_public_key_der();
        document
            .map(|document| document.as_bytes().to_vec())
            .map_err(|error| PkiError::Encoding {
                reason: error.to_string(),
            })
    }

    /// Signs a message: ECDSA with SHA-256, DER.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
}
