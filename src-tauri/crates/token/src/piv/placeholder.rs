//! The certificate that stands beside a pair until the real one comes: signed by the pair itself, valid at no time.
//!
//! Never here: a name of a person. Its subject says what it is, so that it can be told from a certificate everywhere.
//!
//! Facts: RFC 5280 §4.1 (a certificate of version 1), RFC 4055 §5 and RFC 5758 §3.2 (signature algorithms).
//! OpenSC hides a PIV key until its slot holds a certificate.

use super::tlv;
use crate::encode::CertificateParts;
use crate::error::TokenError;
use crate::vocabulary::Algorithm;

/// Tags of DER.
const INTEGER: tlv::Tag = 0x02;
const BIT_STRING: tlv::Tag = 0x03;
const UTF8: tlv::Tag = 0x0C;
const GENERALISED_TIME: tlv::Tag = 0x18;
const SEQUENCE: tlv::Tag = 0x30;
const SET: tlv::Tag = 0x31;

/// ecdsa-with-SHA256 (1.2.840.10045.4.3.2), whose parameters are absent.
const ECDSA_SHA256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
/// sha256WithRSAEncryption (1.2.840.113549.1.1.11), whose parameters are NULL.
const RSA_SHA256: &[u8] = &[
    0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00,
];
/// commonName (2.5.4.3).
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
/// What the subject says.
const WORDS: &[u8] = b"counterfoil: no certificate yet";
/// Both ends of its validity.
const NEVER: &[u8] = b"19700101000000Z";

fn name() -> Vec<u8> {
    let attribute = tlv::wrap(SEQUENCE, &[COMMON_NAME, &tlv::wrap(UTF8, WORDS)].concat());
    tlv::wrap(SEQUENCE, &tlv::wrap(SET, &attribute))
}

/// A placeholder for a public key, DER; `sign` signs with its pair.
///
/// # Errors
/// Those of `sign`.
pub(crate) fn make(
    spki: &[u8],
    algorithm: Algorithm,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, TokenError>,
) -> Result<Vec<u8>, TokenError> {
    let signature_algorithm = tlv::wrap(
        SEQUENCE,
        match algorithm {
            Algorithm::Rsa2048 => RSA_SHA256,
            Algorithm::P256 => ECDSA_SHA256,
        },
    );
    let never = tlv::wrap(GENERALISED_TIME, NEVER);
    let tbs = tlv::wrap(
        SEQUENCE,
        &[
            &tlv::wrap(INTEGER, &[1])[..],
            &signature_algorithm,
            &name(),
            &tlv::wrap(SEQUENCE, &[&never[..], &never].concat()),
            &name(),
            spki,
        ]
        .concat(),
    );
    let signature = [&[0][..], &sign(&tbs)?].concat();
    Ok(tlv::wrap(
        SEQUENCE,
        &[&tbs[..], &signature_algorithm, &tlv::wrap(BIT_STRING, &signature)].concat(),
    ))
}

/// Whether a certificate is a placeholder.
pub(super) fn is_one(certificate: &CertificateParts) -> bool {
    certificate.subject == name() && certificate.issuer == name()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;

    #[test]
    fn a_placeholder_is_a_certificate_that_is_known_again() {
        let spki = encode::p256_spki(&[&[4][..], &[7; 64]].concat()).unwrap();
        let der = make(&spki, Algorithm::P256, |_| Ok(vec![0x30, 0x00])).unwrap();
        let parts = encode::certificate_parts(&der).unwrap();
        assert!(is_one(&parts));
        assert_eq!(parts.spki, spki);
        let other = CertificateParts {
            subject: tlv::wrap(SEQUENCE, &[]),
            ..parts
        };
        assert!(!is_one(&other));
    }
}
