//! One file per table, as in `src/table`. What tampering does to `audit` and `attachment` stands in `damage.rs`.

mod account;
mod agreement;
mod attachment;
mod audit;
mod case_file;
mod case_past;
mod certificate;
mod customer;
mod exchange;
mod holder;
mod key_decision;
mod key_job;
mod key_stock;
pub mod page;
mod print_record;
mod project_version;
mod recovered_key;
mod review;
mod revocation;
mod sample;
mod search;
mod secret;
mod setting;
mod thumb;
