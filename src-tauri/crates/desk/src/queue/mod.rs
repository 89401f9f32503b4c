//! Calling numbers: people draw one at the entrance, every window calls the next, and a screen shows who goes where.

pub mod api;
pub mod calling;
