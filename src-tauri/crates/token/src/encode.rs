//! Public keys and signatures from the shapes of PKCS #11 into those of X.509.
//!
//! Never here: a private key. Facts: RFC 3279 §2.3.1 (RSA), RFC 5480 §2 (EC), RFC 3279 §2.2.3 (ECDSA-Sig-Value),
//! PKCS #11 v2.40 Current Mechanisms §2.3 (CKA_EC_POINT is a DER OCTET STRING around the point).

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::vocabulary::Algorithm;

/// prime256v1, RFC 5480 §2.1.1.1.
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// id-ecPublicKey, RFC 5480 §2.1.1.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// rsaEncryption, RFC 3279 §2.3.1.
pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// DigestInfo of a SHA-256 digest up to the digest itself (RFC 8017 §9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

#[derive(Sequence)]
struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// The curve's object identifier as CKA_EC_PARAMS wants it.
pub(crate) fn p256_params() -> Result<Vec<u8>, der::Error> {
    P256.to_der()
}

/// Whether these CKA_EC_PARAMS name P-256.
pub(crate) fn is_p256(params: &[u8]) -> bool {
    ObjectIdentifier::from_der(params) == Ok(P256)
}

/// SubjectPublicKeyInfo of an RSA key from modulus and exponent, big-endian.
pub(crate) fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Result<Vec<u8>, der::Error> {
    let key = RsaPublicKey {
        modulus: UintRef::new(modulus)?,
        exponent: UintRef::new(exponent)?,
    }
    .to_der()?;
    spki_of(RSA_ENCRYPTION, AnyRef::NULL, &key)
}

/// SubjectPublicKeyInfo of a P-256 key from CKA_EC_POINT. Some modules leave the OCTET STRING away; both are read.
pub(crate) fn p256_spki(point: &[u8]) -> Result<Vec<u8>, der::Error> {
    // Told apart by length first: a bare point begins with 0x04 as an OCTET STRING does, and one in 256 of them would
    // pass for one.
    let bare = match point.len() {
        65 => point,
        _ => <&OctetStringRef>::from_der(point)?.as_bytes(),
    };
    if bare.len() != 65 || bare[0] != 0x04 {
        return Err(der::Tag::OctetString.value_error().into());
    }
    let curve = P256.to_der()?;
    spki_of(EC_PUBLIC_KEY, AnyRef::from_der(&curve)?, bare)
}

/// The whole bytes of a key under its algorithm.
fn spki_of(oid: ObjectIdentifier, parameters: AnyRef<'_>, key: &[u8]) -> Result<Vec<u8>, der::Error> {
    SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef {
            oid,
            parameters: Some(parameters),
        },
        subject_public_key: BitStringRef::from_bytes(key)?,
    }
    .to_der()
}

/// Modulus and exponent of an RSA key, big-endian without leading zeros. Nothing when it is none.
pub(crate) fn rsa_parts(spki_der: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let spki = SubjectPublicKeyInfoRef::from_der(spki_der).ok()?;
    let key = RsaPublicKey::from_der(spki.subject_public_key.as_bytes()?).ok()?;
    let number = |number: UintRef<'_>| number.as_bytes().to_vec();
    (spki.algorithm.oid == RSA_ENCRYPTION).then(|| (number(key.modulus), number(key.exponent)))
}

/// Whether two big-endian numbers are the same: some modules keep leading zeros.
pub(crate) fn same_number(left: &[u8], right: &[u8]) -> bool {
    let bare = |number: &[u8]| number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    left[bare(left)..] == right[bare(right)..]
}

/// What this SubjectPublicKeyInfo signs with, or nothing when this program does not know it.
pub(crate) fn algorithm_of(spki_der: &[u8]) -> Option<Algorithm> {
    let spki = SubjectPublicKeyInfoRef::from_der(spki_der).ok()?;
    match spki.algorithm.oid {
        RSA_ENCRYPTION => {
            let key = RsaPublicKey::from_der(spki.subject_public_key.as_bytes()?).ok()?;
            (key.modulus.as_bytes().len() == 256).then_some(Algorithm::Rsa2048)
        }
        EC_PUBLIC_KEY => (spki.algorithm.parameters_oid() == Ok(P256)).then_some(Algorithm::P256),
        _ => None,
    }
}

/// The DER of an ECDSA signature that the token gave as r‖s.
pub(crate) fn ecdsa_der(raw: &[u8]) -> Result<Vec<u8>, der::Error> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return Err(der::Tag::Sequence.value_error().into());
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    EcdsaSigValue {
        r: UintRef::new(r)?,
        s: UintRef::new(s)?,
    }
    .to_der()
}

/// DigestInfo around a SHA-256 digest, for modules that only know CKM_RSA_PKCS.
pub(crate) fn digest_info(digest: &[u8]) -> Vec<u8> {
    [&SHA256_DIGEST_INFO[..], digest].concat()
}

/// The block that an RSA key without padding of its own signs: PKCS #1 v1.5 around a SHA-256 digest (RFC 8017 §9.2),
/// for a modulus of `length` bytes.
pub(crate) fn pkcs1_block(digest: &[u8], length: usize) -> Vec<u8> {
    let info = digest_info(digest);
    let filling = vec![0xFF; length.saturating_sub(info.len() + 3)];
    [&[0x00, 0x01][..], &filling, &[0x00], &info].concat()
}

/// The parts of a certificate that others refer to. Nothing when it is none.
pub(crate) fn certificate_parts(der: &[u8]) -> Option<CertificateParts> {
    let (certificate, rest) = AnyRef::from_der_partial(der).ok()?;
    if !rest.is_empty() || certificate.header().tag() != der::Tag::Sequence {
        return None;
    }
    let (tbs, _) = AnyRef::from_der_partial(certificate.value()).ok()?;
    let mut rest = tbs.value();
    let mut next = || -> Option<(der::Tag, Vec<u8>)> {
        let (value, after) = AnyRef::from_der_partial(rest).ok()?;
        let taken = rest[..rest.len() - after.len()].to_vec();
        rest = after;
        Some((value.header().tag(), taken))
    };
    let (mut tag, mut serial) = next()?;
    if tag != der::Tag::Integer {
        // [0] version stands before the serial number in every certificate of version 2 and 3.
        (tag, serial) = next()?;
    }
    if tag != der::Tag::Integer {
        return None;
    }
    next()?;
    let (_, issuer) = next()?;
    next()?;
    let (_, subject) = next()?;
    let (_, spki) = next()?;
    Some(CertificateParts {
        serial,
        issuer,
        subject,
        spki,
    })
}

/// Serial number, issuer, subject and public key of a certificate, each as its DER: the first three as
/// CKA_SERIAL_NUMBER, CKA_ISSUER and CKA_SUBJECT hold them.
pub(crate) struct CertificateParts {
    pub serial: Vec<u8>,
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_bare_and_wrapped_even_when_it_looks_wrapped() {
        // 0x3f is the length that an OCTET STRING of these 65 bytes would have.
        let mut bare = vec![0x07; 65];
        (bare[0], bare[1]) = (0x04, 0x3f);
        let wrapped = [&[0x04, 0x41][..], &bare].concat();
        let spki = p256_spki(&bare).unwrap();
        assert_eq!(p256_spki(&wrapped), Ok(spki.clone()));
        assert_eq!(algorithm_of(&spki), Some(Algorithm::P256));
        for bad in [&bare[..64], &wrapped[..66], &[], &[0x04; 66]] {
            assert!(p256_spki(bad).is_err(), "{} bytes", bad.len());
        }
    }

    #[test]
    fn signature_integers_are_minimal_and_positive() {
        // r has a leading zero byte, s its high bit set: DER wants the first shortened and the second padded.
        let raw = [0x00, 0x01, 0x80, 0x02];
        assert_eq!(
            ecdsa_der(&raw),
            Ok(vec![0x30, 0x08, 0x02, 0x01, 0x01, 0x02, 0x03, 0x00, 0x80, 0x02])
        );
        assert!(ecdsa_der(&[1, 2, 3]).is_err());
        assert!(ecdsa_der(&[]).is_err());
    }
}
