//! A certificate, read under limits: who, by whom, from when to when, which key, for what.
//!
//! Reads what CAs really issue (version 1, negative or long serial numbers), and verifies signatures over the bytes as
//! they stand, never over a re-encoding. Never here: whether it is the right one; that is [`crate::check_issued`].
//!
//! Facts: RFC 5280 §4.1 and §4.2.

use chrono::{DateTime, Utc};
use der::asn1::{AnyRef, BitStringRef, IntRef, ObjectIdentifier};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoOwned};
use x509_cert::time::Time;

use crate::encoding::{base64, from_pem, to_hex};
use crate::error::PkiError;
use crate::request::first_part;
use crate::signature::{SignatureAlgorithm, same_key, verify_signature};
use crate::subject::{NameAttribute, Subject, read_name};
use crate::training_name;

/// Largest certificate read, in bytes. Certificates with Chinese policies run to a few thousand.
pub(crate) const CERTIFICATE_MAX: usize = 64 << 10;
/// Most extensions in one certificate.
const EXTENSIONS_MAX: usize = 64;
const WHAT: &str = "证书";

const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

#[derive(Sequence)]
pub(crate) struct Validity {
    pub not_before: Time,
    pub not_after: Time,
}

/// TBSCertificate with its names and its key left as they stand.
#[derive(Sequence)]
pub(crate) struct Tbs<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub version: Option<u8>,
    pub serial: IntRef<'a>,
    pub signature: AlgorithmIdentifierRef<'a>,
    pub issuer: AnyRef<'a>,
    pub validity: Validity,
    pub subject: AnyRef<'a>,
    pub spki: AnyRef<'a>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub issuer_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    pub subject_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension>>,
}

/// The certificate around it.
#[derive(Sequence)]
pub(crate) struct Outer<'a> {
    pub tbs: AnyRef<'a>,
    pub algorithm: AlgorithmIdentifierRef<'a>,
    pub signature: BitStringRef<'a>,
}

/// What a certificate's key may be used for (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUse {
    /// digitalSignature
    pub digital_signature: bool,
    /// nonRepudiation (contentCommitment)
    pub non_repudiation: bool,
    /// keyEncipherment
    pub key_encipherment: bool,
    /// dataEncipherment
    pub data_encipherment: bool,
    /// keyAgreement
    pub key_agreement: bool,
    /// keyCertSign
    pub key_cert_sign: bool,
    /// cRLSign
    pub crl_sign: bool,
}

impl KeyUse {
    /// The uses in words, for the screen.
    pub fn words(&self) -> Vec<&'static str> {
        [
            (self.digital_signature, "数字签名"),
            (self.non_repudiation, "不可否认"),
            (self.key_encipherment, "密钥加密"),
            (self.data_encipherment, "数据加密"),
            (self.key_agreement, "密钥协商"),
            (self.key_cert_sign, "签发证书"),
            (self.crl_sign, "签发吊销列表"),
        ]
        .into_iter()
        .filter_map(|(set, word)| set.then_some(word))
        .collect()
    }
}

/// A certificate that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    signed: Vec<u8>,
    signature: Vec<u8>,
    algorithm: Result<SignatureAlgorithm, String>,
    subject_der: Vec<u8>,
    issuer_der: Vec<u8>,
    subject: Subject,
    issuer: Subject,
    serial_hex: String,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    spki_der: Vec<u8>,
    key_use: Option<KeyUse>,
    key_identifier: Option<Vec<u8>>,
    extended_uses: Vec<String>,
    is_ca: bool,
    path_length: Option<u8>,
    unknown_critical: Vec<String>,
}

impl Certificate {
    /// Reads one certificate: DER, PEM (the first certificate in it), or bare Base64.
    ///
    /// # Errors
    /// [`PkiError::TooLarge`], [`PkiError::Unreadable`].
    pub fn parse(bytes: &[u8]) -> Result<Self, PkiError> {
        if bytes.len() > CERTIFICATE_MAX * 2 {
            return Err(PkiError::TooLarge {
                what: WHAT,
                limit: CERTIFICATE_MAX,
            });
        }
        if bytes.first() == Some(&0x30)
            && let Ok(read) = Self::from_der(bytes)
        {
            return Ok(read);
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::from_der(bytes);
        };
        let mut blocks = from_pem(text, 64)?.into_iter();
        match blocks.find(|(label, _)| is_certificate_label(label)) {
            Some((_, der)) => Self::from_der(&der),
            None => Self::from_der(&base64(text).unwrap_or_else(|| bytes.to_vec())),
        }
    }

    /// Reads one certificate from DER.
    ///
    /// # Errors
    /// [`PkiError::TooLarge`], [`PkiError::Unreadable`].
    pub fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        if der.len() > CERTIFICATE_MAX {
            return Err(PkiError::TooLarge {
                what: WHAT,
                limit: CERTIFICATE_MAX,
            });
        }
        let bad = |error| PkiError::unreadable(WHAT, error);
        let outer = Outer::from_der(der).map_err(bad)?;
        let signed = first_part(der).map_err(bad)?;
        let tbs = Tbs::from_der(&signed).map_err(bad)?;
        if tbs.signature != outer.algorithm {
            return Err(PkiError::unreadable(WHAT, "两处签名算法不一致"));
        }
        let extensions = tbs.extensions.unwrap_or_default();
        if extensions.len() > EXTENSIONS_MAX {
            return Err(PkiError::unreadable(WHAT, "扩展项过多"));
        }
        let spki_der = tbs.spki.to_der().map_err(bad)?;
        SubjectPublicKeyInfoOwned::from_der(&spki_der).map_err(bad)?;
        let (subject_der, issuer_der) = (
            tbs.subject.to_der().map_err(bad)?,
            tbs.issuer.to_der().map_err(bad)?,
        );
        let constraints = extension::<BasicConstraints>(&extensions, BASIC_CONSTRAINTS).map_err(bad)?;
        let extended = extension::<ExtendedKeyUsage>(&extensions, EXTENDED_KEY_USAGE).map_err(bad)?;
        let known = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE];
        let unknown = extensions
            .iter()
            .filter(|one| one.critical && !known.contains(&one.extn_id));
        Ok(Self {
            signature: outer.signature.as_bytes().unwrap_or_default().to_vec(),
            algorithm: SignatureAlgorithm::read(&outer.algorithm)
                .map_err(|_| outer.algorithm.oid.to_string()),
            subject: Subject::from_der(&subject_der)?,
            issuer: Subject::from_der(&issuer_der)?,
            subject_der,
            issuer_der,
            serial_hex: to_hex(tbs.serial.as_bytes()),
            not_before: moment(tbs.validity.not_before)?,
            not_after: moment(tbs.validity.not_after)?,
            spki_der,
            key_use: extension::<KeyUsage>(&extensions, KEY_USAGE)
                .map_err(bad)?
                .map(|usage| key_use(&usage)),
            key_identifier: extension::<SubjectKeyIdentifier>(&extensions, KEY_IDENTIFIER)
                .map_err(bad)?
                .map(|identifier| identifier.0.as_bytes().to_vec()),
            extended_uses: extended
                .map(|uses| uses.0.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            is_ca: constraints.as_ref().is_some_and(|constraints| constraints.ca),
            path_length: constraints.and_then(|constraints| constraints.path_len_constraint),
            unknown_critical: unknown.map(|one| one.extn_id.to_string()).collect(),
            signed,
            der: der.to_vec(),
        })
    }

    /// The certificate, DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Who it is for.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Subject {
        &self.issuer
    }

    /// All attributes of the subject, the ones [`Subject`] has no field for too.
    pub fn subject_attributes(&self) -> Vec<NameAttribute> {
        read_name(&self.subject_der).unwrap_or_default()
    }

    /// The subject's DER.
    pub fn subject_der(&self) -> &[u8] {
        &self.subject_der
    }

    /// The issuer's DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.issuer_der
    }

    /// The serial number, lower-case hexadecimal digits.
    pub fn serial_hex(&self) -> &str {
        &self.serial_hex
    }

    /// SHA-256 of the DER, lower-case hexadecimal digits: by this the certificate is known again.
    pub fn fingerprint(&self) -> String {
        to_hex(&Sha256::digest(&self.der))
    }

    /// Valid from.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.not_before
    }

    /// Valid until.
    pub fn not_after(&self) -> DateTime<Utc> {
        self.not_after
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki_der
    }

    /// What its key may be used for; nothing when the certificate does not say.
    pub fn key_use(&self) -> Option<KeyUse> {
        self.key_use
    }

    /// Its key's identifier, where it states one (RFC 5280 §4.2.1.2): envelopes may name it by that.
    pub(crate) fn key_identifier(&self) -> Option<&Vec<u8>> {
        self.key_identifier.as_ref()
    }

    /// Whether its key encrypts and does not sign, as the second of two dual certificates.
    pub fn is_for_encryption(&self) -> bool {
        self.key_use.is_some_and(|usage| {
            (usage.key_encipherment || usage.data_encipherment)
                && !usage.digital_signature
                && !usage.non_repudiation
        })
    }

    /// Object identifiers of its extended key uses.
    pub fn extended_uses(&self) -> &[String] {
        &self.extended_uses
    }

    /// Whether it may issue certificates.
    pub fn is_ca(&self) -> bool {
        self.is_ca
    }

    /// How many CA certificates may stand between it and the end of a path, where it says so.
    pub fn path_length(&self) -> Option<u8> {
        self.path_length
    }

    /// Critical extensions this program does not process (RFC 5280 §4.2: such a certificate must be refused).
    pub fn unknown_critical(&self) -> &[String] {
        &self.unknown_critical
    }

    /// Whether it is a training CA's or was issued by one.
    pub fn is_training(&self) -> bool {
        training_name::is_training_name(&self.issuer)
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.subject_der == self.issuer_der
    }

    /// Whether it carries this public key.
    pub fn has_key(&self, spki_der: &[u8]) -> bool {
        same_key(&self.spki_der, spki_der)
    }

    /// Verifies its signature with the issuer's key.
    ///
    /// # Errors
    /// [`PkiError::SignatureWrong`], [`PkiError::AlgorithmUnknown`], [`PkiError::Unreadable`].
    pub fn verify_signed_by(&self, issuer_spki: &[u8]) -> Result<(), PkiError> {
        let algorithm = self
            .algorithm
            .clone()
            .map_err(|oid| PkiError::AlgorithmUnknown { oid })?;
        verify_signature(issuer_spki, algorithm, &self.signed, &self.signature).map_err(|error| match error {
            PkiError::SignatureWrong { .. } => PkiError::SignatureWrong { what: WHAT },
            other => other,
        })
    }
}

pub(crate) fn is_certificate_label(label: &str) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
}

fn extension<'a, T: Decode<'a, Error = der::Error>>(
    extensions: &'a [Extension],
    oid: ObjectIdentifier,
) -> Result<Option<T>, der::Error> {
    extensions
        .iter()
        .find(|one| one.extn_id == oid)
        .map(|one| T::from_der(one.extn_value.as_bytes()))
        .transpose()
}

fn key_use(usage: &KeyUsage) -> KeyUse {
    KeyUse {
        digital_signature: usage.digital_signature(),
        non_repudiation: usage.non_repudiation(),
        key_encipherment: usage.key_encipherment(),
        data_encipherment: usage.data_encipherment(),
        key_agreement: usage.key_agreement(),
        key_cert_sign: usage.key_cert_sign(),
        crl_sign: usage.crl_sign(),
    }
}

pub(crate) fn moment(time: Time) -> Result<DateTime<Utc>, PkiError> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| PkiError::unreadable(WHAT, "有效期无法表示"))
}
