//! The stack of sheets that the scanner is taking in now.

use std::sync::{Arc, Mutex, PoisonError};

use crate::machine::scanimage::batch::Batch;

/// The stack that runs now. One at a time: there is one clerk and one scanner.
#[derive(Default)]
pub struct Stack(Mutex<Option<Arc<Running>>>);

/// A stack on its way in.
pub struct Running {
    /// The sheets.
    pub batch: Batch,
    /// The case on screen when it was started; 0 for none.
    pub about: u32,
}

impl Stack {
    /// The stack, if one runs.
    pub fn get(&self) -> Option<Arc<Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another stack in its place, or none.
    pub fn put(&self, running: Option<Arc<Running>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }
}
