//! The key desk: what is plugged in, the jobs of a case step by step, and what is written down of each. No key is
//! touched without a line in the journal before and after.

pub mod api;
pub mod desk;
pub mod ending;
pub mod exchange;
pub mod jobs;
pub mod journal;
pub mod letters;
pub mod pin_letter;
pub mod place;
pub mod plan;
pub mod presence;
pub mod readers;
pub(crate) mod rewinding;
pub mod secrets;
pub mod so_pins;
pub mod steps;
pub mod stock;
pub mod tray;
pub mod whose;
pub mod work;
