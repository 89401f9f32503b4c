//! Set-up, signing in and out. Decides nothing about cases.

pub mod api;
pub mod idle;
pub mod joining;
pub mod mending;
pub mod news;
pub mod recovering;
pub mod restoring;
pub mod signing;
