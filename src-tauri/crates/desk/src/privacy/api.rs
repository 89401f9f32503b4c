//! What crosses the rim about personal data: the end of cases, one person's data, files outside the store.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::Beside;
use crate::paper::api::Printed;
use crate::rights::api::Purpose;
use crate::rim::api::Refusal;

/// Asking what is kept until when.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeepingAsked {
    /// A number, a name: how the cases stand that it finds. The next to go when empty.
    #[serde(default)]
    pub text: String,
}

/// How a case stands with its time of keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum KeepingState {
    /// It may be deleted.
    Due,
    /// It may be deleted from a day on.
    Waits,
    /// It is kept without an end for now.
    Kept,
}

/// A case with its time of keeping.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct KeepingLine {
    /// The case.
    pub id: u32,
    /// Its number.
    pub number: String,
    /// Whose, as lists show it.
    pub title: String,
    /// The project's short name.
    pub project: String,
    /// 已领取 …
    pub state_word: String,
    /// How it stands.
    pub standing: KeepingState,
    /// By which rule, or why it is kept, in words.
    pub why: String,
    /// The day from which on it may go, `YYYY-MM-DD`; empty where there is none.
    pub day: String,
}

/// A case that was deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DeletionLine {
    /// Running number of the deletion.
    pub id: u32,
    /// The case's number.
    pub number: String,
    /// The day it was opened.
    pub opened: String,
    /// By which rule, in words.
    pub rule: String,
    /// The day since when it was due.
    pub due: String,
    /// When it was deleted.
    pub at: String,
    /// Who deleted it.
    pub by: String,
    /// Who agreed.
    pub beside: String,
    /// How much went, in words.
    pub counts: String,
    /// It was deleted again on a store that came back from a backup.
    pub repeated: bool,
}

/// What is kept until when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Keeping {
    /// What may go now, longest due first.
    pub due: Vec<KeepingLine>,
    /// How many may go, shown or not.
    pub due_count: u32,
    /// What may go next, or what was asked for and may not go.
    pub waits: Vec<KeepingLine>,
    /// What was deleted, newest first.
    pub deleted: Vec<DeletionLine>,
    /// How many were deleted, shown or not.
    pub deleted_count: u32,
}

/// Deleting cases whose time has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DeleteCases {
    /// The cases: all of them go, or none.
    pub ids: Vec<u32>,
    /// Who agrees.
    pub beside: Beside,
}

/// Cases that were deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CasesDeleted {
    /// 已删除 3 件 …
    pub message: String,
    /// What went.
    pub deleted: Vec<DeletionLine>,
    /// Files of these cases outside the store that could not be removed, with why: people look after them.
    pub left: Vec<String>,
    /// The certificate of deletion; none where it did not come out.
    pub certificate: Option<Printed>,
    /// What did not succeed after the cases were gone.
    pub troubles: Vec<Refusal>,
    /// How it stands now.
    pub keeping: Keeping,
}

/// Printing the certificate of deletions once more.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PrintDeletions {
    /// The deletions that stand on it.
    pub ids: Vec<u32>,
}

/// Somebody is looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct FindPerson {
    /// The whole name; may be left out beside a number.
    #[serde(default)]
    pub name: String,
    /// The whole number of the document; may be left out beside a name.
    #[serde(default)]
    pub id_no: String,
    /// What for.
    pub purpose: Purpose,
    /// The same in words; required for [`Purpose::Other`].
    #[serde(default)]
    pub words: String,
}

/// A case with somebody's data in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonLine {
    /// The case.
    pub id: u32,
    /// Its number.
    pub number: String,
    /// The project's short name.
    pub project: String,
    /// 已领取 …
    pub state_word: String,
    /// What the person is in it: 经办人姓名 …
    pub parts: Vec<String>,
    /// Scanned pages of the case.
    pub pages: u32,
    /// Other people whose data stands in it.
    pub others: u32,
    /// Until when it is kept, in words.
    pub keeps: String,
}

/// Somebody in the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonHolder {
    /// The name.
    pub name: String,
    /// The number, masked.
    pub code: String,
    /// How many certificates.
    pub certificates: u32,
}

/// Where somebody's data stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonFound {
    /// Who was asked for, masked.
    pub who: String,
    /// The cases, oldest first.
    pub cases: Vec<PersonLine>,
    /// Entries of the register.
    pub holders: Vec<PersonHolder>,
    /// Rows of the audit about the person that name no case.
    pub audit_rows: u32,
    /// The different numbers that stand beside the name, masked: more than one is more than one person.
    pub numbers: Vec<String>,
    /// Handing it out takes somebody beside.
    pub takes_two: bool,
}

/// Handing one person's data out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ExportPerson {
    /// The whole name; may be left out beside a number.
    #[serde(default)]
    pub name: String,
    /// The whole number of the document; may be left out beside a name that is one person's.
    #[serde(default)]
    pub id_no: String,
    /// What for.
    pub purpose: Purpose,
    /// The same in words; required for [`Purpose::Other`].
    #[serde(default)]
    pub words: String,
    /// With scans and documents.
    #[serde(default)]
    pub papers: bool,
    /// Who agrees, where it takes two.
    #[serde(default)]
    pub beside: Option<Beside>,
}

/// One person's data, handed out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonExported {
    /// 已导出 …
    pub message: String,
    /// Where.
    pub folder: String,
    /// How many files.
    pub files: u32,
}

/// A file outside the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OutsideLine {
    /// 打印件, 交换包 …
    pub kind: String,
    /// The number of its case; empty where it is of several or of none.
    pub case_number: String,
    /// Where.
    pub path: String,
    /// Written when.
    pub at: String,
    /// The day from which on it is removed; empty where no rule says.
    pub until: String,
}

/// Files outside the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OutsideFiles {
    /// Days after which they are removed; 0 never.
    pub days: u32,
    /// How many there are.
    pub count: u32,
    /// How many are due.
    pub due: u32,
    /// The oldest of them.
    pub lines: Vec<OutsideLine>,
}

/// After how many days files are removed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OutsideDays {
    /// Days; 0 never.
    pub days: u32,
}

/// What came of removing files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Swept {
    /// 已清除 3 个 …
    pub message: String,
    /// How many went.
    pub removed: u32,
    /// Those that stay, with why: people look after them.
    pub left: Vec<String>,
}
