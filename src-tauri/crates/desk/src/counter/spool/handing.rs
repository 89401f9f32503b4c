//! How it goes with bringing in what waits in the spool: one at a time, not again at once after the server said
//! nothing, and how many came in since the session began.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long nobody tries again after the server did not take something: it hangs for seconds where a cable is out.
const PAUSE: Duration = Duration::from_secs(2);

/// How it goes.
#[derive(Default)]
pub struct Handing {
    turn: Mutex<()>,
    not_before: Mutex<Option<Instant>>,
    came: AtomicU32,
}

impl Handing {
    /// Waits for whoever brings something in, and is next.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it may be tried now.
    pub fn is_due(&self) -> bool {
        let not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        not_before.is_none_or(|at| Instant::now() >= at)
    }

    /// The server did not take something.
    pub fn pause(&self) {
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + PAUSE);
    }

    /// Something is in the books.
    pub fn one_came(&self) {
        self.came.fetch_add(1, Ordering::Relaxed);
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How many came in.
    pub fn came(&self) -> u32 {
        self.came.load(Ordering::Relaxed)
    }

    /// Another session begins.
    pub fn begin_anew(&self) {
        self.came.store(0, Ordering::Relaxed);
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
