//! Signatures: which algorithm, and does it hold.
//!
//! Only ever verifies. Never here: SM2, SHA-1, RSA below 2048 bits: told as unknown.
//!
//! Facts: RFC 4055 §5 and RFC 5758 §3.2 (algorithm identifiers), RFC 5480 §2 (EC keys), RFC 8017 §8.2.2.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::referenced::OwnedToRef;
use der::{Decode, Encode};
use p256::ecdsa::signature::Verifier;
use rsa::RsaPublicKey;
use rsa::pkcs1v15;
use rsa::traits::PublicKeyParts;
use serde::{Deserialize, Serialize};
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::error::PkiError;

/// rsaEncryption
const RSA_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// id-ecPublicKey
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// prime256v1
const P256_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Fewest bits of an RSA modulus that count.
const RSA_BITS_MIN: usize = 2048;

/// How a message was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// sha256WithRSAEncryption, PKCS #1 v1.5.
    RsaSha256,
    /// sha384WithRSAEncryption; CAs sign certificates with it.
    RsaSha384,
    /// sha512WithRSAEncryption; CAs sign certificates with it.
    RsaSha512,
    /// ecdsa-with-SHA256 on P-256, the signature as DER.
    EcdsaSha256,
}

impl SignatureAlgorithm {
    const ALL: [Self; 4] = [
        Self::RsaSha256,
        Self::RsaSha384,
        Self::RsaSha512,
        Self::EcdsaSha256,
    ];

    /// The algorithm's object identifier.
    pub(crate) fn oid(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            Self::RsaSha256 => "1.2.840.113549.1.1.11",
            Self::RsaSha384 => "1.2.840.113549.1.1.12",
            Self::RsaSha512 => "1.2.840.113549.1.1.13",
            Self::EcdsaSha256 => "1.2.840.10045.4.3.2",
        })
    }

    /// The stable word for files.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaSha256 => "rsa-sha256",
            Self::RsaSha384 => "rsa-sha384",
            Self::RsaSha512 => "rsa-sha512",
            Self::EcdsaSha256 => "ecdsa-p256-sha256",
        }
    }

    /// What a key pair with this public key signs requests with.
    ///
    /// # Errors
    /// [`PkiError::AlgorithmUnknown`], [`PkiError::Unreadable`].
    pub fn for_key(spki_der: &[u8]) -> Result<Self, PkiError> {
        let spki = key(spki_der)?;
        match spki.algorithm.oid {
            RSA_KEY => Ok(Self::RsaSha256),
            EC_KEY if on_p256(&spki) => Ok(Self::EcdsaSha256),
            oid => Err(PkiError::AlgorithmUnknown { oid: oid.to_string() }),
        }
    }

    pub(crate) fn identifier(self) -> Result<AlgorithmIdentifierOwned, PkiError> {
        // RFC 4055 §5: NULL parameters for RSA; RFC 5758 §3.2: none for ECDSA.
        let parameters = match self {
            Self::EcdsaSha256 => None,
            _ => Some(AnyRef::NULL.into()),
        };
        Ok(AlgorithmIdentifierOwned {
            oid: self.oid(),
            parameters,
        })
    }

    pub(crate) fn read(identifier: &AlgorithmIdentifierRef<'_>) -> Result<Self, PkiError> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.oid() == identifier.oid)
            .ok_or_else(|| PkiError::AlgorithmUnknown {
                oid: identifier.oid.to_string(),
            })
    }

    pub(crate) fn read_owned(identifier: &AlgorithmIdentifierOwned) -> Result<Self, PkiError> {
        Self::read(&identifier.owned_to_ref())
    }
}

pub(crate) fn key(spki_der: &[u8]) -> Result<SubjectPublicKeyInfoRef<'_>, PkiError> {
    SubjectPublicKeyInfoRef::from_der(spki_der).map_err(|error| PkiError::unreadable("公钥", error))
}

fn on_p256(spki: &SubjectPublicKeyInfoRef<'_>) -> bool {
    let curve = spki.algorithm.parameters.map(ObjectIdentifier::try_from);
    matches!(curve, Some(Ok(P256_CURVE)))
}

/// Verifies a signature over a message (not over a digest).
///
/// # Errors
/// [`PkiError::SignatureWrong`] when it does not hold, also when the key is of another kind than the algorithm;
/// [`PkiError::AlgorithmUnknown`] for keys this program does not know; [`PkiError::Unreadable`] for a broken key.
pub fn verify_signature(
    spki_der: &[u8],
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), PkiError> {
    let wrong = PkiError::SignatureWrong { what: "数据" };
    let spki = key(spki_der)?;
    let rsa_wanted = algorithm != SignatureAlgorithm::EcdsaSha256;
    match spki.algorithm.oid {
        RSA_KEY if rsa_wanted => {
            let key =
                RsaPublicKey::try_from(spki).map_err(|error| PkiError::unreadable("RSA 公钥", error))?;
            if key.n().bits() < u32::try_from(RSA_BITS_MIN).unwrap_or(u32::MAX) {
                return Err(PkiError::AlgorithmUnknown {
                    oid: format!("RSA-{}", key.n().bits()),
                });
            }
            let signature = pkcs1v15::Signature::try_from(signature).map_err(|_| wrong.clone())?;
            let held = match algorithm {
                SignatureAlgorithm::RsaSha384 => {
                    pkcs1v15::VerifyingKey::<Sha384>::new(key).verify(message, &signature)
                }
                SignatureAlgorithm::RsaSha512 => {
                    pkcs1v15::VerifyingKey::<Sha512>::new(key).verify(message, &signature)
                }
                _ => pkcs1v15::VerifyingKey::<Sha256>::new(key).verify(message, &signature),
            };
            held.map_err(|_| wrong)
        }
        EC_KEY if !on_p256(&spki) => Err(PkiError::AlgorithmUnknown {
            oid: spki
                .algorithm
                .parameters
                .and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok())
                .map_or_else(|| EC_KEY.to_string(), |curve| curve.to_string()),
        }),
        EC_KEY if !rsa_wanted => {
            let point = spki.subject_public_key.as_bytes().unwrap_or_default();
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map_err(|error| PkiError::unreadable("P-256 公钥", error))?;
            let signature = p256::ecdsa::Signature::from_der(signature).map_err(|_| wrong.clone())?;
            key.verify(message, &signature).map_err(|_| wrong)
        }
        RSA_KEY | EC_KEY => Err(wrong),
        oid => Err(PkiError::AlgorithmUnknown { oid: oid.to_string() }),
    }
}

/// The same public key, whatever the encoding of its parameters.
pub(crate) fn same_key(left: &[u8], right: &[u8]) -> bool {
    if left == right {
        return true;
    }
    match (key(left), key(right)) {
        (Ok(left), Ok(right)) => {
            left.algorithm.oid == right.algorithm.oid
                && left.subject_public_key == right.subject_public_key
                && (left.algorithm.oid == RSA_KEY || left.algorithm == right.algorithm)
                && left.subject_public_key.to_der().is_ok()
        }
        _ => false,
    }
}
