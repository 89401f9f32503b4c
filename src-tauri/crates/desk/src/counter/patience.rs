//! Patience with wrong passwords: after five in a row a login waits a minute, so that guessing at an unattended
//! window leads nowhere. Kept in memory by login as typed; the next successful sign-in tells it in the audit.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::rim::api::Refusal;

/// Wrong passwords in a row before the pause.
const TRIES: u32 = 5;
/// Length of the pause.
const PAUSE: Duration = Duration::from_secs(60);

/// Wrong tries by login.
#[derive(Default)]
pub struct Patience(Mutex<HashMap<String, (u32, Instant)>>);

impl Patience {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u32, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses while the pause lasts. Errors: `sign-in-paused` with the seconds left.
    pub fn ask(&self, login: &str, now: Instant) -> Result<(), Refusal> {
        let Some((tries, last)) = self.lock().get(login).copied() else {
            return Ok(());
        };
        let waited = now.saturating_duration_since(last);
        if tries < TRIES || waited >= PAUSE {
            return Ok(());
        }
        let left = (PAUSE - waited).as_secs() + 1;
        Err(Refusal::new(
            "sign-in-paused",
            format!("连错 {tries} 次，本账号暂停登录，还有 {left} 秒"),
            "请稍候再试；忘记口令请管理员在设置里重设",
        ))
    }

    /// One more wrong password. Gives the tries left before the pause.
    pub fn wrong(&self, login: &str, now: Instant) -> u32 {
        let mut tries = self.lock();
        let entry = tries.entry(login.to_owned()).or_insert((0, now));
        *entry = (entry.0 + 1, now);
        TRIES.saturating_sub(entry.0)
    }

    /// A right one. Gives the number of wrong ones before it.
    pub fn right(&self, login: &str) -> u32 {
        self.lock().remove(login).map_or(0, |(tries, _)| tries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_ones_pause_one_login_for_a_minute_and_no_other() {
        let (patience, start) = (Patience::default(), Instant::now());
        for left in [4, 3, 2, 1, 0] {
            assert!(patience.ask("linxy", start).is_ok());
            assert_eq!(patience.wrong("linxy", start), left);
        }
        let refused = patience.ask("linxy", start).unwrap_err();
        assert_eq!(refused.code, "sign-in-paused");
        assert!(patience.ask("hemin", start).is_ok());
        assert!(patience.ask("linxy", start + PAUSE).is_ok());
        assert_eq!(patience.right("linxy"), 5);
        assert!(patience.ask("linxy", start).is_ok());
    }
}
