//! The case as the window shows it: everything that follows from its content, what may be done now, and the one way
//! to move it.

pub mod acts_on;
pub mod api;
pub(crate) mod approval;
pub(crate) mod elsewhere;
pub mod fields;
pub mod forms;
pub mod gates;
pub mod moving;
pub mod row;
pub mod spine;
pub mod view;
pub mod who_else;
