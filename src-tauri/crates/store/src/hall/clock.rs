//! How far the clocks of a window and of its hall's server are apart. Times of records are the window's own: at two
//! windows whose clocks differ the order of things would be told wrong.

use chrono::TimeDelta;

use crate::{Result, StoreError};

/// From here on it is told.
const TOLD: TimeDelta = TimeDelta::minutes(2);
/// From here on nothing is written.
const TOO_FAR: TimeDelta = TimeDelta::minutes(10);

/// How far the server's clock is ahead of this PC's, where that has to be told: by more than two minutes.
pub(crate) fn told(ahead: Option<TimeDelta>) -> Option<TimeDelta> {
    ahead.filter(|ahead| ahead.abs() > TOLD)
}

/// That the clocks are close enough to write.
///
/// # Errors
/// `hall-clock` from more than ten minutes on.
pub(crate) fn hold(ahead: Option<TimeDelta>) -> Result<()> {
    match ahead.filter(|ahead| ahead.abs() > TOO_FAR) {
        Some(ahead) => Err(StoreError::HallClock {
            minutes: ahead.num_minutes().unsigned_abs(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_apart_is_told_and_what_is_far_apart_is_not_written() {
        let all = [
            (0, false, None),
            (120, false, None),
            (121, true, None),
            (-121, true, None),
            (600, true, None),
            (601, true, Some("hall-clock")),
            (-36_000, true, Some("hall-clock")),
        ];
        for (seconds, is_told, refused) in all {
            let ahead = Some(TimeDelta::seconds(seconds));
            assert_eq!(told(ahead).is_some(), is_told, "{seconds}");
            assert_eq!(hold(ahead).err().map(|error| error.code()), refused, "{seconds}");
        }
        // A server that was never asked says nothing about clocks.
        assert!(told(None).is_none() && hold(None).is_ok());
    }
}
