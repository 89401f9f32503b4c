//! The board: what waits, whom it waits for, and the look-up.

pub mod api;
pub mod day_sheet;
pub mod today;
