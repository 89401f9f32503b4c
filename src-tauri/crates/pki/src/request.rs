//! PKCS #10 requests (RFC 2986): made for a key that lies on a token, and read back.
//!
//! Never here: the private key. The token signs through a closure, and its signature is verified before it is believed.

use der::asn1::{Any, AnyRef, BitString, SetOfVec};
use der::{Decode, Encode};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use crate::encoding::from_pem;
use crate::error::{PkiError, RequestFailed};
use crate::signature::{SignatureAlgorithm, verify_signature};
use crate::subject::Subject;

/// Largest request read, in bytes.
const REQUEST_MAX: usize = 64 << 10;

/// What signs: the message (not its digest) in, the signature as X.509 wants it out, or the signer's own error.
pub type Sign<'a, E> = dyn FnMut(&[u8]) -> Result<Vec<u8>, E> + 'a;

/// A request whose own signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who it is for.
    pub subject: Subject,
    /// The subject's DER.
    pub subject_der: Vec<u8>,
    /// SubjectPublicKeyInfo, DER.
    pub spki_der: Vec<u8>,
    /// How it was signed.
    pub algorithm: SignatureAlgorithm,
    /// The request itself, DER.
    pub der: Vec<u8>,
}

/// Makes a request: `sign` gets the bytes to be signed (the message, not its digest) and gives the signature as X.509
/// wants it. The result is DER.
///
/// # Errors
/// [`RequestFailed::Signer`] with the signer's own error; [`PkiError::SubjectField`]; [`PkiError::AlgorithmUnknown`];
/// [`PkiError::SignatureWrong`] when the token signed with another key.
pub fn request<E>(
    subject: &Subject,
    spki_der: &[u8],
    algorithm: SignatureAlgorithm,
    sign: &mut Sign<'_, E>,
) -> Result<Vec<u8>, RequestFailed<E>> {
    let info = CertReqInfo {
        version: Version::V1,
        subject: Name::from_der(&subject.to_der()?).map_err(PkiError::from)?,
        public_key: SubjectPublicKeyInfoOwned::from_der(spki_der)
            .map_err(|error| PkiError::unreadable("公钥", error))?,
        attributes: SetOfVec::new(),
    };
    let signed = info.to_der().map_err(PkiError::from)?;
    let signature = sign(&signed).map_err(RequestFailed::Signer)?;
    verify_signature(spki_der, algorithm, &signed, &signature).map_err(|error| match error {
        PkiError::SignatureWrong { .. } => PkiError::SignatureWrong { what: "证书请求" },
        other => other,
    })?;
    let whole = CertReq {
        info,
        algorithm: algorithm.identifier()?,
        signature: BitString::from_bytes(&signature).map_err(PkiError::from)?,
    };
    Ok(whole.to_der().map_err(PkiError::from)?)
}

/// Reads a request, DER or PEM, and verifies its signature (proof of possession).
///
/// # Errors
/// [`PkiError::TooLarge`], [`PkiError::Unreadable`], [`PkiError::AlgorithmUnknown`], [`PkiError::SignatureWrong`].
pub fn verify_request(bytes: &[u8]) -> Result<Request, PkiError> {
    const WHAT: &str = "证书请求";
    if bytes.len() > REQUEST_MAX {
        return Err(PkiError::TooLarge {
            what: WHAT,
            limit: REQUEST_MAX,
        });
    }
    let der = match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("-----BEGIN ") => {
            let mut blocks = from_pem(text, 8)?.into_iter();
            let is_request = |(label, _): &(String, Vec<u8>)| label.ends_with("CERTIFICATE REQUEST");
            blocks
                .find(is_request)
                .ok_or_else(|| PkiError::unreadable(WHAT, "PEM 里没有证书请求"))?
                .1
        }
        _ => bytes.to_vec(),
    };
    let bad = |error| PkiError::unreadable(WHAT, error);
    let read = CertReq::from_der(&der).map_err(bad)?;
    let signed = first_part(&der).map_err(bad)?;
    let algorithm = SignatureAlgorithm::read_owned(&read.algorithm)?;
    let spki_der = read.info.public_key.to_der()?;
    let signature = read.signature.as_bytes().unwrap_or_default();
    verify_signature(&spki_der, algorithm, &signed, signature).map_err(|error| match error {
        PkiError::SignatureWrong { .. } => PkiError::SignatureWrong { what: WHAT },
        other => other,
    })?;
    let subject_der = read.info.subject.to_der()?;
    Ok(Request {
        subject: Subject::from_der(&subject_der)?,
        subject_der,
        spki_der,
        algorithm,
        der,
    })
}

/// The first element of a SEQUENCE exactly as it stands there: what a signature is over.
pub(crate) fn first_part(der: &[u8]) -> Result<Vec<u8>, der::Error> {
    let whole = AnyRef::from_der(der)?;
    let (first, _) = Any::from_der_partial(whole.value())?;
    first.to_der()
}
