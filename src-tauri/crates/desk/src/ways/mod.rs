//! The ways beside the straight one: back to the clerk, refused by the CA, asked for anew, given up, opened again as
//! a linked case. Which of them are open from where a case stands is said here once; the window shows it and works
//! nothing out.

pub mod api;
pub mod giving_up;
pub mod offered;
pub mod taking;
