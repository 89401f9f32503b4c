//! The projects at hand and the texts that the counter has installed for them. Changes no case.

pub mod agreement_text;
pub mod agreements;
pub mod api;
pub mod articles;
pub mod check_folder;
pub mod installed;
