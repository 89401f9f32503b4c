//! One thing asked of a driver, and what it answers: the vocabulary as data.
//!
//! Whoever stands between the asker and the driver (the pipe, a fault, a script) handles every operation alike and
//! reads what it must know of it from one table here: its name, its words, how long it may take. So an operation more
//! is a variant with its line in that table, a method in `token`, and an arm in each driver that can do it.
//!
//! Never here: how anything is done. Secrets cross the pipe inside these types and nowhere else: no operation has a
//! `Debug`, and no answer ever holds a secret.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::things::{Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, TokenInfo, Wipe};

use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::TokenError;
use crate::hex::hex_bytes;
use crate::readers::Reader;

/// What is asked. Externally tagged on purpose: an internal tag would make serde buffer the secrets.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// The tokens plugged in now.
    List,
    /// The card readers.
    Readers,
    /// Something of one token.
    On {
        /// The token's serial number.
        serial: String,
        /// What of it.
        act: Act,
    },
}

/// What is asked of one token; the methods of [`super::Token`] say what each means.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "each variant and its fields are the method of the same name and its arguments"
)]
pub enum Act {
    Initialise {
        so_pin: Pin,
        label: String,
        wipe: Wipe,
    },
    SetUserPin {
        so_pin: Pin,
        new_pin: Pin,
    },
    Unlock {
        so_pin: Pin,
        new_pin: Pin,
    },
    ChangePin {
        old_pin: Pin,
        new_pin: Pin,
    },
    PinState,
    CheckPin {
        pin: Pin,
    },
    Generate {
        pin: Pin,
        algorithm: Algorithm,
        key_id: KeyId,
    },
    PublicKeys,
    RenameKey {
        pin: Pin,
        from: KeyId,
        to: KeyId,
    },
    Sign {
        pin: Pin,
        key_id: KeyId,
        algorithm: Algorithm,
        #[serde(with = "hex_bytes")]
        message: Vec<u8>,
    },
    WriteCertificate {
        pin: Pin,
        key_id: KeyId,
        label: String,
        #[serde(with = "hex_bytes")]
        der: Vec<u8>,
    },
    ReadCertificates,
    DeleteObjects {
        pin: Pin,
        key_id: KeyId,
    },
    DeleteCertificate {
        pin: Pin,
        #[serde(with = "hex_bytes")]
        der: Vec<u8>,
    },
    ImportEnvelopedKey {
        pin: Pin,
        signing_key: KeyId,
        #[serde(with = "hex_bytes")]
        spki: Vec<u8>,
        enveloped: EnvelopedKey,
    },
    WriteEncryptionCertificate {
        pin: Pin,
        signing_key: KeyId,
        #[serde(with = "hex_bytes")]
        der: Vec<u8>,
    },
    Decrypt {
        pin: Pin,
        key_id: KeyId,
        #[serde(with = "hex_bytes")]
        ciphertext: Vec<u8>,
    },
}

/// How long an operation may take, by kind; the limits themselves are the asker's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Look at what is plugged in, read, check a PIN.
    Look,
    /// Use a private key once.
    Sign,
    /// Write, delete, set a PIN.
    Write,
    /// Initialise.
    Initialise,
    /// Make a key pair.
    Generate,
}

/// What those between asker and driver know of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// The stable name, for scripts and faults.
    pub name: &'static str,
    /// What is being done, in words for the message when it does not end.
    pub words: &'static str,
    /// How long it may take.
    pub pace: Pace,
}

impl Op {
    /// Its line in the table.
    pub fn traits(&self) -> Traits {
        let of = |name, words, pace| Traits { name, words, pace };
        match self {
            Self::List => of("list", "查看 UKey", Pace::Look),
            Self::Readers => of("readers", "查看 UKey", Pace::Look),
            Self::On { act, .. } => act.traits(),
        }
    }
}

impl Act {
    /// Its line in the table.
    pub fn traits(&self) -> Traits {
        let of = |name, words, pace| Traits { name, words, pace };
        match self {
            Self::Initialise { .. } => of("initialise", "初始化", Pace::Initialise),
            Self::SetUserPin { .. } => of("set-user-pin", "设置 PIN 码", Pace::Write),
            Self::Unlock { .. } => of("unlock", "解锁", Pace::Write),
            Self::ChangePin { .. } => of("change-pin", "修改 PIN 码", Pace::Write),
            Self::PinState => of("pin-state", "查看 PIN 码状态", Pace::Look),
            Self::CheckPin { .. } => of("check-pin", "核对 PIN 码", Pace::Look),
            Self::Generate { .. } => of("generate", "生成密钥对", Pace::Generate),
            Self::PublicKeys => of("public-keys", "读取公钥", Pace::Look),
            Self::RenameKey { .. } => of("rename-key", "改写密钥编号", Pace::Write),
            Self::Sign { .. } => of("sign", "签名", Pace::Sign),
            Self::WriteCertificate { .. } => of("write-certificate", "写入证书", Pace::Write),
            Self::ReadCertificates => of("read-certificates", "读取证书", Pace::Look),
            Self::DeleteObjects { .. } => of("delete-objects", "清除旧证书", Pace::Write),
            Self::DeleteCertificate { .. } => of("delete-certificate", "清除旧证书", Pace::Write),
            Self::ImportEnvelopedKey { .. } => of("import-enveloped-key", "导入加密密钥对", Pace::Write),
            Self::WriteEncryptionCertificate { .. } => {
                of("write-encryption-certificate", "写入加密证书", Pace::Write)
            }
            Self::Decrypt { .. } => of("decrypt", "解密", Pace::Sign),
        }
    }

    /// What a driver answers that cannot do it.
    pub(crate) fn not_supported(&self) -> TokenError {
        TokenError::NotSupported {
            what: self.traits().words.to_owned(),
        }
    }
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// It is done.
    Done(()),
    /// Tokens.
    Tokens(Vec<TokenInfo>),
    /// Card readers.
    Readers(Vec<Reader>),
    /// One token's new record.
    Token(Box<TokenInfo>),
    /// The state of both PINs.
    Pins(PinStatus),
    /// A public key, a signature, a plaintext.
    Bytes(#[serde(with = "hex_bytes")] Vec<u8>),
    /// Public keys.
    PublicKeys(Vec<PublicKey>),
    /// Certificates.
    Certificates(Vec<StoredCertificate>),
    /// Which way a private key went in.
    Imported(ImportWay),
    /// How many.
    Count(usize),
    /// Whether.
    Flag(bool),
}

/// Each kind of answer and the type that a method gives.
macro_rules! answers {
    ($($kind:ident($type:ty)),+ $(,)?) => {$(
        impl From<$type> for Said {
            fn from(answer: $type) -> Self {
                Self::$kind(answer)
            }
        }

        impl TryFrom<Said> for $type {
            type Error = Said;

            fn try_from(said: Said) -> Result<Self, Said> {
                match said {
                    Said::$kind(answer) => Ok(answer),
                    other => Err(other),
                }
            }
        }
    )+};
}

answers! {
    Done(()),
    Tokens(Vec<TokenInfo>),
    Readers(Vec<Reader>),
    Token(Box<TokenInfo>),
    Pins(PinStatus),
    Bytes(Vec<u8>),
    PublicKeys(Vec<PublicKey>),
    Certificates(Vec<StoredCertificate>),
    Imported(ImportWay),
    Count(usize),
    Flag(bool),
}

/// A PIN inside an operation.
pub struct Pin(SecretString);

impl Pin {
    /// The secret itself.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

impl From<&SecretString> for Pin {
    fn from(pin: &SecretString) -> Self {
        Self(pin.clone())
    }
}

impl Serialize for Pin {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.expose_secret())
    }
}

impl<'de> Deserialize<'de> for Pin {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct PinVisitor;
        impl Visitor<'_> for PinVisitor {
            type Value = Pin;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a PIN")
            }

            // Copied once, exactly: a `String` in between could leave its spare capacity behind.
            fn visit_str<E>(self, text: &str) -> Result<Pin, E> {
                Ok(Pin(SecretString::from(text)))
            }
        }
        from.deserialize_str(PinVisitor)
    }
}
