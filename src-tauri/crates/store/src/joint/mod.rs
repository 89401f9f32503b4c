//! Secrets that nobody opens alone: the SO PINs (PUKs) of keys that are at customers'. Whoever seals one needs nobody;
//! whoever opens one needs another person, with that person's own key.
//!
//! They are sealed to a public key whose private half exists nowhere. It is the sum of two parts that two different
//! people made, each at the own sign-in; and each part is dealt, for every two people who may open together, into two
//! shares that add up to it. A share makes one factor of what a secret was sealed with, for that secret alone: so the
//! second person can agree to one secret without giving the others away, at once beside or ahead of time
//! ([`secrets::Tx::release_secret_of_two`]).
//!
//! - [`curve`]: the arithmetic, ElGamal over edwards25519 with shares that add up.
//! - [`dealing`]: which parts and shares lie in the store, and whether whoever made them might.
//! - [`keeping`]: they follow the roster.
//! - [`secrets`]: sealing, agreeing, opening.

mod curve;
mod dealing;
mod keeping;
mod secrets;
#[cfg(test)]
mod trials;
mod witness;

pub(crate) use dealing::MIGRATIONS;
pub use witness::Witness;
