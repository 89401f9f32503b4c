//! Whether this thread is inside a write transaction, and how long each use case has held one.
//!
//! While a write is under way every other program on the same store waits for it. So nothing is done in one that may
//! take long: no sheet laid out, no file written, no reader, printer or key asked. The doors to all of these ask here,
//! and in a debug build a use case that comes to one of them inside a write stops at once.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

thread_local! {
    static UNDER_WAY: Cell<bool> = const { Cell::new(false) };
}

/// What takes too long to be done while others wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Long {
    /// A form or sheet is laid out, or moved on its page.
    Layout,
    /// A package is compressed, signed or sealed.
    Package,
    /// A file is written outside the store.
    File,
    /// The bytes of a stored document are read to be handed out.
    Document,
    /// A process is asked that reads what came from outside.
    Reader,
    /// Another program is run: for the printer, the scanner, a PDF.
    Program,
    /// A key is spoken to.
    Key,
}

/// Stops a debug build that comes here inside a write.
#[track_caller]
pub fn not_inside(what: Long) {
    debug_assert!(
        !UNDER_WAY.get(),
        "{what:?} inside a write: every other program on the store would wait for it"
    );
}

/// How long the writes of one use case have held the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Where the write stands in the source: file and line.
    pub place: String,
    /// How many there were.
    pub count: u32,
    /// The longest.
    pub longest: Duration,
}

/// The writes of a desk since it was made.
#[derive(Debug, Default)]
pub struct Writes(Mutex<BTreeMap<Place, (u32, Duration)>>);

/// File and line.
type Place = (&'static str, u32);

/// A write that is under way; dropped, it is over.
pub struct Writing<'w> {
    of: &'w Writes,
    place: &'static Location<'static>,
    since: Instant,
}

impl Writes {
    /// A write begins: the lock is held from now on.
    pub fn begin(&self, place: &'static Location<'static>) -> Writing<'_> {
        UNDER_WAY.set(true);
        Writing {
            of: self,
            place,
            since: Instant::now(),
        }
    }

    /// How long each use case has held the lock, the longest first.
    pub fn held(&self) -> Vec<Held> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held: Vec<Held> = all
            .iter()
            .map(|((file, line), (count, longest))| Held {
                place: format!("{file}:{line}"),
                count: *count,
                longest: *longest,
            })
            .collect();
        held.sort_by_key(|one| std::cmp::Reverse(one.longest));
        held
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        UNDER_WAY.set(false);
        let took = self.since.elapsed();
        let mut all = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, longest) = all.entry((self.place.file(), self.place.line())).or_default();
        *count += 1;
        *longest = took.max(*longest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_stopped_inside_a_write_and_nowhere_else() {
        let writes = Writes::default();
        not_inside(Long::Layout);
        let under_way = writes.begin(Location::caller());
        let stopped = std::panic::catch_unwind(|| not_inside(Long::File));
        assert_eq!(stopped.is_err(), cfg!(debug_assertions));
        // Another thread of the same program may go on: it waits for nobody.
        assert!(std::thread::spawn(|| not_inside(Long::Reader)).join().is_ok());
        drop(under_way);
        not_inside(Long::File);
        assert_eq!(writes.held().len(), 1);
        assert_eq!(writes.held()[0].count, 1);
    }
}
