//! Rights as data: which role gets what of the personal data of a case, in lists and on the pages of a case.
//!
//! Who may call a command stands in the one list of commands ([`crate::doors::commands`]), with the place it is shown
//! in; what is shown there of each group of fields stands in [`table`]. Masking happens here, never on a screen: what a
//! role does not get is in no answer.
//!
//! - [`groups`]: which fields belong together.
//! - [`table`]: what each role gets of each group.
//! - [`papers`]: who may open what shows it all.
//! - [`sight`]: the same for one account, applied to values and sentences.
//! - [`unmasking`]: a covered value, told to whoever says what for.

pub mod api;
pub mod groups;
pub(crate) mod papers;
pub mod sight;
pub mod table;
pub(crate) mod unmasking;
