//! Which of many backups are kept: every one of the last week, then one a week, one a month, one a year. Only whole
//! backups of this very store are let go, never anything else that lies beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike as _, Duration, Utc};

use crate::keyring::Keyring;
use crate::pieces::{self, Pieces};
use crate::{DATABASE, DELETIONS, KEYRING, MANIFEST, Result, StoreError, about_backup, mark};

/// Days within which every backup is kept.
const EVERY: i64 = 7;
/// Days within which the newest of each week is kept.
const WEEKLY: i64 = 35;
/// Days within which the newest of each month is kept; after them the newest of each year.
const MONTHLY: i64 = 400;

/// In which span of time a backup stands for all others; none where every one is kept.
fn span(made: DateTime<Utc>, now: DateTime<Utc>) -> Option<(char, i32, u32)> {
    let age = now - made;
    if age < Duration::days(EVERY) {
        return None;
    }
    if age < Duration::days(WEEKLY) {
        let week = made.iso_week();
        return Some(('w', week.year(), week.week()));
    }
    if age < Duration::days(MONTHLY) {
        return Some(('m', made.year(), made.month()));
    }
    Some(('y', made.year(), 0))
}

/// Which of the backups, by when they were made, are let go.
fn let_go(made: &[DateTime<Utc>], now: DateTime<Utc>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..made.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(made[*at]));
    let mut taken = BTreeSet::new();
    let mut gone = Vec::new();
    for (place, at) in order.into_iter().enumerate() {
        let is_first = span(made[at], now).is_none_or(|span| taken.insert(span));
        // The newest of all is kept whatever its age: nothing else may be left of a counter that was closed.
        if !is_first && place > 0 {
            gone.push(at);
        }
    }
    gone.sort_unstable();
    gone
}

/// Removes those of the given backups that the rule lets go; says which. What is no backup of the store in the folder
/// `store` is left alone. Needs no password, and holds no store.
///
/// # Errors
/// `store-file` where one cannot be removed; those before it are gone.
pub fn thin(store: &Path, backups: &[PathBuf], now: DateTime<Utc>) -> Result<Vec<PathBuf>> {
    let own = Keyring::read(store)?;
    let is_own = |folder: &Path| Keyring::read(folder).is_ok_and(|ring| ring.is_of_same_store(&own));
    let found: Vec<(&PathBuf, DateTime<Utc>)> = backups
        .iter()
        .filter(|folder| is_own(folder))
        .filter_map(|folder| Some((folder, about_backup(folder).ok()?.made)))
        .collect();
    let made: Vec<_> = found.iter().map(|(_, made)| *made).collect();
    let gone = let_go(&made, now).into_iter().map(|at| found[at].0.clone());
    let gone: Vec<PathBuf> = gone.collect();
    for folder in &gone {
        remove(folder).map_err(|e| StoreError::file(folder, &e))?;
    }
    let left: Vec<PathBuf> = backups
        .iter()
        .filter(|one| !gone.contains(one))
        .cloned()
        .collect();
    let mut swept = BTreeSet::new();
    for (folder, _) in &found {
        if let Ok(pieces) = Pieces::beside(folder)
            && swept.insert(pieces.folder().to_owned())
        {
            pieces.sweep(&left, now)?;
        }
    }
    Ok(gone)
}

/// Removes the files of a backup and its folder. The manifest first: what is left half removed is no backup.
fn remove(folder: &Path) -> std::io::Result<()> {
    for name in [MANIFEST, pieces::LIST, DATABASE, mark::FILE, KEYRING, DELETIONS] {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    // Something that somebody else put there keeps the folder, and the dated one around it.
    if fs::remove_dir(folder).is_ok()
        && let Some(around) = folder.parent()
    {
        let is_dated = around
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("counterfoil-"));
        if is_dated {
            let _ = fs::remove_dir(around);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 24, 10, 0, 0).unwrap()
    }

    /// What is left of backups of so many days ago, made one by one with the rule after each.
    fn after(days: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut kept: Vec<DateTime<Utc>> = Vec::new();
        // The last time now, with nothing new.
        for day in days.map(Some).chain([None]) {
            let then = now() - Duration::days(day.unwrap_or_default());
            kept.extend(day.map(|_| then));
            for gone in let_go(&kept, then).into_iter().rev() {
                kept.remove(gone);
            }
        }
        kept.iter().map(|made| (now() - *made).num_days()).collect()
    }

    #[test]
    fn three_years_of_daily_backups_come_to_a_few_and_leave_no_gap() {
        let left = after((0..1100).rev());
        assert!(left.len() < 35, "{left:?}");
        let within = |most: i64| left.iter().filter(|age| **age < most).count();
        assert_eq!(within(7), 7, "every one of the last week: {left:?}");
        for (until, gap) in [(35, 8), (400, 39), (1100, 370)] {
            let aged = left.iter().filter(|age| **age < until).rev();
            let aged: Vec<i64> = aged.copied().collect();
            let widest = aged
                .windows(2)
                .map(|two| two[1] - two[0])
                .max()
                .unwrap_or_default();
            assert!(widest <= gap, "no gap over {gap} days within {until}: {left:?}");
        }
    }

    #[test]
    fn backups_now_and_then_are_all_kept_and_so_is_the_newest_of_old() {
        assert_eq!(after([900, 500, 200, 90, 40, 20, 3].into_iter()).len(), 7);
        assert_eq!(after([1200, 1199].into_iter()), [1199]);
        assert_eq!(after([5, 5, 5].into_iter()).len(), 3);
        assert!(let_go(&[], now()).is_empty());
        // A clock that went wrong: what is said to be of tomorrow is kept.
        let tomorrow = now() + Duration::days(1);
        assert!(let_go(&[tomorrow, now(), tomorrow], now()).is_empty());
    }
}
