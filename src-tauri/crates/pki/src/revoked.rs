//! A CA's signed list of revoked certificates: which serial numbers, and which of them are only on hold.
//!
//! Facts: RFC 5280 §5 (certificate revocation lists). Never here: a partial list (delta) is refused, for what does not
//! stand in it says nothing.

use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::CrlReason;

use crate::certificate::{Certificate, moment};
use crate::encoding::{from_pem, to_hex};
use crate::error::PkiError;
use crate::request::first_part;
use crate::signature::{SignatureAlgorithm, verify_signature};
use crate::subject::Subject;

const WHAT: &str = "吊销列表";
/// The largest list that is read: a CA of a province has some hundred thousand entries.
const LIST_MAX: usize = 64 * 1024 * 1024;
const REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");

/// One certificate of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number, lower-case hexadecimal digits.
    pub serial_hex: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// It is only on hold.
    pub on_hold: bool,
}

/// A list of revoked certificates that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    issuer: Subject,
    issuer_der: Vec<u8>,
    this_update: DateTime<Utc>,
    entries: Vec<Revoked>,
    signed: Vec<u8>,
    signature: Vec<u8>,
    algorithm: SignatureAlgorithm,
}

impl RevocationList {
    /// Reads a list: DER, or the first one of a PEM file.
    ///
    /// # Errors
    /// [`PkiError::TooLarge`], [`PkiError::Unreadable`], [`PkiError::AlgorithmUnknown`].
    pub fn parse(bytes: &[u8]) -> Result<Self, PkiError> {
        if bytes.len() > LIST_MAX {
            return Err(PkiError::TooLarge {
                what: WHAT,
                limit: LIST_MAX,
            });
        }
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|text| text.contains("-----BEGIN "));
        let Some(text) = text else {
            return Self::from_der(bytes);
        };
        let blocks = from_pem(text, 64)?;
        let list = blocks.iter().find(|(label, _)| label.ends_with("CRL"));
        let (_, der) = list.ok_or_else(|| PkiError::unreadable(WHAT, "文件里没有吊销列表"))?;
        Self::from_der(der)
    }

    fn from_der(der: &[u8]) -> Result<Self, PkiError> {
        let bad = |error| PkiError::unreadable(WHAT, error);
        let whole: CertificateList = CertificateList::from_der(der).map_err(bad)?;
        let list = whole.tbs_cert_list;
        if list.signature != whole.signature_algorithm {
            return Err(PkiError::unreadable(WHAT, "两处签名算法不一致"));
        }
        let extensions = list.crl_extensions.unwrap_or_default();
        if extensions.iter().any(|one| one.extn_id == DELTA) {
            return Err(PkiError::unreadable(WHAT, "这是增量列表，请向 CA 取完整的列表"));
        }
        let issuer_der = list.issuer.to_der().map_err(bad)?;
        let entries = list.revoked_certificates.unwrap_or_default();
        let entry = |one: x509_cert::crl::RevokedCert| -> Result<Revoked, PkiError> {
            let extensions = one.crl_entry_extensions.unwrap_or_default();
            let reason = extensions.iter().find(|e| e.extn_id == REASON);
            let reason = reason
                .map(|e| CrlReason::from_der(e.extn_value.as_bytes()))
                .transpose();
            Ok(Revoked {
                serial_hex: to_hex(one.serial_number.as_bytes()),
                since: moment(one.revocation_date)?,
                on_hold: reason.map_err(bad)? == Some(CrlReason::CertificateHold),
            })
        };
        Ok(Self {
            issuer: Subject::from_der(&issuer_der)?,
            issuer_der,
            this_update: moment(list.this_update)?,
            entries: entries.into_iter().map(entry).collect::<Result<_, _>>()?,
            signed: first_part(der).map_err(bad)?,
            signature: whole.signature.as_bytes().unwrap_or_default().to_vec(),
            algorithm: SignatureAlgorithm::read_owned(&whole.signature_algorithm)?,
        })
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Subject {
        &self.issuer
    }

    /// As of when.
    pub fn this_update(&self) -> DateTime<Utc> {
        self.this_update
    }

    /// The entry of a serial number.
    pub fn entry(&self, serial_hex: &str) -> Option<&Revoked> {
        let wanted = plain(serial_hex);
        self.entries.iter().find(|one| plain(&one.serial_hex) == wanted)
    }

    /// How many certificates it names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it names none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether this CA issued and signed the list.
    ///
    /// # Errors
    /// [`PkiError::SignatureWrong`], [`PkiError::AlgorithmUnknown`].
    pub fn verify_signed_by(&self, ca: &Certificate) -> Result<(), PkiError> {
        let wrong = PkiError::SignatureWrong { what: WHAT };
        if ca.subject_der() != self.issuer_der {
            return Err(wrong);
        }
        match verify_signature(ca.spki_der(), self.algorithm, &self.signed, &self.signature) {
            Err(PkiError::SignatureWrong { .. }) => Err(wrong),
            other => other,
        }
    }
}

/// A serial number without the zeros that a positive number may begin with.
fn plain(serial_hex: &str) -> String {
    serial_hex.trim_start_matches('0').to_lowercase()
}
