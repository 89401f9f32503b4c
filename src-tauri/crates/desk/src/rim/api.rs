//! What crosses the rim: the shapes that the window, the tests and `counterctl` see.
//!
//! Only these types are serialised for a screen; the domain types behind them stay free to change. Names are
//! camelCase in TypeScript. Amounts are 分 (`u32`), times are RFC 3339 text with offset, dates `YYYY-MM-DD`,
//! lengths millimetres. Personal numbers are masked in lists and whole on the case.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

/// Nothing to say.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub struct Nothing {}

/// A record named by its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ById {
    /// The record's id.
    pub id: u32,
}

/// How much a finding weighs: `note` informs, `warn` may be kept by the clerk, `refuse` blocks printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// May go on after a look.
    Warn,
    /// Cannot be right.
    Refuse,
}

/// What a check has to say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable code.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The field it is about (`employees.0.user_id_no` in the annex).
    pub field: Option<String>,
    /// What is wrong and what would be right.
    pub message: String,
    /// What to do next.
    pub remedy: String,
    /// A value to take over, offered as 改为 … beside 保留原样.
    pub suggestion: Option<String>,
    /// Whether the clerk has decided to keep what was typed.
    pub kept: bool,
}

/// Whether something may be done now, and if not, why not.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// May be done now.
    pub open: bool,
    /// Why not, and what to do about it; empty when open.
    pub reason: String,
}

impl Gate {
    /// Nothing stands in the way.
    pub fn open() -> Self {
        Self {
            open: true,
            reason: String::new(),
        }
    }

    /// Closed, with the reason.
    pub fn closed(reason: impl Into<String>) -> Self {
        Self {
            open: false,
            reason: reason.into(),
        }
    }
}

/// A refused command. The screen decides by `code`, shows `message` and `remedy`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Stable code, for instance `store-wrong-password`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub remedy: String,
    /// Single findings behind it, if any.
    pub findings: Vec<Finding>,
}

/// A sentence about what was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// In words.
    pub message: String,
}

/// Bytes with their media type.
pub type Bytes = (String, Vec<u8>);
