//! A made-up counter and what its cases hold: for the tests of a hall's books, and for the simulation.

use std::path::Path;

use case::{BusinessType, CaseContent, CertKind, Channel, Role, Roles};
use chrono::{DateTime, NaiveDate, Utc};
use secrecy::SecretString;
use store::{Account, CounterInfo, KdfCost, NewAccount, NewCase, NewStore, Store};

pub const LOGIN: &str = "zhouwen";
pub const PASSWORD: &str = "counter-Window-7";
pub const PHONE: &str = "13800138000";
pub const ID_NO: &str = "11010519491231002X";
pub const USCC: &str = "914403001922038216";
pub const PROJECT: &str = "netca-gd-ylbx";

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

/// A new store of one PC.
pub fn alone(folder: &Path, now: DateTime<Utc>) -> Store {
    let new = NewStore {
        counter: CounterInfo {
            name: "越秀受理点".into(),
            address: "广州市越秀区样例路1号".into(),
            phone: "020-00000000".into(),
            window: "3号窗".into(),
        },
        admin: NewAccount::new(LOGIN, "周雯样例", Roles::new(Role::ALL)),
        password: secret(PASSWORD),
    };
    Store::create(folder, new, KdfCost::QUICK_FOR_TESTS, now).unwrap()
}

/// Signs in.
pub fn open(folder: &Path) -> (Store, Account) {
    Store::unlock(folder, LOGIN, &secret(PASSWORD)).unwrap()
}

/// A case, to be opened on a day.
pub fn new_case(content: CaseContent, day: (i32, u32, u32), clerk: &Account) -> NewCase {
    NewCase {
        prefix: "YL".into(),
        day: NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap(),
        content,
        clerk: clerk.id,
    }
}

/// What a unit's case says, and these fields more.
pub fn content(unit: &str, more: &[(&str, &str)]) -> CaseContent {
    let fields = [
        ("unit_name", unit),
        ("uscc", USCC),
        ("operator_name", "王伟样例"),
        ("operator_phone", PHONE),
        ("operator_id_no", ID_NO),
    ];
    let fields = fields.iter().chain(more);
    CaseContent {
        project: PROJECT.into(),
        project_version: "1".into(),
        business: BusinessType::New,
        channel: Channel::Counter,
        kind: CertKind::Org,
        years: Some(3),
        count: 1,
        conditions: Vec::new(),
        fields: fields.map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        employees: Vec::new(),
        typed_fee_cents: None,
        payment: None,
        materials_seen: [("Y-O-C1".to_owned(), vec!["seal".to_owned()])].into(),
        kept_findings: Vec::new(),
        acts_on: Vec::new(),
    }
}
