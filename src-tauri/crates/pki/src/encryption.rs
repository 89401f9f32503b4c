//! Encrypting for a public key: the challenge that proves a recovered key, and the training CA's content keys.
//!
//! Never here: decrypting; that is the token's.

use p256::elliptic_curve::rand_core::CryptoRng;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};

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
