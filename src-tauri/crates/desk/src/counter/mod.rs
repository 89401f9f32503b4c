//! The counter itself: the open store and who opened it, who may, its devices and folders, its practice marker.
//! Nothing here knows what a case is about.

pub mod api;
pub mod beside;
pub mod brought;
pub mod cas;
pub mod desk;
pub mod devices;
pub mod key_pins;
pub mod known;
pub mod making;
pub mod memory;
pub mod open;
pub mod outside;
pub mod passwords;
pub mod patience;
pub mod places;
pub mod practice;
pub mod reading;
pub mod spool;
pub mod who;
