//! Certificate requests, certificates, chains, the offline exchange package, and a small training CA.
//!
//! Never here: a token, a PIN, a case, a store, a clock (the time is passed in), a network. A private key appears only
//! as the counter's own key and the training CA's; the applicant's key stays on the USB key, which signs through a
//! closure.
//!
//! Facts: RFC 2986 (PKCS #10), RFC 5280 (certificates and paths), RFC 5652 §5 and RFC 2315 §9 (certificates in a P7B
//! file), RFC 7468 (PEM). Algorithms: RSA with SHA-256/384/512 and ECDSA on P-256 with
//! SHA-256; SM2 is told as unknown, never guessed.

mod certificate;
mod check;
mod counter_key;
mod elements;
mod encoding;
mod encryption;
mod envelope;
mod enveloping;
mod error;
mod finding;
mod request;
mod revoked;
mod signature;
mod subject;

pub mod exchange;
pub mod training;
mod training_name;

pub use certificate::{Certificate, KeyUse};
pub use check::{Expected, check_encryption, check_issued};
pub use counter_key::CounterKey;
pub use encoding::{PemLabel, from_pem, to_pem};
pub use encryption::encrypt_for;
pub use envelope::{Envelope, Recipient, Transport};
pub use enveloping::{seal, transport_for};
pub use error::{PkiError, RequestFailed};
pub use finding::{Finding, Severity};
pub use request::{Request, Sign, request, verify_request};
pub use revoked::{RevocationList, Revoked};
pub use signature::{SignatureAlgorithm, verify_signature};
pub use subject::{NameAttribute, Subject};
