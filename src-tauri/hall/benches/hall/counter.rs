//! The made-up counter whose books move into the hall, and its cases.

use std::path::Path;

use case::{BusinessType, CaseContent, CertKind, Channel, Role, Roles};
use chrono::{NaiveDate, Utc};
use secrecy::SecretString;
use store::{Account, CounterInfo, KdfCost, NewAccount, NewCase, NewStore, Store};

use crate::dice::Dice;

pub const LOGIN: &str = "zhouwen";
pub const PASSWORD: &str = "counter-Window-7";
pub const PHONE: &str = "13800138000";
pub const ID_NO: &str = "11010519491231002X";
pub const USCC: &str = "914403001922038216";
pub const OPERATOR: &str = "王伟样例";
pub const PROJECT: &str = "netca-gd-ylbx";
/// The field that every edit changes.
pub const MEMO: &str = "memo";

/// What somebody types in the run, none of which may be found on the server or on the way to it.
pub const TYPED: [&str; 9] = [
    LOGIN,
    PASSWORD,
    PHONE,
    ID_NO,
    USCC,
    "样例",
    "越秀受理点",
    "YL-2026",
    "kept-by-the-counter",
];

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text)
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
        admin: NewAccount::new(LOGIN, "周雯样例", Roles::new(Role::ALL)),
        password: secret(PASSWORD),
    };
    drop(Store::create(folder, new, KdfCost::QUICK_FOR_TESTS, Utc::now()).unwrap());
    open(folder).0
}

/// Signs in.
pub fn open(folder: &Path) -> (Store, Account) {
    Store::unlock(folder, LOGIN, &secret(PASSWORD)).unwrap()
}

/// A case of a unit.
pub fn new_case(unit: &str, me: &Account) -> NewCase {
    NewCase {
        prefix: "YL".into(),
        day: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(),
        content: content(unit, ""),
        clerk: me.id,
    }
}

pub fn content(unit: &str, memo: &str) -> CaseContent {
    let fields = [
        ("unit_name", unit),
        ("uscc", USCC),
        ("operator_name", OPERATOR),
        ("operator_phone", PHONE),
        ("operator_id_no", ID_NO),
        (MEMO, memo),
    ];
    CaseContent {
        project: PROJECT.into(),
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

/// A scan that no other equals; it begins with a word that must not be found on the server.
pub fn scan(dice: &mut Dice, bytes: usize) -> Vec<u8> {
    let mut scan = b"kept-by-the-counter".to_vec();
    while scan.len() < bytes {
        scan.extend(dice.next().to_be_bytes());
    }
    scan.truncate(bytes);
    scan
}
