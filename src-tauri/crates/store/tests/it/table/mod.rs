//! One file per table, as in `src/table`. What tampering does to `audit` and `attachment` stands in `damage.rs`.

mod account;
mod attachment;
mod audit;
mod case_file;
mod certificate;
mod customer;
mod exchange;
mod key_job;
pub mod page;
mod print_record;
mod review;
mod sample;
mod search;
mod secret;
mod setting;
