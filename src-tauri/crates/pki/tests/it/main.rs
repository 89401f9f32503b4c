//! The pki crate against an independent judge: requests, certificates and files made here are checked by `openssl`, and
//! what `openssl` makes is read here.
//!
//! Never here: a token; the applicant's key is an openssl key or a software one.

// The helpers of the tests are tests too: a broken bench must stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bench;
mod check;
mod enveloping;
mod exchange;
mod hostile;
mod recovery;
mod request;
mod revoked;
mod training;
