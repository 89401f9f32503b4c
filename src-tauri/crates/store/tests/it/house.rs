//! A made-up counter to test in: folder, store, administrator, content, one moment in time.

use std::path::{Path, PathBuf};

use case::{BusinessType, CaseContent, CertKind, Channel, Role, Roles};
use chrono::{DateTime, Duration, NaiveDate, TimeZone as _, Utc};
use secrecy::SecretString;
use store::{
    Account, CaseRow, CounterInfo, KdfCost, NewAccount, NewCase, NewStore, Result, Store, StoreError, Tx,
};
use tempfile::TempDir;

pub const LOGIN: &str = "zhouwen";
pub const PASSWORD: &str = "counter-Window-7";
pub const UNIT: &str = "深圳市南山样例科技有限公司";
pub const USCC: &str = "914403001922038216";

/// The moment of the tests, plus so many minutes.
pub fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 1, 30, 0).unwrap() + Duration::minutes(minutes)
}

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

pub fn new_store() -> NewStore {
    NewStore {
        counter: CounterInfo {
            name: "越秀受理点".into(),
            address: "广州市越秀区样例路1号".into(),
            phone: "020-00000000".into(),
            window: "3号窗".into(),
        },
        admin: NewAccount::new(LOGIN, "周雯", Roles::new(Role::ALL)),
        password: secret(PASSWORD),
    }
}

pub struct House {
    pub _dir: TempDir,
    pub folder: PathBuf,
    pub store: Store,
}

impl House {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("store");
        let store = Store::create(&folder, new_store(), KdfCost::QUICK_FOR_TESTS, at(0)).unwrap();
        let store = crate::engine::placed(store, &folder);
        Self {
            _dir: dir,
            folder,
            store,
        }
    }

    pub fn write<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.store.write(work).unwrap()
    }

    /// What a transaction is refused with.
    pub fn refused<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> StoreError {
        match self.store.write(work) {
            Ok(_) => panic!("was not refused"),
            Err(error) => {
                assert!(!error.remedy().is_empty());
                error
            }
        }
    }

    pub fn read<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> T {
        self.store.read(work).unwrap()
    }

    pub fn admin(&self) -> Account {
        self.read(|tx| tx.account_by_login(LOGIN)).unwrap()
    }

    pub fn add_case(&mut self, content: CaseContent) -> CaseRow {
        let clerk = self.admin().id;
        self.write(|tx| tx.add_case(&new_case(content, clerk), at(1)))
    }
}

pub fn new_case(content: CaseContent, clerk: store::AccountId) -> NewCase {
    NewCase {
        prefix: "YL".into(),
        day: day(),
        content,
        clerk,
    }
}

pub fn content() -> CaseContent {
    let fields = [
        ("unit_name", UNIT),
        ("uscc", USCC),
        ("operator_name", "王伟"),
        ("operator_phone", "13800138000"),
        ("operator_id_no", "11010519491231002X"),
        ("unit_email", "office@example.com"),
        ("apply_date", "2026-11-21"),
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

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
