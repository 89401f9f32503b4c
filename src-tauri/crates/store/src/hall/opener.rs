//! Which stores belong to a hall, and who connects them.

use std::path::Path;
use std::sync::OnceLock;

use crate::hall::sealing::{KEYRING, open_ring};
use crate::hall::server::Server;
use crate::keyring::Keyring;
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

/// The way of a store's folder to its hall; none for a store of one PC.
pub(crate) fn connect(folder: &Path) -> Result<Option<Connected>> {
    match (folder.join(HALL).exists(), OPENER.get()) {
        (false, _) => Ok(None),
        (true, Some(opener)) => opener.open(folder).map(Some),
        (true, None) => Err(StoreError::HallOther {
            what: "这个程序是单机版，不连大厅服务器".to_owned(),
        }),
    }
}
