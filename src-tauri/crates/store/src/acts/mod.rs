//! Signed acts: every write transaction ends in one act, signed by the account that is signed in.
//!
//! An act lists every row that its transaction wrote, each by a salted digest, holds the head of the audit chain as it
//! then stood, and follows the act before it. Who may sign is the roster: certificates of accounts, each signed by an
//! administrator. So nobody who merely has the database key can speak for another account, and [`proof`] names what was
//! changed beside the program. Nothing here decides what may be done; that is `desk`.
//!
//! Signatures are Ed25519 (RFC 8032), checked strictly; digests are SHA-256 with a salt of their own for each row, cut
//! to sixteen bytes, so that an act tells nothing about a row whose salt is gone.

mod certificate;
pub(crate) mod digest;
pub(crate) mod head;
mod listing;
pub(crate) mod message;
pub(crate) mod proof;
pub(crate) mod roster;
pub(crate) mod sealing;
pub(crate) mod signed_head;
pub(crate) mod signer;
pub(crate) mod touched;
#[cfg(test)]
mod trials;
pub(crate) mod written;
