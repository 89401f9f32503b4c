//! A made-up counter that moves into a hall, and windows that join it.

#[path = "../made_up/counter.rs"]
mod made_up;

use std::path::{Path, PathBuf};
use std::sync::Once;

use case::CaseContent;
use chrono::{DateTime, Duration, TimeZone as _, Utc};
use hall::Windows;
use hall::cluster::{Cluster, TestHall};
use store::hall::Opener as _;
use store::{Account, CaseRow, Store, StoreError};
use tempfile::TempDir;

pub use made_up::{LOGIN, PASSWORD, secret};

pub const UNIT: &str = "深圳市南山样例科技有限公司";

/// The moment of the tests, plus so many minutes.
pub fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).unwrap() + Duration::minutes(minutes)
}

/// A store of one PC.
pub fn alone(folder: &Path) -> Store {
    made_up::alone(folder, at(0))
}

/// A hall with its first window, and whoever joins.
pub struct Hall<'c> {
    pub server: TestHall<'c>,
    pub dir: TempDir,
}

impl Hall<'_> {
    /// A counter that has worked alone moves in.
    pub fn new(cluster: &Cluster, before: impl FnOnce(&mut Store)) -> Hall<'_> {
        let dir = tempfile::tempdir().unwrap();
        let mut store = alone(&dir.path().join("one"));
        before(&mut store);
        drop(store);
        Self::moved(cluster, dir)
    }

    /// Books that lie in the folder `one` move in.
    pub fn moved(cluster: &Cluster, dir: TempDir) -> Hall<'_> {
        static ONCE: Once = Once::new();
        ONCE.call_once(hall::open_windows);
        let hall = Hall {
            server: cluster.hall().unwrap(),
            dir,
        };
        let first = hall.folder("one");
        let (mut store, _) = made_up::open(&first);
        let ticket = hall.ticket("one");
        store
            .move_into_hall(Windows.open(ticket.path()).unwrap())
            .unwrap();
        drop(store);
        hall.server.join(&first, "one").unwrap();
        hall
    }

    pub fn folder(&self, window: &str) -> PathBuf {
        self.dir.path().join(window)
    }

    fn ticket(&self, window: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        self.server.join(folder.path(), window).unwrap();
        folder
    }

    /// Joins a further window.
    pub fn join(&self, window: &str) {
        drop(self.joins(window).unwrap());
    }

    /// Joins a further window, which may be refused.
    pub fn joins(&self, window: &str) -> Result<Store, StoreError> {
        let connected = Windows.open(self.ticket(window).path())?;
        let folder = self.folder(window);
        Store::join_hall(&folder, connected, LOGIN, &secret(PASSWORD))?;
        self.server.join(&folder, window).unwrap();
        self.by(window, LOGIN, PASSWORD)
    }

    /// Signs in at a window.
    pub fn at(&self, window: &str) -> Store {
        self.by(window, LOGIN, PASSWORD).unwrap()
    }

    /// The same as somebody.
    pub fn by(&self, window: &str, login: &str, password: &str) -> Result<Store, StoreError> {
        Store::unlock(&self.folder(window), login, &secret(password)).map(|(store, _)| store)
    }
}

pub fn admin(store: &Store) -> Account {
    store.read(|tx| tx.account_by_login(LOGIN)).unwrap().unwrap()
}

/// Opens a case.
pub fn add_case(store: &mut Store, unit: &str) -> Result<CaseRow, StoreError> {
    let new = made_up::new_case(content(unit), (2026, 11, 21), &admin(store));
    store.write(|tx| tx.add_case(&new, at(1)))
}

pub fn content(unit: &str) -> CaseContent {
    made_up::content(unit, &[])
}

/// Whether a store holds together, down to its signed acts.
pub fn is_sound(store: &Store) -> Vec<String> {
    let report = store.verify().unwrap();
    report
        .problems
        .iter()
        .map(|problem| format!("{problem:?}"))
        .collect()
}
