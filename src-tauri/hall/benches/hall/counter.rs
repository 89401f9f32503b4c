//! The made-up counter whose books move into the hall, and its cases.

#[path = "../../tests/made_up/counter.rs"]
mod made_up;

use std::path::Path;

use case::CaseContent;
use chrono::Utc;
use store::{Account, NewCase, Store};

use crate::dice::Dice;

use made_up::{ID_NO, PHONE, USCC};
pub use made_up::{LOGIN, PASSWORD, PROJECT, open, secret};

/// The field that every edit changes.
pub const MEMO: &str = "memo";

/// The day of all numbers, as in `YL-20261125-0001`.
const DAY: (i32, u32, u32) = (2026, 11, 25);

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

/// A store of one PC.
pub fn alone(folder: &Path) -> Store {
    drop(made_up::alone(folder, Utc::now()));
    open(folder).0
}

/// A case of a unit.
pub fn new_case(unit: &str, me: &Account) -> NewCase {
    made_up::new_case(content(unit, ""), DAY, me)
}

pub fn content(unit: &str, memo: &str) -> CaseContent {
    made_up::content(unit, &[(MEMO, memo)])
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
