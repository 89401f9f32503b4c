//! The worker process: a vendor's module runs in a process of its own, because it can hang for ever or crash.
//!
//! `wire` is the conversation, `serve` the worker's side, `client` the program's side with the watchdog, `pipes` what lies
//! between. One worker per module; one line of JSON per question and answer, over stdin and stdout.
//!
//! Never here: a journal of what was done. It is kept outside, so that it survives the worker.
//!
//! Facts: ../shared/design/TOKENS.md (a card pulled in mid-signature hung a module in 5 of 5 runs).

mod client;
mod pipes;
mod process;
mod serve;
mod wire;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use client::{Survey, Timeouts, Workers};
#[cfg(feature = "double")]
pub(crate) use serve::open;
pub use serve::{serve, serve_if_asked};

/// The first argument that turns a program into a worker.
const WORKER_ARGUMENT: &str = "token-worker";

/// A driver and what it drives: a vendor's PKCS #11 module, or the cards in the readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleSpec {
    /// Its name in records and on the screen.
    pub name: String,
    /// The shared library, or [`PCSC`]. A bare file name is looked for where the system keeps its libraries.
    pub path: PathBuf,
}

/// In the place of a module's path: the driver for PIV cards over PC/SC.
pub const PCSC: &str = "pcsc:";

impl ModuleSpec {
    /// The PIV cards in the readers of this machine.
    pub fn cards() -> Self {
        Self {
            name: "piv".to_owned(),
            path: PathBuf::from(PCSC),
        }
    }

    /// Whether this is the driver over PC/SC.
    pub fn is_cards(&self) -> bool {
        self.path == std::path::Path::new(PCSC)
    }
}

/// How to start a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerCommand {
    /// The program: commonly this very program, see [`WorkerCommand::this_program`].
    pub program: PathBuf,
    /// Its arguments; the first is `token-worker`.
    pub args: Vec<String>,
    /// Set on top of this program's own environment.
    pub env: Vec<(String, String)>,
    /// How long it may take to answer.
    pub timeouts: Timeouts,
}

impl WorkerCommand {
    /// This program as its own worker: its `main` begins with [`serve_if_asked`].
    ///
    /// # Errors
    /// What the operating system says when it cannot name this program's file.
    pub fn this_program(env: Vec<(String, String)>) -> std::io::Result<Self> {
        Ok(Self::program(std::env::current_exe()?, env))
    }

    /// Another program whose `main` begins with [`serve_if_asked`].
    pub fn program(program: PathBuf, env: Vec<(String, String)>) -> Self {
        Self {
            program,
            args: vec![WORKER_ARGUMENT.to_owned()],
            env,
            timeouts: Timeouts::default(),
        }
    }
}
