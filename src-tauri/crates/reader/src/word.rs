//! A Word file that a reader has in hand.

use crate::ask::Draft;
pub use crate::ask::Drafted;
use crate::error::ReadError;
use crate::readers::Readers;
use crate::worker::Worker;

/// A Word file.
pub struct WordFile {
    worker: Worker,
}

impl Readers {
    /// Takes a Word file in hand.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn word_file(&self, bytes: &[u8]) -> Result<WordFile, ReadError> {
        Ok(WordFile {
            worker: self.with(&[bytes])?,
        })
    }
}

impl WordFile {
    /// Its first description.
    ///
    /// # Errors
    /// [`ReadError`]; of `docx` for what is no Word file.
    pub fn draft(&mut self, wish: Draft) -> Result<Drafted, ReadError> {
        Ok(self.worker.ask(wish, 1)?.0)
    }
}
