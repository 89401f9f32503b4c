//! The training CA's list of revoked certificates, for practice only.

use chrono::{DateTime, Duration, Utc};
use der::asn1::{BitString, ObjectIdentifier, OctetString};
use der::{Decode, Encode};
use x509_cert::Version;
use x509_cert::crl::{CertificateList, RevokedCert, TbsCertList};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;

use crate::encoding::from_hex;
use crate::error::PkiError;
use crate::signature::SignatureAlgorithm;
use crate::training::TrainingCa;
use crate::training::issuing::time;

/// How long a list counts.
const LIST_DAYS: i64 = 7;

impl TrainingCa {
    /// A list that names these certificates by serial number, each revoked or only on hold.
    ///
    /// # Errors
    /// [`PkiError::Encoding`] for a serial number that is none.
    pub fn revoked(&self, serials: &[(&str, bool)], now: DateTime<Utc>) -> Result<Vec<u8>, PkiError> {
        let entry = |(serial, on_hold): &(&str, bool)| -> Result<RevokedCert, PkiError> {
            let bytes = from_hex(serial).ok_or_else(|| PkiError::Encoding {
                reason: format!("序列号“{serial}”不是十六进制数"),
            })?;
            let reason = match on_hold {
                true => CrlReason::CertificateHold,
                false => CrlReason::CessationOfOperation,
            };
            Ok(RevokedCert {
                serial_number: SerialNumber::new(&bytes)?,
                revocation_date: time(now)?,
                crl_entry_extensions: Some(vec![Extension {
                    extn_id: ObjectIdentifier::new_unwrap("2.5.29.21"),
                    critical: false,
                    extn_value: OctetString::new(reason.to_der()?)?,
                }]),
            })
        };
        let entries = serials.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        let algorithm = SignatureAlgorithm::EcdsaSha256.identifier()?;
        let list: TbsCertList = TbsCertList {
            version: Version::V2,
            signature: algorithm.clone(),
            issuer: Name::from_der(self.root().subject_der())?,
            this_update: time(now)?,
            next_update: Some(time(now + Duration::days(LIST_DAYS))?),
            revoked_certificates: Some(entries).filter(|entries| !entries.is_empty()),
            crl_extensions: None,
        };
        let signature = self.sign(&list.to_der()?);
        let whole: CertificateList = CertificateList {
            tbs_cert_list: list,
            signature_algorithm: algorithm,
            signature: BitString::from_bytes(&signature)?,
        };
        Ok(whole.to_der()?)
    }
}
