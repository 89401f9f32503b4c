//! What two people sign when a case is deleted: which case, by which rule, when its time had come, and how much went.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::canonical::{canonical_json, hex};
use crate::{AccountId, AttachmentId, CaseId, Result};

/// Before what whoever deletes signs.
const BY: &[u8] = b"counterfoil/deletion/1\0";
/// Before what whoever agrees signs, so that neither signature stands in for the other.
const BESIDE: &[u8] = b"counterfoil/deletion-beside/1\0";

/// Rows that went, by table.
pub(crate) type Gone = BTreeMap<String, Vec<i64>>;

/// What both sign. It holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Of which store: the beginning of its first certificate's hash, in hexadecimal.
    pub store: String,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// When it was opened, so that another case with its number is not meant.
    pub opened: DateTime<Utc>,
    /// By which rule, as a stable word.
    pub rule: String,
    /// The same in Chinese words, as the certificate has it.
    pub rule_words: String,
    /// Since when it was due.
    pub due: DateTime<Utc>,
    /// When it was deleted.
    pub at: DateTime<Utc>,
    /// Who deleted it.
    pub by: AccountId,
    /// Under which name then.
    pub by_name: String,
    /// Who agreed.
    pub beside: AccountId,
    /// Under which name then.
    pub beside_name: String,
    /// How many rows went, by table.
    pub counts: BTreeMap<String, u32>,
}

/// A deletion to be made.
#[derive(Debug, Clone)]
pub struct DeletionOrder {
    /// The case.
    pub case: CaseId,
    /// By which rule, as a stable word.
    pub rule: String,
    /// The same in words.
    pub rule_words: String,
    /// Since when it was due.
    pub due: DateTime<Utc>,
    /// What is of the case without saying so.
    pub traces: Traces,
}

/// What is of a case without saying so by its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// Packages to the CA that hold it beside others: their bytes go, that they were sent stays.
    pub files: Vec<AttachmentId>,
    /// Audit rows that are about it.
    pub audit: Vec<u32>,
}

/// A case that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Running number of the deletion.
    pub id: u32,
    /// What was signed.
    pub statement: Statement,
    /// It was repeated from the ledger, on a store that came back from a backup.
    pub repeated: bool,
}

impl Statement {
    /// The text that is signed.
    ///
    /// # Errors
    /// `store-invalid` never in practice.
    pub(crate) fn text(&self) -> Result<String> {
        canonical_json(self)
    }
}

/// The bytes that whoever deletes signs.
pub(crate) fn by_bytes(text: &str) -> Vec<u8> {
    [BY, text.as_bytes()].concat()
}

/// The bytes that whoever agrees signs.
pub(crate) fn beside_bytes(text: &str) -> Vec<u8> {
    [BESIDE, text.as_bytes()].concat()
}

/// A store by its name.
pub(crate) fn store_word(store: &[u8; 16]) -> String {
    hex(store)
}

/// How many rows went, by table.
pub(crate) fn counted(gone: &Gone) -> BTreeMap<String, u32> {
    let counts = gone
        .iter()
        .map(|(table, rows)| (table.clone(), u32::try_from(rows.len()).unwrap_or(u32::MAX)));
    counts.filter(|(_, count)| *count > 0).collect()
}
