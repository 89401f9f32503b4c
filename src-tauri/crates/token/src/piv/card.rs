//! The commands of a PIV card, one method each: what goes over, what comes back, what a refusal means.
//!
//! Never here: which command comes when. Facts: NIST SP 800-73-4 part 2 §3 (commands), part 1 §4 (data objects), SP
//! 800-78-4 §6.2 (algorithm identifiers); the commands marked "extension" are Yubico's, which several makers speak.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::apdu::{Answer, Command, StatusWord, Wire, exchange};
use super::cipher::Cipher;
use super::management::ManagementKey;
use super::pin::{PIN_BYTES, PIN_MIN};
use super::tlv;
use crate::encode;
use crate::error::{PinRole, TokenError};
use crate::vocabulary::Algorithm;

/// The application's name without its version (SP 800-73-4 part 1 §2.2).
const AID: [u8; 9] = [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00];

/// Key references (SP 800-73-4 part 1 table 4b).
const PIN: u8 = 0x80;
const PUK: u8 = 0x81;
const MANAGEMENT: u8 = 0x9B;
/// Dynamic authentication template and the objects in it (SP 800-73-4 part 2 table 7).
const TEMPLATE: tlv::Tag = 0x7C;
const CHALLENGE: tlv::Tag = 0x81;
const RESPONSE: tlv::Tag = 0x82;
/// What a data object is wrapped in.
const DATA: tlv::Tag = 0x53;

/// A place for one key pair and its certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(pub u8);

impl Slot {
    /// Places in use: authentication, signature, key management, card authentication.
    pub const IN_USE: [Self; 4] = [Self(0x9A), Self(0x9C), Self(0x9D), Self(0x9E)];

    /// Where pairs are made, in this order: two, so that a renewal has room beside the old one. Not in 9D, which is for
    /// decryption, nor in 9E, which asks for no PIN.
    pub const FOR_NEW_PAIRS: [Self; 2] = [Self(0x9A), Self(0x9C)];

    /// Places of pairs put aside, 1 to 20.
    pub fn retired() -> impl Iterator<Item = Self> {
        (0x82..=0x95).map(Self)
    }

    /// The tag of its certificate object (SP 800-73-4 part 1 table 3).
    pub fn certificate(self) -> tlv::Tag {
        match self.0 {
            0x9A => 0x5F_C1_05,
            0x9C => 0x5F_C1_0A,
            0x9D => 0x5F_C1_0B,
            0x9E => 0x5F_C1_01,
            retired => 0x5F_C1_0D + tlv::Tag::from(retired) - 0x82,
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

/// A PIV application that was selected.
pub(super) struct Card<'a> {
    wire: &'a dyn Wire,
}

impl<'a> Card<'a> {
    /// Selects the application. Nothing when the card has none.
    pub fn select(wire: &'a dyn Wire) -> Result<Option<Self>, TokenError> {
        let card = Self { wire };
        let answer = card.send(0xA4, 0x04, 0x00, &AID)?;
        Ok((answer.status == StatusWord::DONE).then_some(card))
    }

    fn send(&self, instruction: u8, p1: u8, p2: u8, data: &[u8]) -> Result<Answer, TokenError> {
        exchange(
            self.wire,
            &Command {
                instruction,
                p1,
                p2,
                data,
            },
        )
    }

    /// GET DATA. Nothing for an object that is missing or empty.
    pub fn object(&self, tag: tlv::Tag) -> Result<Option<Zeroizing<Vec<u8>>>, TokenError> {
        let answer = self.send(0xCB, 0x3F, 0xFF, &named(tag))?;
        if StatusWord::NOT_FOUND.contains(&answer.status) {
            return Ok(None);
        }
        let data = answer.done("读取数据")?;
        let content = tlv::find(&data, DATA).unwrap_or_default();
        Ok((!content.is_empty()).then(|| Zeroizing::new(content.to_vec())))
    }

    /// PUT DATA; an empty content removes the object. Needs the management key.
    pub fn put_object(&self, tag: tlv::Tag, content: &[u8]) -> Result<(), TokenError> {
        let data = Zeroizing::new([named(tag), tlv::wrap(DATA, content)].concat());
        self.send(0xDB, 0x3F, 0xFF, &data)?.done("写入数据").map(drop)
    }

    /// Tries left for the PIN, told without a try. Nothing when the card does not say.
    pub fn pin_tries(&self) -> Result<Option<u8>, TokenError> {
        Ok(self.send(0x20, 0x00, PIN, &[])?.status.tries_left())
    }

    /// Tries left for the PUK, by the extension GET METADATA; the standard has no way to ask.
    pub fn puk_tries(&self) -> Result<Option<u8>, TokenError> {
        let answer = self.send(0xF7, 0x00, PUK, &[])?;
        if answer.status != StatusWord::DONE {
            return Ok(None);
        }
        Ok(tlv::find(&answer.data, 0x06)
            .and_then(|tries| tries.get(1))
            .copied())
    }

    /// VERIFY.
    pub fn verify(&self, pin: &SecretString) -> Result<(), TokenError> {
        let block = padded(pin, PinRole::User)?;
        let answer = self.send(0x20, 0x00, PIN, block.as_slice())?;
        self.judged(answer, PinRole::User, "核对 PIN 码")
    }

    /// CHANGE REFERENCE DATA for the PIN.
    pub fn change_pin(&self, old: &SecretString, new: &SecretString) -> Result<(), TokenError> {
        let blocks = two(padded(old, PinRole::User)?, padded(new, PinRole::User)?);
        let answer = self.send(0x24, 0x00, PIN, &blocks)?;
        self.judged(answer, PinRole::User, "修改 PIN 码")
    }

    /// CHANGE REFERENCE DATA for the PUK.
    pub fn change_puk(&self, old: &SecretString, new: &SecretString) -> Result<(), TokenError> {
        let blocks = two(padded(old, PinRole::Officer)?, padded(new, PinRole::Officer)?);
        let answer = self.send(0x24, 0x00, PUK, &blocks)?;
        self.judged(answer, PinRole::Officer, "设置解锁码")
    }

    /// RESET RETRY COUNTER: the PUK gives a new PIN and all its tries.
    pub fn reset_pin(&self, puk: &SecretString, new_pin: &SecretString) -> Result<(), TokenError> {
        let blocks = two(padded(puk, PinRole::Officer)?, padded(new_pin, PinRole::User)?);
        let answer = self.send(0x2C, 0x00, PIN, &blocks)?;
        self.judged(answer, PinRole::Officer, "解锁")
    }

    /// What a card says to a PIN. Some say 6300 without the tries left; they are asked then.
    fn judged(&self, answer: Answer, role: PinRole, step: &str) -> Result<(), TokenError> {
        let wrong = |tries_left: Option<u8>| match tries_left {
            Some(0) => TokenError::PinLocked { role },
            tries_left => TokenError::WrongPin {
                role,
                tries_left,
                final_try: tries_left == Some(1),
            },
        };
        match (answer.status, answer.status.tries_left()) {
            (StatusWord::DONE, _) => Ok(()),
            (_, Some(tries)) => Err(wrong(Some(tries))),
            (StatusWord(0x6300), _) => Err(wrong(match role {
                PinRole::User => self.pin_tries()?,
                PinRole::Officer => self.puk_tries()?,
            })),
            (StatusWord(0x6A80), _) => Err(refused(role)),
            (other, _) => Err(other.refusal(step)),
        }
    }

    /// GENERAL AUTHENTICATE, the card asking: whether this is the management key.
    pub fn authenticate(&self, key: &ManagementKey) -> Result<bool, TokenError> {
        let (algorithm, step) = (key.cipher().identifier(), "核对管理密钥");
        let ask = tlv::wrap(TEMPLATE, &tlv::wrap(CHALLENGE, &[]));
        let answer = self.send(0x87, algorithm, MANAGEMENT, &ask)?;
        if answer.status != StatusWord::DONE {
            // The card holds a key of another cipher.
            return Ok(false);
        }
        let Some(challenge) = inside(&answer.data, CHALLENGE) else {
            return Err(answer.status.refusal(step));
        };
        let Some(response) = key.encrypted(challenge) else {
            return Ok(false);
        };
        let tell = tlv::wrap(TEMPLATE, &tlv::wrap(RESPONSE, &response));
        let answer = self.send(0x87, algorithm, MANAGEMENT, &tell)?;
        Ok(answer.status == StatusWord::DONE)
    }

    /// The extension SET MANAGEMENT KEY, without touch.
    pub fn set_management_key(&self, key: &ManagementKey) -> Result<(), TokenError> {
        let data = Zeroizing::new(
            [
                &[key.cipher().identifier()][..],
                &tlv::wrap(tlv::Tag::from(MANAGEMENT), key.bytes()),
            ]
            .concat(),
        );
        self.send(0xFF, 0xFF, 0xFE, &data)?.done("设置管理密钥").map(drop)
    }

    /// GENERATE ASYMMETRIC KEY PAIR; gives SubjectPublicKeyInfo. Needs the management key.
    pub fn generate(&self, slot: Slot, algorithm: Algorithm) -> Result<Vec<u8>, TokenError> {
        let step = "生成密钥对";
        let template = tlv::wrap(0xAC, &tlv::wrap(0x80, &[identifier(algorithm)]));
        let answer = self.send(0x47, 0x00, slot.0, &template)?;
        if answer.status == StatusWord(0x6A80) {
            return Err(unknown(algorithm));
        }
        let data = answer.done(step)?;
        let public = tlv::find(&data, 0x7F49).unwrap_or_default();
        let spki = match algorithm {
            Algorithm::Rsa2048 => encode::rsa_spki(
                tlv::find(public, 0x81).unwrap_or_default(),
                tlv::find(public, 0x82).unwrap_or_default(),
            ),
            Algorithm::P256 => encode::p256_spki(tlv::find(public, 0x86).unwrap_or_default()),
        };
        spki.map_err(|_| TokenError::WroteOtherwise {
            what: "公钥".to_owned(),
        })
    }

    /// GENERAL AUTHENTICATE with a pair: the signature as X.509 wants it. Needs the PIN.
    pub fn sign(&self, slot: Slot, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        let digest = Sha256::digest(message);
        let block = match algorithm {
            Algorithm::Rsa2048 => encode::pkcs1_block(&digest, 256),
            Algorithm::P256 => digest.to_vec(),
        };
        let template = tlv::wrap(
            TEMPLATE,
            &[tlv::wrap(RESPONSE, &[]), tlv::wrap(CHALLENGE, &block)].concat(),
        );
        let answer = self.send(0x87, identifier(algorithm), slot.0, &template)?;
        if matches!(answer.status.0, 0x6A80 | 0x6A86) {
            return Err(unknown(algorithm));
        }
        let data = answer.done("签名")?;
        let signature = inside(&data, RESPONSE).unwrap_or_default();
        if signature.is_empty() {
            return Err(TokenError::WroteOtherwise {
                what: "签名".to_owned(),
            });
        }
        Ok(signature.to_vec())
    }
}

fn named(tag: tlv::Tag) -> Vec<u8> {
    let bytes = tag.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    tlv::wrap(0x5C, &bytes[zeros..])
}

fn inside(data: &[u8], tag: tlv::Tag) -> Option<&[u8]> {
    tlv::find(tlv::find(data, TEMPLATE)?, tag)
}

fn identifier(algorithm: Algorithm) -> u8 {
    match algorithm {
        Algorithm::Rsa2048 => 0x07,
        Algorithm::P256 => 0x11,
    }
}

fn unknown(algorithm: Algorithm) -> TokenError {
    TokenError::AlgorithmUnknown {
        algorithm: algorithm.name().to_owned(),
    }
}

/// A PIN as the card wants it. The length is checked here, as a card may count a try for a wrong one.
fn padded(pin: &SecretString, role: PinRole) -> Result<Zeroizing<[u8; PIN_BYTES]>, TokenError> {
    let bytes = pin.expose_secret().as_bytes();
    let mut block = Zeroizing::new([0xFF; PIN_BYTES]);
    match block.get_mut(..bytes.len()) {
        Some(start) if !bytes.is_empty() => start.copy_from_slice(bytes),
        _ => return Err(refused(role)),
    }
    Ok(block)
}

fn two(first: Zeroizing<[u8; PIN_BYTES]>, second: Zeroizing<[u8; PIN_BYTES]>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([first.as_slice(), second.as_slice()].concat())
}

fn refused(role: PinRole) -> TokenError {
    TokenError::PinRefused {
        role,
        min: PIN_MIN,
        max: PIN_BYTES,
    }
}

impl Cipher {
    /// The number of the cipher on the wire (SP 800-78-4 table 6-2).
    fn identifier(self) -> u8 {
        match self {
            Self::TripleDes => 0x03,
            Self::Aes128 => 0x08,
            Self::Aes192 => 0x0A,
            Self::Aes256 => 0x0C,
        }
    }
}
