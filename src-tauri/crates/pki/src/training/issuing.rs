//! A training CA that answers requests: certificates without legal force, for practice only.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, IntRef, ObjectIdentifier, OctetString, UtcTime};
use der::flagset::FlagSet;
use der::referenced::OwnedToRef;
use der::{Decode, Encode};
use p256::elliptic_curve::rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::spki::SubjectPublicKeyInfoRef;
use x509_cert::time::Time;
use zeroize::Zeroizing;

use crate::certificate::{Certificate, Outer, Tbs, Validity};
use crate::counter_key::CounterKey;
use crate::encoding::{PemLabel, from_pem, to_pem};
use crate::error::PkiError;
use crate::request::verify_request;
use crate::signature::SignatureAlgorithm;
use crate::subject::Subject;
use crate::training_name::TRAINING_NAME;

/// How long the root is valid.
const ROOT_DAYS: i64 = 3650;

/// Longest certificate, ten years: more than any CA of the guides offers.
const DAYS_MAX: u32 = 3660;

/// The training CA: a key and its root certificate.
pub struct TrainingCa {
    key: CounterKey,
    root: Certificate,
}

impl fmt::Debug for TrainingCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrainingCa({})", self.root.serial_hex())
    }
}

/// A certificate to be issued, every part of it free: the training CA of the tests must be able to make mistakes too.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Who it is for.
    pub subject: &'a Subject,
    /// The public key.
    pub spki_der: &'a [u8],
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// What the key may do.
    pub usage: Usage,
}

/// What an issued certificate's key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Sign, as the certificates of the guides do; key transport too for RSA.
    Sign,
    /// Encrypt only, as the second of two dual certificates.
    Encrypt,
    /// Issue certificates, as an intermediate CA.
    Issue,
}

impl TrainingCa {
    /// A new training CA.
    ///
    /// # Errors
    /// [`PkiError::Encoding`] when `now` cannot stand in a certificate.
    pub fn create<R: CryptoRng + ?Sized>(now: DateTime<Utc>, rng: &mut R) -> Result<Self, PkiError> {
        let key = CounterKey::generate(rng);
        let subject = Self::name();
        let spki = key.spki_der()?;
        let order = Order {
            subject: &subject,
            spki_der: &spki,
            not_before: now,
            not_after: now + Duration::days(ROOT_DAYS),
            usage: Usage::Issue,
        };
        let der = build(&order, &subject, &spki, &key)?;
        Ok(Self {
            key,
            root: Certificate::from_der(&der)?,
        })
    }

    fn name() -> Subject {
        Subject {
            organisation: Some("存根 Counterfoil".to_owned()),
            ..Subject::named(TRAINING_NAME)
        }
    }

    /// The CA of [`TrainingCa::save`].
    ///
    /// # Errors
    /// [`PkiError::Unreadable`].
    pub fn load(bytes: &[u8]) -> Result<Self, PkiError> {
        const WHAT: &str = "训练用 CA";
        let text = std::str::from_utf8(bytes).map_err(|error| PkiError::unreadable(WHAT, error))?;
        let blocks = from_pem(text, 4)?;
        let block = |wanted: &str| {
            let found = blocks
                .iter()
                .find(|(label, _)| label == wanted)
                .map(|(_, der)| der.as_slice());
            found.ok_or_else(|| PkiError::unreadable(WHAT, format!("缺少 {wanted}")))
        };
        let key = CounterKey::from_pkcs8_der(block("PRIVATE KEY")?)?;
        let root = Certificate::from_der(block("CERTIFICATE")?)?;
        if !root.has_key(&key.spki_der()?) || !root.is_training() {
            return Err(PkiError::unreadable(WHAT, "密钥与根证书不相配"));
        }
        Ok(Self { key, root })
    }

    /// Key and root certificate as one PEM text. Not encrypted: it is for practice.
    ///
    /// # Errors
    /// [`PkiError::Encoding`].
    pub fn save(&self) -> Result<Zeroizing<Vec<u8>>, PkiError> {
        use der::pem::{LineEnding, encode_string};
        let key = self.key.to_pkcs8_der()?;
        let key = encode_string("PRIVATE KEY", LineEnding::LF, &key).map_err(|error| PkiError::Encoding {
            reason: error.to_string(),
        })?;
        let text = Zeroizing::new(key + &self.root_pem());
        Ok(Zeroizing::new(text.as_bytes().to_vec()))
    }

    /// The root certificate.
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The root certificate as PEM.
    pub fn root_pem(&self) -> String {
        to_pem(PemLabel::Certificate, self.root.der())
    }

    /// Issues the certificate that a request (DER or PEM) asks for, valid for `days` days from `now`.
    ///
    /// # Errors
    /// As [`verify_request`]; [`PkiError::Encoding`] for more than ten years or none at all.
    pub fn issue(&self, csr: &[u8], days: u32, now: DateTime<Utc>) -> Result<Vec<u8>, PkiError> {
        if days == 0 || days > DAYS_MAX {
            return Err(PkiError::Encoding {
                reason: format!("有效期应为 1 至 {DAYS_MAX} 天"),
            });
        }
        let asked = verify_request(csr)?;
        self.issue_as(&Order {
            subject: &asked.subject,
            spki_der: &asked.spki_der,
            not_before: now,
            not_after: now + Duration::days(i64::from(days)),
            usage: Usage::Sign,
        })
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message)
    }

    /// Issues a certificate as ordered, without asking whether it makes sense.
    ///
    /// # Errors
    /// [`PkiError::Encoding`], [`PkiError::SubjectField`].
    pub fn issue_as(&self, order: &Order<'_>) -> Result<Vec<u8>, PkiError> {
        build(order, self.root.subject(), self.root.spki_der(), &self.key)
    }
}

fn build(
    order: &Order<'_>,
    issuer: &Subject,
    issuer_spki: &[u8],
    key: &CounterKey,
) -> Result<Vec<u8>, PkiError> {
    let algorithm = SignatureAlgorithm::EcdsaSha256.identifier()?;
    let (subject, issuer) = (order.subject.to_der()?, issuer.to_der()?);
    let serial = serial(order);
    let tbs = Tbs {
        version: Some(2),
        serial: IntRef::new(&serial)?,
        signature: algorithm.owned_to_ref(),
        issuer: AnyRef::from_der(&issuer)?,
        validity: Validity {
            not_before: time(order.not_before)?,
            not_after: time(order.not_after)?,
        },
        subject: AnyRef::from_der(&subject)?,
        spki: AnyRef::from_der(order.spki_der)?,
        issuer_id: None,
        subject_id: None,
        extensions: Some(extensions(order, issuer_spki)?),
    };
    let tbs = tbs.to_der()?;
    let signature = key.sign(&tbs);
    let outer = Outer {
        tbs: AnyRef::from_der(&tbs)?,
        algorithm: algorithm.owned_to_ref(),
        signature: BitStringRef::from_bytes(&signature)?,
    };
    Ok(outer.to_der()?)
}

/// Sixteen bytes that follow from what is certified and when: unique without a register, positive and not zero.
fn serial(order: &Order<'_>) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(order.spki_der);
    hash.update(order.subject.to_string());
    hash.update(
        order
            .not_before
            .timestamp_nanos_opt()
            .unwrap_or_default()
            .to_be_bytes(),
    );
    hash.update(order.not_after.timestamp().to_be_bytes());
    let mut serial = hash.finalize()[..16].to_vec();
    serial[0] = (serial[0] & 0x3f) | 0x40;
    serial
}

pub(super) fn time(moment: DateTime<Utc>) -> Result<Time, PkiError> {
    let seconds = u64::try_from(moment.timestamp()).map_err(|_| PkiError::Encoding {
        reason: "时间早于 1970 年".to_owned(),
    })?;
    let since = std::time::Duration::from_secs(seconds);
    // RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from then on.
    Ok(match UtcTime::from_unix_duration(since) {
        Ok(time) => Time::UtcTime(time),
        Err(_) => Time::GeneralTime(GeneralizedTime::from_unix_duration(since)?),
    })
}

fn extensions(order: &Order<'_>, issuer_spki: &[u8]) -> Result<Vec<Extension>, PkiError> {
    const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
    const EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
    let rsa = SignatureAlgorithm::for_key(order.spki_der) == Ok(SignatureAlgorithm::RsaSha256);
    let issues = order.usage == Usage::Issue;
    let mut uses: FlagSet<KeyUsages> = match order.usage {
        Usage::Sign => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
        Usage::Encrypt => KeyUsages::KeyEncipherment | KeyUsages::DataEncipherment,
        Usage::Issue => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
    };
    if rsa && order.usage == Usage::Sign {
        uses |= KeyUsages::KeyEncipherment;
    }
    let own = OctetString::new(key_identifier(order.spki_der)?)?;
    let theirs = OctetString::new(key_identifier(issuer_spki)?)?;
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(theirs),
        ..AuthorityKeyIdentifier::default()
    };
    let mut all = vec![
        extension(
            "2.5.29.19",
            true,
            &BasicConstraints {
                ca: issues,
                path_len_constraint: None,
            },
        )?,
        extension("2.5.29.15", true, &KeyUsage(uses))?,
        extension("2.5.29.14", false, &SubjectKeyIdentifier(own))?,
        extension("2.5.29.35", false, &authority)?,
    ];
    if order.usage == Usage::Sign {
        all.push(extension(
            "2.5.29.37",
            false,
            &ExtendedKeyUsage(vec![CLIENT_AUTH, EMAIL_PROTECTION]),
        )?);
    }
    Ok(all)
}

fn extension(oid: &str, critical: bool, value: &impl Encode) -> Result<Extension, PkiError> {
    Ok(Extension {
        extn_id: ObjectIdentifier::new_unwrap(oid),
        critical,
        extn_value: OctetString::new(value.to_der()?)?,
    })
}

/// RFC 7093 §2, method 1: the first 160 bits of the SHA-256 of the key's bits.
fn key_identifier(spki_der: &[u8]) -> Result<Vec<u8>, PkiError> {
    let spki =
        SubjectPublicKeyInfoRef::from_der(spki_der).map_err(|error| PkiError::unreadable("公钥", error))?;
    Ok(Sha256::digest(spki.subject_public_key.as_bytes().unwrap_or_default())[..20].to_vec())
}
