//! A state that one thread changes and others wait for: pages from a scanner, frames from a camera.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The state with its bell.
#[derive(Default)]
pub struct Watched<T> {
    state: Mutex<T>,
    changed: Condvar,
}

impl<T> Watched<T> {
    /// The state as it is.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it and wakes everybody who waits.
    pub fn change(&self, how: impl FnOnce(&mut T)) {
        how(&mut self.lock());
        self.changed.notify_all();
    }

    /// The state once it holds what was waited for, or as it is when patience ends.
    pub fn wait_while(&self, patience: Duration, waits: impl FnMut(&mut T) -> bool) -> MutexGuard<'_, T> {
        let waited = self.changed.wait_timeout_while(self.lock(), patience, waits);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
