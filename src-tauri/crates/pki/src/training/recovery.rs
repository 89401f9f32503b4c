//! What the training CA answers to a key recovery: the signing certificate, and an encryption pair whose private half
//! is enveloped for the signing key.
//!
//! A real CA takes the pair from its key management centre; this one makes a new one, which nobody ever used before.
//! Never here: a record of it.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use chrono::{DateTime, Utc};
use der::asn1::{AnyRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Sequence, Tag};
use p256::elliptic_curve::rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey};
use x509_cert::spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::issuing::{Order, TrainingCa, Usage};
use crate::certificate::{Certificate, Tbs};
use crate::encoding::{PemLabel, to_pem};
use crate::encryption::encrypt_for;
use crate::envelope::{AES256_CBC, ENVELOPED_DATA, RSA_PKCS1};
use crate::error::PkiError;
use crate::request::first_part;

/// Bits of the recovered key.
const BITS: usize = 2048;
/// id-data
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

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

#[derive(Sequence)]
struct ContentInfo<'a> {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: EnvelopedData<'a>,
}

#[derive(Sequence)]
struct EnvelopedData<'a> {
    version: u8,
    /// A SET of one.
    recipients: AnyRef<'a>,
    content: EncryptedContentInfo<'a>,
}

#[derive(Sequence)]
struct KeyTransRecipientInfo<'a> {
    version: u8,
    id: IssuerAndSerialNumber<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    key: &'a OctetStringRef,
}

#[derive(Sequence)]
struct IssuerAndSerialNumber<'a> {
    issuer: AnyRef<'a>,
    serial: IntRef<'a>,
}

#[derive(Sequence)]
struct EncryptedContentInfo<'a> {
    kind: ObjectIdentifier,
    algorithm: AlgorithmIdentifierRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    content: &'a OctetStringRef,
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
            envelope: seal(private.as_bytes(), &signing, read.spki_der(), rng)?,
            signing,
            encryption,
        })
    }
}

/// Puts a message into an envelope for the key of a certificate: AES-256-CBC, RSAES-PKCS1-v1_5.
fn seal<R: CryptoRng + ?Sized>(
    message: &[u8],
    certificate: &[u8],
    spki: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, PkiError> {
    let (mut key, mut vector) = (Zeroizing::new([0_u8; 32]), [0_u8; 16]);
    rng.fill_bytes(&mut key[..]);
    rng.fill_bytes(&mut vector);
    // Room for the message and up to a block of padding.
    let mut content = Zeroizing::new(message.to_vec());
    content.resize(message.len() + 16, 0);
    let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key[..], &vector).map_err(encoding)?;
    let sealed = cipher
        .encrypt_padded::<Pkcs7>(&mut content, message.len())
        .map_err(encoding)?;
    let wrapped = encrypt_for(spki, &key[..], rng)?;
    let signed = first_part(certificate)?;
    let named = Tbs::from_der(&signed)?;
    let recipient = KeyTransRecipientInfo {
        version: 0,
        id: IssuerAndSerialNumber {
            issuer: named.issuer,
            serial: named.serial,
        },
        algorithm: AlgorithmIdentifierRef {
            oid: RSA_PKCS1,
            parameters: Some(AnyRef::NULL),
        },
        key: OctetStringRef::new(&wrapped)?,
    };
    let recipient = recipient.to_der()?;
    let vector = OctetStringRef::new(&vector)?;
    let whole = ContentInfo {
        kind: ENVELOPED_DATA,
        content: EnvelopedData {
            version: 0,
            recipients: AnyRef::new(Tag::Set, &recipient)?,
            content: EncryptedContentInfo {
                kind: DATA,
                algorithm: AlgorithmIdentifierRef {
                    oid: AES256_CBC,
                    parameters: Some(AnyRef::from(vector)),
                },
                content: OctetStringRef::new(sealed)?,
            },
        },
    };
    Ok(whole.to_der()?)
}

fn encoding(error: impl std::fmt::Display) -> PkiError {
    PkiError::Encoding {
        reason: error.to_string(),
    }
}
