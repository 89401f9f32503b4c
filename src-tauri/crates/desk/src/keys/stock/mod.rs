//! The stock of blank keys: taken in, used up, damaged, counted at the end of the day.

pub mod api;
pub mod books;
