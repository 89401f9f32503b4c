//! The use cases, one file per room of the counter. Each is: who may → check → do → audit, in one transaction.

pub mod articles;
pub mod board;
pub mod hand_over;
pub mod installed;
pub mod intake;
pub mod key_answers;
pub mod key_exchange;
pub mod key_presence;
pub mod key_readers;
mod key_recovered;
pub mod key_secrets;
pub mod key_steps;
pub mod key_stock;
pub mod key_tray;
pub mod keys;
pub mod looking;
pub mod paper;
pub mod pin_letter;
pub mod review;
pub mod revocations;
pub mod samples;
pub mod scanning;
pub mod session;
pub mod settings;
pub mod signed;
pub mod slip;
pub mod so_pin;
