//! Hand-over: who fetches, the customer's PINs, the sheet, the end of the case.
//!
//! What is handed over and how it may be done is `plan`'s, what stands in the way is `check`'s, what is kept and
//! printed is `sheet`'s; in `handing` a case is handed over, once.

pub mod api;
pub mod check;
pub mod handing;
pub mod person;
pub mod plan;
pub mod sheet;
