//! The use cases of the counter, each: who may → check → do → audit, in one transaction. Draws nothing.
//!
//! One folder a station of the journey, in floors; what is lower never leans on what is higher:
//!
//! 1. [`rim`] what every station says, [`machine`] the parts of the machine
//! 2. [`counter`] the open store and who may, [`rights`] what is shown to whom, [`register`] what a case acts on,
//!    [`casework`] a case at hand
//! 3. [`prints`], [`pages`] what paper and scans are worth, [`projects`] what is installed, [`keeping`] what is kept
//!    how long
//! 4. [`samples`], [`scanning`]
//! 5. [`case_view`] the case as it is shown and moved, [`session`]
//! 6. [`paper`] papers on their way out
//! 7. [`keys`] the key desk
//! 8. [`intake`], [`review`], [`hand_over`], [`post`], [`ways`] beside the straight one, [`board`], [`settings`],
//!    [`printers`], [`privacy`] cases that are deleted, one person's data
//! 9. [`ledger`] holders, keys and certificates over the years; [`spool`] what waits for the hall's server
//! 10. [`doors`] the one list of commands
//!
//! [`Desk`] is the one entry: [`Desk::call`], [`Desk::bytes`], [`Desk::upload`] run a command of the one list in
//! `doors`; the window, `counterctl` and the practice counter stand on the same core. Rights are decided here and
//! nowhere else.

mod board;
mod case_view;
pub mod casework;
pub mod counter;
pub mod doors;
mod hand_over;
mod intake;
mod keeping;
mod keys;
mod ledger;
pub mod machine;
mod pages;
mod paper;
mod post;
mod printers;
pub mod prints;
mod privacy;
pub mod projects;
mod register;
mod review;
pub mod rights;
mod rim;
pub mod samples;
mod scanning;
pub mod session;
pub mod settings;
pub mod spool;
mod ways;

pub use counter::desk::{Config, Desk};
pub use doors::api;
pub use rim::api::Bytes;
pub use rim::random;
pub use rim::writing::Held;
pub use session::signing::first_look;
