//! Which walls stand around a worker on this machine, as a worker found out by putting them up.

use std::io;
use std::process::Stdio;

use fence::Held;

use super::command::WorkerCommand;
use super::walls::TELL;

/// Starts a worker that tells and ends.
///
/// # Errors
/// What the operating system says when it cannot be started, and `InvalidData` when its answer is none.
pub fn walls_of(command: &WorkerCommand) -> io::Result<Held> {
    let told = command.process(None).arg(TELL).stdin(Stdio::null()).output()?;
    serde_json::from_slice(&told.stdout).map_err(io::Error::from)
}
