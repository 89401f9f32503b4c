//! The worker process: a vendor's module runs in a process of its own, because it can hang for ever or crash.
//!
//! `wire` is the conversation, `serve` the worker's side, `client` the program's side with the watchdog, `pipes` what
//! lies between, `walls` what a module may reach, `told` what of them holds. One worker per module; one line of JSON
//! per question and answer, over stdin and stdout.
//!
//! Never here: a journal of what was done. It is kept outside, so that it survives the worker.
//!
//! A card pulled in the middle of a signature hung a module in five of five trials.

mod client;
mod command;
pub(crate) mod opening;
mod pipes;
mod process;
mod serve;
mod told;
mod walls;
mod wire;

pub use client::{Survey, Workers};
pub use command::{Timeouts, WorkerCommand};
pub use process::keep_secrets_in_memory;
pub use serve::{serve, serve_if_asked};
pub use told::walls_of;
