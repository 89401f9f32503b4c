//! USB keys behind one vocabulary: find them, initialise them, make key pairs on them, sign, write and read back
//! certificates, unlock them.
//!
//! The vocabulary is the trait [`Token`], written once over [`Driver`], which performs one [`Op`]. Four drivers do:
//! `pkcs11` (any vendor module) and `piv` (cards over PC/SC), both inside a worker process; [`Workers`], the
//! program's side of those worker processes, with a watchdog; and, for tests, the scripted double. One over GM/T 0016
//! (`skf`) is one `perform` more: nothing in an operation names a PKCS #11 session, handle or slot number, and the
//! pair that a CA makes for encryption has its words already. What differs from model to model is data: [`profile`].
//!
//! Never here: a case, a person, a store, a clock, a network. Never in here either: a PIN in a log line, an error or a
//! `Debug` text — PINs are [`secrecy::SecretString`] from the first line to the last.
//!
//! Facts: PKCS #11 v2.40 (OASIS), section numbers stand at the items that use them.

mod encode;
mod enveloped;
mod error;
mod hex;
mod module;
mod piv;
mod pkcs11;
mod presence;
mod readers;
mod vocabulary;
mod worker;

#[cfg(feature = "double")]
pub mod double;
pub mod profile;
pub mod softhsm;
pub mod step;

pub use enveloped::{EnvelopedKey, ImportWay, KeyTransport};
pub use error::{PinRole, TokenError};
pub use module::{ModuleSpec, PCSC};
pub use piv::Cipher;
pub use presence::{Presence, choose};
pub use readers::{Reader, ReaderError, readers, wait_for_change};
pub use secrecy::SecretString;
pub use step::KeyStep;
pub use vocabulary::{
    Act, Algorithm, Driver, KeyId, Op, Pace, Pin, PinState, PinStatus, PublicKey, Said, StoredCertificate,
    Token, TokenInfo, Traits, Wipe, is_numbered,
};
pub use worker::{
    Survey, Timeouts, WorkerCommand, Workers, keep_secrets_in_memory, serve, serve_if_asked, walls_of,
};

pub use fence::Held;
