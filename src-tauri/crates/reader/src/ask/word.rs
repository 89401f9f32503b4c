//! Word files.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Makes the first description of a form out of the Word file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Draft {
    /// The form's id.
    pub id: String,
    /// The CA's word for its version.
    pub version: String,
    /// The file's name.
    pub source: String,
    /// Which field a label is for.
    pub labels: BTreeMap<String, String>,
    /// Characters that no font has.
    pub unprintable: BTreeSet<char>,
}

/// A first description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// The description.
    pub kdl: String,
    /// The form's title.
    pub title: String,
    /// Tables.
    pub tables: u32,
    /// Cells.
    pub cells: u32,
    /// Labels and the fields that were put behind them.
    pub fields: Vec<(String, String)>,
    /// Labels without a field.
    pub open: Vec<String>,
    /// What a person should look at.
    pub notes: Vec<DraftNote>,
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftNote {
    /// Stable code.
    pub code: String,
    /// In words.
    pub message: String,
}
