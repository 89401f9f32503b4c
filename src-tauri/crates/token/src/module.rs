//! A driver and what it drives: a vendor's PKCS #11 module, or the cards in the readers.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A driver and what it drives: a vendor's PKCS #11 module, or the cards in the readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleSpec {
    /// Its name in records and on the screen.
    pub name: String,
    /// The shared library, or [`PCSC`]. A bare file name is looked for where the system keeps its libraries.
    pub path: PathBuf,
}

/// In the place of a module's path: the driver for PIV cards over PC/SC.
pub const PCSC: &str = "pcsc:";

impl ModuleSpec {
    /// The PIV cards in the readers of this machine.
    pub fn cards() -> Self {
        Self {
            name: "piv".to_owned(),
            path: PathBuf::from(PCSC),
        }
    }

    /// Whether this is the driver over PC/SC.
    pub fn is_cards(&self) -> bool {
        self.path == std::path::Path::new(PCSC)
    }
}
