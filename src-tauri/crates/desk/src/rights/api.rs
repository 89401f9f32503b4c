//! What crosses the rim about covered values: what somebody needs one for, and the value, told for a while.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

/// What a covered value is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To reach the customer.
    Contact,
    /// To compare it with a document at hand.
    Compare,
    /// The authority has asked about it.
    AskedByCa,
    /// An inspection by an authority over the counter.
    Inspection,
    /// A complaint.
    Complaint,
    /// The person has asked for the own data, or to have it corrected.
    OwnData,
    /// Something else, in words.
    Other,
}

/// A purpose with its word.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct PurposeChoice {
    /// Which.
    pub value: Purpose,
    /// 联系客户, 与证件核对 …
    pub word: String,
    /// It has to be said in words as well.
    pub wants_words: bool,
}

/// Of what a covered value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum UnmaskOf {
    /// A case; `field` is a dictionary name, `employees.0.user_id_no` in the annex, or `papers` for what shows all.
    Case,
    /// A holder of the ledger; `field` is `code`.
    Holder,
}

/// Asking for a covered value.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Unmask {
    /// Of what.
    pub of: UnmaskOf,
    /// Its number.
    pub id: u32,
    /// Which value.
    pub field: String,
    /// What for.
    pub purpose: Purpose,
    /// The same in words; required for [`Purpose::Other`].
    #[serde(default)]
    pub words: String,
}

/// A covered value, told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct UnmaskedValue {
    /// 身份证号 …
    pub label: String,
    /// The whole value; empty where papers may be opened now.
    pub value: String,
    /// Seconds after which the screen forgets it, or after which papers are closed again.
    pub seconds: u32,
}

/// What the roles see of a group of fields, in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct GroupRights {
    /// Its stable word.
    pub word: String,
    /// 证件号码 …
    pub name: String,
    /// In lists, whoever looks.
    pub lists: String,
    /// On the pages of a case, 受理员.
    pub clerk: String,
    /// 复核员
    pub reviewer: String,
    /// 制证员
    pub key_clerk: String,
    /// 管理员
    pub admin: String,
}

/// Who may call a command, and what its answer shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CommandRights {
    /// The command.
    pub name: String,
    /// Roles, in words.
    pub may: Vec<String>,
    /// How what it shows is covered, in words.
    pub shows: String,
}

/// The rights as they stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Rights {
    /// Groups of fields.
    pub groups: Vec<GroupRights>,
    /// Commands.
    pub commands: Vec<CommandRights>,
}
