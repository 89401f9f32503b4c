//! A case at hand: its content with what follows from it (checks, fee, checklist) and the version of its project.
//! Draws no view and moves no case.

pub mod api;
pub mod case_file;
pub mod checks;
pub mod editable;
pub mod fees;
pub mod hands;
pub mod materials;
pub mod people;
pub mod seen;
pub mod versions;
