//! How many files outside the store were due and stayed, because somebody had changed them: told on the board until the
//! next sweep.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many stayed.
#[derive(Default)]
pub struct LeftOutside(AtomicUsize);

impl LeftOutside {
    /// So many stayed.
    pub fn tell(&self, count: usize) {
        self.0.store(count, Ordering::Relaxed);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
