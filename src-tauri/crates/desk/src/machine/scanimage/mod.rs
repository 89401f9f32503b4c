//! Scans through SANE (`scanimage`): `sane` knows which scanners there are and what each can do, `batch` takes stacks
//! of pages in.

pub mod batch;
pub mod options;
pub mod sane;
