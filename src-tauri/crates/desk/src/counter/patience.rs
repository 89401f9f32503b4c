//! Patience with wrong passwords: after five in a row an account waits a minute, so that guessing leads nowhere.
//!
//! Counted by account, whatever way its login was typed, and kept in a file beside the store: another window, the
//! command line and a program started anew go on counting. The file names accounts by a hash, for what stands in the
//! field of the login may be a password. The next successful sign-in tells the number in the audit.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Local, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::StoreError;

use crate::counter::places::write_whole;
use crate::rim::api::Refusal;
use crate::rim::hex::hex;

/// Wrong passwords in a row before the pause.
const TRIES: u32 = 5;
/// Length of the pause, in seconds.
const PAUSE: i64 = 60;
/// The file beside the store.
const FILE: &str = "sign-in.json";
/// Held while the file is read and written, so that programs that try at the same time count each other.
const HELD: &str = "sign-in.lock";
/// What stands in it.
const WORD: &[u8] = b"sign-in\n";
/// How often it is asked for, and how long is waited between: whoever keeps it for good keeps nobody out.
const ASKED: u32 = 200;
const BETWEEN: Duration = Duration::from_millis(10);
/// Largest file that is read, in bytes: ten times what is written.
const LARGEST: u64 = 1 << 20;
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

    /// Keeps other programs from reading and writing the file meanwhile, as far as there is a folder that can be
    /// written.
    fn alone(&self) -> Option<File> {
        let folder = self.file.parent().filter(|folder| folder.is_dir())?;
        let path = folder.join(HELD);
        // With a word in it: an empty file is an empty database to whoever looks for one.
        match store::create_private(&path) {
            Ok(mut file) => file.write_all(WORD).ok()?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) => return None,
        }
        if !std::fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let held = File::options().write(true).open(&path).ok()?;
        for _ in 0..ASKED {
            match held.try_lock() {
                Ok(()) => return Some(held),
                Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN),
                Err(TryLockError::Error(_)) => return None,
            }
        }
        None
    }

    /// What is known now: of each login the greater count of the file and of this program.
    fn known(&self) -> MutexGuard<'_, Book> {
        let mut book = self.lock();
        let kept: Book = fence::read_regular(&self.file, LARGEST)
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

    /// Begins a try, unless the pause lasts. It counts as a wrong one until it is said to be none, and that is on the
    /// disk before the password is tried: whoever pulls the plug has gained nothing. A clock that was set back begins
    /// the pause anew, and never lengthens it.
    ///
    /// # Errors
    /// `sign-in-paused` with the seconds left and the time at which they end.
    pub fn begin(&self, login: &str, now: DateTime<Utc>) -> Result<Try<'_>, Refusal> {
        let name = name_of(login);
        let _alone = self.alone();
        let mut book = self.known();
        let tries = book.entry(name.clone()).or_insert(Tries { wrong: 0, last: now });
        if tries.wrong >= TRIES {
            let moved = tries.last > now;
            if moved {
                tries.last = now;
            }
            let (wrong, until) = (tries.wrong, tries.last + TimeDelta::seconds(PAUSE));
            if moved {
                self.keep(&mut book);
            }
            if now < until {
                return Err(paused(wrong, now, until));
            }
        }
        let before = book.get(&name).copied();
        let wrong = before.map_or(0, |tries| tries.wrong).saturating_add(1);
        book.insert(name.clone(), Tries { wrong, last: now });
        self.keep(&mut book);
        Ok(Try {
            patience: self,
            name,
            before,
            is_settled: false,
        })
    }
}

/// A password is being tried. Dropped before anybody said how it ended, it was none.
pub struct Try<'a> {
    patience: &'a Patience,
    name: String,
    before: Option<Tries>,
    is_settled: bool,
}

impl Try<'_> {
    /// Wrong ones before it.
    fn wrong_before(&self) -> u32 {
        self.before.map_or(0, |tries| tries.wrong)
    }

    /// It was right. Gives the number of wrong ones before it.
    pub fn right(mut self) -> u32 {
        self.is_settled = true;
        let _alone = self.patience.alone();
        let mut book = self.patience.known();
        book.remove(&self.name);
        self.patience.keep(&mut book);
        self.wrong_before()
    }

    /// What opening something with a password came to: what was opened, with the number of wrong ones before; or why
    /// not, with the tries that are left where the password was wrong.
    ///
    /// # Errors
    /// The store's own.
    pub fn came_to<T>(self, opened: Result<T, StoreError>) -> Result<(T, u32), Refusal> {
        let error = match opened {
            Ok(opened) => return Ok((opened, self.right())),
            Err(error) => error,
        };
        let is_wrong = matches!(error, StoreError::WrongPassword);
        let mut refused = Refusal::from(error);
        if is_wrong {
            let then = match self.wrong() {
                0 => "已连续输错多次，本账号暂停一分钟".to_owned(),
                left => format!("还可以试 {left} 次，之后本账号暂停一分钟"),
            };
            refused.remedy = format!("{}；{then}", refused.remedy.trim_end_matches('。'));
        }
        Err(refused)
    }

    /// It was wrong. Gives the tries left before the pause.
    pub fn wrong(mut self) -> u32 {
        self.is_settled = true;
        TRIES.saturating_sub(self.wrong_before().saturating_add(1))
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        let _alone = self.patience.alone();
        let mut book = self.patience.known();
        match self.before.filter(|tries| tries.wrong > 0) {
            Some(before) => book.insert(self.name.clone(), before),
            None => book.remove(&self.name),
        };
        self.patience.keep(&mut book);
    }
}

fn paused(wrong: u32, now: DateTime<Utc>, until: DateTime<Utc>) -> Refusal {
    let left = (until - now).num_seconds() + 1;
    let ends = until.with_timezone(&Local).format("%H:%M:%S");
    Refusal::new(
        "sign-in-paused",
        format!("连错 {wrong} 次，本账号暂停登录，还有 {left} 秒，到 {ends}"),
        "请稍候再试；忘记口令请管理员在设置里重设",
    )
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

    /// With which code a try is refused.
    fn code(patience: &Patience, second: i64) -> String {
        let refused = patience.begin("linxy", at(second)).err().unwrap();
        refused.code
    }

    #[test]
    fn programs_that_try_at_the_same_time_count_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let ready = std::sync::Barrier::new(24);
        let tried = std::thread::scope(|threads| {
            let all: Vec<_> = (0..24)
                .map(|_| {
                    threads.spawn(|| {
                        let patience = Patience::beside(folder.path());
                        ready.wait();
                        patience.begin("linxy", at(0)).map(Try::wrong).is_ok()
                    })
                })
                .collect();
            let all = all.into_iter().map(|thread| thread.join().unwrap());
            all.filter(|tried| *tried).count()
        });
        assert_eq!(tried, TRIES as usize);
    }

    #[test]
    fn a_try_counts_before_it_is_tried_and_not_at_all_where_it_was_none() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience::beside(folder.path());
        for _ in 0..TRIES {
            // As if the program had been killed while the password was tried.
            std::mem::forget(patience.begin("linxy", at(0)).unwrap());
        }
        assert_eq!(code(&Patience::beside(folder.path()), 1), "sign-in-paused");
        for _ in 0..TRIES {
            // A store that could not be opened at all says nothing about a password.
            drop(patience.begin("hemin", at(0)).unwrap());
        }
        assert_eq!(patience.begin("hemin", at(0)).unwrap().right(), 0);
    }

    #[test]
    fn five_wrong_ones_pause_one_account_for_a_minute_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience::beside(folder.path());
        for left in [4, 3, 2, 1, 0] {
            assert_eq!(patience.begin("linxy", at(0)).unwrap().wrong(), left);
        }
        assert_eq!(code(&patience, 0), "sign-in-paused");
        assert!(patience.begin("hemin", at(0)).is_ok());
        assert_eq!(patience.begin("linxy", at(PAUSE)).unwrap().right(), 5);
        assert_eq!(patience.begin("linxy", at(0)).unwrap().right(), 0);
    }

    #[test]
    fn another_spelling_another_program_and_a_damaged_file_do_not_make_guessing_free() {
        let folder = tempfile::tempdir().unwrap();
        let first = Patience::beside(folder.path());
        for spelling in ["linxy", " linxy", "LINXY  ", "ｌｉｎｘｙ", "linxy\t"] {
            first.begin(spelling, at(0)).unwrap().wrong();
        }
        assert_eq!(code(&first, 1), "sign-in-paused");
        let second = Patience::beside(folder.path());
        assert_eq!(code(&second, 1), "sign-in-paused");
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!text.contains("linxy"), "{text}");
        std::fs::write(folder.path().join(FILE), b"{").unwrap();
        assert_eq!(code(&first, 1), "sign-in-paused");
    }

    #[test]
    fn a_clock_that_is_set_back_neither_ends_the_pause_nor_lengthens_it() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience::beside(folder.path());
        for _ in 0..TRIES {
            patience.begin("linxy", at(1_000_000)).unwrap().wrong();
        }
        assert_eq!(code(&patience, 0), "sign-in-paused");
        assert_eq!(code(&patience, PAUSE - 1), "sign-in-paused");
        assert!(patience.begin("linxy", at(PAUSE)).is_ok());
    }
}
