//! Circles: who may open what is sealed. The database key opens the office, for every account alike; what only some of
//! its people may know is sealed once more, under a key that each member of its circle holds in an envelope of their
//! own. So an account that is not of the circle has nothing to open it with, whatever program it uses.
//!
//! - [`envelope`]: a key, closed for one account.
//! - [`holding`]: which envelopes lie in the store, and whether whoever made them might.
//! - [`membership`]: which circles there are, and who belongs to them.
//! - [`keeping`]: they follow the roster: who comes gets one, and when somebody leaves the lock is changed.

pub(crate) mod envelope;
mod holding;
mod keeping;
mod membership;
#[cfg(test)]
mod trials;

pub(crate) use holding::{Held, MIGRATIONS, Opened};
pub use membership::Circle;
