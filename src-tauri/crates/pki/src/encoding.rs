//! PEM in and out, hexadecimal digits, and the small DER helpers that more than one module needs.
//!
//! PEM is written strictly (RFC 7468) and read forgivingly: CAs send files with other line lengths, line breaks and
//! text around the blocks. Never here: what the bytes mean.

use base64ct::{Base64, Encoding as _};
use der::pem::{self, LineEnding};

use crate::error::PkiError;

/// What stands between BEGIN and the dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PemLabel {
    /// `CERTIFICATE`
    Certificate,
    /// `CERTIFICATE REQUEST`
    Request,
    /// `PUBLIC KEY`
    PublicKey,
    /// `CMS`
    Cms,
}

impl PemLabel {
    fn text(self) -> &'static str {
        match self {
            Self::Certificate => "CERTIFICATE",
            Self::Request => "CERTIFICATE REQUEST",
            Self::PublicKey => "PUBLIC KEY",
            Self::Cms => "CMS",
        }
    }
}

/// DER as PEM with 64 characters a line.
pub fn to_pem(label: PemLabel, der: &[u8]) -> String {
    // Encoding fails only for a label with forbidden characters; ours are constants.
    pem::encode_string(label.text(), LineEnding::LF, der).unwrap_or_default()
}

/// All PEM blocks of a text: label and DER, at most `most` of them. A text without any gives an empty list.
///
/// # Errors
/// [`PkiError::Unreadable`] when a block does not end or its content is not Base64, or there are more than `most`.
pub fn from_pem(text: &str, most: usize) -> Result<Vec<(String, Vec<u8>)>, PkiError> {
    const BEGIN: &str = "-----BEGIN ";
    let bad = |reason: &str| PkiError::unreadable("PEM 文件", reason);
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        if blocks.len() == most {
            return Err(bad("内容块过多"));
        }
        let after = &rest[at + BEGIN.len()..];
        let (label, after) = after.split_once("-----").ok_or_else(|| bad("开头不完整"))?;
        if label.len() > 64 || label.contains(['\n', '\r']) {
            return Err(bad("开头不完整"));
        }
        let (body, after) = after
            .split_once(&format!("-----END {label}-----"))
            .ok_or_else(|| bad("没有结尾"))?;
        blocks.push((
            label.to_owned(),
            base64(body).ok_or_else(|| bad("内容不是 Base64"))?,
        ));
        rest = after;
    }
    Ok(blocks)
}

/// Base64 (RFC 4648 §4) with any white space in it; none when it is none, or empty.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let bare: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    if bare.is_empty() {
        return None;
    }
    Base64::decode_vec(&bare).ok()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// The bytes of hexadecimal digits of either case; none when they are none.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_is_read_with_text_around_and_any_line_length() {
        let pem = to_pem(PemLabel::Certificate, &[0x30, 0x03, 0x02, 0x01, 0x05]);
        let messy = format!(
            "subject=/CN=x\r\n{}\r\nmore",
            pem.replace('\n', "\r\n").replace("MAM", "MA\r\n M")
        );
        assert_eq!(
            from_pem(&messy, 9),
            Ok(vec![(
                "CERTIFICATE".to_owned(),
                vec![0x30, 0x03, 0x02, 0x01, 0x05]
            )])
        );
    }

    #[test]
    fn broken_pem_is_told() {
        for bad in [
            "-----BEGIN CERTIFICATE-----\nMAMC",
            "-----BEGIN X-----\n!!\n-----END X-----",
            "-----BEGIN ",
        ] {
            assert!(from_pem(bad, 9).is_err(), "{bad}");
        }
        assert_eq!(from_pem("nothing here", 9), Ok(vec![]));
        let two = to_pem(PemLabel::Request, b"1").repeat(2);
        assert!(from_pem(&two, 1).is_err());
    }
}
