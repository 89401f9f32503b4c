//! An encryption key pair on its way to a token: made by the CA, its private half enveloped for the signing key.
//!
//! Never here: the private key in the clear, or the file it came in; `pki` reads that. SKF's ENVELOPEDKEYBLOB has the
//! same parts (GM/T 0016: a symmetric key encrypted for the signing key, the private key under it), so that a driver
//! of its own needs one more [`KeyTransport`] and nothing else.
//!
//! Facts: RFC 5652 §6 (EnvelopedData), RFC 8017 §7 (RSAES), RFC 3565 (AES in CMS), RFC 5208 (PrivateKeyInfo).

use serde::{Deserialize, Serialize};

use crate::hex::hex_bytes;

/// How the content key was encrypted for the signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum KeyTransport {
    /// RSAES-PKCS1-v1_5 (RFC 8017 §7.2).
    RsaPkcs1,
    /// RSAES-OAEP with SHA-1 and MGF1 over SHA-1, without a label (RFC 8017 §7.1, its defaults).
    RsaOaepSha1,
    /// RSAES-OAEP with SHA-256 and MGF1 over SHA-256, without a label.
    RsaOaepSha256,
}

/// A private key (PKCS #8 PrivateKeyInfo) under AES-CBC, and the AES key for the signing key alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvelopedKey {
    /// How [`EnvelopedKey::wrapped_key`] was encrypted.
    pub transport: KeyTransport,
    /// The AES key of 16, 24 or 32 bytes, encrypted for the signing key.
    #[serde(with = "hex_bytes")]
    pub wrapped_key: Vec<u8>,
    /// The initialisation vector of AES-CBC.
    pub iv: [u8; 16],
    /// PrivateKeyInfo, DER, padded as PKCS #7 does and encrypted.
    #[serde(with = "hex_bytes")]
    pub content: Vec<u8>,
}

/// Which way a private key went into the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportWay {
    /// The token took it out of its envelope by itself (C_UnwrapKey twice): it was in the clear nowhere else.
    Unwrapped,
    /// The token opened the content key only; the private key was decrypted in the worker process, in memory that is
    /// wiped, and put onto the token from there (C_CreateObject).
    ThroughWorker,
    /// It lay on the token already, whole, from an interrupted job.
    AlreadyThere,
}

impl ImportWay {
    /// The way in words, for the journal.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unwrapped => "由 UKey 自己拆封导入，私钥明文没有离开过 UKey",
            Self::ThroughWorker => {
                "UKey 不会自己拆私钥的信封：内容密钥由 UKey 解开，私钥在独立进程的内存里解密后写入并抹去"
            }
            Self::AlreadyThere => "沿用上次已导入的加密私钥",
        }
    }
}
