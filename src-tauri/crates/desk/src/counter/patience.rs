//! Patience with wrong passwords: after five in a row an account waits a minute, so that guessing leads nowhere.
//!
//! Counted by account, whatever way its login was typed, and kept in a file beside the store: another window, the
//! command line and a program started anew go on counting. The file names accounts by a hash, for what stands in the
//! field of the login may be a password. The next successful sign-in tells the number in the audit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::counter::places::write_whole;
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// Wrong passwords in a row before the pause.
const TRIES: u32 = 5;
/// Length of the pause, in seconds.
const PAUSE: i64 = 60;
/// The file beside the store.
const FILE: &str = "sign-in.json";
/// Most logins that are remembered; the oldest go first, so that nobody fills the disk with made-up ones.
const REMEMBERED: usize = 500;

/// Wrong tries of one login.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Tries {
    wrong: u32,
    last: DateTime<Utc>,
}

type Book = BTreeMap<String, Tries>;

/// Wrong tries by login.
pub struct Patience {
    file: PathBuf,
    /// What counts where the file cannot be written: a read-only disk must not make guessing free.
    here: Mutex<Book>,
}

impl Patience {
    /// The patience of the store in a folder.
    pub fn beside(store: &Path) -> Self {
        Self {
            file: store.join(FILE),
            here: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known now: of each login the greater count of the file and of this program.
    fn known(&self) -> MutexGuard<'_, Book> {
        let mut book = self.lock();
        let kept: Book = std::fs::read(&self.file)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default();
        for (login, tries) in kept {
            let mine = book.entry(login).or_insert(tries);
            if tries.last >= mine.last {
                *mine = tries;
            }
        }
        book
    }

    fn keep(&self, book: &mut Book) {
        while book.len() > REMEMBERED {
            let Some(oldest) = book
                .iter()
                .min_by_key(|(_, t)| t.last)
                .map(|(login, _)| login.clone())
            else {
                break;
            };
            book.remove(&oldest);
        }
        // Before the store is made there is no folder, and nobody to guess at.
        if let (true, Ok(text)) = (
            self.file.parent().is_some_and(Path::is_dir),
            serde_json::to_vec(book),
        ) {
            // Where it cannot be written this program still counts.
            let _ = write_whole(&self.file, &text);
        }
    }

    /// Refuses while the pause lasts. A clock that was set back begins the pause anew, and never lengthens it.
    /// Errors: `sign-in-paused` with the seconds left.
    pub fn ask(&self, login: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let mut book = self.known();
        let Some(tries) = book.get_mut(&name_of(login)) else {
            return Ok(());
        };
        if tries.wrong < TRIES {
            return Ok(());
        }
        let (wrong, moved) = (tries.wrong, tries.last > now);
        if moved {
            tries.last = now;
        }
        let until = tries.last + TimeDelta::seconds(PAUSE);
        if moved {
            self.keep(&mut book);
        }
        if now >= until {
            return Ok(());
        }
        let left = (until - now).num_seconds() + 1;
        Err(Refusal::new(
            "sign-in-paused",
            format!("连错 {wrong} 次，本账号暂停登录，还有 {left} 秒"),
            "请稍候再试；忘记口令请管理员在设置里重设",
        ))
    }

    /// One more wrong password. Gives the tries left before the pause.
    pub fn wrong(&self, login: &str, now: DateTime<Utc>) -> u32 {
        let mut book = self.known();
        let tries = book
            .entry(name_of(login))
            .or_insert(Tries { wrong: 0, last: now });
        *tries = Tries {
            wrong: tries.wrong.saturating_add(1),
            last: now,
        };
        let left = TRIES.saturating_sub(tries.wrong);
        self.keep(&mut book);
        left
    }

    /// A right one. Gives the number of wrong ones before it.
    pub fn right(&self, login: &str) -> u32 {
        let mut book = self.known();
        let Some(tries) = book.remove(&name_of(login)) else {
            return 0;
        };
        self.keep(&mut book);
        tries.wrong
    }
}

/// The name of a login in the file: of the account, not of the way it was typed.
fn name_of(login: &str) -> String {
    hex(&Sha256::digest(store::fold_login(login)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn five_wrong_ones_pause_one_account_for_a_minute_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience::beside(folder.path());
        for left in [4, 3, 2, 1, 0] {
            assert!(patience.ask("linxy", at(0)).is_ok());
            assert_eq!(patience.wrong("linxy", at(0)), left);
        }
        let refused = patience.ask("linxy", at(0)).unwrap_err();
        assert_eq!(refused.code, "sign-in-paused");
        assert!(patience.ask("hemin", at(0)).is_ok());
        assert!(patience.ask("linxy", at(PAUSE)).is_ok());
        assert_eq!(patience.right("linxy"), 5);
        assert!(patience.ask("linxy", at(0)).is_ok());
    }

    #[test]
    fn another_spelling_another_program_and_a_damaged_file_do_not_make_guessing_free() {
        let folder = tempfile::tempdir().unwrap();
        let first = Patience::beside(folder.path());
        for spelling in ["linxy", " linxy", "LINXY  ", "ｌｉｎｘｙ", "linxy\t"] {
            first.wrong(spelling, at(0));
        }
        assert_eq!(first.ask("linxy", at(1)).unwrap_err().code, "sign-in-paused");
        let second = Patience::beside(folder.path());
        assert_eq!(second.ask("linxy", at(1)).unwrap_err().code, "sign-in-paused");
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!text.contains("linxy"), "{text}");
        std::fs::write(folder.path().join(FILE), b"{").unwrap();
        assert_eq!(first.ask("linxy", at(1)).unwrap_err().code, "sign-in-paused");
    }

    #[test]
    fn a_clock_that_is_set_back_neither_ends_the_pause_nor_lengthens_it() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience::beside(folder.path());
        for _ in 0..TRIES {
            patience.wrong("linxy", at(1_000_000));
        }
        assert!(patience.ask("linxy", at(0)).is_err());
        assert!(patience.ask("linxy", at(PAUSE - 1)).is_err());
        assert!(patience.ask("linxy", at(PAUSE)).is_ok());
    }
}
