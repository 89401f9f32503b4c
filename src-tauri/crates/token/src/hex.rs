//! Hexadecimal digits, as key ids are written and bytes cross the pipe.

use base16ct::{lower, mixed};

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    lower::encode_string(bytes)
}

/// Hexadecimal digits as bytes; nothing when they are none.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    mixed::decode_vec(text).ok()
}

/// Bytes on the pipe: hexadecimal digits in JSON.
pub(crate) mod hex_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::to_hex(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        super::from_hex(&text).ok_or_else(|| serde::de::Error::custom("not hexadecimal"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_goes_both_ways_and_refuses_the_rest() {
        assert_eq!(from_hex(&to_hex(&[0, 0x7f, 0xff])), Some(vec![0, 0x7f, 0xff]));
        for bad in ["0", "0g", "+1", "中文中"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
