//! A small CA for practice: a root and user certificates that say in every name what they are.
//!
//! Ships in `counterctl` so that a counter can play the whole journey alone. Never a real CA: its key lies in a plain
//! file, it keeps no record of its own. A project that has a real root installed refuses what it issues.
//!
//! Facts: RFC 5280 §4; issue text "The journey in the window", step 6 (clearly marked as such).

mod issuing;
mod recovery;
mod revoking;

pub use crate::training_name::TRAINING_NAME;
pub use issuing::{Order, TrainingCa, Usage};
pub use recovery::Recovered;
