//! The practice counter: made-up people, a SoftHSM2 token, a training CA without legal force.
//!
//! A practice store is an ordinary store; beside it lie the token's files and the training CA. Its accounts and
//! their passwords are public, so nothing real may ever be entered: the window says so on every screen.

use std::path::Path;

use case::{Role, Roles};
use pki::training::TrainingCa;
use store::{CounterInfo, KdfCost, NewAccount, NewStore, Store};

use crate::api::secrecy_text::SecretText;
use crate::api::{Devices, PracticeAccount, Refusal};
use crate::places::write_whole;
use crate::use_case::settings;

const MARKER: &str = "training";
const CA: &str = "training-ca.der";
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

/// What the training CA answers to a request, as PEM: the certificate, and for a key recovery the encryption certificate
/// with its private key enveloped for the key that signed the request. Errors: those of the CA.
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

/// Makes a practice counter in a folder, with its root certificate installed for the given projects. The token's
/// files lie in `tokens`, which defaults to the store's own folder.
pub fn make(folder: &Path, tokens: Option<&Path>, projects: &[&str], cost: KdfCost) -> Result<(), Refusal> {
    let now = chrono::Utc::now();
    let password = SecretText::from(PASSWORD);
    let (login, name, roles) = ACCOUNTS[3];
    let new = NewStore {
        counter: CounterInfo {
            name: "海珠练习受理点".to_owned(),
            address: "广州市海珠区练习路1号".to_owned(),
            phone: "020-89000000".to_owned(),
            window: "3号窗".to_owned(),
        },
        admin: NewAccount::new(login, name, Roles::new(roles.iter().copied())),
        password: password.secret(),
    };
    let mut store = Store::create(folder, new, cost, now)?;
    let token_folder = tokens.unwrap_or(folder);
    token::softhsm::prepare(token_folder)?;
    if token_folder != folder {
        std::fs::copy(token_folder.join("softhsm2.conf"), folder.join("softhsm2.conf"))?;
    }
    let ca = TrainingCa::create(now, &mut rand::rng())?;
    write_whole(&folder.join(CA), &ca.save()?)?;
    let module = token::softhsm::module().path.display().to_string();
    store.write(|tx| -> Result<(), Refusal> {
        for (login, name, roles) in &ACCOUNTS[..3] {
            tx.add_account(
                &NewAccount::new(login, name, Roles::new(roles.iter().copied())),
                &password.secret(),
                now,
            )?;
        }
        settings::put_devices(
            tx,
            &Devices {
                modules: vec![module],
                ..Devices::default()
            },
        )?;
        for project in projects {
            settings::add_cas(tx, project, &[ca.root().der().to_vec()])?;
        }
        Ok(())
    })?;
    write_whole(&folder.join(MARKER), b"practice\n")
}
