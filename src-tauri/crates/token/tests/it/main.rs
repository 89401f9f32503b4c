//! The token crate on real parts: SoftHSM2, opencryptoki and a PIV card behind the real worker process, read back by
//! other people's tools, verified by `openssl`; and the scripted double for what they never do.
//!
//! Each test has its own folder, token and worker. Never here: a sleep; a wait is a wait for a condition.

// The helpers of the tests are tests too: a broken bench must stop them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bench;
mod cycle;
mod double;
mod faults;
mod overhead;
mod parts;
mod pins;
mod presence;
mod recovery;
mod walls;
