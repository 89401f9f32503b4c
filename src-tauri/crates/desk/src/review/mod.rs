//! The second check: what is to be compared, verdicts, sign-off, sending back.

pub mod api;
pub mod carried;
pub mod places;
pub mod second_check;
pub mod signed;
pub mod uploaded;
