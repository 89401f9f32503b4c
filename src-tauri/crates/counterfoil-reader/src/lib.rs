//! Reading files from outside, in a process that has shut itself in before the first of their bytes came.
//!
//! The program hands a file over and asks about it; `serve` answers until it has no more questions, and then the
//! process ends with everything that the file could have done to it. A file per kind of question: `pages`, `samples`,
//! `papers`, `texts`. What a file may take stands in [`LIMITS`].
//!
//! Never here: a file opened, a name turned into a path, a second file after the first. Never here either: a word of
//! what was read on any way but the pipe.

mod pages;
mod papers;
mod pipe;
mod samples;
mod serve;
mod session;
mod texts;

use fence::Limits;

pub use pipe::Pipe;
pub use serve::serve;

/// Processor time in seconds for one page, and what a further one adds.
pub const SECONDS: u64 = 12;
/// See [`SECONDS`].
pub const SECONDS_A_PAGE: u64 = 4;
/// Most processor time in seconds for one file, however many pages it has.
pub const SECONDS_MOST: u64 = 120;

/// What reading a file may take. An A3 page at 600 dpi takes 420 MB while it is decoded.
pub const LIMITS: Limits = Limits {
    memory: Some(1 << 30),
    seconds: Some((SECONDS, SECONDS_MOST)),
    // Half of what the program's own threads have: what nests too deep for them ends here.
    stack: Some(1 << 20),
    files: Some(16),
    file_bytes: Some(0),
    processes: Some(0),
};
