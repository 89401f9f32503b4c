//! The command line's answers that other programs rely on. Facts: the numbers and their verdicts from IDENTIFIERS, the
//! fees and their worked examples from the CAs' own guides.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod backups;
#[allow(dead_code)]
#[path = "../desk/ca.rs"]
mod ca;
mod checks;
mod describing;
// Cases that wait at the key desk are prepared as the desk's own tests do it; they need more of it.
#[allow(dead_code)]
#[path = "../desk/counter.rs"]
mod counter;
#[allow(dead_code)]
#[path = "../window/customer.rs"]
mod customer;
mod fees;
mod forms;
mod lists;
mod privacy;
mod recovery;
mod refusals;
mod register;
mod scan;
mod seal;
mod stock;
mod tray;
mod usage;
