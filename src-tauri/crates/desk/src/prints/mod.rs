//! Forms on paper: how a case fills them, how the counter lays out its own sheets, and which prints hold. Prints
//! nothing.

pub mod api;
pub mod maps;
pub mod papers;
pub mod sheets;
pub mod standing;
