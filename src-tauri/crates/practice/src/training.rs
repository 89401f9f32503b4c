//! The practice counter: made-up people, a SoftHSM2 token, a training CA without legal force.
//!
//! A practice store is an ordinary store; beside it lie the token's files and the training CA. Its accounts and
//! their passwords are public, so nothing real may ever be entered: the window says so on every screen.

use std::path::Path;

use case::Roles;
use pki::training::TrainingCa;
use secrecy::SecretString;
use store::{CounterInfo, KdfCost, NewAccount, NewStore, PRACTICE, Store};

use desk::api::secrecy_text::SecretText;
use desk::api::{Devices, Refusal};
use desk::counter::places::write_whole;
use desk::counter::practice::{ACCOUNTS, CA, MARKER, PASSWORD};
use desk::counter::{cas, devices};

/// With what the practice accounts are made, before each gets its own.
const GIVEN: &str = "given-for-a-moment";

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
        tx.put_setting(PRACTICE, &true)?;
        for (login, name, roles) in &ACCOUNTS[..3] {
            tx.add_account(
                &NewAccount::new(login, name, Roles::new(roles.iter().copied())),
                &SecretString::from(GIVEN),
                now,
            )?;
        }
        devices::put_devices(
            tx,
            &Devices {
                modules: vec![module],
                ..Devices::default()
            },
        )?;
        for project in projects {
            cas::add_cas(tx, project, &[ca.root().der().to_vec()])?;
        }
        Ok(())
    })?;
    // Everybody has a password that they chose themselves, as at a counter that works.
    for (login, _, _) in &ACCOUNTS[..3] {
        let (mut store, account) = Store::unlock(folder, login, &SecretString::from(GIVEN))?;
        store.write(|tx| tx.set_password(account.id, &password.secret()))?;
    }
    write_whole(&folder.join(MARKER), b"practice\n")
}

/// Moves a practice store into the empty hall of a ticket: its folder is a window from then on.
///
/// # Errors
/// `hall-other` when the hall has books, or the program connects to none; `hall-gone`.
pub fn move_in(folder: &Path, ticket: &Path) -> Result<(), Refusal> {
    let (mut store, _) = Store::unlock(folder, ACCOUNTS[3].0, &SecretText::from(PASSWORD).secret())?;
    let connected = store::hall::by_ticket(ticket)?;
    store::hall::take_ticket(ticket, folder)?;
    store.move_into_hall(connected)?;
    Ok(())
}
