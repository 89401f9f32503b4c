//! The ciphers that a management key may have.

/// The cipher of a management key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cipher {
    /// Three-key Triple DES, what cards leave the factory with.
    #[serde(rename = "3des")]
    TripleDes,
    /// AES with 128 bits.
    #[serde(rename = "aes-128")]
    Aes128,
    /// AES with 192 bits.
    #[serde(rename = "aes-192")]
    Aes192,
    /// AES with 256 bits.
    #[serde(rename = "aes-256")]
    Aes256,
}

impl Cipher {
    /// Length of its key, in bytes.
    pub(crate) fn key_bytes(self) -> usize {
        match self {
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }
}
