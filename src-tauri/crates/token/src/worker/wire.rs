//! The conversation between the program and a worker: one line of JSON per question, one per answer.
//!
//! Secrets cross here and nowhere else. A question is written into a buffer that is wiped and never grows (growing would
//! leave an unwiped copy behind); it has no `Debug`. An answer never holds a secret. Answers carry a mark, because
//! vendors' modules print to stdout when they please.

use std::fmt;
use std::io::{self, Read};

use secrecy::{ExposeSecret, SecretString};
use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use zeroize::{Zeroize as _, Zeroizing};

use crate::encode::hex_bytes;
use crate::enveloped::{EnvelopedKey, ImportWay};
use crate::error::TokenError;
use crate::profile::Profile;
use crate::readers::Reader;
use crate::vocabulary::{Algorithm, KeyId, PinStatus, PublicKey, StoredCertificate, TokenInfo, Wipe};

/// Longest line either side reads, in bytes.
pub(super) const LINE_MAX: usize = 4 << 20;

/// What stands before every answer.
pub(super) const MARK: &[u8] = b"@token ";

/// A PIN on its way through the pipe.
pub(super) struct Pin(pub SecretString);

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

/// A question.
#[derive(Serialize, Deserialize)]
pub(super) struct Question {
    pub id: u64,
    pub ask: Ask,
}

/// What is asked. Externally tagged on purpose: an internal tag would make serde buffer the secrets.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Ask {
    Open {
        name: String,
        path: std::path::PathBuf,
        profiles: Vec<Profile>,
    },
    List,
    Readers,
    Initialise {
        serial: String,
        so_pin: Pin,
        label: String,
        wipe: Wipe,
    },
    SetUserPin {
        serial: String,
        so_pin: Pin,
        new_pin: Pin,
    },
    Unlock {
        serial: String,
        so_pin: Pin,
        new_pin: Pin,
    },
    ChangePin {
        serial: String,
        old_pin: Pin,
        new_pin: Pin,
    },
    PinState {
        serial: String,
    },
    CheckPin {
        serial: String,
        pin: Pin,
    },
    Generate {
        serial: String,
        pin: Pin,
        algorithm: Algorithm,
        key_id: KeyId,
    },
    PublicKeys {
        serial: String,
    },
    RenameKey {
        serial: String,
        pin: Pin,
        from: KeyId,
        to: KeyId,
    },
    Sign {
        serial: String,
        pin: Pin,
        key_id: KeyId,
        algorithm: Algorithm,
        message: Bytes,
    },
    WriteCertificate {
        serial: String,
        pin: Pin,
        key_id: KeyId,
        label: String,
        der: Bytes,
    },
    ReadCertificates {
        serial: String,
    },
    DeleteObjects {
        serial: String,
        pin: Pin,
        key_id: KeyId,
    },
    DeleteCertificate {
        serial: String,
        pin: Pin,
        der: Bytes,
    },
    ImportEnvelopedKey {
        serial: String,
        pin: Pin,
        signing_key: KeyId,
        spki: Bytes,
        enveloped: EnvelopedKey,
    },
    WriteEncryptionCertificate {
        serial: String,
        pin: Pin,
        signing_key: KeyId,
        der: Bytes,
    },
    Decrypt {
        serial: String,
        pin: Pin,
        key_id: KeyId,
        ciphertext: Bytes,
    },
}

impl Ask {
    /// What the worker is doing meanwhile, for the message when it hangs.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Open { .. } => "加载驱动",
            Self::List | Self::Readers => "查看 Key",
            Self::Initialise { .. } => "初始化",
            Self::SetUserPin { .. } => "设置 PIN 码",
            Self::Unlock { .. } => "解锁",
            Self::ChangePin { .. } => "修改 PIN 码",
            Self::PinState { .. } => "查看 PIN 码状态",
            Self::CheckPin { .. } => "核对 PIN 码",
            Self::Generate { .. } => "生成密钥对",
            Self::PublicKeys { .. } => "读取公钥",
            Self::RenameKey { .. } => "改写密钥编号",
            Self::Sign { .. } => "签名",
            Self::Decrypt { .. } => "解密",
            Self::WriteCertificate { .. } => "写入证书",
            Self::WriteEncryptionCertificate { .. } => "写入加密证书",
            Self::ReadCertificates { .. } => "读取证书",
            Self::DeleteObjects { .. } | Self::DeleteCertificate { .. } => "清除旧证书",
            Self::ImportEnvelopedKey { .. } => "导入加密密钥对",
        }
    }

    /// How many bytes the long parts of the question take once written as hexadecimal digits.
    fn long_parts(&self) -> usize {
        match self {
            Self::Sign { message: long, .. } | Self::Decrypt { ciphertext: long, .. } => long.0.len() * 2,
            Self::WriteCertificate { der, .. }
            | Self::DeleteCertificate { der, .. }
            | Self::WriteEncryptionCertificate { der, .. } => der.0.len() * 2,
            // A path, and for each profile a screenful of text.
            Self::Open { profiles, .. } => (16 << 10) + profiles.len() * (4 << 10),
            Self::ImportEnvelopedKey { spki, enveloped, .. } => {
                (spki.0.len() + enveloped.wrapped_key.len() + enveloped.content.len()) * 2
            }
            _ => 0,
        }
    }
}

/// Bytes as hexadecimal digits.
#[derive(Serialize, Deserialize)]
pub(super) struct Bytes(#[serde(with = "hex_bytes")] pub Vec<u8>);

/// An answer.
#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    pub id: u64,
    pub said: Result<Said, TokenError>,
}

/// What is answered.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Said {
    Done,
    Tokens(Vec<TokenInfo>),
    Readers(Vec<Reader>),
    Token(Box<TokenInfo>),
    Pins(PinStatus),
    Bytes(Bytes),
    PublicKeys(Vec<PublicKey>),
    Certificates(Vec<StoredCertificate>),
    Imported(ImportWay),
    Count(usize),
    Flag(bool),
}

/// Writes a question as one line into a buffer that is wiped when it is dropped.
pub(super) fn write_question(question: &Question) -> io::Result<Zeroizing<Vec<u8>>> {
    // Room for everything from the start: serials, labels and PINs are short, the long parts are counted.
    let room = (4 << 10) + question.ask.long_parts();
    let mut line = Zeroizing::new(vec![0_u8; room]);
    let mut free = io::Cursor::new(line.as_mut_slice());
    serde_json::to_writer(&mut free, question)?;
    io::Write::write_all(&mut free, b"\n")?;
    let written = usize::try_from(free.position()).unwrap_or(room);
    line.truncate(written);
    Ok(line)
}

/// Reads lines under a limit, through buffers that are wiped.
pub(super) struct Lines<R> {
    from: R,
    /// What was read and is no whole line yet.
    held: Zeroizing<Vec<u8>>,
    /// What one reading brings; only what it brought is wiped.
    chunk: [u8; 8 << 10],
}

impl<R: Read> Lines<R> {
    pub fn new(from: R) -> Self {
        Self {
            from,
            held: Zeroizing::new(Vec::with_capacity(64 << 10)),
            chunk: [0; 8 << 10],
        }
    }

    pub fn source(&self) -> &R {
        &self.from
    }

    pub fn source_mut(&mut self) -> &mut R {
        &mut self.from
    }

    /// The next line without its line break; nothing at the end of the stream.
    ///
    /// # Errors
    /// What the stream says, and `InvalidData` when a line is longer than [`LINE_MAX`].
    pub fn next(&mut self) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut searched = 0;
        loop {
            if let Some(at) = self.held[searched..].iter().position(|byte| *byte == b'\n') {
                return Ok(Some(self.take(searched + at)));
            }
            searched = self.held.len();
            if searched > LINE_MAX {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "line too long"));
            }
            match self.from.read(&mut self.chunk) {
                Ok(0) => return Ok(None),
                Ok(count) => self.append(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The line that ends here; the rest moves to the front.
    fn take(&mut self, end: usize) -> Zeroizing<Vec<u8>> {
        let line = Zeroizing::new(self.held[..end].to_vec());
        let rest = self.held.len() - (end + 1);
        self.held.copy_within(end + 1.., 0);
        self.held[rest..].zeroize();
        self.held.truncate(rest);
        line
    }

    /// Appends what was read without letting the buffer grow by itself, which would leave an unwiped copy.
    fn append(&mut self, count: usize) {
        let wanted = self.held.len() + count;
        if wanted > self.held.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(wanted * 2));
            larger.extend_from_slice(&self.held);
            self.held = larger;
        }
        self.held.extend_from_slice(&self.chunk[..count]);
        self.chunk[..count].zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_apart_wherever_the_stream_breaks() {
        struct Drip<'a>(&'a [u8], usize);
        impl Read for Drip<'_> {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                let count = self.1.min(self.0.len()).min(to.len());
                to[..count].copy_from_slice(&self.0[..count]);
                self.0 = &self.0[count..];
                Ok(count)
            }
        }
        for step in [1, 3, 4, 100] {
            let mut lines = Lines::new(Drip(b"one\n\nthree\nrest", step));
            for expected in [&b"one"[..], b"", b"three"] {
                assert_eq!(lines.next().unwrap().unwrap().as_slice(), expected, "step {step}");
            }
            assert!(lines.next().unwrap().is_none(), "an unfinished line is none");
        }
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut lines = Lines::new(io::repeat(b'x'));
        assert_eq!(lines.next().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_question_survives_the_pipe_and_keeps_its_secret_exactly() {
        let pin = SecretString::from("密\"码\\12345678");
        let ask = Ask::CheckPin {
            serial: "S".into(),
            pin: Pin::from(&pin),
        };
        let line = write_question(&Question { id: 7, ask }).unwrap();
        assert_eq!(line.last(), Some(&b'\n'));
        let back: Question = serde_json::from_slice(&line).unwrap();
        let Ask::CheckPin { pin: read, .. } = back.ask else {
            panic!("another question")
        };
        assert_eq!(read.0.expose_secret(), pin.expose_secret());
    }
}
