//! What tells a practice counter from a real one: its marker, its public accounts, its training CA without legal force.

use std::path::Path;

use case::Role;
use pki::training::TrainingCa;
use store::{PRACTICE, Store};

use crate::counter::api::PracticeAccount;
use crate::counter::places::write_whole;
use crate::rim::api::Refusal;

/// The file that marks a store's folder as a practice counter.
pub const MARKER: &str = "training";
/// The file of its training CA, beside the store.
pub const CA: &str = "training-ca.der";
/// The password of every practice account.
pub const PASSWORD: &str = "counterfoil-2026";
/// The practice accounts: login, name, roles.
pub const ACCOUNTS: [(&str, &str, &[Role]); 4] = [
    ("linxy", "林晓芸", &[Role::Clerk]),
    ("hemin", "何敏", &[Role::Reviewer]),
    ("luoyi", "罗毅", &[Role::KeyClerk]),
    ("admin", "周启明", &[Role::Admin]),
];

/// Whether a store's folder is a practice counter.
pub fn is_training(folder: &Path) -> bool {
    folder.join(MARKER).is_file()
}

/// Marks the folder of a window that joined a practice hall, so that every screen of it says so.
///
/// # Errors
/// Those of the store and of writing the marker.
pub fn mark_as_its_hall(store: &Store) -> Result<(), Refusal> {
    match store.read(|tx| tx.setting(PRACTICE))? {
        Some(true) => write_whole(&store.folder().join(MARKER), b"practice\n"),
        _ => Ok(()),
    }
}

/// The practice accounts as the sign-in screen tells them.
pub fn practice_accounts() -> Vec<PracticeAccount> {
    let words = |roles: &[Role]| roles.iter().map(|r| r.chinese()).collect::<Vec<_>>().join("、");
    ACCOUNTS
        .iter()
        .map(|(login, name, roles)| PracticeAccount {
            login: (*login).to_owned(),
            words: format!("{name}　{}", words(roles)),
            password: PASSWORD.to_owned(),
        })
        .collect()
}

/// The training CA of a practice store. Errors: `file-missing`, the CA's own.
pub fn ca(folder: &Path) -> Result<TrainingCa, Refusal> {
    Ok(TrainingCa::load(&std::fs::read(folder.join(CA))?)?)
}

/// What the training CA answers to a request, as PEM: the certificate, and for a key recovery the encryption
/// certificate with its private key enveloped for the key that signed the request. Errors: those of the CA.
pub fn answer(
    ca: &TrainingCa,
    csr: &[u8],
    days: u32,
    recovers: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<String, Refusal> {
    if recovers {
        return Ok(ca.recover(csr, days, now, &mut rand::rng())?.to_pem());
    }
    let certificate = ca.issue(csr, days, now)?;
    Ok(pki::to_pem(pki::PemLabel::Certificate, &certificate))
}
