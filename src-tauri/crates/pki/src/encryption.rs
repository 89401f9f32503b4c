//! Encrypting for a public key: the challenge that proves a recovered key, and content keys of envelopes.
//!
//! Never here: decrypting; that is the token's.

use p256::elliptic_curve::rand_core::CryptoRng;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::{Oaep, Pkcs1v15Encrypt, RsaPublicKey};
use sha2::Sha256;

use crate::error::PkiError;
use crate::signature::key;

/// Encrypts a short message (RSAES-PKCS1-v1_5, RFC 8017 §7.2) for an RSA key.
///
/// # Errors
/// [`PkiError::Unreadable`] when the key is no RSA key; [`PkiError::Encoding`] for a message longer than the key takes.
pub fn encrypt_for<R: CryptoRng + ?Sized>(
    spki_der: &[u8],
    message: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, PkiError> {
    let key =
        RsaPublicKey::try_from(key(spki_der)?).map_err(|error| PkiError::unreadable("RSA 公钥", error))?;
    key.encrypt(rng, Pkcs1v15Encrypt, message)
        .map_err(|error| PkiError::Encoding {
            reason: error.to_string(),
        })
}

/// Encrypts a short message (RSAES-OAEP with SHA-256 and no label, RFC 8017 §7.1) for an RSA key.
///
/// # Errors
/// As [`encrypt_for`].
pub(crate) fn encrypt_oaep<R: CryptoRng + ?Sized>(
    spki_der: &[u8],
    message: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, PkiError> {
    // The key as it stands, whatever its algorithm calls it: a key for OAEP alone has a name of its own.
    let bits = key(spki_der)?.subject_public_key.raw_bytes();
    let key = RsaPublicKey::from_pkcs1_der(bits).map_err(|error| PkiError::unreadable("RSA 公钥", error))?;
    key.encrypt(rng, Oaep::<Sha256>::new(), message)
        .map_err(|error| PkiError::Encoding {
            reason: error.to_string(),
        })
}
