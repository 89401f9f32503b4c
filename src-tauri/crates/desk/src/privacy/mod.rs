//! Personal data: cases that are deleted by two at the end of their time, one person's data found and handed out, files
//! outside the store that are removed after their use.
//!
//! - [`listing`]: what may go now, what waits until when and why.
//! - [`deleting`]: how it goes.
//! - [`certificate`]: the sheet that says so.
//! - [`person`]: where one person's data stands.
//! - [`export`]: the same, handed out.
//! - [`outside`]: files after their use.

pub mod api;
mod certificate;
pub mod deleting;
pub mod export;
pub mod listing;
pub mod outside;
pub mod person;
