//! Putting something into a digital envelope for whoever holds the key of a certificate: CMS EnvelopedData with
//! AES-256-CBC, the content key encrypted as the certificate allows it.
//!
//! Never here: opening one.
//!
//! Facts: RFC 5652 §6 (EnvelopedData), RFC 3565 §4.1 (AES-CBC), RFC 4055 §4.1 (RSAES-OAEP), RFC 8017 §7.1.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt, KeyIvInit};
use der::asn1::{AnyRef, ContextSpecificRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Sequence, Tag, TagMode, TagNumber};
use p256::elliptic_curve::rand_core::CryptoRng;
use x509_cert::spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use crate::certificate::{Certificate, Tbs};
use crate::encryption::{encrypt_for, encrypt_oaep};
use crate::envelope::{
    AES256_CBC, ENVELOPED_DATA, MGF1, RSA_OAEP, RSA_PKCS1, SHA256, Transport, oaep_of_key,
};
use crate::error::PkiError;
use crate::request::first_part;

/// id-data
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// Largest content, in bytes: a day's package with its pictures is a tenth of it.
const CONTENT_MAX: usize = 200 << 20;

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

/// How a content key may be encrypted for the key of a certificate: RSAES-OAEP with SHA-256 for an RSA key, and for one
/// that says so itself (id-RSAES-OAEP) what it says.
///
/// # Errors
/// [`PkiError::AlgorithmUnknown`] for any other key (SM2 and P-256 among them) and any other OAEP;
/// [`PkiError::KeyNotForEncryption`] where the certificate is for something else.
pub fn transport_for(certificate: &Certificate) -> Result<Transport, PkiError> {
    let allows = certificate.key_use().is_none_or(|usage| usage.key_encipherment);
    if !allows {
        return Err(PkiError::KeyNotForEncryption);
    }
    match oaep_of_key(certificate.spki_der())? {
        Transport::OaepSha256 => Ok(Transport::OaepSha256),
        Transport::Pkcs1 | Transport::OaepSha1 => Err(PkiError::AlgorithmUnknown {
            oid: RSA_OAEP.to_string(),
        }),
    }
}

/// Puts a message into an envelope (DER) for the key of a certificate.
///
/// # Errors
/// Those of [`transport_for`]; [`PkiError::TooLarge`]; [`PkiError::Encoding`].
pub fn seal<R: CryptoRng + ?Sized>(
    message: &[u8],
    certificate: &Certificate,
    rng: &mut R,
) -> Result<Vec<u8>, PkiError> {
    seal_with(transport_for(certificate)?, message, certificate, rng)
}

/// The same with the content key encrypted in a certain way.
pub(crate) fn seal_with<R: CryptoRng + ?Sized>(
    transport: Transport,
    message: &[u8],
    certificate: &Certificate,
    rng: &mut R,
) -> Result<Vec<u8>, PkiError> {
    if message.len() > CONTENT_MAX {
        return Err(PkiError::TooLarge {
            what: "要加密的内容",
            limit: CONTENT_MAX,
        });
    }
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
    let parameters = oaep_sha256()?;
    let (wrapped, algorithm) = match transport {
        Transport::Pkcs1 => (
            encrypt_for(certificate.spki_der(), &key[..], rng)?,
            AlgorithmIdentifierRef {
                oid: RSA_PKCS1,
                parameters: Some(AnyRef::NULL),
            },
        ),
        Transport::OaepSha256 => (
            encrypt_oaep(certificate.spki_der(), &key[..], rng)?,
            AlgorithmIdentifierRef {
                oid: RSA_OAEP,
                parameters: Some(AnyRef::from_der(&parameters)?),
            },
        ),
        Transport::OaepSha1 => {
            return Err(PkiError::AlgorithmUnknown {
                oid: RSA_OAEP.to_string(),
            });
        }
    };
    let signed = first_part(certificate.der())?;
    let named = Tbs::from_der(&signed)?;
    let recipient = KeyTransRecipientInfo {
        version: 0,
        id: IssuerAndSerialNumber {
            issuer: named.issuer,
            serial: named.serial,
        },
        algorithm,
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

/// RSAES-OAEP-params with SHA-256 for both hashes and no label.
fn oaep_sha256() -> Result<Vec<u8>, PkiError> {
    let hash = AlgorithmIdentifierRef {
        oid: SHA256,
        parameters: Some(AnyRef::NULL),
    };
    let hash_der = hash.to_der()?;
    let mask = AlgorithmIdentifierRef {
        oid: MGF1,
        parameters: Some(AnyRef::from_der(&hash_der)?),
    };
    let explicit = |number, value: &AlgorithmIdentifierRef<'_>| {
        let tagged = ContextSpecificRef {
            tag_number: TagNumber(number),
            tag_mode: TagMode::Explicit,
            value,
        };
        tagged.to_der()
    };
    let body = [explicit(0, &hash)?, explicit(1, &mask)?].concat();
    Ok(AnyRef::new(Tag::Sequence, &body)?.to_der()?)
}

fn encoding(error: impl std::fmt::Display) -> PkiError {
    PkiError::Encoding {
        reason: error.to_string(),
    }
}
