//! What the training CA answers to a key recovery: the signing certificate, and an encryption pair whose private half
//! is enveloped for the signing key.
//!
//! A real CA takes the pair from its key management centre; this one makes a new one, which nobody ever used before.
//! Never here: a record of it.

use chrono::{DateTime, Utc};
use p256::elliptic_curve::rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey};

use super::issuing::{Order, TrainingCa, Usage};
use crate::certificate::Certificate;
use crate::encoding::{PemLabel, to_pem};
use crate::envelope::Transport;
use crate::enveloping::seal_with;
use crate::error::PkiError;

/// Bits of the recovered key.
const BITS: usize = 2048;

/// The answer to a key recovery.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// The certificate of the signing key, DER.
    pub signing: Vec<u8>,
    /// The certificate of the recovered encryption key, DER.
    pub encryption: Vec<u8>,
    /// The recovered private key in its envelope, DER.
    pub envelope: Vec<u8>,
}

impl Recovered {
    /// All three as one PEM text, as a CA may send them.
    pub fn to_pem(&self) -> String {
        [
            to_pem(PemLabel::Certificate, &self.signing),
            to_pem(PemLabel::Certificate, &self.encryption),
            to_pem(PemLabel::Cms, &self.envelope),
        ]
        .concat()
    }
}

impl TrainingCa {
    /// Answers the request of a key recovery (DER or PEM), both certificates valid for `days` days from `now`.
    ///
    /// # Errors
    /// As [`TrainingCa::issue`]; [`PkiError::Unreadable`] when the request is not for an RSA key.
    pub fn recover<R: CryptoRng + ?Sized>(
        &self,
        csr: &[u8],
        days: u32,
        now: DateTime<Utc>,
        rng: &mut R,
    ) -> Result<Recovered, PkiError> {
        let signing = self.issue(csr, days, now)?;
        let read = Certificate::from_der(&signing)?;
        let pair = RsaPrivateKey::new(rng, BITS).map_err(encoding)?;
        let public = pair.to_public_key().to_public_key_der().map_err(encoding)?;
        let encryption = self.issue_as(&Order {
            subject: read.subject(),
            spki_der: public.as_bytes(),
            not_before: read.not_before(),
            not_after: read.not_after(),
            usage: Usage::Encrypt,
        })?;
        let private = pair.to_pkcs8_der().map_err(encoding)?;
        Ok(Recovered {
            envelope: seal_with(Transport::Pkcs1, private.as_bytes(), &read, rng)?,
            signing,
            encryption,
        })
    }
}

fn encoding(error: impl std::fmt::Display) -> PkiError {
    PkiError::Encoding {
        reason: error.to_string(),
    }
}
