//! What crosses the rim about the spool.

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

use crate::casework::api::FieldChange;
use crate::rim::api::Finding;

/// What an item of the spool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum SpooledWhat {
    /// What was typed into a case.
    Typed,
    /// Pages that arrived.
    Pages,
    /// How a step on a key ended.
    KeyStep,
}

/// An item of the spool.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SpoolLine {
    /// The item.
    pub id: u32,
    /// What it is.
    pub what: SpooledWhat,
    /// The case that it is about.
    pub case_id: Option<u32>,
    /// Its number.
    pub number: Option<String>,
    /// What it is, in words: the step on a key, or where pages came from.
    pub words: String,
    /// Who did it.
    pub by: String,
    /// Whether that is who is signed in.
    pub own: bool,
    /// When.
    pub at: String,
    /// What it would change in the case as it stands now, as this account gets to see it.
    pub changes: Vec<FieldChange>,
    /// Why it did not come in; none where it comes by itself.
    pub refused: Option<Finding>,
}

/// What is kept until it is in the books.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct SpoolList {
    /// Every item, the oldest first.
    pub lines: Vec<SpoolLine>,
}
