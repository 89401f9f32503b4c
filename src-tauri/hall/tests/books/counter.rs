//! A made-up counter that moves into a hall, and windows that join it.

use std::path::{Path, PathBuf};
use std::sync::Once;

use case::{BusinessType, CaseContent, CertKind, Channel, Role, Roles};
use chrono::{DateTime, Duration, NaiveDate, TimeZone as _, Utc};
use hall::Windows;
use hall::cluster::{Cluster, TestHall};
use secrecy::SecretString;
use store::hall::Opener as _;
use store::{Account, CaseRow, CounterInfo, KdfCost, NewAccount, NewCase, NewStore, Store, StoreError};
use tempfile::TempDir;

pub const LOGIN: &str = "zhouwen";
pub const PASSWORD: &str = "counter-Window-7";
pub const UNIT: &str = "深圳市南山样例科技有限公司";
pub const PHONE: &str = "13800138000";
pub const ID_NO: &str = "11010519491231002X";

/// The moment of the tests, plus so many minutes.
pub fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).unwrap() + Duration::minutes(minutes)
}

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

/// A hall with its first window, and whoever joins.
pub struct Hall<'c> {
    pub server: TestHall<'c>,
    pub dir: TempDir,
}

/// A store of one PC.
pub fn alone(folder: &Path) -> Store {
    let new = NewStore {
        counter: CounterInfo {
            name: "越秀受理点".into(),
            address: "广州市越秀区样例路1号".into(),
            phone: "020-00000000".into(),
            window: "3号窗".into(),
        },
        admin: NewAccount::new(LOGIN, "周雯", Roles::new(Role::ALL)),
        password: secret(PASSWORD),
    };
    Store::create(folder, new, KdfCost::QUICK_FOR_TESTS, at(0)).unwrap()
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
        let (mut store, _) = Store::unlock(&first, LOGIN, &secret(PASSWORD)).unwrap();
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
        let connected = Windows.open(self.ticket(window).path()).unwrap();
        let folder = self.folder(window);
        Store::join_hall(&folder, connected, LOGIN, &secret(PASSWORD)).unwrap();
        self.server.join(&folder, window).unwrap();
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
    let clerk = admin(store).id;
    let new = NewCase {
        prefix: "YL".into(),
        day: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        content: content(unit),
        clerk,
    };
    store.write(|tx| tx.add_case(&new, at(1)))
}

pub fn content(unit: &str) -> CaseContent {
    let fields = [
        ("unit_name", unit),
        ("uscc", "914403001922038216"),
        ("operator_name", "王伟"),
        ("operator_phone", PHONE),
        ("operator_id_no", ID_NO),
    ];
    CaseContent {
        project: "netca-gd-ylbx".into(),
        project_version: "1".into(),
        business: BusinessType::New,
        channel: Channel::Counter,
        kind: CertKind::Org,
        years: Some(3),
        count: 1,
        conditions: Vec::new(),
        fields: fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        employees: Vec::new(),
        typed_fee_cents: None,
        payment: None,
        materials_seen: [("Y-O-C1".to_owned(), vec!["seal".to_owned()])].into(),
        kept_findings: Vec::new(),
        acts_on: Vec::new(),
    }
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
