//! The offline exchange with the CA: a signed package of requests out, certificates in whatever wrapping back in.
//!
//! Never here: what happens to a certificate that was found; matching it to a case is `desk`'s, checking it is
//! [`crate::check_issued`]'s. Files from outside are read under [`Limits`]; a package is never unpacked to the disk.
//!
//! Facts: issue text "Exchange with the CA, offline"; RFC 2986, RFC 7468, RFC 5652 §5.1; APPNOTE.TXT (ZIP).

mod import;
mod p7b;
mod package;
mod status;
mod zip_file;

pub use import::{Found, FoundEnvelope, Imported, Incoming, import};
pub use package::{Package, PackageMeta, RequestItem, export, export_with, open};
pub use status::{StatusItem, export_status};

/// What is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files in one ZIP, and files given at once.
    pub files: usize,
    /// Bytes of one file, unpacked.
    pub file_bytes: usize,
    /// Bytes of everything together, unpacked.
    pub total_bytes: usize,
    /// How many times larger than packed a file may be.
    pub ratio: u64,
    /// Certificates found in everything together.
    pub certificates: usize,
}

impl Default for Limits {
    /// Room for a hall's whole day: 2 000 files, 1 MiB each, 64 MiB together, 2 000 certificates.
    fn default() -> Self {
        Self {
            files: 2_000,
            file_bytes: 1 << 20,
            total_bytes: 64 << 20,
            ratio: 200,
            certificates: 2_000,
        }
    }
}
