//! One way to write a value down, so that the same content always has the same hash.
//!
//! JSON with the keys of every object in byte order and no spaces. The order is made here and does not rest on
//! which map `serde_json` was built with.

use std::fmt::Write as _;

use case::CaseContent;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{Result, StoreError};

/// The canonical JSON of a value.
///
/// # Errors
/// `store-invalid` when the value is none that JSON can hold (a map with keys that are no text).
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|e| StoreError::Invalid {
        what: format!("内容不能写成 JSON（{e}）"),
    })?;
    let mut out = String::new();
    write(&value, &mut out);
    Ok(out)
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                let _ = write!(out, "{}:", Value::String(key.clone()));
                write(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hash of any value's canonical JSON.
///
/// # Errors
/// As [`canonical_json`].
pub fn hash_of<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    Ok(sha256_hex(canonical_json(value)?.as_bytes()))
}

/// The hash of a case's entered content: what a print, a review and an approval are bound to.
///
/// # Errors
/// As [`canonical_json`].
pub fn content_hash(content: &CaseContent) -> Result<String> {
    hash_of(content)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_however_they_came() {
        let value: Value = serde_json::from_str(r#"{"b":[1,{"d":null,"c":"名\n"}],"a":true}"#).unwrap();
        assert_eq!(
            canonical_json(&value).unwrap(),
            r#"{"a":true,"b":[1,{"c":"名\n","d":null}]}"#
        );
    }

    #[test]
    fn hexadecimal_reads_back() {
        assert_eq!(unhex(&hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        assert_eq!((unhex("0"), unhex("zz"), unhex("名a")), (None, None, None));
    }
}
