//! When somebody touched the window last, and what is being worked on meanwhile.
//!
//! The window masks itself after the agreed minutes and sends its drafts before; this is what locks where the window
//! does not: because it hangs, was stopped, or is not the program that it should be.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is known of the session's hands.
#[derive(Debug)]
struct Hands {
    touched: Instant,
    /// Commands that somebody waits for.
    at_work: u32,
}

/// The hands at this window.
#[derive(Debug)]
pub struct Idle {
    hands: Mutex<Hands>,
    began: Condvar,
}

impl Default for Idle {
    fn default() -> Self {
        Self {
            hands: Mutex::new(Hands {
                touched: Instant::now(),
                at_work: 0,
            }),
            began: Condvar::new(),
        }
    }
}

/// A command that is under way; dropped, it has ended.
pub struct AtWork<'a>(&'a Idle);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.lock().at_work -= 1;
    }
}

impl Idle {
    fn lock(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody touched the window, or signed in.
    pub fn touch(&self) {
        self.lock().touched = Instant::now();
        self.began.notify_all();
    }

    /// Somebody waits for a command until the answer is dropped.
    pub fn work(&self) -> AtWork<'_> {
        self.lock().at_work += 1;
        AtWork(self)
    }

    /// How long nobody has touched the window at a moment; none while something is worked on.
    pub fn since(&self, now: Instant) -> Option<Duration> {
        let hands = self.lock();
        (hands.at_work == 0).then(|| now.saturating_duration_since(hands.touched))
    }

    /// Waits so long, or until the next touch.
    pub fn wait(&self, longest: Duration) {
        drop(
            self.began
                .wait_timeout(self.lock(), longest)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}
