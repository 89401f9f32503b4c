//! Which stores belong to a hall, and who connects them.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use crate::hall::sealing::{KEYRING, open_ring};
use crate::hall::server::Server;
use crate::keyring::{Keyring, create_private};
use crate::keys::Secret32;
use crate::{Result, StoreError};

/// The file that makes a store a window of a hall: where the server is, and what the server may not know.
pub const HALL: &str = "hall.toml";

/// Connects windows to the server of their hall.
pub trait Opener: Send + Sync {
    /// Connects the window whose folder this is, by its [`HALL`] file. Nothing is sent before somebody asks: where the
    /// server is not there, the connection says so at the first question.
    ///
    /// # Errors
    /// `hall-other` when the file cannot be used.
    fn open(&self, folder: &Path) -> Result<Connected>;
}

/// A window's way to its hall.
pub struct Connected {
    /// The server.
    pub server: Box<dyn Server>,
    /// What seals the keyring before it goes to the server, so that nobody tries passwords there. It lies in the
    /// windows' own files and nowhere else.
    pub secret: Secret32,
    /// What the window is called at the counter.
    pub window: String,
}

impl Connected {
    /// Takes over the newest keyring, so that who got a password at another window signs in here. Where the server does
    /// not answer, the one that lies here is asked.
    ///
    /// # Errors
    /// `hall-altered` when what the server has was not written by a window.
    pub(crate) fn newest_ring(&mut self, folder: &Path) -> Result<()> {
        let Ok(found) = self.server.row(KEYRING, 0) else {
            return Ok(());
        };
        let text = found
            .map(|row| open_ring(&self.secret, &row))
            .transpose()?
            .flatten();
        match text.map(|text| Keyring::of_text(&text)).transpose()? {
            Some(ring) if Keyring::read(folder)? != ring => ring.write(folder),
            _ => Ok(()),
        }
    }
}

static OPENER: OnceLock<Box<dyn Opener>> = OnceLock::new();

/// Says once, when a program begins, who connects stores that belong to a hall. A program that says nothing opens none
/// of them, so that no window's copy is ever written beside the server.
pub fn open_halls_by(opener: Box<dyn Opener>) {
    // Said twice it stays as it was said first.
    let _ = OPENER.set(opener);
}

/// Whether this program connects stores to halls at all.
pub fn can_join() -> bool {
    OPENER.get().is_some()
}

/// Whether the store in a folder belongs to a hall.
pub fn is_window(folder: &Path) -> bool {
    folder.join(HALL).exists()
}

/// The way to the hall that a ticket leads to: a folder with a [`HALL`] file, as the hall's keeper makes it for a
/// window.
///
/// # Errors
/// `hall-other` where the program connects to none, or the file cannot be used.
pub fn by_ticket(ticket: &Path) -> Result<Connected> {
    match OPENER.get() {
        Some(opener) => opener.open(ticket),
        None => Err(StoreError::HallOther {
            what: "这个程序是单机版，不连大厅服务器".to_owned(),
        }),
    }
}

/// Makes a store's folder a window of the hall that a ticket leads to. The ticket stays where it is.
///
/// # Errors
/// `store-file`, `store-disk-full`.
pub fn take_ticket(ticket: &Path, folder: &Path) -> Result<()> {
    let (from, to) = (ticket.join(HALL), folder.join(HALL));
    let text = fs::read(&from).map_err(|e| StoreError::file(&from, &e))?;
    let beside = folder.join(format!("{HALL}.part"));
    let _ = fs::remove_file(&beside);
    let written = create_private(&beside)
        .and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, &to));
    written.map_err(|e| StoreError::file(&to, &e))
}

/// The way of a store's folder to its hall; none for a store of one PC.
pub(crate) fn connect(folder: &Path) -> Result<Option<Connected>> {
    match is_window(folder) {
        false => Ok(None),
        true => by_ticket(folder).map(Some),
    }
}
