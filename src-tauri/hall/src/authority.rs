//! The hall's own certificates: a root that signs nothing else, the server's, and one for each window.
//!
//! Windows know the server's by its pin, and the server knows windows by the root: nobody outside vouches for anybody.

use chrono::{Datelike as _, Months, NaiveDate};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use zeroize::Zeroizing;

use crate::tls::Identity;
use crate::way::Host;

/// How long a certificate is good for.
const YEARS: u32 = 10;

/// What the root is called.
const ROOT: &str = "Counterfoil hall";

/// The root, able to sign.
pub(crate) struct Authority {
    key: KeyPair,
}

/// The certificate as others see it.
fn params(name: &str, today: NaiveDate) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let from = today.pred_opt().unwrap_or(today);
    let until = today.checked_add_months(Months::new(12 * YEARS)).unwrap_or(today);
    // Months and days of a calendar fit.
    let day = |date: NaiveDate| date_time_ymd(date.year(), date.month() as u8, date.day() as u8);
    params.not_before = day(from);
    params.not_after = day(until);
    params
}

fn root(today: NaiveDate) -> CertificateParams {
    let mut root = params(ROOT, today);
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    root
}

impl Authority {
    /// A new one, with its certificate and its key as PEM.
    pub fn new(today: NaiveDate) -> Result<(Self, Identity), rcgen::Error> {
        let key = KeyPair::generate()?;
        let certificate = root(today).self_signed(&key)?.pem();
        let identity = Identity {
            certificate,
            key: Zeroizing::new(key.serialize_pem()),
        };
        Ok((Self { key }, identity))
    }

    /// The one whose key this is.
    pub fn read(key: &str) -> Result<Self, rcgen::Error> {
        let key = KeyPair::from_pem(key)?;
        Ok(Self { key })
    }

    /// A certificate for the server at these addresses.
    pub fn server(&self, hosts: &[Host], today: NaiveDate) -> Result<Identity, rcgen::Error> {
        let mut params = params("hall", today);
        params.subject_alt_names = hosts
            .iter()
            .filter_map(|host| match host {
                Host::Address(address) => Some(SanType::IpAddress(*address)),
                Host::Socket(_) => None,
            })
            .collect();
        self.sign(params, ExtendedKeyUsagePurpose::ServerAuth, today)
    }

    /// A certificate for a window, which names its role.
    pub fn window(&self, role: &str, today: NaiveDate) -> Result<Identity, rcgen::Error> {
        self.sign(params(role, today), ExtendedKeyUsagePurpose::ClientAuth, today)
    }

    fn sign(
        &self,
        mut params: CertificateParams,
        usage: ExtendedKeyUsagePurpose,
        today: NaiveDate,
    ) -> Result<Identity, rcgen::Error> {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let issuer = Issuer::new(root(today), &self.key);
        let certificate = params.signed_by(&key, &issuer)?;
        Ok(Identity {
            certificate: certificate.pem(),
            key: Zeroizing::new(key.serialize_pem()),
        })
    }
}
