//! The counter's printers: the page that shows what a printer does to a page, what is read or measured from it, and the
//! CA's own paper that lies in one of them. Prints nothing of a case.

pub mod api;
pub mod book;
pub mod page;
pub mod paper;
pub mod reading;
