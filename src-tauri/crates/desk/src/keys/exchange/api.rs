//! The exchange with the CA: all that waits at once, answers from a folder, lists for revocation.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::counter::api::Beside;
use crate::rim::api::{Finding, Gate};

/// Packages that were written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// In words.
    pub message: String,
    /// The files, with what is in each.
    pub files: Vec<String>,
}

/// A folder of answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ImportFolder {
    /// The folder; the folder `answers` in the exchange folder when empty.
    pub folder: String,
}

/// What came of a folder of answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Answers {
    /// In words.
    pub message: String,
    /// How many certificates were taken.
    pub taken: u32,
    /// What there is to say of the others, one by one.
    pub findings: Vec<Finding>,
}

/// What the CA is asked for about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum AskedOfCa {
    /// 注销
    Revoke,
    /// 挂起
    Suspend,
    /// 恢复
    Resume,
}

/// Something the CA is to be asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RevocationLine {
    /// Its number.
    pub id: u32,
    /// What.
    pub action: AskedOfCa,
    /// The same in words: 注销, 挂起, 恢复.
    pub word: String,
    /// The case that asks for it.
    pub case_number: String,
    /// Whose certificate.
    pub holder: String,
    /// Its serial number, where these books know it.
    pub certificate: Option<String>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: String,
}

/// What waits to be told to the CA.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Revocations {
    /// Oldest first.
    pub lines: Vec<RevocationLine>,
    /// What the CA was told and is not known to have done, oldest first.
    pub told: Vec<RevocationLine>,
    /// Whether this account may export.
    pub may_export: Gate,
    /// The lists just written.
    pub files: Vec<String>,
}

/// What was asked of the CA is done, by somebody's word.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CloseRevocation {
    /// What was asked for, by its number.
    pub id: u32,
    /// How it is known.
    pub reason: String,
}

/// The CA revoked a certificate of its own accord.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RecordRevoked {
    /// The certificate, by its number in the register.
    pub certificate: u32,
    /// How it is known.
    pub reason: String,
}

/// A certificate on hold is to count again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct AskResumption {
    /// The certificate, by its number in the register.
    pub certificate: u32,
    /// Why.
    pub reason: String,
    /// The reviewer beside.
    pub beside: Beside,
}

/// What a list of revoked certificates changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RevokedTaken {
    /// In words.
    pub message: String,
    /// What was asked for and is done by it, in words.
    pub taken: Vec<String>,
    /// What the list says and nobody here asked for, one by one; the register was not changed by it.
    pub findings: Vec<Finding>,
    /// What is still asked for.
    pub revocations: Revocations,
}
