//! The moment a key goes in or out, where keys sit in readers: the screen looks then, and not at the next stroke of
//! its clock.
//!
//! PC/SC tells of a key that goes in within 0.3 s, and of one that goes out within 1 s. A key that sits in no reader
//! shows as a device on the USB, which is looked at once a second; its driver may need some seconds more to see it.

use std::time::{Duration, Instant};

use token::Reader;

use crate::counter::desk::Desk;
use crate::keys::api::{ReaderLine, Readers};
use crate::rim::api::Refusal;

/// How long one question waits while nothing moves.
const LIMIT: Duration = Duration::from_secs(4);
/// How long it waits while a driver may still be waking up to what was plugged in.
const LIMIT_AFTER_A_CHANGE: Duration = Duration::from_secs(1);
/// How often the USB is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Waits until the readers are other than the screen knows them or something moves on the USB, four seconds at most,
/// and tells how the readers are. A counter whose keys sit in no reader needs no reader service: without one the USB
/// alone is looked at, and there are no readers.
///
/// # Errors
/// `not-signed-in`; `reader-service-missing` and `reader-service-error`, at once, where readers were known: the screen
/// then goes by its clock.
pub fn plugged(desk: &Desk, known: Readers) -> Result<Readers, Refusal> {
    desk.read(|_| Ok(()))?;
    let limit = match desk.usb.has_just_moved() {
        true => LIMIT_AFTER_A_CHANGE,
        false => LIMIT,
    };
    let until = Instant::now() + limit;
    let seen: Vec<Reader> = known.readers.iter().map(reader).collect();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let (told, readers) = match at_readers(&seen, left.min(LOOK)) {
            Ok(looked) => looked,
            // Nothing waited; the USB is looked at as often as otherwise.
            Err(_) if seen.is_empty() => (true, Vec::new()),
            Err(error) => return Err(error.into()),
        };
        if readers != known.readers || desk.usb.moved() || left <= LOOK {
            return Ok(Readers { readers });
        }
        if told {
            // A service that speaks of a change and shows none is not asked again in a breath.
            std::thread::sleep(left.min(LOOK));
        }
    }
}

/// Waits for the readers this long at most: whether they told of a change, and how they are.
fn at_readers(seen: &[Reader], patience: Duration) -> Result<(bool, Vec<ReaderLine>), token::ReaderError> {
    let told = token::wait_for_change(seen, patience)?;
    Ok((told, token::readers()?.iter().map(line).collect()))
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
