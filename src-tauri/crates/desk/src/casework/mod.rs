//! A case at hand: its content with what follows from it (checks, fee, checklist) and the version of its project.
//! Draws no view and moves no case.

pub mod api;
pub(crate) mod begun;
pub(crate) mod carried;
pub mod case_file;
pub(crate) mod changes;
pub mod checks;
pub mod editable;
pub mod fees;
pub mod hands;
pub(crate) mod linked;
pub mod materials;
pub mod people;
pub(crate) mod periods;
pub mod seen;
pub mod versions;
