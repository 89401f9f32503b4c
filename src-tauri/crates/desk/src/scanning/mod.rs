//! Scanned pages, from a file or a device to their place in a case. One file a step: `scanner`, `camera` and
//! `watched` fetch, `arriving` keeps what came, `reading` finds out what it is (by its `marks`, or `by_lines` where
//! they are gone), `filing` puts it into its case, `lists` and `pictures` show it, `uploads` makes what the
//! authority's site takes.
//!
//! A page is in the store before anybody looks for its marks. So it can be shown at once, a reading that is stopped or
//! crashes loses nothing, and what was not read is simply read later.

pub mod api;
pub mod arriving;
pub mod by_lines;
pub mod camera;
pub mod filing;
pub mod lists;
pub mod marks;
pub mod pictures;
pub mod reading;
pub mod scanner;
pub mod uploads;
pub mod watched;
