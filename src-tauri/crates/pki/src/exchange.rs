//! The offline exchange with the CA: a signed package of requests out, certificates in whatever wrapping back in.
//!
//! Never here: what happens to a certificate that was found; matching it to a case is `desk`'s, checking it is
//! [`crate::check_issued`]'s. Files from outside are read under [`Limits`]; a package is never unpacked to the disk.
//!
//! Facts: issue text "Exchange with the CA, offline"; RFC 2986, RFC 7468, RFC 5652 §5.1; APPNOTE.TXT (ZIP).

mod import;
mod limits;
mod p7b;
mod package;
mod status;
mod zip_file;

pub use import::{Found, FoundEnvelope, Imported, Incoming, import};
pub use limits::Limits;
pub use package::{Package, PackageMeta, RequestItem, export, export_with, open};
pub use status::{StatusItem, export_status};
