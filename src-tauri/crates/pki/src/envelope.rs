//! The digital envelope in which a CA sends an encryption key: CMS EnvelopedData for the signing key on the USB key.
//!
//! Read only as far as the outside goes: for whom, how the content key was encrypted, under which cipher. Never here:
//! the content in the clear; only the token opens it.
//!
//! Facts: RFC 5652 §6 (EnvelopedData), §6.2.1 (KeyTransRecipientInfo), RFC 3370 §4.2.1 and RFC 4055 §4.1 (key
//! transport), RFC 3565 §4.1 (AES-CBC).

use der::asn1::{AnyRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Tag, Tagged};

use crate::certificate::Certificate;
use crate::elements::{context, is_context, parts};
use crate::encoding::to_hex;
use crate::error::PkiError;
use crate::signature::key;
use crate::subject::{Subject, same_name};

const WHAT: &str = "数字信封";
/// Longest envelope read, in bytes: an RSA-4096 key in one takes a tenth of it.
const ENVELOPE_MAX: usize = 64 << 10;

/// id-envelopedData
pub(crate) const ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");
/// rsaEncryption, as key transport RSAES-PKCS1-v1_5
pub(crate) const RSA_PKCS1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// id-RSAES-OAEP
pub(crate) const RSA_OAEP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.7");
/// id-mgf1
pub(crate) const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
/// id-sha1
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
/// id-sha256
pub(crate) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// id-aes128-CBC, id-aes192-CBC, id-aes256-CBC
const AES_CBC: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.2"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.22"),
    AES256_CBC,
];
/// id-aes256-CBC
pub(crate) const AES256_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.42");

/// How a content key was encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// RSAES-PKCS1-v1_5.
    Pkcs1,
    /// RSAES-OAEP, everything SHA-1, no label.
    OaepSha1,
    /// RSAES-OAEP, everything SHA-256, no label.
    OaepSha256,
}

/// One for whom the envelope is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    id: RecipientId,
    /// How the content key was encrypted for this one.
    pub transport: Transport,
    /// The content key, encrypted.
    pub wrapped_key: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum RecipientId {
    Certificate { issuer_der: Vec<u8>, serial_hex: String },
    KeyIdentifier(Vec<u8>),
}

/// An envelope whose outside could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    recipients: Vec<Recipient>,
    /// The initialisation vector of AES-CBC.
    pub iv: [u8; 16],
    /// The content, encrypted.
    pub content: Vec<u8>,
}

impl Envelope {
    /// Whether these bytes begin like one, so that a file of another kind is told as such.
    pub fn is_one(der: &[u8]) -> bool {
        let outer = AnyRef::from_der(der).ok().and_then(parts).unwrap_or_default();
        let kind = outer.first().map(|kind| ObjectIdentifier::try_from(*kind));
        matches!(kind, Some(Ok(ENVELOPED_DATA)))
    }

    /// Reads an envelope from DER.
    ///
    /// # Errors
    /// [`PkiError::TooLarge`], [`PkiError::Unreadable`]; [`PkiError::AlgorithmUnknown`] for a cipher other than
    /// AES-CBC and when no recipient's key transport is known.
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        if der.len() > ENVELOPE_MAX {
            return Err(PkiError::TooLarge {
                what: WHAT,
                limit: ENVELOPE_MAX,
            });
        }
        let bad = || PkiError::unreadable(WHAT, "结构不完整");
        let enveloped = enveloped(der).ok_or_else(bad)?;
        let set = enveloped
            .iter()
            .find(|part| part.tag() == Tag::Set)
            .ok_or_else(bad)?;
        let encrypted = enveloped.iter().find(|part| part.tag() == Tag::Sequence);
        let encrypted = parts(*encrypted.ok_or_else(bad)?).ok_or_else(bad)?;
        let [_, algorithm, content] = encrypted.as_slice() else {
            return Err(bad());
        };
        if content.tag() != context(0, false) {
            return Err(bad());
        }
        let (mut recipients, mut unknown) = (Vec::new(), None);
        for one in parts(*set).ok_or_else(bad)? {
            // The other kinds of recipients (agreement, passwords) have context tags.
            if one.tag() != Tag::Sequence {
                continue;
            }
            match recipient(one).ok_or_else(bad)? {
                Ok(recipient) => recipients.push(recipient),
                Err(oid) => unknown = Some(oid),
            }
        }
        if recipients.is_empty() {
            return Err(match unknown {
                Some(oid) => PkiError::AlgorithmUnknown { oid },
                None => PkiError::unreadable(WHAT, "没有写明给哪一把密钥"),
            });
        }
        Ok(Self {
            recipients,
            iv: initialisation_vector(*algorithm)?,
            content: content.value().to_vec(),
        })
    }

    /// The part that is for the key of this certificate.
    pub fn recipient(&self, certificate: &Certificate) -> Option<&Recipient> {
        self.recipients.iter().find(|one| one.id.names(certificate))
    }

    /// For whom it is, in words.
    pub fn recipients_words(&self) -> String {
        let words = self.recipients.iter().map(|one| one.id.words());
        words.collect::<Vec<_>>().join("；")
    }
}

impl RecipientId {
    fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Certificate {
                issuer_der,
                serial_hex,
            } => serial_hex == certificate.serial_hex() && same_name(issuer_der, certificate.issuer_der()),
            Self::KeyIdentifier(id) => certificate.key_identifier() == Some(id),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Certificate {
                issuer_der,
                serial_hex,
            } => {
                let issuer = Subject::from_der(issuer_der).map(|name| name.common_name);
                format!("{} 签发的证书 {serial_hex}", issuer.unwrap_or_default())
            }
            Self::KeyIdentifier(id) => format!("密钥标识 {}", to_hex(id)),
        }
    }
}

/// The elements of EnvelopedData in its ContentInfo.
fn enveloped(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outer = parts(AnyRef::from_der(der).ok()?)?;
    let [kind, content] = outer.as_slice() else {
        return None;
    };
    if ObjectIdentifier::try_from(*kind).ok()? != ENVELOPED_DATA || !is_context(*content, 0) {
        return None;
    }
    parts(AnyRef::from_der(content.value()).ok()?)
}

/// One KeyTransRecipientInfo: nothing when it is broken, the algorithm's identifier when that is unknown.
fn recipient(one: AnyRef<'_>) -> Option<Result<Recipient, String>> {
    let fields = parts(one)?;
    let [_, id, algorithm, key] = fields.as_slice() else {
        return None;
    };
    let id = match id.tag() {
        Tag::Sequence => {
            let named = parts(*id)?;
            let [issuer, serial] = named.as_slice() else {
                return None;
            };
            RecipientId::Certificate {
                issuer_der: issuer.to_der().ok()?,
                serial_hex: to_hex(IntRef::try_from(*serial).ok()?.as_bytes()),
            }
        }
        tag if tag == context(0, false) => RecipientId::KeyIdentifier(id.value().to_vec()),
        _ => return None,
    };
    let wrapped_key = <&OctetStringRef>::try_from(*key).ok()?.as_bytes().to_vec();
    let algorithm = parts(*algorithm)?;
    let (oid, parameters) = (algorithm.first()?, algorithm.get(1).copied());
    let oid = ObjectIdentifier::try_from(*oid).ok()?;
    let transport = match oid {
        RSA_PKCS1 => Some(Transport::Pkcs1),
        RSA_OAEP => oaep(parameters),
        _ => None,
    };
    Some(match transport {
        Some(transport) => Ok(Recipient {
            id,
            transport,
            wrapped_key,
        }),
        None => Err(oid.to_string()),
    })
}

/// RSAES-OAEP-params (RFC 4055 §4.1): both hashes the same, no label. Nothing for any other.
fn oaep(parameters: Option<AnyRef<'_>>) -> Option<Transport> {
    let given = match parameters {
        Some(parameters) if parameters.tag() == Tag::Sequence => parts(parameters)?,
        _ => Vec::new(),
    };
    let (mut hash, mut mask) = (SHA1, SHA1);
    for one in given {
        let algorithm = parts(AnyRef::from_der(one.value()).ok()?)?;
        let oid = ObjectIdentifier::try_from(*algorithm.first()?).ok()?;
        if is_context(one, 0) {
            hash = oid;
        } else if is_context(one, 1) && oid == MGF1 {
            mask = ObjectIdentifier::try_from(*parts(*algorithm.get(1)?)?.first()?).ok()?;
        } else {
            return None;
        }
    }
    match (hash, mask) {
        (SHA1, SHA1) => Some(Transport::OaepSha1),
        (SHA256, SHA256) => Some(Transport::OaepSha256),
        _ => None,
    }
}

/// How a content key may be encrypted for a key by what the key says of itself: RSAES-OAEP with SHA-256 for any RSA
/// key.
///
/// # Errors
/// [`PkiError::AlgorithmUnknown`], [`PkiError::Unreadable`].
pub(crate) fn oaep_of_key(spki_der: &[u8]) -> Result<Transport, PkiError> {
    let spki = key(spki_der)?;
    let said = match spki.algorithm.oid {
        RSA_PKCS1 => Some(Transport::OaepSha256),
        // No parameters: the key leaves the hash open.
        RSA_OAEP if spki.algorithm.parameters.is_none() => Some(Transport::OaepSha256),
        RSA_OAEP => oaep(spki.algorithm.parameters),
        _ => None,
    };
    said.ok_or_else(|| PkiError::AlgorithmUnknown {
        oid: spki.algorithm.oid.to_string(),
    })
}

fn initialisation_vector(algorithm: AnyRef<'_>) -> Result<[u8; 16], PkiError> {
    let bad = || PkiError::unreadable(WHAT, "加密算法没有写明");
    let algorithm = parts(algorithm).ok_or_else(bad)?;
    let oid = algorithm.first().map(|oid| ObjectIdentifier::try_from(*oid));
    let Some(Ok(oid)) = oid else { return Err(bad()) };
    if !AES_CBC.contains(&oid) {
        return Err(PkiError::AlgorithmUnknown { oid: oid.to_string() });
    }
    let vector = algorithm
        .get(1)
        .map(|vector| <&OctetStringRef>::try_from(*vector));
    match vector {
        Some(Ok(vector)) => vector.as_bytes().try_into().map_err(|_| bad()),
        _ => Err(bad()),
    }
}
