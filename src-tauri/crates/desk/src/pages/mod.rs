//! What a scanned page is worth: where its fields stand, of which print it is, and where its papers put a case. Takes
//! no page in.

pub mod api;
pub mod belonging;
pub mod finding;
pub mod map;
pub mod settling;
