//! The use cases of the counter, each: who may → check → do → audit, in one transaction. Draws nothing.

pub mod api;
pub mod bindings;
mod commands;
