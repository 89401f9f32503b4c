//! How much one file may hold.

/// Most pages taken from one file.
pub(crate) const MOST_PAGES: usize = 400;
