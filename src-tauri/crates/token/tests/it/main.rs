//! The token crate on real parts: SoftHSM2 behind the real worker process, read back by `pkcs11-tool`, verified by
//! `openssl`; and the scripted double for what SoftHSM2 never does.
//!
//! Each test has its own folder, token and worker. Never here: a sleep; a wait is a wait for a condition.

// The helpers of the tests are tests too: a broken bench must stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bench;
mod cycle;
mod double;
mod faults;
mod pins;
mod presence;
