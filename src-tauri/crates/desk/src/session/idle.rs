//! The lock after idle minutes, by the core: whatever the window does, a session that nobody touches ends.

use std::time::{Duration, Instant};

use crate::counter::desk::Desk;
use crate::counter::devices::devices;
use crate::rim::api::{Done, Nothing, Refusal};
use crate::session::signing;

/// What the window gets beyond the agreed minutes: it locks by itself and sends its drafts before.
const GRACE: Duration = Duration::from_secs(20);
/// How soon it is looked again whether work that is waited for has ended.
const WHILE_AT_WORK: Duration = Duration::from_secs(1);
/// How long nobody looks where nobody is signed in, unless somebody signs in.
const WHILE_CLOSED: Duration = Duration::from_secs(3600);

/// Somebody touched the window.
pub fn touch(desk: &Desk, _: Nothing) -> Result<Done, Refusal> {
    desk.idle.touch();
    Ok(Done {
        message: String::new(),
    })
}

impl Desk {
    /// Ends the session whenever nobody has touched the window for the agreed minutes. Never returns: for a thread of
    /// the window's own.
    pub fn lock_when_idle(&self) {
        loop {
            let next = self.lock_if_idle(Instant::now());
            self.idle.wait(next);
        }
    }

    /// Ends the session if nobody has touched the window for the agreed minutes; how soon it is to be looked again.
    pub fn lock_if_idle(&self, now: Instant) -> Duration {
        let agreed = self.read(|open| Ok(open.store.read(devices)?.lock_after_minutes));
        let Ok(minutes) = agreed else {
            return self.slot().as_ref().map_or(WHILE_CLOSED, |_| WHILE_AT_WORK);
        };
        let limit = Duration::from_secs(u64::from(minutes) * 60) + GRACE;
        let Some(idle) = self.idle.since(now) else {
            return WHILE_AT_WORK;
        };
        if let Some(left) = limit.checked_sub(idle).filter(|left| !left.is_zero()) {
            return left;
        }
        // What cannot be put on record ends the session all the same; the next sign-in finds no end before it.
        let _unrecorded = signing::end(self, |name| format!("{name} 无人操作，自动锁屏"));
        WHILE_CLOSED
    }
}
