//! The doors of the desk: the one list of commands, the dispatcher, the TypeScript client. Decides nothing.

pub mod api;
#[cfg(feature = "bindings")]
pub mod bindings;
pub mod commands;
pub mod dispatch;
pub mod preview;
pub(crate) mod rights;
pub mod who;
