//! A CA's signed list of revoked certificates: which serial numbers, and which of them are only on hold.
//!
//! Facts: RFC 5280 §5 (certificate revocation lists). Never here: a partial list (delta) is refused, for what does not
//! stand in it says nothing.

use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
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
/// The list covers only what its distribution point says (§5.2.5): CAs cut long lists into many.
const ISSUING_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
/// The entry, and those behind it, are another CA's certificates (§5.3.3).
const ENTRY_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");

/// One certificate of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// Its serial number, lower-case hexadecimal digits without leading zeros.
    pub serial_hex: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// It is only on hold.
    pub on_hold: bool,
}

/// A list of revoked certificates that could be read. What it says of itself crosses from one process to another; its
/// entries and what was signed are taken off before and put back behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationList {
    issuer: Subject,
    issuer_der: Vec<u8>,
    this_update: DateTime<Utc>,
    /// In the order of their serial numbers.
    #[serde(skip)]
    entries: Vec<Revoked>,
    is_part: bool,
    #[serde(skip)]
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
        let is_part = extensions.iter().any(|one| one.extn_id == ISSUING_POINT);
        let issuer_der = list.issuer.to_der().map_err(bad)?;
        let entries = list.revoked_certificates.unwrap_or_default();
        let entry = |one: x509_cert::crl::RevokedCert| -> Result<Revoked, PkiError> {
            let extensions = one.crl_entry_extensions.unwrap_or_default();
            if extensions.iter().any(|e| e.extn_id == ENTRY_ISSUER) {
                return Err(PkiError::unreadable(
                    WHAT,
                    "列表里有别的 CA 的证书，请向签发方取它自己的列表",
                ));
            }
            let reason = extensions.iter().find(|e| e.extn_id == REASON);
            let reason = reason
                .map(|e| CrlReason::from_der(e.extn_value.as_bytes()))
                .transpose();
            Ok(Revoked {
                serial_hex: plain(&to_hex(one.serial_number.as_bytes())),
                since: moment(one.revocation_date)?,
                on_hold: reason.map_err(bad)? == Some(CrlReason::CertificateHold),
            })
        };
        let mut entries: Vec<Revoked> = entries.into_iter().map(entry).collect::<Result<_, _>>()?;
        entries.sort_by(|a, b| a.serial_hex.cmp(&b.serial_hex));
        Ok(Self {
            issuer: Subject::from_der(&issuer_der)?,
            issuer_der,
            this_update: moment(list.this_update)?,
            entries,
            is_part,
            signed: first_part(der).map_err(bad)?,
            signature: whole.signature.as_bytes().unwrap_or_default().to_vec(),
            algorithm: SignatureAlgorithm::read_owned(&whole.signature_algorithm)?,
        })
    }

    /// What it says of itself, its entries, and the bytes that were signed.
    pub fn apart(mut self) -> (Self, Vec<Revoked>, Vec<u8>) {
        let (entries, signed) = (
            std::mem::take(&mut self.entries),
            std::mem::take(&mut self.signed),
        );
        (self, entries, signed)
    }

    /// The list of these parts.
    #[must_use]
    pub fn of_parts(self, mut entries: Vec<Revoked>, signed: Vec<u8>) -> Self {
        entries.sort_by(|a, b| a.serial_hex.cmp(&b.serial_hex));
        Self {
            entries,
            signed,
            ..self
        }
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
        let at = self.entries.binary_search_by(|one| one.serial_hex.cmp(&wanted));
        at.ok().and_then(|at| self.entries.get(at))
    }

    /// Whether it covers only a part of what its CA issued: then it says nothing of what it does not name.
    pub fn is_part(&self) -> bool {
        self.is_part
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
