//! The certificates of a P7B file: a PKCS #7 / CMS SignedData that carries nothing else.
//!
//! A reader of its own, because CAs write the set of certificates in the order of the chain, which strict DER readers
//! refuse. Never here: the signatures such a file may carry; certificates are believed by their own path.
//!
//! Facts: RFC 5652 §3 (ContentInfo), §5.1 (SignedData), §10.2.2 (CertificateChoices).

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Encode, Tag, Tagged};

use crate::elements::{is_context, parts};

/// id-signedData
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// Certificates as DER, at most `most` of them; nothing when the bytes are no SignedData.
pub(super) fn certificates(der: &[u8], most: usize) -> Option<Vec<Vec<u8>>> {
    let outer = parts(AnyRef::from_der(der).ok()?)?;
    let [kind, content] = outer.as_slice() else {
        return None;
    };
    if ObjectIdentifier::try_from(*kind).ok()? != SIGNED_DATA || !is_context(*content, 0) {
        return None;
    }
    let signed = AnyRef::from_der(content.value()).ok()?;
    let set = parts(signed)?.into_iter().find(|part| is_context(*part, 0));
    let Some(set) = set else { return Some(Vec::new()) };
    let mut found = Vec::new();
    for one in parts(set)? {
        // Other choices (attribute certificates and the like) have context tags.
        if one.tag() == Tag::Sequence && found.len() < most {
            found.push(one.to_der().ok()?);
        }
    }
    Some(found)
}
