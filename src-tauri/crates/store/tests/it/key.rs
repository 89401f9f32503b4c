//! The key of a database, found as the description of the keyring's format says, by somebody's password.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};

pub fn unhex(text: &str) -> Vec<u8> {
    let byte = |i| u8::from_str_radix(&text[i..i + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The database key in hexadecimal, found as the keyring's description says.
pub fn database_key(folder: &Path, login: &str, password: &str) -> String {
    let text = std::fs::read(folder.join("keyring.json")).unwrap();
    let ring: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let n = |field: &str| u32::try_from(ring["kdf"][field].as_u64().unwrap()).unwrap();
    let salt = [&unhex(ring["salt"].as_str().unwrap()), login.as_bytes()].concat();
    let params = Params::new(n("memory_kib"), n("passes"), n("lanes"), Some(32)).unwrap();
    let mut master = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), &Sha256::digest(salt), &mut master)
        .unwrap();
    let derive = |info: &[u8]| {
        let mut out = [0; 32];
        Hkdf::<Sha256>::new(None, &master).expand(info, &mut out).unwrap();
        out
    };
    let id = hex(&derive(b"slot"));
    let slots = ring["slots"].as_array().unwrap();
    let slot = slots.iter().find(|s| s["id"] == id.as_str()).unwrap();
    let wrapped = unhex(slot["wrapped"].as_str().unwrap());
    let (nonce, msg) = wrapped.split_first_chunk::<24>().unwrap();
    let aad = id.as_bytes();
    let key = XChaCha20Poly1305::new(&Key::from(derive(b"wrap")))
        .decrypt(&XNonce::from(*nonce), Payload { msg, aad })
        .unwrap();
    hex(&key)
}
