//! The moment a key goes in or out, where keys sit in readers: the screen looks then, and not at the next stroke of
//! its clock.
//!
//! PC/SC tells of a key that goes in within 0.3 s, and of one that goes out within 1 s.

use std::time::{Duration, Instant};

use token::Reader;

use crate::counter::desk::Desk;
use crate::keys::api::{ReaderLine, Readers};
use crate::rim::api::Refusal;

/// How long one question waits. Keys that sit in no reader are looked for as often as this.
const LIMIT: Duration = Duration::from_secs(2);

/// Waits until the readers are other than the screen knows them, two seconds at most, and tells how they are.
///
/// # Errors
/// `not-signed-in`; `reader-service-missing` and `reader-service-error`, at once: the screen then goes by its clock.
pub fn plugged(desk: &Desk, known: Readers) -> Result<Readers, Refusal> {
    desk.read(|_| Ok(()))?;
    let until = Instant::now() + LIMIT;
    let seen: Vec<Reader> = known.readers.iter().map(reader).collect();
    token::wait_for_change(&seen, LIMIT)?;
    let readers: Vec<ReaderLine> = token::readers()?.iter().map(line).collect();
    if readers == known.readers {
        // A service that speaks of a change and shows none is not asked again in a breath.
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
    }
    Ok(Readers { readers })
}

fn reader(line: &ReaderLine) -> Reader {
    Reader {
        name: line.name.clone(),
        card: line.card,
        atr: Vec::new(),
    }
}

fn line(reader: &Reader) -> ReaderLine {
    ReaderLine {
        name: reader.name.clone(),
        card: reader.card,
    }
}
