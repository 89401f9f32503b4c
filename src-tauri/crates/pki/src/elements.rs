//! The elements of a constructed value, one after the other: for structures that CAs write in an order or with parts
//! that strict DER readers refuse.
//!
//! Never here: what an element means.

use der::asn1::AnyRef;
use der::{Decode, Tag, TagNumber, Tagged};

/// The elements inside a constructed value. Nothing when they do not come out even.
pub(crate) fn parts(whole: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    let mut rest = whole.value();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (one, after) = AnyRef::from_der_partial(rest).ok()?;
        found.push(one);
        rest = after;
    }
    Some(found)
}

/// Whether a value is the constructed `[number]` of its context.
pub(crate) fn is_context(value: AnyRef<'_>, number: u32) -> bool {
    value.tag() == context(number, true)
}

/// The tag `[number]` of a context.
pub(crate) fn context(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}
