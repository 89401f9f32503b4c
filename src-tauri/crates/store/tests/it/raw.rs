//! Opening a store beside the program, from the description of its format alone: what an auditor with a password
//! could do. The tests tamper through it.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

fn unhex(text: &str) -> Vec<u8> {
    let byte = |i| u8::from_str_radix(&text[i..i + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

fn hex(bytes: &[u8]) -> String {
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

/// A connection that knows the key and nothing of the program's rules.
pub fn connection(folder: &Path) -> Connection {
    let key = database_key(folder, crate::house::LOGIN, crate::house::PASSWORD);
    let conn = Connection::open(folder.join(store::DATABASE)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\";"))
        .unwrap();
    conn
}

/// Takes a store back to the schema before acts were signed.
pub fn take_acts_away(folder: &Path) {
    let conn = connection(folder);
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF;
         DROP TABLE circle_key; ALTER TABLE secret DROP COLUMN circle; ALTER TABLE secret DROP COLUMN generation;
         DROP TABLE parcel; DROP TABLE act; DROP TABLE act_row; DROP TABLE account_certificate;
         DELETE FROM migration WHERE name IN ('act-1', 'parcel-1', 'mark-1', 'secret-2', 'circle_key-1', 'recovery-1');",
    )
    .unwrap();
    // Whoever adds a step undoes it here as well.
    let schema = store::known_schema() - 6;
    conn.pragma_update(None, "user_version", schema).unwrap();
    let path = folder.join(store::KEYRING);
    let mut ring: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    ring["format"] = 1.into();
    for slot in ring["slots"].as_array_mut().unwrap() {
        slot.as_object_mut().unwrap().remove("seed");
    }
    std::fs::write(&path, serde_json::to_vec(&ring).unwrap()).unwrap();
}
