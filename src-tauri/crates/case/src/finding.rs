//! Findings: what a check has to say, in words, with the remedy.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Print and go on; the clerk confirms.
    Warn,
    /// Cannot be right; blocks printing, never typing.
    Refuse,
}

/// The outcome of a check: good, doubtful or refused; there is no fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing to object to.
    Ok,
    /// May go on after confirmation.
    Warn,
    /// Cannot be right.
    Refuse,
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code, for instance `uscc-check-digit`; screens decide by it, never by the text.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The field it is about, by dictionary name (`employees.0.user_id_no` in the annex), if it is about one.
    pub field: Option<String>,
    /// What is wrong and what would be right, in Chinese.
    pub message: String,
    /// What to do next, in Chinese.
    pub remedy: String,
    /// A value to put in the field's place, offered and never applied by itself.
    pub suggestion: Option<String>,
}

/// The verdict that a list of findings amounts to.
pub fn verdict_of(findings: &[Finding]) -> Verdict {
    match findings.iter().map(|f| f.severity).max() {
        Some(Severity::Refuse) => Verdict::Refuse,
        Some(Severity::Warn) => Verdict::Warn,
        _ => Verdict::Ok,
    }
}
