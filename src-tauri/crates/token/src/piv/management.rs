//! The management key: who holds it may make pairs and write objects on a PIV card.
//!
//! Ours is worked out from the SO PIN and the card's serial number, so that an initialisation that was interrupted
//! recognises its own card; and it lies on the card behind the PIN, so that the holder's PIN alone renews a
//! certificate. Never here: a card. Facts: NIST SP 800-78-4 §5 (ciphers of 9B); Yubico's "PIN-protected management
//! key" (object 5FC109, tags 88 and 89), which ykman and yubico-piv-tool read too.

use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::cipher::Cipher;
use super::pin::PIN_BYTES;
use super::tlv;
use crate::error::{PinRole, TokenError};
use crate::profile::PivProfile;

/// Shortest SO PIN whose management key nobody guesses, in bytes.
pub(super) const OFFICER_MIN: usize = 16;
/// Longest SO PIN taken, in bytes.
pub(super) const OFFICER_MAX: usize = 64;
/// What of it is the PUK, in bytes.
const PUK_BYTES: usize = PIN_BYTES;

/// A management key.
pub(super) struct ManagementKey {
    cipher: Cipher,
    bytes: Zeroizing<Vec<u8>>,
}

impl ManagementKey {
    /// A key of the right length, or nothing.
    pub fn new(cipher: Cipher, bytes: &[u8]) -> Option<Self> {
        (bytes.len() == cipher.key_bytes()).then(|| Self {
            cipher,
            bytes: Zeroizing::new(bytes.to_vec()),
        })
    }

    pub fn cipher(&self) -> Cipher {
        self.cipher
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// One block under this key; nothing when it is no block.
    pub fn encrypted(&self, block: &[u8]) -> Option<Vec<u8>> {
        fn one<C: KeyInit + BlockCipherEncrypt>(key: &[u8], block: &[u8]) -> Option<Vec<u8>> {
            let cipher = C::new_from_slice(key).ok()?;
            let mut block = Array::<u8, C::BlockSize>::try_from(block).ok()?;
            cipher.encrypt_block(&mut block);
            Some(block.to_vec())
        }
        match self.cipher {
            Cipher::TripleDes => one::<des::TdesEde3>(&self.bytes, block),
            Cipher::Aes128 => one::<aes::Aes128>(&self.bytes, block),
            Cipher::Aes192 => one::<aes::Aes192>(&self.bytes, block),
            Cipher::Aes256 => one::<aes::Aes256>(&self.bytes, block),
        }
    }

    /// The content of the object behind the PIN.
    pub fn protected(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(tlv::wrap(0x88, &tlv::wrap(0x89, &self.bytes)))
    }

    /// The keys that the object behind the PIN may hold: it does not name the cipher.
    pub fn unprotected(content: &[u8], profile: &PivProfile) -> Vec<Self> {
        let bytes = tlv::find(content, 0x88).and_then(|inner| tlv::find(inner, 0x89));
        let ciphers = profile.management_ciphers.iter();
        bytes
            .map(|bytes| ciphers.filter_map(|cipher| Self::new(*cipher, bytes)).collect())
            .unwrap_or_default()
    }
}

/// What an SO PIN means to a PIV card: the PUK, which unlocks, and the management key, which writes.
pub(super) struct Officer<'a> {
    so_pin: &'a SecretString,
}

impl<'a> Officer<'a> {
    /// For unlocking: any SO PIN, and a bare PUK that the CA gave.
    pub fn unlocking(so_pin: &'a SecretString) -> Self {
        Self { so_pin }
    }

    /// For initialising: long enough that the management key cannot be guessed, where nothing counts tries.
    ///
    /// # Errors
    /// [`TokenError::PinRefused`].
    pub fn initialising(so_pin: &'a SecretString) -> Result<Self, TokenError> {
        let text = so_pin.expose_secret();
        if (OFFICER_MIN..=OFFICER_MAX).contains(&text.len()) && text.is_ascii() {
            return Ok(Self { so_pin });
        }
        Err(TokenError::PinRefused {
            role: PinRole::Officer,
            min: OFFICER_MIN,
            max: OFFICER_MAX,
        })
    }

    /// The PUK: the first eight characters.
    pub fn puk(&self) -> SecretString {
        let text = self.so_pin.expose_secret();
        SecretString::from(text.get(..PUK_BYTES).unwrap_or(text))
    }

    /// A PIN that nobody needs to know: what the proof of unlocking leaves until the first user PIN is set.
    pub fn throw_away_pin(&self, serial: &str) -> SecretString {
        let digits = self.derived("pin", serial);
        let digits = digits[..PUK_BYTES]
            .iter()
            .map(|byte| char::from(b'0' + byte % 10));
        SecretString::from(digits.collect::<String>())
    }

    /// The management key of this card.
    pub fn management_key(&self, serial: &str, cipher: Cipher) -> Option<ManagementKey> {
        ManagementKey::new(
            cipher,
            self.derived("management key", serial).get(..cipher.key_bytes())?,
        )
    }

    fn derived(&self, purpose: &str, serial: &str) -> Zeroizing<[u8; 32]> {
        let mut hash = Sha256::new();
        for part in ["counterfoil piv", purpose, serial, self.so_pin.expose_secret()] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        Zeroizing::new(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex::{from_hex, to_hex};

    #[test]
    fn blocks_are_enciphered_as_the_standards_say() {
        // FIPS 197 appendix C for AES; NIST SP 800-67 appendix B.1 for Triple DES.
        let aes = "00112233445566778899aabbccddeeff";
        for (cipher, key, block, expected) in [
            (
                Cipher::Aes128,
                "000102030405060708090a0b0c0d0e0f",
                aes,
                "69c4e0d86a7b0430d8cdb78070b4c55a",
            ),
            (
                Cipher::Aes192,
                "000102030405060708090a0b0c0d0e0f1011121314151617",
                aes,
                "dda97ca4864cdfe06eaf70a0ec0d7191",
            ),
            (
                Cipher::Aes256,
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                aes,
                "8ea2b7ca516745bfeafc49904b496089",
            ),
            (
                Cipher::TripleDes,
                "0123456789abcdef23456789abcdef01456789abcdef0123",
                "5468652071756663",
                "a826fd8ce53b855f",
            ),
        ] {
            let key = ManagementKey::new(cipher, &from_hex(key).unwrap()).unwrap();
            let said = key.encrypted(&from_hex(block).unwrap()).unwrap();
            assert_eq!(to_hex(&said), expected, "{cipher:?}");
            assert!(key.encrypted(&[0; 7]).is_none());
        }
    }

    #[test]
    fn an_so_pin_gives_each_card_its_own_key_and_the_same_puk() {
        let so_pin = SecretString::from("1357924680135792");
        let officer = Officer::initialising(&so_pin).unwrap();
        assert_eq!(officer.puk().expose_secret(), "13579246");
        let key = |serial| {
            officer
                .management_key(serial, Cipher::TripleDes)
                .unwrap()
                .bytes()
                .to_vec()
        };
        assert_eq!(key("A"), key("A"));
        assert_ne!(key("A"), key("B"));
        assert_ne!(
            officer.throw_away_pin("A").expose_secret(),
            officer.throw_away_pin("B").expose_secret()
        );
        assert!(Officer::initialising(&SecretString::from("12345678")).is_err());
    }
}
