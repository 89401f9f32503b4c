//! The numbers of an RSA private key as PKCS #11 wants them, borrowed from where the key lies: nothing here copies
//! them.
//!
//! Never here: where it came from. Facts: RFC 5208 §5 (PrivateKeyInfo), RFC 8017 §A.1.2 (RSAPrivateKey).

use der::asn1::{AnyRef, OctetStringRef, UintRef};
use der::{Decode, Sequence, SliceReader};
use spki::AlgorithmIdentifierRef;

use crate::encode::RSA_ENCRYPTION;

/// RSAPrivateKey of two primes.
#[derive(Sequence)]
pub(super) struct RsaPrivateKey<'a> {
    version: u8,
    pub modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
    pub private_exponent: UintRef<'a>,
    pub prime1: UintRef<'a>,
    pub prime2: UintRef<'a>,
    pub exponent1: UintRef<'a>,
    pub exponent2: UintRef<'a>,
    pub coefficient: UintRef<'a>,
}

/// The key in a PrivateKeyInfo, whatever attributes follow it there. Nothing when it is no RSA key.
pub(super) fn rsa_private_key(der: &[u8]) -> Option<RsaPrivateKey<'_>> {
    let info = AnyRef::from_der(der).ok()?;
    let mut fields = SliceReader::new(info.value()).ok()?;
    u8::decode(&mut fields).ok()?;
    let algorithm = AlgorithmIdentifierRef::decode(&mut fields).ok()?;
    let key = <&OctetStringRef>::decode(&mut fields).ok()?;
    (algorithm.oid == RSA_ENCRYPTION)
        .then(|| RsaPrivateKey::from_der(key.as_bytes()).ok())
        .flatten()
}
