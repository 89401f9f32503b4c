//! Pages drawn here, aged like scans, and read back against the truth.

mod files;
mod pages;
mod sheet;
mod smoke;
