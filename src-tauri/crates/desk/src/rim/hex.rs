//! Hexadecimal digits, as hashes, key numbers and certificates are kept.

use base16ct::{lower, mixed};

use crate::rim::api::Refusal;

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    lower::encode_string(bytes)
}

/// Bytes of a hexadecimal text.
///
/// # Errors
/// `kept-bytes-damaged` when it holds anything but pairs of digits: a key or certificate that is half right is none.
pub fn from_hex(text: &str) -> Result<Vec<u8>, Refusal> {
    mixed::decode_vec(text).map_err(|_| {
        Refusal::new(
            "kept-bytes-damaged",
            "存储里的一份密钥或证书读不出",
            "请停止办理，由管理员检查存储（设置·备份与检查），必要时用最近的备份恢复",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_digit_is_told_and_never_left_out() {
        assert_eq!(from_hex(&hex(&[0, 0x7f, 0xff])).unwrap(), [0, 0x7f, 0xff]);
        for bad in ["0", "0g", "+1", "ab zz", "中文中"] {
            assert_eq!(from_hex(bad).unwrap_err().code, "kept-bytes-damaged", "{bad}");
        }
    }
}
