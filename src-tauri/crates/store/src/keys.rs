//! The keys: from a password to the key that wraps the database key, and what is derived from the latter.
//!
//! Argon2id (RFC 9106) once per sign-in, HKDF-SHA-256 (RFC 5869) for what follows, XChaCha20-Poly1305
//! (draft-irtf-cfrg-xchacha) for wrapping and sealing. Everything secret is wiped when it goes out of scope.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand::TryRng as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::canonical::hex;
use crate::{Result, StoreError};

/// A 32-byte secret that is wiped.
pub(crate) type Secret32 = Zeroizing<[u8; 32]>;

/// Length of an XChaCha20-Poly1305 nonce in bytes.
pub(crate) const NONCE: usize = 24;

/// What a password costs to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfCost {
    /// 64 MiB, three passes: RFC 9106 section 4, second recommendation, on one lane.
    pub const STANDARD: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    /// 19 MiB, two passes: what stores began with before; raised at the next sign-in.
    const FORMER: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };
    /// As cheap as Argon2 goes: for tests only.
    pub const QUICK_FOR_TESTS: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    /// What a slot of this cost is to cost from its next sign-in on.
    pub(crate) fn raised(self) -> Self {
        match self {
            Self::FORMER => Self::STANDARD,
            other => other,
        }
    }

    /// A keyring from outside must not make the program take all memory.
    fn params(self) -> Result<Params> {
        let sane = self.memory_kib <= 256 * 1024 && (1..=16).contains(&self.passes) && self.lanes <= 16;
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32));
        match params {
            Ok(params) if sane => Ok(params),
            _ => Err(StoreError::damaged("密钥文件中的口令参数不合理")),
        }
    }
}

impl Default for KdfCost {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// What a login and a password amount to: where the slot is and what opens it.
pub(crate) struct SlotKey {
    /// Names the slot on disk; tells nothing about the login.
    pub id: String,
    /// What it cost to find.
    pub cost: KdfCost,
    wrap: Secret32,
}

impl SlotKey {
    /// One Argon2id; unknown logins take exactly as long as known ones.
    pub fn derive(salt: &[u8], cost: KdfCost, login: &str, password: &SecretString) -> Result<Self> {
        let salt = Sha256::new()
            .chain_update(salt)
            .chain_update(fold_login(login))
            .finalize();
        let mut master = Secret32::default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?)
            .hash_password_into(password.expose_secret().as_bytes(), &salt, master.as_mut())
            .map_err(|_| StoreError::WrongPassword)?;
        let mut id = Secret32::default();
        expand(&master, b"slot", &mut id)?;
        let mut wrap = Secret32::default();
        expand(&master, b"wrap", &mut wrap)?;
        Ok(Self {
            id: hex(id.as_ref()),
            cost,
            wrap,
        })
    }

    /// Wraps a secret for this slot.
    pub fn wrap(&self, purpose: Purpose, secret: &Secret32) -> Result<Vec<u8>> {
        seal(&self.wrap, &self.bound_to(purpose), secret.as_ref())
    }

    /// Unwraps a secret; nothing when it is not ours, or for another purpose.
    pub fn unwrap(&self, purpose: Purpose, wrapped: &[u8]) -> Option<Secret32> {
        let plain = open(&self.wrap, &self.bound_to(purpose), wrapped)?;
        let mut key = Secret32::default();
        if plain.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&plain);
        Some(key)
    }

    /// What a wrapped secret is bound to, so that none can stand in another's place.
    fn bound_to(&self, purpose: Purpose) -> Vec<u8> {
        match purpose {
            Purpose::Database => self.id.as_bytes().to_vec(),
            Purpose::Seed => [b"seed/", self.id.as_bytes()].concat(),
        }
    }
}

/// What a secret in a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The database key, which opens the office.
    Database,
    /// The seed of the account's signing key.
    Seed,
}

/// The database key and the sealing key made from it.
pub(crate) struct Keys {
    pub db: Secret32,
    seal: Secret32,
}

impl Keys {
    pub fn new(db: Secret32) -> Result<Self> {
        let mut seal = Secret32::default();
        expand(&db, b"secret", &mut seal)?;
        Ok(Self { db, seal })
    }

    pub fn random() -> Result<Self> {
        Self::new(Zeroizing::new(random()?))
    }

    /// The same keys once more.
    pub fn again(&self) -> Result<Self> {
        Self::new(self.db.clone())
    }

    /// The keys of a window's spool.
    pub fn of_spool(&self) -> Result<Self> {
        Self::new(derive(&self.db, b"hall/spool")?)
    }

    /// Seals a secret of the office under its name, so that a sealed value cannot be moved to another name.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>> {
        seal(&self.seal, name.as_bytes(), plain)
    }

    /// Opens a secret of the office; nothing under another name.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.seal, name.as_bytes(), sealed)
    }

    /// The statement that hands SQLCipher the raw key (<https://www.zetetic.net/sqlcipher/sqlcipher-api/#key>).
    pub fn pragma(&self) -> Zeroizing<String> {
        let hex = Zeroizing::new(hex(self.db.as_ref()));
        // Room from the start: a string that grows would leave a copy of the key behind.
        let mut pragma = Zeroizing::new(String::with_capacity(hex.len() + 20));
        pragma.push_str("PRAGMA key = \"x'");
        pragma.push_str(&hex);
        pragma.push_str("'\";");
        pragma
    }
}

/// Logins are compared as people read them: NFKC, lower case, no spaces around.
pub fn fold_login(login: &str) -> String {
    login.nfkc().collect::<String>().trim().to_lowercase()
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| StoreError::NoRandom)?;
    Ok(bytes)
}

/// A key made from another, for one purpose.
pub(crate) fn derive(key: &Secret32, info: &[u8]) -> Result<Secret32> {
    let mut out = Secret32::default();
    expand(key, info, &mut out)?;
    Ok(out)
}

fn expand(key: &Secret32, info: &[u8], out: &mut Secret32) -> Result<()> {
    Hkdf::<Sha256>::new(None, key.as_ref())
        .expand(info, out.as_mut())
        .map_err(|_| StoreError::NoRandom)
}

pub(crate) fn seal(key: &Secret32, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE>()?;
    let sealed = XChaCha20Poly1305::new(&Key::from(**key))
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .map_err(|_| StoreError::NoRandom)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

pub(crate) fn open(key: &Secret32, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, msg) = sealed.split_first_chunk::<NONCE>()?;
    XChaCha20Poly1305::new(&Key::from(**key))
        .decrypt(&XNonce::from(*nonce), Payload { msg, aad })
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(login: &str, password: &str) -> SlotKey {
        SlotKey::derive(&[7; 32], KdfCost::QUICK_FOR_TESTS, login, &password.into()).unwrap()
    }

    #[test]
    fn the_same_person_finds_the_same_slot_and_nobody_else() {
        let db = Zeroizing::new(random::<32>().unwrap());
        let wrapped = slot("Chen", "correct horse")
            .wrap(Purpose::Database, &db)
            .unwrap();
        let opened = |slot: SlotKey, purpose| slot.unwrap(purpose, &wrapped);
        assert_eq!(
            opened(slot(" ｃhen ", "correct horse"), Purpose::Database),
            Some(db)
        );
        assert!(opened(slot("chen", "correct horse"), Purpose::Seed).is_none());
        assert!(opened(slot("chen", "Correct horse"), Purpose::Database).is_none());
        assert!(opened(slot("chan", "correct horse"), Purpose::Database).is_none());
    }

    #[test]
    fn a_sealed_value_stays_with_its_name() {
        let keys = Keys::random().unwrap();
        let sealed = keys.seal("so:1", b"12345678").unwrap();
        assert_eq!(keys.open("so:1", &sealed).unwrap().as_slice(), b"12345678");
        assert!(keys.open("so:2", &sealed).is_none() && keys.open("so:1", &sealed[..20]).is_none());
    }

    #[test]
    fn absurd_costs_of_a_keyring_are_refused() {
        let cost = KdfCost {
            memory_kib: u32::MAX,
            ..KdfCost::STANDARD
        };
        let error = SlotKey::derive(&[7; 32], cost, "a", &"b".into())
            .err()
            .map(|e| e.code());
        assert_eq!(error, Some("store-damaged"));
    }
}
