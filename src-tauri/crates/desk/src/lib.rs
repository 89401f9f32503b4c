//! The use cases of the counter, each: who may → check → do → audit, in one transaction. Draws nothing.
//!
//! [`Desk`] is the one entry: [`Desk::call`], [`Desk::bytes`], [`Desk::upload`] run a command of the one list in
//! `commands`; the window and `counterctl` stand on the same core. Rights are decided here and nowhere else.

mod agreement_text;
pub mod api;
mod beside;
pub mod bindings;
pub mod case_file;
pub mod check_folder;
mod checks;
mod commands;
pub mod customer;
mod desk;
mod dispatch;
pub mod fees;
mod gates;
pub mod guest;
pub mod judging;
mod key_models;
mod key_pins;
mod key_plan;
mod key_recovery;
mod key_work;
mod looked;
pub mod papers;
pub mod part;
mod passwords;
mod patience;
pub mod people;
pub mod places;
mod prints;
mod readable;
mod refusal;
mod sheets;
mod sources;
mod spine;
pub mod training;
mod use_case;
mod versions;
mod view;
pub mod walkthrough;

pub use desk::{Config, Desk};
pub use dispatch::Bytes;
